"""Later invitations: by consent alone, once to each visit, left with one click."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events.links.tokens import invitee_token, mailed_token
from events.mail import tasks
from events.models import (
    Invitation,
    Invitee,
    OutgoingEmail,
    ProgrammeItem,
    StudyVisit,
)
from events.privacy.data_subject import find_data_subject
from events.registrations.rules.consents import agree_to_invitations
from events.registrations.rules.invitees import (
    ASK_AGAIN_BEFORE,
    ask_invitees_again,
    invite,
    join_invitees,
)
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.verification import verify_email
from tests.builders import (
    DAY,
    build_centre,
    build_invitee,
    build_staff,
    build_visit,
    register,
)
from tests.helpers import reread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
AGREED = {"invitations": DisplayedText("You may write to me", "en")}


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


def url(name, token):
    """The address of a page behind a link, in English."""
    with translation.override("en"):
        return reverse(f"events:{name}", args=[token])


def people():
    return [*Invitee.objects.values_list("email", "text__text")]


def test_a_contact_joins_with_a_verified_address_and_leaves_with_the_consent(
    client, visit
):
    at = timezone.now()
    one = register(visit, proven=False, consents=AGREED).registration
    join_invitees(one)
    assert people() == []
    verify_email(registration=one, at=at)
    assert people() == [("contact@example.org", "You may write to me")]
    assert Invitee.objects.get().agreed_at == one.consents.get().given_at
    assert [*Invitee.objects.get().visits.all()] == [visit]
    assert Invitee.objects.to_invite(visit, at).count() == 0
    address = url("registration-consents", mailed_token(one))
    client.post(address, {"purpose": "invitations"})
    assert (people(), one.consents.get().can_be_taken_back) == ([], False)
    # On its own page the choice is there again, and nothing of it is made beforehand.
    page = client.get(url("registration", mailed_token(one))).text
    assert page.count('name="invitations"') == 1
    client.post(address, {"invitations": "yes"})
    said = "You may write to me about later study visits."
    assert people() == [("contact@example.org", said)]


def test_who_agrees_again_is_one_person_with_the_newest_consent(visit):
    other = build_visit(slug="druga")
    email = "Contact@Example.org"  # as the first one, however it is typed
    words = {"invitations": DisplayedText("Write to me again", "uk")}
    one = register(visit, proven=False, consents=AGREED).registration
    two = register(
        other, proven=False, consents=words, contact_email=email
    ).registration
    for registration in (one, two):
        verify_email(registration=registration, at=timezone.now())
    assert people() == [("contact@example.org", "Write to me again")]
    invitee = Invitee.objects.get()
    assert sorted(v.pk for v in invitee.visits.all()) == sorted((visit.pk, other.pk))
    assert invitee.agreed_at == two.consents.get(purpose="invitations").given_at
    # Twice is once.
    text = DisplayedText("Pressed again", "en")
    agree_to_invitations(registration=one, text=text, at=timezone.now() + DAY)
    agree_to_invitations(registration=two, text=text, at=timezone.now() + DAY)
    assert people() == [("contact@example.org", "Write to me again")]
    assert [r.consents.count() for r in (one, two)] == [1, 1]


def test_everybody_is_invited_to_a_visit_once(visit):
    both = [
        build_invitee(),
        build_invitee(email="uk@example.org", language="uk", name=""),
    ]
    at = timezone.now()
    assert [invite(visit=visit, invitees=both, at=at) for _ in range(2)] == [2, 0]
    mails = OutgoingEmail.objects.order_by("pk")
    assert [*mails.values_list("recipient", "subject")] == [
        ("invited@example.org", "Invitation: Visit wizyta"),
        ("uk@example.org", mails[1].subject),
    ]
    assert "Візит wizyta" in mails[1].subject
    for invitee, mail in zip(both, mails, strict=True):
        assert f"/{invitee_token(invitee)}/" in mail.text
    assert Invitee.objects.to_invite(visit, at).count() == 0


def test_a_mail_program_leaves_with_one_post_and_a_page_with_one_button(
    visit, mailoutbox
):
    invitee = build_invitee()
    invite(visit=visit, invitees=[invitee], at=timezone.now())
    tasks.deliver_due_mail.func()
    sent = mailoutbox[0].message()
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent["List-Unsubscribe"].strip("<>")
    path = address.partition("//")[2].partition("/")[2]
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(f"/{path}")
    assert (page.status_code, page.text.count("<button")) == (200, 1)
    assert Invitee.objects.exists()
    answer = strict.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, people()) == (302, [])
    assert strict.get(answer.url).status_code == 200
    assert OutgoingEmail.objects.get().recipient == ""
    assert strict.post(f"/{path}").status_code == 404


def test_who_leaves_before_the_mail_goes_out_gets_none(visit, mailoutbox):
    invitee = build_invitee()
    invite(visit=visit, invitees=[invitee], at=timezone.now())
    Invitee.objects.all().forget()
    tasks.deliver_due_mail.func()
    assert (mailoutbox, Invitation.objects.count()) == ([], 0)


def test_somebody_is_asked_again_once_before_the_consent_ends(client, settings):
    build_centre()
    invitee, at = build_invitee(), timezone.now()
    ends = timedelta(days=settings.CENTRE_RETENTION["invitees"])
    due = at + ends - ASK_AGAIN_BEFORE
    moments = [due - timedelta(seconds=1), due, due + DAY]
    assert [ask_invitees_again(moment) for moment in moments] == [0, 1, 0]
    keep = url("invitations-keep", invitee_token(invitee))
    assert keep in OutgoingEmail.objects.get().text
    Invitee.objects.update(agreed_at=at - DAY)
    assert client.get(keep).status_code == 200
    assert reread(invitee).agreed_at == at - DAY
    client.post(keep)
    thanks = client.get("/en/invitations/kept/")
    assert thanks.context["kept"]
    renewed = reread(invitee)
    assert (renewed.agreed_at >= at, renewed.asked_at) == (True, None)
    assert renewed.text.text == "You may write to me about later study visits."


def test_staff_choose_look_and_invite(client, visit):
    client.force_login(build_staff())
    build_invitee()
    build_invitee(email="uk@example.org", language="uk", country="UA")
    with translation.override("en"):
        page = reverse("admin:events_invitee_invite", args=[visit.pk])
    shown = client.get(page, {"languages": "uk"})
    assert [mail["code"] for mail in shown.context["mails"]] == ["uk"]
    assert shown.context["mails"][0]["twin"].subject == "Invitation: Visit wizyta"
    assert "/…/" in shown.context["mails"][0]["text"]
    typed = {"countries": "UA", "confirmed": "yes"}
    for _press in range(2):
        assert Client.post(client, page, typed).status_code == 303
    [mail] = OutgoingEmail.objects.all()
    assert mail.recipient == "uk@example.org"
    log = client.get(page).context["chosen"]
    assert [invitee.email for invitee in log] == ["invited@example.org"]


def test_staff_choose_by_what_the_visits_were_about(client, visit):
    client.force_login(build_staff())
    about = {"szkola": "Szkoły przyjmują dzieci", "rynek": "Praca i rynek"}
    for slug, title in about.items():
        asked = register(
            build_visit(slug, title_pl=title),
            contact_email=f"{slug}@example.org",
            language="uk",
            proven=False,
            consents=AGREED,
        )
        verify_email(registration=asked.registration, at=timezone.now())
    part = ProgrammeItem(visit=StudyVisit.objects.get(slug="rynek"))
    part.title_pl, part.starts_at = "Nauczyciele w firmach", part.visit.starts_at
    part.ends_at = part.starts_at + timedelta(hours=1)
    part.save()
    build_invitee()  # of whose visits nothing is known
    with translation.override("en"):
        page = reverse("admin:events_invitee_invite", args=[visit.pk])
    found = {}
    for topic in ("", "szkoły", "nauczyciele", "przyjmuja dzieci", "nurkowanie"):
        shown = client.get(page, {"topic": topic}).context
        found[topic] = (
            sorted(each.email.partition("@")[0] for each in shown["chosen"]),
            [each.slug for each in shown["form"].visits],
            [(mail["code"], mail["number"]) for mail in shown["mails"]],
        )
    of_school = (["szkola"], ["szkola"], [("uk", 1)])
    everybody = ["invited", "rynek", "szkola"]
    assert found == {
        "": (everybody, [], [("en", 1), ("uk", 2)]),
        "szkoły": of_school,
        "nauczyciele": (["rynek"], ["rynek"], [("uk", 1)]),
        "przyjmuja dzieci": of_school,
        "nurkowanie": ([], [], []),
    }
    long = client.get(page, {"topic": "x" * 101})
    assert (long.context["chosen"], "x" * 101 in long.text) == ([], True)
    assert [*long.context["form"].errors] == ["topic"]
    typed = {"topic": "szkoły", "confirmed": "yes"}
    assert Client.post(client, page, typed).status_code == 303
    sent = OutgoingEmail.objects.filter(kind="invitation")
    assert [mail.recipient for mail in sent] == ["szkola@example.org"]


@pytest.mark.parametrize("number", [1, 3])
def test_looking_at_invitations_costs_the_same_with_any_number(client, visit, number):
    client.force_login(build_staff())
    for n in range(number):
        past = build_visit(f"szkola-{n}", title_pl="Szkoła")
        build_invitee(email=f"{n}@example.org").visits.add(past)
    with translation.override("en"):
        page = reverse("admin:events_invitee_invite", args=[visit.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(page, {"topic": "szkoła"})
    assert (len(shown.context["chosen"]), len(asked)) == (number, 9)


def test_they_are_found_and_forgotten_on_request():
    build_invitee()
    subject = find_data_subject("INVITED@example.org")
    assert subject.export()["invitees"][0]["name"] == "Invited Person"
    subject.erase(timezone.now())
    assert people() == []


def test_staff_find_invitees_by_the_languages_and_countries_that_occur(client):
    """Not by each of the two hundred countries there are, and by no code."""
    client.force_login(build_staff())
    build_invitee(language="uk", country="PL", email="a@example.org")
    build_invitee(language="pl", country="FR", email="b@example.org")
    with translation.override("pl"):
        address = reverse("admin:events_invitee_changelist")
    page = client.get(address)
    with translation.override("pl"):
        found = [
            [(value, str(name)) for value, name in spec.lookup_choices]
            for spec in page.context["cl"].filter_specs
        ]
    own = {"pl": "Polski", "uk": "Українська"}
    assert found == [
        [(code, f'<span lang="{code}">{name}</span>') for code, name in own.items()],
        [("FR", "Francja"), ("PL", "Polska")],
    ]
    shown = client.get(f"{address}?country=FR").context["cl"].queryset
    assert [each.email for each in shown] == ["b@example.org"]
    cells = re.findall(
        r'<td[^>]* class="field-mail_language"[^>]*>(.*?)</td>', page.text
    )
    assert '<span lang="pl">Polski</span>' in cells
