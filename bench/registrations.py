"""Register many delegations at once for few places: `python -m bench.registrations`.

Starts the production server on a database of its own, lets each delegation fill in the
steps as a browser would, and has all send their last page in the same moment, but for
16, who send it when the places are gone; then all open the page that follows. Prints,
for each round, how many people got places, how the others were answered, how many
registrations a second were decided, alone and with that page, and the waits. Commits
wait for the disk (fsync). The worker, which writes and sends the mail, is not there.

Exits with 1 if a place was given twice, one was left although somebody fitted, or an
answer was an error.
"""

import argparse
import contextlib
import http.client
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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
    """Run a round for each visit, every second one with groups of 1 to 5.

    Returns 1 if a rule was broken, else 0.
    """
    broken = 0
    with contextlib.ExitStack() as stack:
        folder: Path = stack.enter_context(temporary_folder())
        prepare_files(folder)
        server_url = stack.enter_context(database_server(folder, safe=True))
        url = stack.enter_context(database(server_url, "centre_bench_race"))
        environment = production(url, folder)
        run(environment, "-m", "bench.visits", "make", str(rounds), str(places))
        port = free_port()
        server = stack.enter_context(web_server(environment, port))
        roots = server, postmaster(server_url)
        sys.stdout.write(machine() + "\n")
        for number in range(rounds):
            mixed = number % 2 == 1
            say(f"Round {number + 1} of {rounds} ...")
            clients = [
                Client(port, f"race-{number}", i, 1 + i % 5 if mixed else 1)
                for i in range(delegations)
            ]
            fill_in_all(clients)
            first, last = clients[:-LATECOMERS], clients[-LATECOMERS:]
            before = sum(map(cpu_seconds, roots))
            times = at_once(first, Client.send), at_once(last, Client.send)
            spent = (sum(map(cpu_seconds, roots)) - before) / delegations
            following = at_once(clients, Client.follow)
            taken = json.loads(run(environment, "-m", "bench.visits", "count"))
            broken += report(clients, taken[f"race-{number}"], places)
            report_times(first, last, times[0], sum(times) + following)
            say(f"{spent * 1000:.1f} CPU ms each, of site and database")
    return 1 if broken else 0


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
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        headers = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"198.51.{self.number // 250}.{self.number % 250}",
            "Referer": f"https://{HOST}:{self.port}/",
            "Host": f"{HOST}:{self.port}",
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        self.page, self.status = response.read().decode(), response.status
        if cookie := response.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        connection.close()
        return response.headers.get("Location", "") if self.status == 302 else ""

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


def report(clients: list[Client], people: int, places: int) -> bool:
    """Print a round; return whether a rule was broken."""
    answers = Counter(client.heading() for client in clients)
    sys.stdout.write(
        f"{people} people of {places} places; answers: {dict(answers.most_common())}\n"
    )
    clear = all(text.startswith("200 ") for text in answers)
    wanted = sum(client.seats for client in clients)
    return people != min(places, wanted) or not clear


def report_times(
    first: list[Client], last: list[Client], sending: float, everything: float
) -> None:
    """Print how fast a round was: `sending` of the first, all seconds of all."""
    waits = sorted(client.wait for client in first)
    late = sorted(client.wait * 1000 for client in last)
    sys.stdout.write(
        f"  {len(first) / sending:.0f} decided a second, "
        f"{(len(first) + len(last)) / everything:.0f} with the page that follows; "
        f"longest wait {waits[-1]:.1f} s, half within {waits[len(waits) // 2]:.1f} s; "
        f"{len(last)} more at once: half within {late[len(late) // 2]:.0f} ms, "
        f"the last {late[-1]:.0f} ms\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
