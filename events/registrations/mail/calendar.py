"""The calendar file in a delegation's mail."""

from datetime import datetime

from django.db.models import Q

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


def registration_calendar(
    registration: Registration, *, at: datetime, left: bool = False
) -> str:
    """Return the visit as it stands for a delegation at a moment.

    Each step of its history raises SEQUENCE, so what was said last holds, also where
    mails arrive in another order. The steps of those that were joined with it count
    too, because their people go on with what they have.
    """
    registration = registration.surviving
    status = calendar_status(registration, left=left)
    own = Q(registration=registration) | Q(registration__joined_to=registration)
    steps = RegistrationEvent.objects.filter(own).count() + left
    parts = part_lines(registration)
    return visit_calendar(registration.visit, status, parts, steps=steps, at=at)
