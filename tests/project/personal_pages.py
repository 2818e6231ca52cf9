"""Every page of one delegation, person or request, with links that open it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from events.links import tokens
from events.models import Delegate, Registration, StudyVisit, VisitPart
from events.registrations.rules.handover import request_handover
from events.visit_requests.rules import propose_visit
from tests.builders import build_invitee, build_staff, register
from tests.helpers import request_visit
from tests.project.pages import build_site
from tests.project.test_pages import routes


def build_links() -> dict[str, Any]:
    """The small site, and for each kind of link one that opens something."""
    build_site()
    visit, past = StudyVisit.objects.order_by("-starts_at")
    VisitPart.objects.create(
        visit=visit,
        title_pl="Spacer",
        title_en="Walk",
        title_uk="Прогулянка",
        room="Sala 3",
        language="pl",
        capacity=20,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + timedelta(minutes=30),
    )
    registered = register(visit, contact_email="other@example.org")
    registration = registered.registration
    person = Delegate.objects.create(registration=registration, full_name="Ґанна")
    person.token_hash = tokens.link_hash(tokens.delegate_token(person))
    person.save()
    now = timezone.now()
    question = request_handover(
        registration=registration, name="Next", email="next@example.org", at=now
    )
    asked = request_visit()
    staff = build_staff()
    propose_visit(request=asked, visit=visit, answer="", staff=staff, at=now)
    over = register(visit, contact_email="past@example.org")
    Registration.objects.filter(pk=over.registration.pk).update(visit=past)
    return {
        "person": tokens.delegate_token(person),
        "take-over": tokens.handover_token(question),
        "request": tokens.manage_token(asked),
        "registration": tokens.mailed_token(registration),
        "feedback": over.token,
        "invitations": tokens.invitee_token(build_invitee()),
        "number": person.pk,
    }


def personal_urls(
    links: dict[str, Any], language: str = "en"
) -> Iterator[tuple[str, str]]:
    """The name and the address of each page of the visits, with links that open."""
    for name, kwargs in routes():
        if not name.startswith("events:"):
            continue
        given, kind = dict(kwargs), name.removeprefix("events:")
        if "token" in given:
            given["token"] = next(links[k] for k in links if kind.startswith(k))
        if "number" in given:
            given["number"] = links["number"]
        with translation.override(language):
            yield name, reverse(name, kwargs=given)
