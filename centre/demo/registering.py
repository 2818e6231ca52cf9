"""Let the delegations of the demo register and ask for visits, by the rules."""

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.utils import translation

from centre.demo.delegations import REQUESTS
from centre.models import Centre
from events.links import tokens
from events.models import Registration, StudyVisit, VisitRequest
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
)
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import (
    DisplayedText,
    RegistrationData,
    register_delegation,
)
from events.registrations.rules.seats import withdraw_registration
from events.registrations.rules.verification import verify_email
from events.visit_requests.rules import VisitRequestData, ask_for_visit, propose_visit

# What a delegation says that registering takes as it is.
SAID = {field.name for field in dataclasses.fields(RegistrationData)} - {"parts"}


def register_demo(visit: StudyVisit, entry: dict, at: datetime) -> Registration:
    """Register a delegation whose contact confirms the address at once, or never."""
    said = {name: value for name, value in entry.items() if name in SAID}
    registration = register_delegation(
        visit=visit,
        delegation=RegistrationData(
            **said,
            parts=_wishes(visit, entry.get("parts", {})),
            consents={"notice": _notice(entry["language"])},
        ),
        submission_key=tokens.new_key(),
        at=at,
    ).registration
    write_first_emails.func()
    if entry.get("proven", True):
        return verify_email(registration=registration, at=at)
    return registration


def _notice(language: str) -> DisplayedText:
    """Return the information on personal data as a reader of a language gets it."""
    with translation.override(language):
        localized = Centre.load().notice
    return DisplayedText(localized.registration_notice, localized.language)


def load_requests(at: datetime, today: date) -> None:
    """Add the visit requests and propose visits, unless there is any request."""
    if VisitRequest.objects.exists():
        return
    for entry in REQUESTS:
        said = {k: v for k, v in entry.items() if k not in {"in_days", "proposed"}}
        dates = tuple(today + timedelta(days=days) for days in entry["in_days"])
        data = VisitRequestData(**said, dates=dates, notice=_notice(entry["language"]))
        asked = ask_for_visit(data=data, submission_key=tokens.new_key(), at=at)
        visit = StudyVisit.objects.filter(slug=entry.get("proposed")).first()
        if visit:
            staff = demo_staff()
            propose_visit(request=asked.request, visit=visit, at=at, staff=staff)


def go_on(registration: Registration, entry: dict, at: datetime) -> None:
    """Do what an entry asks for once all have registered."""
    if "asks" in entry:
        request_change(registration=registration, at=at, text=entry["asks"])
    if "then" in entry:
        THEN[entry["then"]](registration=registration, at=at, staff=demo_staff())


THEN: dict[str, Callable[..., Any]] = {
    "approve": approve_registration,
    "decline": decline_registration,
    "withdraw": withdraw_registration,
}


def _wishes(visit: StudyVisit, people: dict[int, int]) -> tuple[PartSelection, ...]:
    """Return how many people go to which part, by its place in the list."""
    parts = list(visit.parts.order_by("pk"))
    return tuple(
        PartSelection(part=parts[place].pk, seats=seats, may_wait=True)
        for place, seats in people.items()
    )


def demo_staff() -> User:
    """Return the user that acts as staff in the demo; nobody can sign in as it."""
    staff, _new = User.objects.get_or_create(
        username="demo", defaults={"is_active": False, "password": make_password(None)}
    )
    return staff
