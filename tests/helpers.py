"""What tests of several folders share: steps to fill in, requests, counted queries."""

import re
from pathlib import Path
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events.links import tokens
from events.models import OutgoingEmail
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.register import DisplayedText
from events.visit_requests.rules import VisitRequestData, ask_for_visit
from tests.builders import DAY

NOW = timezone.now()

STEP_ANSWERS = {
    "delegation": {
        "organisation": "Example City Council",
        "city": "Exampletown",
        "country": "NO",
    },
    "contact": {
        "contact_name": "Contact Person",
        "contact_email": "contact@example.org",
        "contact_phone": "+47 00 00 00 00",
    },
    "people": {"seats": "3", "names": "Ґанна Їжак", "message": "We build houses."},
    "privacy": {"notice_read": "on", "invitations": "on"},
}


def step_url(name, slug="wizyta", language="en"):
    with translation.override(language):
        return reverse(f"events:register-{name}", args=[slug])


def shown(response):
    """The body of a page: what its head says is for programs."""
    return response.text.partition("<body>")[2]


def template_of(response):
    return response.templates[0].name


def fill_in_steps(client, language="en", **changes):
    """Answer every step as a browser would, following each redirect."""
    for step in STEP_ANSWERS:
        answers = STEP_ANSWERS[step] | changes.get(step, {})
        response = client.post(step_url(step, language=language), answers)
        assert response.status_code == 302, response.context["form"].errors
    assert response.url == step_url("check", language=language)


def send_registration(client, language="en", **besides):
    """Send the last page; the worker writes the e-mail."""
    page = client.get(step_url("check", language=language))
    key = page.context["form"]["submission_key"].value()
    answers = {"submission_key": key, **besides}
    response = client.post(step_url("check", language=language), answers)
    write_first_emails.func()
    return response


def whole_database():
    """Return every row of the database as text, after its table's name."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT t::text FROM {name} t")  # noqa: S608
            texts += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return texts


def traces(*words):
    """Return each word with the tables and uploaded files that hold it."""
    media = Path(settings.MEDIA_ROOT)
    files = [
        f"{file}: {file.read_bytes().decode(errors='replace')}"
        for file in media.rglob("*")
        if file.is_file()
    ]
    return sorted(
        {
            (word, text.partition(":")[0])
            for text in [*whole_database(), *files]
            for word in words
            if word.casefold() in text.casefold()
        }
    )


DELEGATIONS = "/en/admin/events/registration/"


def count_queries(client: Client, url: str) -> int:
    client.get(url)  # content types and the like are cached
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


LOCKED = re.compile(
    r'FROM "[a-z]+_(\w+)".* FOR (?:NO KEY )?UPDATE(?: OF "\w+")?( SKIP LOCKED)?$',
    re.DOTALL,
)


def locks(rule, *args, **kwargs):
    """Return the tables whose rows a rule locks, in order, without their app."""
    with CaptureQueriesContext(connection) as queries:
        rule(*args, **kwargs)
    found = (LOCKED.search(query["sql"]) for query in queries)
    return [f"{lock[1]}{lock[2] or ''}" for lock in found if lock]


def days_ahead(*numbers):
    return tuple(timezone.localdate() + number * DAY for number in numbers)


def visit_request_data(**fields):
    values = {
        "organisation": "Example City Council",
        "city": "Exampletown",
        "country": "NO",
        "contact_name": "Contact Person",
        "contact_email": "contact@example.org",
        "language": "en",
        "purpose": "Schools for newcomers",
        "dates": days_ahead(40, 30),
        "seats": 5,
        "languages": ("en", "uk"),
        "notice": DisplayedText("<p>Information on data.</p>", "pl"),
    }
    return VisitRequestData(**{**values, **fields})


def request_visit(key="key", **fields):
    return ask_for_visit(
        data=visit_request_data(**fields), submission_key=key, at=NOW
    ).request


def token_url(name, thing, language="en"):
    is_delegate = hasattr(thing, "full_name")
    token = (tokens.delegate_token if is_delegate else tokens.manage_token)(thing)
    with translation.override(language):
        return reverse(f"events:{name}", args=[token])


def reread(thing):
    return type(thing).objects.get(pk=thing.pk)


def queued_emails():
    """Kind and language of each mail, in the order of writing."""
    found = OutgoingEmail.objects.order_by("pk").values_list("kind", "language")
    return [*found]


def wait_until_blocked(other: Thread) -> None:
    """Wait until a thread waits for a lock of this connection, or has ended."""
    while other.is_alive() and not _is_waited_for():
        sleep(0.01)


def _is_waited_for() -> bool:
    """Return whether another connection waits for a lock of this one.

    `pg_stat_activity` would not do: a transaction sees it as it first looked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])
