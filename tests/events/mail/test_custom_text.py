"""Staff's own words in mails: text alone, in one language, beside what has to stay."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from centre.templatetags.centre import when
from centre.text.emails import unlinked
from centre.text.typography import plain
from events.links.tokens import TOKEN_PATTERN
from events.models import MailWording, OutgoingEmail, Registration
from events.models.placeholders import fill
from tests.builders import build_centre, build_registration, build_staff, build_visit
from tests.desk import errors_of, filled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("first_mails"),
]
ADMIN = "/en/admin/events/mailwording/"
WORDED = [kind for kind, _label in MailWording._meta.get_field("kind").choices]
REPLACEABLE = {
    "registration_received",
    "registration_declined",
    "registration_withdrawn",
    "visit_reminder",
    "visit_thanks",
}


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def word(kind="registration_received", **texts):
    wording = MailWording(kind=kind, **texts)
    wording.full_clean()
    wording.save()
    return wording


def mail_in(language, visit, **fields):
    email = f"{language}@example.org"
    build_registration(visit, language=language, contact_email=email, **fields)
    return OutgoingEmail.objects.latest("pk")


def test_a_paragraph_more_stands_in_its_language_alone(visit):
    before = {code: _words_of(mail_in(code, visit)) for code in ("pl", "uk")}
    Registration.objects.all().delete()
    word(extra_en="Bring an umbrella.", extra_uk="  \n ")
    assert mail_in("en", visit).text.count("\n\nBring an umbrella.\n\n") == 1
    assert {code: _words_of(mail_in(code, visit)) for code in ("pl", "uk")} == before


def _words_of(mail):
    """Both parts, but for what differs from one registration to the next."""
    return re.sub(
        rf"{TOKEN_PATTERN.pattern}|\b\w{{4}}-\w{{4}}\b", "", mail.text + mail.html
    )


def test_instead_of_our_sentence_but_not_of_facts_and_link(visit):
    word(says_pl="cieszymy się na {seats} osób z {organisation}.")
    mail = mail_in("pl", visit, seats=5, organisation="Gmina Przykład")
    for body in (mail.text, mail.html):
        assert "cieszymy się na 5 osób z Gmina Przykład." in body
        assert "Państwa delegacja jest zarejestrowana" not in body
        facts = body.partition("</title>")[2] or body
        assert facts.count(mail.registration.reference) == 1
        assert len(re.findall(r"/[\w-]{65}/", body)) == 1
        assert "Recepcja" in body


def test_every_name_is_filled_in(visit):
    names = ["visit", "when", "place", "reference", "contact", "organisation", "seats"]
    word(extra_en="; ".join(f"{name}={{{name}}}" for name in names))
    mail = mail_in("en", visit)
    line = next(line for line in mail.text.splitlines() if line.startswith("visit="))
    values = dict(part.split("=") for part in line.split("; "))
    with translation.override("en"):
        assert values.pop("when") == plain(when(visit.starts_at, visit.ends_at))
    assert values == {
        "visit": "Visit wizyta",
        "place": "ul. Przykładowa 20, 30-000 Kraków",
        "reference": mail.registration.reference,
        "contact": "Contact Person",
        "organisation": "Example City Council",
        "seats": "3",
    }


def test_a_name_is_escaped_and_makes_no_link(visit):
    word(extra_en="For {contact} of {organisation}. <b>See</b>")
    mail = mail_in(
        "en",
        visit,
        contact_name="<a href='https://evil.example'>x</a>",
        organisation="www.evil.example",
    )
    assert "<a href='" not in mail.html
    assert "<b>" not in mail.html
    for body in (mail.text, mail.html):
        assert "evil.example" not in body
        assert "https://e" not in body


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://evil.example/x", "https:// evil. example/x"),
        ("me@evil.example", "me@ evil. example"),
        ("J. Smith, m.st. Kraków", "J. Smith, m. st. Kraków"),
        ("O’Neill-Nowak", "O’Neill-Nowak"),
    ],
)
def test_what_looks_like_an_address_is_pulled_apart(typed, sent):
    assert unlinked(typed) == sent


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("{name}", "{name}"),
        ("{visit.__class__}", "{visit.__class__}"),
        ("{seats:>9}", "{seats:>9}"),
        ("{ visit }", "{ visit }"),
        ("{{ visit }}", "{"),
        ("{% load i18n %}", "{% load i18n %}"),
        ("a { b", "{"),
        ("{}", "{}"),
    ],
)
def test_unknown_names_and_code_are_refused_in_the_staffs_language(text, piece):
    assert "X" not in fill(text, {"seats": "X"})
    wording = MailWording(kind="visit_reminder", extra_uk=text)
    with translation.override("en"):
        with pytest.raises(ValidationError) as refusal:
            wording.full_clean()
        assert refusal.value.message_dict == {
            "extra_uk": [
                f"We can’t fill in {piece}. You can write: {{visit}}, {{when}}, "
                "{place}, {reference}, {contact}, {organisation}, {seats}."
            ]
        }


def test_a_request_without_a_visit_has_no_time_and_place_to_name():
    with pytest.raises(ValidationError) as refusal:
        MailWording(kind="visit_request_received", extra_en="At {place}.").full_clean()
    assert list(refusal.value.message_dict) == ["extra_en"]
    MailWording(kind="visit_request_received", extra_en="{contact}").full_clean()


def test_a_sentence_that_holds_a_deadline_stays(visit):
    with pytest.raises(ValidationError) as refusal:
        MailWording(kind="registration_offered", says_en="take them.").full_clean()
    assert list(refusal.value.message_dict) == ["says_en"]


def test_it_stays_even_if_words_for_it_got_in_past_the_form(visit):
    MailWording.objects.create(kind="registration_waitlisted", says_en="wait.")
    build_registration(visit, seats=12)
    visit.waiting_list, visit.capacity = "fill", 12
    visit.save()
    mail = mail_in("en", visit, may_wait=True)
    assert mail.kind == "registration_waitlisted"
    assert "no places are held for it yet" in mail.text


@pytest.mark.parametrize(
    "kind", ["registration_link", "registration_handed_over", "visit_request_answer"]
)
def test_mails_that_guard_a_link_or_carry_an_answer_are_not_worded(kind):
    with pytest.raises(ValidationError) as refusal:
        MailWording(kind=kind, extra_en="x").full_clean()
    assert list(refusal.value.message_dict) == ["kind"]


class TestOnTheDesk:
    def test_a_wrong_name_is_told_next_to_its_field_and_what_was_typed_stays(
        self, staff
    ):
        data = filled(staff.get(f"{ADMIN}add/"))
        data |= {"kind": "visit_reminder", "extra_pl": "O {godzina}."}
        page = staff.post(f"{ADMIN}add/", data)
        assert list(errors_of(page)) == ["extra_pl"]
        assert page.context["adminform"].form["extra_pl"].value() == "O {godzina}."
        assert MailWording.objects.count() == 0

    def test_what_is_saved_is_shown_in_every_language(self, staff):
        build_centre()
        data = filled(staff.get(f"{ADMIN}add/"))
        data |= {"kind": "visit_reminder", "extra_uk": "Ласкаво просимо, {contact}."}
        assert staff.post(f"{ADMIN}add/", data).status_code == 302
        page = staff.get(f"{ADMIN}{MailWording.objects.get().pk}/change/")
        examples = {code: mail for code, _name, mail in page.context["examples"]}
        assert list(examples) == ["pl", "en", "uk"]
        assert ["Ласкаво просимо" in mail.text for mail in examples.values()] == [
            False,
            False,
            True,
        ]
        assert all("ACDE-3467" in mail.text for mail in examples.values())
        assert not any(TOKEN_PATTERN.search(m.text) for m in examples.values())
        assert OutgoingEmail.objects.count() == 0

    @pytest.mark.parametrize("kind", WORDED)
    def test_every_kind_can_be_looked_at(self, staff, kind):
        build_centre()
        wording = word(kind, extra_en="One more.")
        page = staff.get(f"{ADMIN}{wording.pk}/change/")
        texts = [
            mail.text.count("One more.") for _c, _n, mail in page.context["examples"]
        ]
        assert texts == [0, 1, 0]
        has_own = "says_en" in page.context["adminform"].form.fields
        assert has_own is (kind in REPLACEABLE)
