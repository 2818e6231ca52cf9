"""No page is the answer of a form, so that Back and reload are safe everywhere."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from events.links import tokens
from events.models import Delegate, StudyVisit, VisitPart
from events.registrations.rules.handover import request_handover
from events.visit_requests.rules import propose_visit
from tests.builders import DAY, build_staff, register
from tests.helpers import request_visit
from tests.project.pages import build_site
from tests.project.test_pages import routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# A secret is typed there, and is kept nowhere.
SECRET = {"events:registration-code"}
GIVEN = {
    "nothing": {},
    "nonsense": dict.fromkeys(
        ["seats", "name", "email", "full_name", "text", "words", "consent", "website",
         "score", "organisation", "contact_email", "submission_key", "date_1", "sure",
         "move", "yes", "send", "purpose"],
        "nonsense",
    ),
    "much": {"seats": "99999", "text": "x" * 20_000, "message": "x" * 20_000,
             "full_name": "x" * 20_000, "purpose": "x" * 20_000},
    "right": {"seats": "2", "name": "New", "email": "new@example.org", "text": "More",
              "full_name": "Ґанна", "words": "A chair", "consent": "on", "score": "5",
              "organisation": "Council", "city": "Oslo", "country": "NO",
              "contact_name": "Anna", "contact_email": "anna@example.org",
              "notice_read": "on"},
}  # fmt: skip


@pytest.fixture
def values(db):
    """The site, and for each kind of secret link one that opens something."""
    build_site()
    visit, past = StudyVisit.objects.order_by("-starts_at")
    VisitPart.objects.create(
        visit=visit, capacity=20,
        starts_at=visit.starts_at, ends_at=visit.starts_at + timedelta(minutes=30),
    )  # fmt: skip
    registered = register(visit, contact_email="other@example.org")
    registration = registered.registration
    person = Delegate.objects.create(registration=registration, full_name="Ґанна")
    person.token_hash = tokens.digest(tokens.delegate_token(person))
    person.save()
    now = timezone.now()
    question = request_handover(
        registration=registration, name="Next", email="next@example.org", at=now
    )
    asked = request_visit()
    staff = build_staff()
    propose_visit(request=asked, visit=visit, answer="", staff=staff, at=now)
    over = register(visit, contact_email="past@example.org")
    type(over.registration).objects.filter(pk=over.registration.pk).update(visit=past)
    return {
        "person": tokens.delegate_token(person),
        "take-over": tokens.handover_token(question),
        "request": tokens.manage_token(asked),
        "registration": tokens.mailed_token(registration),
        "feedback": over.token,
        "number": person.pk,
    }


def public_forms(values):
    """The name and the address of everything outside the desk."""
    for name, kwargs in routes():
        if not name.startswith("events:"):
            continue
        kind = name.removeprefix("events:")
        given = dict(kwargs)
        if "token" in given:
            starts = (k for k in values if kind.startswith(k))
            given["token"] = values[next(starts)]
        if "number" in given:
            given["number"] = values["number"]
        with translation.override("en"):
            yield name, reverse(name, kwargs=given)


def other_addresses():
    for name, kwargs in routes():
        if name.startswith(("events:", "admin:")):
            continue
        try:
            with translation.override("en"):
                yield name, reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue


def each(pages):
    """Each page with a browser of its own, as if nothing had happened before."""
    for name, url in pages:
        with transaction.atomic():
            yield name, url, Client()
            transaction.set_rollback(True)


@pytest.mark.parametrize("given", GIVEN)
def test_no_page_is_the_answer_of_a_form(values, given):
    pages = [*public_forms(values), *other_addresses()]
    answers = {
        name: (client.post(url, GIVEN[given]), url) for name, url, client in each(pages)
    }
    shown = {name for name, (answer, _) in answers.items() if answer.status_code == 200}
    refused = {n: a for n, a in answers.items() if a[0].status_code == 303}
    assert len(pages) > 50
    assert shown - SECRET == set()
    assert {name: answer.url for name, (answer, _) in refused.items()} == {
        name: url for name, (_, url) in refused.items()
    }


@pytest.mark.parametrize("given", ["nothing", "nonsense", "much"])
def test_what_was_refused_is_shown_again_and_once_more(values, given):
    refused = 0
    for name, url, client in each(public_forms(values)):
        if client.post(url, GIVEN[given]).status_code != 303:
            continue
        refused += 1
        first, again = client.get(url), client.get(url)
        assert (name, first.status_code, again.status_code) == (name, 200, 200)
        wrong = [page.text.count('class="error-summary"') for page in (first, again)]
        has_form = "form" in first.context  # else the page as a whole says why not
        assert (name, wrong) == (name, [has_form, has_form])
    assert refused > 10


def test_a_secret_that_was_typed_is_kept_nowhere(values):
    client = Client()
    with translation.override("en"):
        url = reverse("events:registration-code", args=[values["registration"]])
    assert client.post(url, {"code": "123456"}).status_code == 200
    assert "123456" not in str(dict(client.session.items()))


def test_no_link_stands_in_a_session(values):
    client = Client()
    for _name, url in public_forms(values):
        client.post(url, GIVEN["nonsense"])
    kept = str(dict(client.session.items()))
    links = [value for value in values.values() if str(value) in kept and value != 1]
    assert [link for link in links if len(str(link)) > 20] == []


def test_what_was_refused_is_gone_after_a_day(values, time_machine):
    client = Client()
    with translation.override("en"):
        url = reverse("events:lost-link")
    client.post(url, {"email": "nobody"})
    at = timezone.now()
    time_machine.move_to(at + DAY - timedelta(minutes=1))
    assert client.get(url).context["form"]["email"].value() == "nobody"
    time_machine.move_to(at + DAY)
    assert client.get(url).context["form"]["email"].value() is None
