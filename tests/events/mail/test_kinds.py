"""Every kind of mail in every language: whole, in that language, to one person."""

import gettext as plain_gettext
import html
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from events.mail import tasks
from events.mail.delivery import build_message
from events.mail.kinds import MAIL_KINDS, CustomText, Reader
from events.mail_wordings.examples import example
from events.models import Delegate, HandOver, OutgoingEmail, VisitRequest
from events.registrations.mail import contact_emails, delegate_emails, handover_emails
from events.registrations.mail.calendar import registration_calendar
from events.visit_requests import emails
from events.visit_requests.emails import REQUEST_TEXTS
from tests.builders import build_centre, build_registration, build_visit
from tests.helpers import request_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = ["pl", "en", "uk"]
OF_DELEGATES = [
    kind
    for kind, row in MAIL_KINDS.items()
    if row.reader is Reader.DELEGATE or row.to_delegates or row.delegate_text
]
WORDED = [
    kind
    for kind, row in MAIL_KINDS.items()
    if row.custom_text is not CustomText.NOTHING
]
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "mail"


def kinds_for(reader):
    return [kind for kind, row in MAIL_KINDS.items() if row.reader is reader]


# Names keep their letters in every language.
NAMES = set(
    re.findall(
        r"\w+",
        "Example City Council Exampletown Contact Person Iwona Anna Nowak wizyta "
        "Przykładowa Kraków UODO",
    )
)


@pytest.fixture
def visit():
    build_centre()
    return build_visit(venue_pl="Sala", venue_en="Hall", venue_uk="Зала")


def of_registration(kinds, visit, language):
    registration = build_registration(visit, language=language, names=("Iwona",))
    return [contact_emails.compose_contact_email(kind, registration) for kind in kinds]


def of_person(kinds, visit, language):
    registration = build_registration(visit, language="pl")
    person = Delegate.objects.create(
        registration=registration,
        full_name="Iwona",
        email="i@example.org",
        language=language,
    )
    return [delegate_emails.compose_delegate_email(kind, person) for kind in kinds]


def of_request(statuses, visit, language):
    request, mails = request_visit(language=language), []
    for status in statuses:
        proposed = status == VisitRequest.Status.PROPOSED
        request.status, request.visit = status, visit if proposed else None
        mails.append(emails.compose_request_email(request))
    return mails


def of_question(kinds, visit, language):
    question = HandOver(
        registration=build_registration(visit, language=language),
        name="Iwona",
        email="i@example.org",
        asked_at=timezone.now(),
    )
    return [handover_emails.compose_handover_email(question) for _kind in kinds]


ALL = {
    of_registration: kinds_for(Reader.CONTACT),
    of_person: OF_DELEGATES,
    of_request: [*REQUEST_TEXTS],
    of_question: kinds_for(Reader.SUCCESSOR),
}


def test_every_kind_has_its_row():
    assert sorted(MAIL_KINDS) == sorted(OutgoingEmail.Kind.values)


def test_only_mail_to_whoever_asked_for_a_visit_has_its_words_by_status():
    wordless = [
        kind for kind, row in MAIL_KINDS.items() if not (row.subject and row.intro)
    ]
    by_others = [*kinds_for(Reader.REQUESTER), *kinds_for(Reader.WRITTEN_TO)]
    assert wordless == by_others
    accepted = VisitRequest.Status.ACCEPTED  # the registration's mail says so
    assert {*REQUEST_TEXTS} == {*VisitRequest.Status.values} - {accepted}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", ALL)
def test_a_mail_is_whole_and_in_its_language(visit, of, language):
    mails = of(ALL[of], visit, language)
    assert len(mails) == len(ALL[of]) > 0
    for mail in mails:
        assert_is_whole(mail, language)


def assert_is_whole(mail, language):
    if not missing(language):  # else check_catalogues says so
        assert_all_is_in(language, mail)
    text, page = mail.text, html.unescape(mail.html)
    # The subject says of what it is, in one line, and nothing is left to fill in.
    title = {"pl": "Wizyta", "en": "Visit", "uk": "Візит"}[language] + " wizyta"
    named = re.search(r"\b\w{4}-\w{4}\b", mail.subject) or title in mail.subject
    assert named
    shown = mail.subject + text + page.partition("</style>")[2]
    assert not re.search(r"%\(|\{|\}|None", shown)
    # No paragraph is empty, no gap is wider than one line.
    assert "\n\n\n" not in text
    assert not re.search(r"<(p|td|h1|a)\b[^>]*>\s*</\1>", mail.html)
    assert text == text.strip() + "\n"
    # One link, the same in both parts, to a page in the mail's language.
    links = re.findall(r"https?://[^\s\"<]+", text)
    assert len(links) == 1
    assert re.findall(r'href="([^"]+)"', page) == links
    assert f"/{language}/" in links[0]
    assert mail.html.startswith(f'<!doctype html>\n<html lang="{language}" dir="ltr">')
    # The reference stands among the facts, once.
    body = page.partition("</title>")[2]
    (reference,) = {*re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", text)}
    assert [text.count(reference), body.count(reference)] == [1, 1]


@cache
def missing(language):
    """The sentences that a catalogue does not have; none for the source language."""
    if language == "en":
        return []
    folder = Path(settings.BASE_DIR) / "centre" / "locale"
    catalogue = plain_gettext.translation("django", folder, [language])
    return [s for s in sentences() if catalogue.gettext(s) == s]


def assert_all_is_in(language, mail):
    """No sentence of the source, nor of another language, shows through."""
    letters = [c for c in mail.text + mail.subject if c.isalpha()]
    cyrillic = sum("Ѐ" <= c <= "ӿ" for c in letters) / len(letters)
    if language == "uk":
        text = re.sub(r"https?://\S+|\S+@\S+|[A-Z0-9]{4}-[A-Z0-9]{4}", "", mail.text)
        assert {*re.findall(r"[A-Za-z]\w{2,}", text)} - NAMES == set()
    else:
        assert cyrillic == 0
        english = {"your", "the", "you", "visit", "We", "Good"}
        words = {*re.findall(r"\w+", mail.text)}
        assert bool(words & (english - {"visit"})) is (language == "en")


def sentences():
    """Every source sentence of the mails: of the tables and of the templates."""
    found = {str(part) for wording in _english() for part in wording if part}
    for path in TEMPLATES.rglob("*.*"):
        source = path.read_text()
        found |= {*re.findall(r'{% translate "([^"]+)"', source)}
    return sorted(found)


def _english():
    with translation.override("en"):
        for row in MAIL_KINDS.values():
            said = (row, row.if_postponed, row.if_unverified, row.delegate_text)
            for text in filter(None, said):
                yield _parts(text)
        yield from map(_parts, REQUEST_TEXTS.values())


def _parts(text):
    return [str(part) for part in (text.subject, text.intro, text.footer_note) if part]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once  # headers do not depend on the moment
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_goes_to_one_person_and_says_that_a_machine_wrote_it(
    visit, language, mailoutbox
):
    registration = build_registration(visit, language=language)
    for kind in OutgoingEmail.Kind.values:
        before = transaction.savepoint()
        OutgoingEmail.objects.update(kind=kind)
        tasks.deliver_due_mail.func()
        transaction.savepoint_rollback(before)
        (message,) = mailoutbox
        assert message.recipients() == [registration.contact_email]
        assert_a_machine_wrote_it(message.message(), language)
        mailoutbox.clear()


def assert_a_machine_wrote_it(sent, language):
    assert [sent.get_all(name) for name in ("To", "Cc", "Bcc")] == [
        ['"Contact Person" <contact@example.org>'],
        None,
        None,
    ]
    assert sent["Content-Language"] == language
    assert sent["Auto-Submitted"] == "auto-generated"
    # Nobody subscribed to anything, so there is no list to leave (RFC 2369).
    assert [name for name in sent if name.startswith(("List-", "Precedence"))] == []


@pytest.mark.usefixtures("first_mails")
def test_nothing_of_a_letter_is_made_up_on_the_way(visit):
    registration = build_registration(visit)
    row = OutgoingEmail.objects.get()
    message = build_message(row)
    assert (message.subject, message.body) == (row.subject, row.text)
    assert message.alternatives[0].content == row.html
    calendar = registration_calendar(registration, at=timezone.now())
    assert calendar.splitlines()[0] == "BEGIN:VCALENDAR"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", WORDED)
def test_every_example_is_in_the_language_asked_for(kind, language):
    build_centre()
    mail = example(kind, language)
    assert {"pl": "Dom Testowy", "en": "Test House", "uk": "Тестовий дім"}[
        language
    ] in mail.text
