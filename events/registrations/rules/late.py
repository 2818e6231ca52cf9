"""Late requests: forms begun before registration closed, sent after (docs/adr/0016)."""

from datetime import datetime, timedelta

from django.conf import settings

from events.models import StudyVisit

# How long after closing a form is accepted: as long as a visitor's session lasts.
MAX_DRAFT_AGE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def is_late(visit: StudyVisit, *, begun_at: datetime, at: datetime) -> bool:
    """Return whether a form begun at one moment and sent at another is a late request.

    A late request was begun while registration was open, however long before, and is
    sent within MAX_DRAFT_AGE after it closed, for a public visit that is planned and
    has not begun. Both moments are aware; registration closes at the end of its minute.
    """
    opens_at, closed_from = visit.registration_opens_at, visit.closed_from
    if opens_at is None or closed_from is None:
        return False
    return (
        opens_at <= begun_at < closed_from <= at < closed_from + MAX_DRAFT_AGE
        and visit.is_ahead(at)
        and visit.is_published(at)
    )
