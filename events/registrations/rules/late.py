"""What was begun before registration closed, and sent after that (docs/adr/0016)."""

from datetime import datetime, timedelta

from events.models import StudyVisit
from events.models.visits import LAST_MINUTE

# So long after the closing it is taken; a visitor's session lasts as long.
MAX_DRAFT_AGE = timedelta(days=1)


def is_late(visit: StudyVisit, *, begun_at: datetime, at: datetime) -> bool:
    """Whether a form begun at one moment and sent at another is a late request.

    It was begun while registration was open, however long before, and comes within a
    day after it closed, for a public visit that is planned and has not begun. Both
    moments are aware; the closing is the end of its minute.
    """
    opens_at, closes_at = visit.registration_opens_at, visit.registration_closes_at
    if opens_at is None or closes_at is None:
        return False
    closed_at = closes_at + LAST_MINUTE
    return (
        opens_at <= begun_at < closed_at <= at < closed_at + MAX_DRAFT_AGE
        and at < visit.starts_at
        and visit.state == StudyVisit.State.PLANNED
        and visit.is_published(at)
    )
