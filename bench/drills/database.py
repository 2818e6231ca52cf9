"""The database is restarted, killed, has no connection left."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator

import psycopg2

from bench.drills.site import FRESH_PAGE, DrillSite, demand, wait_until
from bench.registrations import Client, at_once, fill_in_all
from bench.site import CantMeasure

PAUSE = 3  # seconds without a database
ASKED = 12  # times, so that each process is
END_LISTENING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'centre web'
        AND query IN ('LISTEN public_change', 'SELECT 1')
"""
STORED = "One more step"  # how the page begins that says so to who registers


def restart(site: DrillSite) -> str:
    """The database is restarted under readers: all processes go on."""
    site.postgres.stop()
    time.sleep(PAUSE)
    demand("it lives without a database", site.status("/healthz") == 200)
    demand("it is not ready without one", site.status("/readyz") == 503)
    demand("a page says so", site.status(FRESH_PAGE) == 503)
    site.postgres.start()
    return _all_go_on(site)


def killed_while_registering(site: DrillSite) -> str:
    """`kill -9` of the database while delegations register: none is half there."""
    clients = [Client(site.port, "race-100-0", number, 1) for number in range(20)]
    fill_in_all(clients)
    all_of_them = threading.Thread(target=at_once, args=[clients, _register])
    all_of_them.start()
    wait_until("some were told yes", lambda: _told(clients) > 2, every=0.01)
    _kill_database(site)
    all_of_them.join()
    site.postgres.start()
    words = _all_go_on(site)
    told = _told(clients)
    first = _stored(site)
    demand("nobody was told yes and forgotten", told <= first)
    for client in clients:
        client.error = ""
        with contextlib.suppress(CantMeasure, OSError):
            client.open("check", client.submitted)
    demand("who sent again is there once", _stored(site) == len(clients))
    wait_until("each has its mail", lambda: _with_mail(site) == len(clients))
    return f"{told} of 20 told yes, {first} stored, 20 after sending again; {words}"


def _register(client: Client) -> None:
    client.send()
    client.follow()


def _told(clients: list[Client]) -> int:
    """Return how many were told that what they sent is stored."""
    return sum(STORED in client.heading() for client in clients)


def _with_mail(site: DrillSite) -> int:
    mails = site.sql("SELECT count(DISTINCT registration_id) FROM events_outgoingemail")
    return int(mails[0][0])


def connections_used_up(site: DrillSite) -> str:
    """Somebody else takes all connections: it says so, and goes on afterwards."""
    for _process in range(20):  # each has copies of its own
        demand("a page is served", site.status("/en/") == 200)
    with _all_connections(site) as number:
        demand("it lives", site.status("/healthz") == 200)
        wait_until("it is not ready", lambda: site.status("/readyz") == 503)
        demand("a page that was held is served", site.status("/en/") == 200)
        demand("another is refused in words", site.status(FRESH_PAGE) == 503)
    return f"{number} taken, the page that was held served; {_all_go_on(site)}"


def deaf(site: DrillSite) -> str:
    """What hears of changes loses its connection just before one: no old page stays."""
    slowest = 0.0
    for number in range(5):
        for _process in range(ASKED):
            demand("a page is served", site.status("/en/") == 200)
        site.sql(END_LISTENING)
        name = f"House {number} of the drill"
        site.sql("UPDATE centre_centre SET name_en = %s", name)
        seconds = wait_until(
            "all have it", lambda name=name: _all_say(site, name), within=5, every=0
        )
        slowest = max(slowest, seconds)
    return f"five changes, each seen by all after {slowest:.1f} s at most"


def _all_say(site: DrillSite, name: str) -> bool:
    return all(name.encode() in site.ask("/en/")[1] for _process in range(ASKED))


@contextlib.contextmanager
def _all_connections(site: DrillSite) -> Iterator[int]:
    """Send the site's connections away and hold all that there are."""
    held = [psycopg2.connect(site.postgres.url)]
    held[0].autocommit = True
    try:
        for _round in range(3):
            with held[0].cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name LIKE 'centre %'"
                )
            with contextlib.suppress(psycopg2.OperationalError):
                while True:
                    held.append(psycopg2.connect(site.postgres.url))
        yield len(held)
    finally:
        for connection in held:
            connection.close()


def _kill_database(site: DrillSite) -> None:
    """Kill the server and each process of its own, as a power cut does."""
    process = site.postgres.process
    assert process is not None  # noqa: S101
    children = subprocess.run(
        ["pgrep", "-P", str(process.pid)],  # noqa: S607
        capture_output=True,
        text=True,
    )
    for number in [process.pid, *map(int, children.stdout.split())]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def _stored(site: DrillSite) -> int:
    return int(site.sql("SELECT count(*) FROM events_registration")[0][0])


def _all_go_on(site: DrillSite) -> str:
    """Demand that web, worker and clock work again by themselves; say how soon."""
    page = wait_until("a page", lambda: site.status(FRESH_PAGE) == 200)
    [(before,)] = site.sql("SELECT now()")
    site.queue("from events.mail.tasks import deliver_due_mail as d; d.enqueue()")
    done = "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE finished_at > %s"
    worker = wait_until("the worker worked", lambda: site.sql(done, before))
    went = "SELECT 1 FROM events_clockrun WHERE at > %s"
    clock = wait_until("the clock went", lambda: site.sql(went, before))
    for name in ("web", "worker", "clock"):
        demand(f"the same {name} lives", site.lives(name))
    demand("nothing stands still", site.faults() == [])
    return f"page after {page:.0f} s, worker {worker:.0f} s, clock {clock:.0f} s"
