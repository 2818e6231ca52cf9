"""No page is the answer of a form, so that Back and reload are safe everywhere."""

from datetime import timedelta
from itertools import cycle

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from centre.staff.site import CentreAdminSite
from events.models import ChangeRequest, Registration, VisitRequest
from events.registrations.staff.actions import ACTIONS
from events.visit_requests.admin import REQUEST_ANSWERS
from tests.builders import DAY
from tests.project.desk_pages import build_desk, desk_pages
from tests.project.personal_pages import build_links, personal_urls
from tests.project.test_pages import routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# A secret is typed there, and is kept nowhere.
SECRET = {
    # Passwords; and whether an address is one of staff stays out of sessions.
    "account_login",
    "password_reset_confirm",
    "admin_password_reset",
    "events:registration-code",
}
# Scripts ask there, and are answered in JSON.
FOR_SCRIPTS = {"session_left", "session_stay"}
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
def links(db):
    return build_links()


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
def test_no_page_is_the_answer_of_a_form(links, given):
    pages = [*personal_urls(links), *other_addresses()]
    answers = {
        name: (client.post(url, GIVEN[given]), url) for name, url, client in each(pages)
    }
    shown = {name for name, (answer, _) in answers.items() if answer.status_code == 200}
    refused = {n: a for n, a in answers.items() if a[0].status_code == 303}
    assert len(pages) > 50
    assert shown - SECRET - FOR_SCRIPTS == set()
    assert {name: answer.url for name, (answer, _) in refused.items()} == {
        name: url for name, (_, url) in refused.items()
    }


@pytest.mark.parametrize("given", ["nothing", "nonsense", "much"])
def test_what_was_refused_is_shown_again_and_once_more(links, given):
    refused = 0
    for name, url, client in each(personal_urls(links)):
        if client.post(url, GIVEN[given]).status_code != 303:
            continue
        refused += 1
        first, again = client.get(url), client.get(url)
        assert (name, first.status_code, again.status_code) == (name, 200, 200)
        wrong = [page.text.count('class="error-summary"') for page in (first, again)]
        has_form = "form" in first.context  # else the page as a whole says why not
        assert (name, wrong) == (name, [has_form, has_form])
    assert refused > 10


def test_a_secret_that_was_typed_is_kept_nowhere(links):
    client = Client()
    with translation.override("en"):
        url = reverse("events:registration-code", args=[links["registration"]])
    assert client.post(url, {"code": "123456"}).status_code == 200
    assert "123456" not in str(dict(client.session.items()))


def test_no_link_stands_in_a_session(links):
    client = Client()
    for _name, url in personal_urls(links):
        client.post(url, GIVEN["nonsense"])
    kept = str(dict(client.session.items()))
    secrets = [value for value in links.values() if isinstance(value, str)]
    assert [link for link in secrets if link in kept] == []


def test_what_was_refused_is_gone_after_a_day(links, time_machine):
    client = Client()
    with translation.override("en"):
        url = reverse("events:lost-link")
    client.post(url, {"email": "nobody"})
    at = timezone.now()
    time_machine.move_to(at + DAY - timedelta(minutes=1))
    assert client.get(url).context["form"]["email"].value() == "nobody"
    time_machine.move_to(at + DAY)
    assert client.get(url).context["form"]["email"].value() is None


@pytest.mark.usefixtures("first_mails")
def test_no_page_of_the_desk_s_own_is_the_answer_of_a_form(links):
    registration = Registration.objects.get(contact_email="other@example.org")
    asked = VisitRequest.objects.get()
    change = ChangeRequest.objects.create(
        registration=registration, text="More", created_at=timezone.now()
    )
    mail = registration.emails.latest("pk")
    desk = "admin:events_registration"
    pages = {
        **{
            f"act {name}": (f"{desk}_act", [name], f"?id={registration.pk}")
            for name in ACTIONS
        },
        "add": (f"{desk}_add", [], ""),
        "accept": (f"{desk}_answer", [change.pk, "accept"], ""),
        "refuse": (f"{desk}_answer", [change.pk, "refuse"], ""),
        "address": (f"{desk}_address", [mail.pk], ""),
        **{
            name: ("admin:events_visitrequest_answer", [asked.pk, name], "")
            for name in REQUEST_ANSWERS
        },
    }
    client = Client()
    client.force_login(User.objects.get(username="staff"))
    answers, gone = {}, set()
    for page, (name, args, query) in pages.items():
        with translation.override("en"):
            url = reverse(name, args=args) + query
        for given in ({}, {"confirmed": "yes"}, GIVEN["nonsense"]):
            with transaction.atomic():
                response = client.post(url, given)
                answers[page] = answers.get(page, set()) | {response.status_code}
                if response.status_code == 303:
                    assert client.get(response.url).status_code == 200
                    gone |= {page} if response.url != url else set()
                transaction.set_rollback(True)
    # A form that refuses is shown again; of a request that is answered it is gone.
    assert gone == {"propose"}
    assert {page: found - {302, 303} for page, found in answers.items()} == {
        page: set() for page in pages
    }


def test_no_page_of_the_desk_is_the_answer_of_a_form(monkeypatch):
    """What the pages say is not looked at, and takes most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(CentreAdminSite, "each_context", lambda site, request: {})
    things = build_desk()
    client = Client()
    client.force_login(things["auth_user"])
    shown, refused = set(), set()
    pages = desk_pages(things, "uk").items()
    for (name, url), given in zip(pages, cycle(["nothing", "nonsense"]), strict=False):
        with transaction.atomic():
            response = client.post(url, GIVEN[given])
            if response.status_code == 200:
                shown.add((name, response["Content-Type"]))
            if response.status_code == 303:
                refused.add(name)
                assert (name, client.get(response.url).status_code) == (name, 200)
            transaction.set_rollback(True)
    pages = {name for name, kind in shown if "html" in kind}
    assert pages == {"password_change"}  # what is typed there is kept nowhere
    assert len(refused) > 20
