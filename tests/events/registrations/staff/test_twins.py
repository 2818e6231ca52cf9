"""Staff see each mail in its reader's language, and in their own beside it."""

import pytest
from django.urls import reverse
from django.utils import translation

from events.models import OutgoingEmail, Registration
from tests.builders import build_centre, build_registration, build_staff, build_visit
from tests.helpers import request_visit
from tests.markup import parse

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("first_mails"),
]
HELLO = {"pl": "Dzień dobry,", "en": "Dear ", "uk": "Добрий день,"}


@pytest.fixture
def pages(client):
    """A page of each place where staff see mails before they go out."""
    build_centre()
    client.force_login(build_staff())
    visit = build_visit(approval="manual")
    one = build_registration(visit, language="uk")
    asked = request_visit(language="uk")
    written = OutgoingEmail.objects.count()

    act = "admin:events_registration_act"

    def page(name, desk):
        with translation.override(desk):
            url, sent = {
                "act": (
                    f"{reverse(act, args=['approve'])}?id={one.pk}",
                    None,
                ),
                "cancel": (
                    reverse("admin:events_studyvisit_cancel", args=[visit.pk]),
                    None,
                ),
                "answer": (
                    reverse(
                        "admin:events_visitrequest_answer", args=[asked.pk, "decline"]
                    ),
                    {"answer": "", "preview": "yes"},
                ),
                "day": (
                    f"{reverse('admin:centre_houseclosure_day')}?day={visit.starts_at:%Y-%m-%d}",
                    {f"visit-{visit.pk}": "cancel", "note_pl": "Upał", "look": "yes"},
                ),
            }[name]
        answer = client.post(url, sent) if sent else client.get(url)
        assert OutgoingEmail.objects.count() == written
        return answer.text

    return page


def shown(text):
    """The mails of a page: language and greeting of each, then of what is beside it."""
    [*blocks] = parse(text).iterfind(".//div[@class='desk-twins']")
    found = []
    for block in blocks:
        parts = [(part.get("lang"), "".join(part.itertext())) for part in block]
        found.append([greeting(part) for _lang, part in parts])
    return found


def greeting(text):
    return [code for code, hello in HELLO.items() if hello in text]


@pytest.mark.parametrize("name", ["act", "cancel", "answer", "day"])
def test_a_mail_stands_in_the_desks_language_beside_its_own(pages, name):
    assert shown(pages(name, "pl")) == [[["uk"], ["pl"]]]


def test_a_mail_in_the_desks_own_language_stands_alone(pages):
    assert shown(pages("act", "uk")) == [[["uk"]]]


def test_no_link_of_the_other_mail_is_shown(pages):
    text = pages("act", "pl")
    assert text.count("/…/") == 2


@pytest.mark.parametrize("desk", ["uk", "pl"])
def test_what_is_rehearsed_again_for_the_twins_is_told_once(client, desk):
    """A mail in another language than the desk's is rehearsed a second time."""
    build_centre()
    client.force_login(build_staff())
    visit = build_visit(approval="manual", capacity=10, largest_group=10)
    one, other = (
        build_registration(visit, language="uk", seats=4, contact_email=address)
        for address in ("a@example.org", "b@example.org")
    )
    Registration.objects.filter(pk=other.pk).update(status="confirmed")
    with translation.override(desk):
        url = reverse("admin:events_registration_act", args=["approve"])
        page = client.get(f"{url}?id={one.pk}&id={other.pk}").context
    outcome = page["outcome"]
    assert (outcome.done, page["people"]) == ([one], 4)
    assert [who for who, _why in outcome.refused] == [other]


@pytest.mark.parametrize("desk", ["uk", "pl"])
def test_an_offer_rehearsed_again_for_its_twin_is_counted_once(client, desk):
    build_centre()
    client.force_login(build_staff())
    visit = build_visit(capacity=10, largest_group=10, waiting_list="fill")
    first = build_registration(visit, seats=10)
    waiting = build_registration(
        visit, language="uk", seats=4, contact_email="b@example.org", may_wait=True
    )
    Registration.objects.filter(pk=first.pk).update(status="withdrawn")
    with translation.override(desk):
        url = reverse("admin:events_studyvisit_offer", args=[visit.pk])
        page = client.get(url).context
    assert (page["chosen"], page["people"]) == ([waiting], 4)
