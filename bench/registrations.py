"""Register many delegations at once for few places: `python -m bench.registrations`.

Starts the production server on a database of its own, lets each delegation fill in the
steps as a browser would, and has all send their last page in the same moment. Prints,
for each round, how many people were confirmed, how the others were answered, how many
registrations a second were decided and the longest wait.

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
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.pages import say
from bench.site import (
    HOST,
    CantMeasure,
    database,
    database_server,
    free_port,
    machine,
    orderly_end,
    prepare_files,
    production,
    run,
    temporary_folder,
    web_server,
)

DELEGATIONS = 200
PLACES = 10
ROUNDS = 20
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
        server_url = stack.enter_context(database_server(folder))
        url = stack.enter_context(database(server_url, "centre_bench_race"))
        environment = production(url, folder)
        run(environment, "-m", "bench.visits", "make", str(rounds), str(places))
        port = free_port()
        stack.enter_context(web_server(environment, port))
        sys.stdout.write(machine() + "\n")
        for number in range(rounds):
            mixed = number % 2 == 1
            say(f"Round {number + 1} of {rounds} ...")
            clients = [
                Client(port, f"race-{number}", i, 1 + i % 5 if mixed else 1)
                for i in range(delegations)
            ]
            fill_in_all(clients)
            seconds = send_all(clients)
            taken = json.loads(run(environment, "-m", "bench.visits", "count"))
            broken += report(clients, taken[f"race-{number}"], places, seconds)
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

    def send(self, start: threading.Barrier) -> None:
        """Post the last page when all the others do."""
        self.submitted = self.fields()
        start.wait()
        began = time.monotonic()
        try:
            self.open("check", self.submitted)
        except OSError as error:
            self.error = type(error).__name__
        self.wait = time.monotonic() - began

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


def send_all(clients: list[Client]) -> float:
    """Let all send at once; return the seconds until the last was answered."""
    start = threading.Barrier(len(clients) + 1)
    threads = [threading.Thread(target=c.send, args=[start]) for c in clients]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def report(clients: list[Client], people: int, places: int, seconds: float) -> bool:
    """Print a round; return whether a rule was broken."""
    answers = Counter(client.heading() for client in clients)
    waits = sorted(client.wait for client in clients)
    confirmed = sum(n for text, n in answers.items() if "is registered" in text)
    sys.stdout.write(
        f"{people} people of {places} places in {confirmed} delegations; "
        f"{len(clients) / seconds:.0f} decided a second, "
        f"longest wait {waits[-1]:.1f} s, half within {waits[len(waits) // 2]:.1f} s; "
        f"answers: {dict(answers.most_common())}\n"
    )
    sys.stdout.flush()
    clear = all(text.startswith("200 ") for text in answers)
    wanted = sum(client.seats for client in clients)
    return people != min(places, wanted) or not clear


if __name__ == "__main__":
    sys.exit(main())
