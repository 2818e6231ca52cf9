"""Register many delegations at once: `python -m bench.registrations --help`.

Starts the production server on a database of its own, lets each delegation fill in the
steps as a browser would, and has all but 16 send their last page in the same moment;
then all open the page that follows. In every second round there are few places, else
enough for all. Of few, those whose address is not confirmed yet hold a part, and the
rest wait; then all addresses are confirmed, and the last 16 send theirs to be refused.

Prints, for each round, how many people hold places, how the others were answered, how
many registrations a second were decided, alone and with that page, the waits, and what
each cost. Commits wait for the disk (fsync). The worker, which writes and sends the
mail, is not there.

Exits with 1 if a place was given twice, one was left although somebody fitted, or an
answer was an error.
"""

import argparse
import contextlib
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import say
from bench.site import (
    HOST,
    CantMeasure,
    cpu_seconds,
    database,
    database_server,
    free_port,
    machine,
    orderly_end,
    postmaster,
    prepare_files,
    production,
    run,
    temporary_folder,
    web_server,
)

DELEGATIONS = 200
PLACES = 10
ROUNDS = 20
LATECOMERS = 16
PREPARING = 8  # clients that fill in steps at once, which is not measured
MIN_SECONDS = 5.0  # who sends a registration sooner is refused as a bot
LARGEST_GROUP = 5

FIELD = re.compile(r'name="(csrfmiddlewaretoken|submission_key)" value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>\s*(.*?)\s*</h1>", re.DOTALL)


def main() -> int:
    """Measure and print; return 0 if no rule was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.registrations")
    parser.add_argument("--delegations", type=int, default=DELEGATIONS)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    try:
        with orderly_end():
            return measure(options.delegations, options.places, options.rounds)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def measure(delegations: int, places: int, rounds: int) -> int:
    """Run the rounds, each for a visit of its own; return 1 if a rule was broken."""
    enough = 3 * LARGEST_GROUP * delegations  # a third is for unconfirmed addresses
    broken = 0
    with contextlib.ExitStack() as stack:
        folder: Path = stack.enter_context(temporary_folder())
        prepare_files(folder)
        server_url = stack.enter_context(database_server(folder, safe=True))
        url = stack.enter_context(database(server_url, "centre_bench_race"))
        environment = production(url, folder)
        visits = [str(number) for number in (rounds, places, enough)]
        run(environment, "-m", "bench.visits", "make", *visits)
        port = free_port()
        server = stack.enter_context(web_server(environment, port))
        house = House(environment, port, (server, postmaster(server_url)))
        sys.stdout.write(machine() + "\n")
        for number in range(rounds):
            say(f"Round {number + 1} of {rounds} ...")
            few = number % 2 == 1
            capacity = places if few else enough
            slug = f"race-{capacity}-{number}"
            broken += race(house, slug, capacity, delegations, mixed=number % 4 > 1)
    return 1 if broken else 0


@dataclass
class House:
    """The site that is measured: its processes are `roots` and what they started."""

    environment: dict[str, str]
    port: int
    roots: tuple[int, ...]

    def visits(self, command: str, slug: str) -> str:
        """Return what `bench.visits` prints about a visit."""
        return run(self.environment, "-m", "bench.visits", command, slug)

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that all its processes have spent."""
        return sum(map(cpu_seconds, self.roots))


def race(
    house: House, slug: str, capacity: int, delegations: int, *, mixed: bool
) -> bool:
    """Let all register for one visit, in groups of 1, or `mixed`, of 1 to 5.

    Prints what happened; returns whether a rule was broken.
    """
    clients = [
        Client(house.port, slug, i, 1 + i % LARGEST_GROUP if mixed else 1)
        for i in range(delegations)
    ]
    fill_in_all(clients)
    first, last = clients[:-LATECOMERS], clients[-LATECOMERS:]
    spent = [house.cpu_seconds()]
    own = time.process_time()
    sending = at_once(first, Client.send)
    spent.append(house.cpu_seconds())
    following = at_once(first, Client.follow)
    spent.append(house.cpu_seconds())
    own = time.process_time() - own
    unconfirmed = int(house.visits("count", slug))
    house.visits("verify", slug)
    at_once(last, Client.send)
    at_once(last, Client.follow)
    people = int(house.visits("count", slug))
    broken = report(clients, unconfirmed, people, capacity)
    report_times(first, last, sending, following)
    each = [1000 * (b - a) / len(first) for a, b in pairwise(spent)]
    sys.stdout.write(
        f"  {each[0]:.1f} CPU ms each of site and database, {each[1]:.1f} the page that"
        f" follows; {1000 * own / len(first):.1f} of the delegations' own program\n"
    )
    sys.stdout.flush()
    return broken


@dataclass
class Client:
    """One delegation with a browser of its own."""

    port: int
    visit: str
    number: int
    seats: int
    cookie: str = ""
    page: str = ""
    next: str = ""
    status: int = 0
    wait: float = 0.0
    error: str = ""
    submitted: dict[str, str] = field(default_factory=dict)

    def open(self, step: str, data: dict[str, str] | None = None) -> None:
        """Request a step's page, or post it, and follow redirects."""
        path = f"/en/study-visits/{self.visit}/register/{step}/"
        method, body = ("POST", urlencode(data)) if data else ("GET", None)
        while path:
            path = self._request(method, path, body)
            method, body = "GET", None

    def _request(self, method: str, path: str, body: str | None) -> str:
        """Request a page by a connection of its own; return where it redirects to."""
        sent = (body or "").encode()
        headers = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"198.51.{self.number // 250}.{self.number % 250}",
            "Referer": f"https://{HOST}:{self.port}/",
            "Host": f"{HOST}:{self.port}",
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(sent)),
            "Connection": "close",
        }
        lines = [f"{method} {path} HTTP/1.1", *map(": ".join, headers.items()), "", ""]
        with socket.create_connection((HOST, self.port), timeout=120) as connection:
            connection.sendall("\r\n".join(lines).encode() + sent)
            answer = b"".join(iter(partial(connection.recv, 65536), b""))
        head, _, page = answer.decode().partition("\r\n\r\n")
        status, *rest = head.split("\r\n")
        told = {
            name.lower(): value for name, _, value in (r.partition(": ") for r in rest)
        }
        self.page, self.status = page, int(status.split()[1])
        if cookie := told.get("set-cookie"):
            self.cookie = cookie.partition(";")[0]
        return told.get("location", "") if self.status == 302 else ""

    def fields(self) -> dict[str, str]:
        """Return the hidden fields of the present page."""
        return dict(FIELD.findall(self.page))

    def fill_in(self) -> None:
        """Fill in all steps except the last.

        Raises CantMeasure where the last page is not reached.
        """
        steps: dict[str, dict[str, str]] = {
            "delegation": {"organisation": "A", "city": "B", "country": "NO"},
            "contact": {
                "contact_name": "C",
                "contact_email": f"c{self.number}@example.org",
            },
            "people": {"seats": str(self.seats)},
            "privacy": {"notice_read": "on"},
        }
        self.open("delegation")
        for step, answers in steps.items():
            self.open(step, {**answers, **self.fields()})
        if "submission_key" not in self.fields():
            raise CantMeasure(f"{self.visit}: {self.heading()}")

    def send(self) -> None:
        """Post the last page; keep what was sent, and where the answer leads to."""
        path = f"/en/study-visits/{self.visit}/register/check/"
        self.submitted = self.fields()
        began = time.monotonic()
        self.next = self._request("POST", path, urlencode(self.submitted))
        self.wait = time.monotonic() - began

    def follow(self) -> None:
        """Open the page that the answer leads to, and all that this one leads to."""
        while self.next:
            self.next = self._request("GET", self.next, None)

    def heading(self) -> str:
        """Return the status and heading of the last page, or the error."""
        heading = HEADING.search(self.page)
        return self.error or f"{self.status} {heading[1] if heading else '?'}"


def fill_in_all(clients: list[Client]) -> None:
    """Let all clients come to the last page, a few at a time.

    Raises CantMeasure where one fails.
    """
    left, failed = iter(clients), []
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                client = next(left, None)
            if client is None:
                return
            try:
                client.fill_in()
            except (CantMeasure, OSError) as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=work) for _ in range(PREPARING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise CantMeasure(f"A delegation did not get to the last page: {failed[0]}")
    time.sleep(MIN_SECONDS)


def at_once(clients: list[Client], act: Callable[[Client], None]) -> float:
    """Let all act at once; return the seconds until the last was answered."""
    start = threading.Barrier(len(clients) + 1)

    def work(client: Client) -> None:
        start.wait()
        try:
            act(client)
        except OSError as error:
            client.error = type(error).__name__

    threads = [threading.Thread(target=work, args=[c]) for c in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def report(clients: list[Client], unconfirmed: int, people: int, capacity: int) -> bool:
    """Print how a round ended; return whether a rule was broken.

    `unconfirmed` people held places before their addresses were confirmed: at most a
    third of all, or one largest group (docs/adr/0022); `people` hold them at the end.
    """
    answers = Counter(client.heading() for client in clients)
    sys.stdout.write(
        f"{unconfirmed}, then {people} people of {capacity} places; "
        f"answers: {dict(answers.most_common())}\n"
    )
    clear = all(text.startswith("200 ") for text in answers)
    wanted = sum(client.seats for client in clients)
    most = max(capacity // 3, LARGEST_GROUP)
    return not clear or unconfirmed > most or people != min(capacity, wanted)


def report_times(
    first: list[Client], last: list[Client], sending: float, following: float
) -> None:
    """Print how fast a round was, from the seconds of sending and of the next page."""
    waits = sorted(client.wait for client in first)
    late = sorted(client.wait * 1000 for client in last)
    sys.stdout.write(
        f"  {len(first) / sending:.0f} decided a second, "
        f"{len(first) / (sending + following):.0f} with the page that follows; "
        f"longest wait {waits[-1]:.1f} s, half within {waits[len(waits) // 2]:.1f} s; "
        f"{len(last)} more at once: half within {late[len(late) // 2]:.0f} ms, "
        f"the last {late[-1]:.0f} ms\n"
    )


if __name__ == "__main__":
    sys.exit(main())
