"""The calendar file in a delegation's mail."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from centre.templatetags.centre import when
from centre.text.dates import in_krakow
from events.ical import visit_calendar
from events.models import Registration, RegistrationEvent, StudyVisit
from events.registrations.part_text import part_lines

Status = Registration.Status


def calendar_status(registration: Registration, *, left: bool = False) -> str:
    """Return how sure a visit is for a delegation, in the words of RFC 5545, 3.8.1.11.

    Joined with another one, it comes as that one does. Whoever `left` has nothing to do
    with it any more.
    """
    registration = registration.surviving
    if left or registration.visit.state != StudyVisit.State.PLANNED:
        return "CANCELLED"
    if registration.status in {Status.CONFIRMED, Status.ATTENDED}:
        return "CONFIRMED"
    return "TENTATIVE" if registration.status in Registration.ACTIVE else "CANCELLED"


def former_time(visit: StudyVisit) -> str:
    """Return a sentence on when a visit was to be before the changes that are told now.

    "" where its time is the same, and for changes that an older version noted.
    """
    was = (visit.settling or {}).get("was")
    if not was:
        return ""
    starts_at, ends_at = map(datetime.fromisoformat, was)
    now = [
        end.replace(second=0, microsecond=0) for end in (visit.starts_at, visit.ends_at)
    ]
    if [starts_at, ends_at] == now:
        return ""
    return gettext("Before, it was to be: %(when)s.") % {
        "when": when(in_krakow(starts_at), in_krakow(ends_at))
    }


def registration_calendar(
    registration: Registration,
    *,
    at: datetime,
    left: bool = False,
    steps: int | None = None,
) -> str:
    """Return the visit as it stands for a delegation at a moment.

    Each step of its history raises SEQUENCE, so what was said last holds, also where
    mails arrive in another order. The steps of those that were joined with it count
    too, because their people go on with what they have. `steps` are given where the
    file tells of then and not of now.
    """
    registration = registration.surviving
    status = calendar_status(registration, left=left)
    if steps is None:
        steps = _count_steps(registration) + left
    parts = part_lines(registration)
    return visit_calendar(registration.visit, status, parts, steps=steps, at=at)


def _count_steps(registration: Registration) -> int:
    own = Q(registration=registration) | Q(registration__joined_to=registration)
    return RegistrationEvent.objects.filter(own).count()
