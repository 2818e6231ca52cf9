"""What is still to do is said first, with its deadline; then that it worked."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from centre.text.dates import format_deadline
from events.links import tokens
from events.models import Registration
from tests.builders import build_centre, build_visit, register
from tests.helpers import fill_in_steps, send_registration, step_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]

Status = Registration.Status
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FIRST = ["confirmed", "requested", "waitlisted", "late", "offered"]


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(waiting_list="fill")


def put_into(registration, status):
    """Give a registration a status as the rules would, its address unconfirmed."""
    offered = registration.proof_due_at if status == "offered" else None
    active = status in Registration.ACTIVE
    Registration.objects.filter(pk=registration.pk).update(
        status=status,
        offer_expires_at=offered,
        proof_due_at=registration.proof_due_at if active else None,
        joined_to=registration if status == "joined" else None,
    )
    registration.refresh_from_db()
    return registration


def deadline(registration, language):
    text = format_deadline(registration.proof_due_at, language)
    return " ".join(text.replace("\u2060", "").split())


def said(page):
    """Return what a page says in its main part, as one line."""
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    text = strip_tags(main.replace("</p>", " ")).replace("\u2060", "")
    return " ".join(text.split())


def link(registration, language, *, mailed=True, name="registration"):
    token = (tokens.mailed_token if mailed else tokens.manage_token)(registration)
    with translation.override(language):
        return reverse(f"events:{name}", args=[token])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", FIRST)
def test_after_registering_the_step_and_its_deadline_stand_before_the_reference(
    client, visit, status, language
):
    fill_in_steps(client, language)
    send_registration(client, language)
    registration = put_into(Registration.objects.get(), status)
    until = deadline(registration, language)
    pages = [
        client.get(step_url("done", language=language)),
        client.get(link(registration, language)),
        client.get(link(registration, language, mailed=False)),
    ]
    with translation.override(language):
        step = translation.gettext("One more step: confirm your address")
    for page in pages:
        text = said(page)
        order = [text.index(w) for w in (step, until, registration.reference)]
        assert order == sorted(order)
        assert step in re.search("<title>(.*?)</title>", page.text, re.DOTALL)[1]


@pytest.mark.parametrize("status", ["confirmed", "requested", "waitlisted", "late"])
def test_nothing_is_promised_beyond_the_deadline(client, visit, status):
    registration = put_into(register(visit, proven=False).registration, status)
    until = deadline(registration, "en")
    notice = {
        "confirmed": f"Your places are held until {until}; once your address is "
        "confirmed, they are yours.",
        "requested": "We have your request. "
        f"Your places are held until {until}; once your address is confirmed, until we "
        "answer by e-mail.",
        "waitlisted": "No places are held for your delegation before the address is "
        "confirmed. Then it gets them if enough are free; if not, it waits in the "
        "order in which it was sent.",
        "late": "Your form came after registration had closed. You began it in time, "
        f"so we keep it until {until}, and answer you by e-mail once your address is "
        "confirmed. No places are held for you until we answer.",
    }[status]
    assert notice in said(client.get(link(registration, "en")))


@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", FIRST)
def test_the_button_is_answered_by_a_panel_that_has_the_focus(
    client, visit, status, language
):
    registration = put_into(register(visit, proven=False).registration, status)
    with translation.override(language):
        thanks = translation.gettext("Thank you, your address is confirmed.")
        step = translation.gettext("One more step: confirm your address")
    for _press in range(2):
        page = client.post(link(registration, language, name="registration-confirm"))
        assert page.url == link(registration, language) + "?confirmed"
        page = client.get(page.url)
        assert thanks in said(page)
        assert step not in said(page)
        assert page.text.count("autofocus") == 1
        panel = re.search(r'<div class="notice[^>]*autofocus>', page.text)[0]
        assert panel == (
            '<div class="notice notice-good" role="status" tabindex="-1" autofocus>'
        )
    assert thanks not in said(client.get(link(registration, language)))


@pytest.mark.once
@pytest.mark.parametrize("status", Status.values)
def test_in_no_status_does_the_page_after_registering_say_what_is_not_so(
    client, visit, status
):
    fill_in_steps(client)
    send_registration(client)
    registration = put_into(Registration.objects.get(), status)
    Registration.objects.update(proof_due_at=None)
    page = client.get(step_url("done"))
    heading = {
        "confirmed": "Your delegation is registered",
        "requested": "We have your request",
        "waitlisted": "Your delegation is on the waiting list",
        "late": "Your form came after the deadline",
        "offered": "We offer you fewer places",
    }.get(status, "Your registration")
    assert f"{heading} " in said(page)
    assert page.context["confirm_by"] == ""
    own = client.get(link(registration, "en", mailed=False))
    assert page.context["status_text"] == own.context["status_text"]


def test_an_address_is_not_confirmed_by_asking_for_the_panel(client, visit):
    registration = register(visit, proven=False).registration
    page = client.get(link(registration, "en") + "?confirmed")
    assert ["Thank you" in page.text, "One more step" in page.text] == [False, True]


def test_a_link_that_was_passed_on_confirms_nothing(client, visit):
    registration = register(visit, proven=False).registration
    page = client.post(
        link(registration, "en", mailed=False, name="registration-confirm")
    )
    assert page.url == link(registration, "en", mailed=False)


def test_any_other_button_that_confirms_the_address_says_so_too(client, visit):
    registration = register(visit, proven=False, seats=3).registration
    page = client.post(
        link(registration, "en", name="registration-seats"), {"seats": 2}
    )
    assert page.url == link(registration, "en") + "?confirmed"


def test_who_comes_back_after_the_deadline_reads_that_it_worked(client, visit):
    registration = put_into(register(visit, proven=False).registration, "expired")
    page = client.post(link(registration, "en", name="registration-confirm"))
    assert "Thank you, your address is confirmed." in said(client.get(page.url))
