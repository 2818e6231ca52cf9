"""Measure the staff site's pages of a large visit: `python -m bench.desk --help`.

Fills a database of its own with one visit of many delegations and prints, for each
page, the number of queries and the milliseconds of one request, in process. Exits with
1 if a page needs more than `MAX_QUERIES`.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.pages import say
from bench.queries import queries
from bench.site import (
    CantMeasure,
    database,
    database_server,
    machine,
    orderly_end,
    temporary_folder,
)

DELEGATIONS = 500
PEOPLE = 10  # of each delegation
MAX_QUERIES = 15
REQUESTS = 5
LANGUAGES = ("pl", "en", "uk")
STATUSES = ("confirmed", "confirmed", "confirmed", "requested", "waitlisted")


def main() -> int:
    """Measure and print; return 0 if no page needs too many queries."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk")
    parser.add_argument("--delegations", type=int, default=DELEGATIONS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    options = parser.parse_args()
    try:
        with orderly_end():
            return in_a_database_of_its_own(options.delegations, options.people)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def in_a_database_of_its_own(delegations: int, people: int) -> int:
    """Measure on a new database that is dropped afterwards."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        server_url = stack.enter_context(database_server(folder))
        name = f"centre_bench_desk_{os.getpid()}"
        url = stack.enter_context(database(server_url, name))
        os.environ.update(
            CENTRE_ENV="test",
            DJANGO_SETTINGS_MODULE="centre.settings",
            DATABASE_URL=url,
        )
        say(f"{delegations} delegations of {people} ...")
        return measure(delegations, people)


def measure(delegations: int, people: int) -> int:
    """Print a line for each page; return 1 if one needs too many queries."""
    django.setup()
    call_command("migrate", verbosity=0)
    client = Client(HTTP_HOST="localhost")
    client.force_login(staff())
    sys.stdout.write(machine() + "\n")
    too_many = False
    for name, path in pages(fill(delegations, people)):
        client.get(path)  # fills the caches of the process
        times, count = [], 0
        for _ in range(REQUESTS):
            began = time.perf_counter()
            count = queries(client, path)
            times.append((time.perf_counter() - began) * 1000)
        line = f"{name:28} {count:3} queries {statistics.median(times):7.0f} ms\n"
        sys.stdout.write(line)
        too_many = too_many or count > MAX_QUERIES
    return 1 if too_many else 0


def staff() -> Any:
    """Create a superuser."""
    from django.contrib.auth.models import User

    return User.objects.create_superuser("desk")


def fill(delegations: int, people: int) -> Any:
    """Write one visit with its parts and all that belongs to its delegations."""
    from events.models import StudyVisit, VisitPart

    now = timezone.now()
    visit = StudyVisit.objects.create(
        slug="large",
        title_en="A large visit",
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=6),
        capacity=delegations * people,
        largest_group=people,
        waiting_list="fill",
        names_due_at=now + timedelta(days=1),
    )
    for n in range(4):
        VisitPart.objects.create(
            visit=visit,
            title_en=f"Part {n}",
            starts_at=visit.starts_at + timedelta(hours=n),
            ends_at=visit.starts_at + timedelta(hours=n + 1),
            language=LANGUAGES[n % 3],
            capacity=delegations * people,
        )
    rows = fill_delegations(visit, delegations, people)
    fill_people(rows, people)
    fill_mail(rows)
    return visit


def fill_delegations(visit: Any, delegations: int, people: int) -> list[Any]:
    """Write delegations in several statuses, each in a part of the visit."""
    from events.models import PartChoice, Registration

    rows = Registration.objects.bulk_create(
        Registration(
            visit=visit,
            reference=f"BENCH-{n}",
            status=STATUSES[n % len(STATUSES)],
            organisation=f"Office {n}",
            city=f"City {n % 300}",
            country=("NO", "UA", "PL")[n % 3],
            contact_name=f"Contact {n}",
            contact_email=f"c{n}@example.org",
            language=LANGUAGES[n % 3],
            seats=people,
            wanted_seats=people,
            min_seats=people,
            queue_at=timezone.now(),
            token_hash=f"{n}",
        )
        for n in range(delegations)
    )
    parts = list(visit.parts.all())
    PartChoice.objects.bulk_create(
        PartChoice(registration=row, part=parts[row.pk % 4], seats=people)
        for row in rows
    )
    return rows


def fill_people(rows: list[Any], people: int) -> None:
    """Write delegates, half of them checked in, and some needs."""
    from events.models import Arrival, Delegate, Need

    delegates = Delegate.objects.bulk_create(
        Delegate(registration=row, full_name=f"Person {n} of {row.pk}", position=n)
        for row in rows
        for n in range(people - row.pk % 2)
    )
    Arrival.objects.bulk_create(
        Arrival(registration=person.registration, delegate=person, at=timezone.now())
        for person in delegates[::2]
        if person.registration.status == "confirmed"
    )
    Need.objects.bulk_create(
        Need(registration=row, kind="interpretation", code="uk") for row in rows[::10]
    )


def fill_mail(rows: list[Any]) -> None:
    """Write an e-mail to each, one in fifty of them failed."""
    from events.models import OutgoingEmail

    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            registration=row,
            kind="registration_received",
            state="failed" if row.pk % 50 == 0 else "sent",
            recipient=row.contact_email,
            language=row.language,
            subject="S",
            text="T" if row.pk % 50 == 0 else "",
            message_id=f"<{row.pk}@example.org>",
            due_at=timezone.now(),
        )
        for row in rows
    )


def pages(visit: Any) -> list[tuple[str, str]]:
    """Return every staff page about the visit, and those of one delegation."""
    delegation = visit.registrations.get(reference="BENCH-0")
    desk = reverse("admin:events_studyvisit_desk", args=[visit.pk])
    day = reverse("admin:events_day", args=[visit.pk])
    sheets = ("attendance", "badges", "cards")
    return [
        ("desk", desk),
        ("desk, by state", f"{desk}?state=confirmed"),
        ("desk, a later page", f"{desk}?page=3"),
        ("check-in", day),
        ("check-in, search", f"{day}?q=person+3"),
        ("enter a list", reverse("admin:events_day_list", args=[visit.pk])),
        ("close the day", reverse("admin:events_day_close", args=[visit.pk])),
        ("figures", reverse("admin:events_day_figures", args=[visit.pk])),
        ("programmes", reverse("admin:events_day_sheets", args=[visit.pk])),
        *(
            (sheet, reverse("admin:events_day_print", args=[visit.pk, sheet]))
            for sheet in sheets
        ),
        ("needs", reverse("admin:events_day_needs", args=[visit.pk])),
        *(
            (kind, reverse("admin:events_day_export", args=[visit.pk, kind]))
            for kind in ("csv", "xlsx")
        ),
        ("door", reverse("admin:events_day_delegation", args=[delegation.reference])),
        (
            "delegation",
            reverse("admin:events_registration_change", args=[delegation.pk]),
        ),
        ("all delegations", reverse("admin:events_registration_changelist")),
    ]


if __name__ == "__main__":
    sys.exit(main())
