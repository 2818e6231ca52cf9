"""Why a mail failed: as data, in words, and whether trying again is in vain."""

import smtplib
import ssl
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone, translation

from events.mail import tasks
from events.mail.failures import Failure, diagnose, of_old_text
from events.models import OutgoingEmail
from tests.builders import build_centre, build_registration, build_visit

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("first_mails")]

RCPT = smtplib.SMTPRecipientsRefused
DATA = smtplib.SMTPDataError
ANSWERS = [
    # At RCPT TO.
    (RCPT, 550, "5.1.1 No such user here", "no-address", True),
    (RCPT, 550, "User unknown", "no-address", True),
    (RCPT, 553, "5.1.3 Bad syntax", "no-address", True),
    (RCPT, 552, "Mailbox full", "full", False),
    (RCPT, 552, "5.2.2 Over quota", "full", False),
    (RCPT, 550, "5.2.2 Over quota", "full", False),
    (RCPT, 452, "4.2.2 Mailbox full", "full", False),
    (RCPT, 451, "4.7.1 Greylisted", "later", False),
    (RCPT, 450, "Try again", "later", False),
    (RCPT, 554, "5.7.1 Blocked for spam", "spam", True),
    (RCPT, 530, "5.7.0 Must issue STARTTLS first", "sign-in", False),
    # After DATA.
    (DATA, 554, "5.7.1 Rejected as spam", "spam", True),
    (DATA, 550, "Message looks like SPAM", "spam", True),
    (DATA, 552, "5.3.4 Message too big", "too-big", True),
    (DATA, 552, "Message too big", "too-big", True),
    (DATA, 552, "5.2.2 Mailbox full", "full", False),
    (DATA, 554, "Transaction failed", "refused", True),
    (DATA, 451, "4.3.0 Try later", "later", False),
    (DATA, 421, "Closing", "later", False),
]


def error_of(kind, code, said):
    if kind is RCPT:
        return RCPT({"a@example.org": (code, said.encode())})
    return kind(code, said.encode())


@pytest.mark.parametrize(("kind", "code", "said", "failure", "for_good"), ANSWERS)
def test_an_answer_says_why_and_whether_it_is_for_good(
    kind, code, said, failure, for_good
):
    found = diagnose(error_of(kind, code, said))
    assert (found.failure, found.said, found.for_good) == (
        failure,
        f"{code} {said}",
        for_good,
    )


OTHERS = [
    (smtplib.SMTPSenderRefused(550, b"5.1.0 No", "x@example.org"), "refused", True),
    (smtplib.SMTPSenderRefused(530, b"Sign in", "x@example.org"), "sign-in", False),
    (smtplib.SMTPSenderRefused(451, b"Later", "x@example.org"), "later", False),
    (smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong password"), "sign-in", False),
    (smtplib.SMTPConnectError(554, b"5.7.1 Blocked"), "sign-in", False),
    (smtplib.SMTPHeloError(501, b"No"), "sign-in", False),
    (smtplib.SMTPNotSupportedError("STARTTLS"), "no-connection", False),
    (ConnectionRefusedError(111, "Connection refused"), "no-connection", False),
    (TimeoutError("timed out"), "no-connection", False),
    (
        ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED"),
        "certificate",
        False,
    ),
    (ValueError("nothing"), "other", False),
]


@pytest.mark.parametrize(("error", "failure", "for_good"), OTHERS)
def test_what_is_no_answer_to_the_mail_is_tried_again(error, failure, for_good):
    found = diagnose(error)
    assert (found.failure, found.for_good) == (failure, for_good)


@pytest.mark.parametrize(("kind", "code", "said", "failure", "for_good"), ANSWERS)
def test_what_was_stored_as_python_writes_it_is_read(
    kind, code, said, failure, for_good
):
    error = error_of(kind, code, said)
    found = of_old_text(f"{type(error).__name__}: {error}")
    assert (found.failure, found.said) == (failure, f"{code} {said}")


@pytest.mark.parametrize(
    ("text", "failure", "said"),
    [
        ("Interrupted", "interrupted", ""),
        ("SMTPServerDisconnected: Connection unexpectedly closed", "interrupted", ""),
        ("ConnectionRefusedError: [Errno 111] refused", "no-connection", None),
        ("SMTPAuthenticationError: (535, b'5.7.8 No')", "sign-in", "535 5.7.8 No"),
        (
            "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] expired",
            "certificate",
            "[SSL: CERTIFICATE_VERIFY_FAILED] expired",
        ),
        ("BadHeaderError: no newlines", "other", "BadHeaderError: no newlines"),
        ("SMTPRecipientsRefused: {}", "other", "SMTPRecipientsRefused: {}"),
    ],
)
def test_other_old_texts_are_read_too(text, failure, said):
    found = of_old_text(text)
    assert found.failure == failure
    if said is not None:
        assert found.said == said


@pytest.fixture
def row(db):
    build_centre()
    build_registration(build_visit())
    return OutgoingEmail.objects.get()


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (DATA(554, b"5.7.1 spam"), "failed"),
        (smtplib.SMTPSenderRefused(550, b"no", "x@example.org"), "failed"),
        (RCPT({"contact@example.org": (552, b"full")}), "queued"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "queued"),
    ],
)
def test_a_no_for_good_is_told_to_staff_at_once(row, monkeypatch, error, state):
    def refuse(_mail):
        raise error

    monkeypatch.setattr(tasks, "send", refuse)
    tasks.deliver_due_mail.func()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (state, 1)


def test_staff_read_it_in_their_language_with_the_servers_words(row):
    row.failure, row.error = Failure.NO_ADDRESS, "550 5.1.1 No such user here"
    with translation.override("en"):
        assert row.reason == (
            "the server does not know this address (550 5.1.1 No such user here)"
        )


def test_old_rows_are_read_by_the_migration(row):
    OutgoingEmail.objects.update(
        error="SMTPRecipientsRefused: {'a@example.org': (550, b'5.1.1 No such user')}",
        failure="",
    )
    migration = import_module("events.migrations.0032_mail_failures_and_limits")
    migration.read_old_errors(apps, None)
    row.refresh_from_db()
    assert (row.failure, row.error) == ("no-address", "550 5.1.1 No such user")


def test_what_was_erased_says_nothing(row):
    row.failure = Failure.FULL
    row.sent_at = timezone.now()
    row.save()
    OutgoingEmail.objects.all().blank()
    row.refresh_from_db()
    assert (row.failure, row.error, row.recipient, row.subject) == ("", "", "", "")
