"""A thousand errors are one mail, and it says nothing of anybody."""

import logging

import pytest
import sentry_sdk
from django.core import mail
from django.core.cache import caches

from centre.web import error_reports
from centre.web.error_reports import MailHandler
from centre.web.logs import SecretsFilter
from centre.web.request_ids import begin_request
from centre.web.sentry import mask_event, sentry_handler

TOKEN = "5d41402abc4b2a76b9719d911017c592" * 2


@pytest.fixture(autouse=True)
def _nothing_mailed(settings):
    settings.ADMINS = [("a@example.org", "a@example.org")]
    caches["share"].delete("error-mail")
    yield
    caches["share"].delete("error-mail")


def handler():
    made = MailHandler()
    made.addFilter(SecretsFilter())
    return made


def error(text="It failed"):
    return logging.LogRecord("events", logging.ERROR, "x.py", 1, text, (), None)


@pytest.mark.usefixtures("first_mails")
def test_a_thousand_errors_of_two_processes_are_one_mail(monkeypatch):
    now = 100.0
    monkeypatch.setattr(error_reports.time, "monotonic", lambda: now)
    processes = [handler(), handler()]
    for number in range(1000):
        processes[number % 2].handle(error())
    [first] = mail.outbox
    assert (first.to, "last mail: 0" in first.body) == (["a@example.org"], True)
    now += error_reports.MAIL_EVERY
    caches["share"].delete("error-mail")  # its hour is over, too
    processes[0].handle(error("Another"))
    assert len(mail.outbox) == 2
    assert "Another" in mail.outbox[1].body
    assert "since the last mail: 499" in mail.outbox[1].body


@pytest.mark.usefixtures("first_mails")
def test_the_mail_has_no_secret_and_no_person():
    handler().handle(error(f"/en/registration/{TOKEN}/ of contact@example.org"))
    [told] = mail.outbox
    assert "/en/registration/…/ of …@…" in told.body
    assert TOKEN not in told.body + told.subject


@pytest.mark.usefixtures("first_mails")
def test_a_full_disk_keeps_no_error_back(monkeypatch):
    class Full:
        def add(self, *args, **kwargs):
            raise OSError("No space left on device")

    monkeypatch.setattr(error_reports, "caches", {"share": Full()})
    handler().handle(error())
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("first_mails")
def test_a_mail_server_that_is_down_makes_no_second_error(monkeypatch, capsys):
    def refuse(**options):
        raise ConnectionRefusedError

    monkeypatch.setattr(error_reports, "get_connection", refuse)
    handler().handle(error())
    assert mail.outbox == []
    assert "ConnectionRefusedError" in capsys.readouterr().err


def test_what_is_collected_elsewhere_is_masked(settings, monkeypatch):
    sent = []
    settings.SENTRY_DSN = "https://key@127.0.0.1/1"
    made = sentry_handler()
    made.addFilter(SecretsFilter())
    client = sentry_sdk.get_client()
    monkeypatch.setattr(client.transport, "capture_envelope", sent.append)
    secret = f"/en/registration/{TOKEN}/"
    typed = "contact@example.org"  # a local variable
    try:
        raise ValueError(f"{secret} of {typed}")
    except ValueError as reason:
        record = error("Failed at %s")
        record.args = (secret,)
        record.exc_info = (type(reason), reason, reason.__traceback__)
        record.request = secret
        made.handle(record)
    [envelope] = sent
    text = envelope.serialize().decode()
    assert "ValueError" in text
    assert "/en/registration/" in text
    assert [s for s in (TOKEN[:12], typed) if s in text] == []
    client.close()


def test_parts_about_a_request_go():
    begin_request("")
    event = {"request": {"url": "x"}, "user": {"id": 1}, "extra": {"a": "b"}}
    assert mask_event(event, {}) == {"tags": {"request": "-"}}
