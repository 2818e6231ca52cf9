"""Who a mail is from and for, and how its letters travel."""

import email
import email.policy
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.utils import timezone

from centre.models import Centre
from centre.text.emails import named_address
from events.mail import tasks
from events.mail.delivery import build_message
from events.models import OutgoingEmail
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.handover import request_handover
from events.registrations.rules.links import transfer_registration
from tests.builders import build_centre, build_registration, build_visit
from tests.helpers import request_visit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("first_mails"),
]


@pytest.fixture
def visit():
    build_centre()
    return build_visit(title_en="Жовтий visit with a long name, łódka and żółw " * 3)


def parsed(row):
    """A mail as a program of today reads what goes to the server."""
    data = build_message(row).message().as_bytes(linesep="\r\n")
    return email.message_from_bytes(data, policy=email.policy.default)


def addresses(header):
    return [(a.display_name, a.addr_spec) for a in header.addresses]


@pytest.mark.parametrize(
    ("language", "house"),
    [("pl", "Dom Testowy"), ("en", "Test House"), ("uk", "Тестовий дім")],
)
def test_the_house_is_named_in_the_mails_language(visit, language, house):
    build_registration(visit, language=language, contact_name="Łucja Żak")
    tree = parsed(OutgoingEmail.objects.get())
    assert addresses(tree["From"]) == [(house, "centrum@example.org")]
    assert addresses(tree["To"]) == [("Łucja Żak", "contact@example.org")]
    assert tree.defects == []


def test_the_envelope_has_addresses_alone(visit):
    build_registration(visit)
    tasks.deliver_due_mail.func()
    (sent,) = mail.outbox
    assert (sent.from_email, sent.to) == (
        "centrum@example.org",
        ["contact@example.org"],
    )


def test_while_the_house_has_no_name_the_settings_one_stands(visit, settings):
    build_registration(visit)
    Centre.objects.update(name_pl="", name_en="", name_uk="")
    settings.DEFAULT_FROM_EMAIL = '"House, the" <house@example.org>'
    tree = parsed(OutgoingEmail.objects.get())
    assert addresses(tree["From"]) == [("House, the", "house@example.org")]
    settings.DEFAULT_FROM_EMAIL = "house@example.org"
    tree = parsed(OutgoingEmail.objects.get())
    assert addresses(tree["From"]) == [("", "house@example.org")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('A "B" \\ C', 'A "B" \\ C'),
        ("A, B; C <x@example.org>", "A, B; C <x@ example. org>"),
        ("A\r\nBcc: x@example.org", "A Bcc: x@ example. org"),
        ("Żółw\nBcc: x@example.org", "Żółw Bcc: x@ example. org"),
        ("\u202eA\u2066B", "AB"),
        ("=?utf-8?q?A?=", "A"),
        ("", ""),
        ("\u200b", ""),
    ],
)
def test_no_name_adds_a_header_or_an_address(visit, typed, name):
    build_registration(visit)
    row = OutgoingEmail.objects.select_related("registration").get()
    row.registration.contact_name = typed
    tree = parsed(row)
    assert addresses(tree["To"]) == [(name, "contact@example.org")]
    assert tree["Bcc"] is None


def test_a_long_name_is_cut_and_folded(visit):
    build_registration(visit)
    row = OutgoingEmail.objects.select_related("registration").get()
    row.registration.contact_name = "Ї" * 200
    data = build_message(row).message().as_bytes()
    raw = email.message_from_bytes(data)["To"]
    shown = str(make_header(decode_header(raw)))
    assert shown == f"{'Ї' * 120} <contact@example.org>"


def test_a_name_that_is_a_web_address_is_none():
    assert "example.org>" in named_address("www.example.com", "a@example.org")
    assert "www.example.com" not in named_address("www.example.com", "a@example.org")


def name_to(kind, recipient):
    row = OutgoingEmail.objects.get(kind=kind, recipient=recipient)
    (found,) = addresses(parsed(row)["To"])
    return found[0]


def test_everybody_is_named_whose_address_has_one_owner(visit):
    registration, now = build_registration(visit), timezone.now()
    for name, to in (("Anna", "a@example.org"), ("Bohdan", "b@example.org")):
        person = DelegateData(full_name=name, email=to)
        add_delegate(registration=registration, person=person, at=now)
    assert name_to("delegate_told", "a@example.org") == "Anna"
    person = DelegateData(full_name="Cezary", email="b@example.org")
    add_delegate(registration=registration, person=person, at=now)
    row = OutgoingEmail.objects.filter(recipient="b@example.org").first()
    assert addresses(parsed(row)["To"]) == [("", "b@example.org")]
    request_handover(
        registration=registration, name="Iwona", email="i@example.org", at=now
    )
    assert name_to("take_over_asked", "i@example.org") == "Iwona"
    request = request_visit()
    assert name_to("visit_request_received", request.contact_email) == (
        request.contact_name
    )


def test_a_former_contact_does_not_read_the_new_ones_name(visit):
    transfer_registration(
        registration=build_registration(visit),
        name="New",
        email="new@example.org",
        at=timezone.now(),
    )
    assert name_to("registration_handed_over", "contact@example.org") == ""


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_letters_travel_in_seven_bits_and_arrive_as_they_were(visit, language):
    build_registration(visit, language=language)
    row = OutgoingEmail.objects.get()
    data = build_message(row).message().as_bytes(linesep="\r\n")
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    tree = parsed(row)
    assert tree["Subject"] == row.subject
    texts = [p for p in tree.walk() if p.get_content_maintype() == "text"]
    assert [part["Content-Transfer-Encoding"] for part in texts] == [
        "quoted-printable"
    ] * 3
    plain, html, calendar = (part.get_content() for part in texts)
    assert plain.replace("\r\n", "\n") == row.text
    assert html.replace("\r\n", "\n") == row.html
    assert calendar.splitlines() == row.calendar.splitlines()


def test_a_subject_begins_on_its_own_line(visit):
    build_registration(visit)
    data = build_message(OutgoingEmail.objects.get()).message().as_bytes()
    (line,) = [x for x in data.split(b"\n") if x.startswith(b"Subject:")]
    assert line.startswith(b"Subject: =?utf-8?")
    assert len(line) <= 78
