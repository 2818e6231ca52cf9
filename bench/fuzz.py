"""Send what nobody expects to every address: `python -m bench.fuzz --help`.

On a database of its own with the demo content, in process, as whoever may come: a
visitor, a delegation behind its links, a volunteer, the door, staff of each role. Each
case has a seed of its own and is undone afterwards, so it can be repeated alone. Exits
with 1 if an answer was an error of ours (5xx) or broke a rule of `bench.fuzz_rules`.
"""

import argparse
import contextlib
import logging
import math
import os
import random
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import django
from django.core.management import call_command

from bench.fuzz_forms import Form, forms_of, mangled, typed
from bench.fuzz_input import odd_body, odd_headers, odd_path, odd_query
from bench.site import (
    CantMeasure,
    database,
    database_server,
    orderly_end,
    temporary_folder,
)

REQUESTS = 20_000
METHODS = (
    "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", "CONNECT",
    "LOCK", "X" * 300, "P\u00f6ST", "",
)  # fmt: skip
MOST_REDIRECTS = 3
MOST_FORMS = 6  # one after another, as the steps of a registration are


@dataclass
class Findings:
    """What was answered: how often each status, and each kind of error of ours."""

    statuses: Counter[int] = field(default_factory=Counter)
    sent_forms: int = 0
    reach: Any = None
    kinds: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(self.statuses.values())


def main() -> int:
    """Send the requests and print what came; return 0 if no answer was a 5xx."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, help="end after so long, and report")
    parser.add_argument("--case", type=int, help="repeat one case alone, told in full")
    parser.add_argument("--small", action="store_true", help="two things, no demo")
    options = parser.parse_args()
    try:
        with orderly_end(), site_of_its_own(small=options.small):
            if options.case is not None:
                return repeat(options.seed, options.case, options.small)
            return fuzz(options.seed, options.requests, options.seconds, options.small)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


@contextlib.contextmanager
def site_of_its_own(*, small: bool) -> Iterator[None]:
    """Set up Django on a new database and new folders that are gone afterwards."""
    with (
        temporary_folder() as folder,
        database_server(folder) as server,
        database(server, f"centre_bench_fuzz_{os.getpid()}") as url,
    ):
        os.environ.update(
            CENTRE_ENV="test",
            DJANGO_SETTINGS_MODULE="centre.settings",
            DATABASE_URL=url,
            MEDIA_ROOT=str(folder / "media"),
            PRIVATE_ROOT=str(folder / "private"),
        )
        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)
        if small:
            fill_a_little()
        else:
            call_command("load_demo", verbosity=0)
        yield


def fill_a_little() -> None:
    """Write a post, and a visit with two delegations."""
    from bench.desk import fill
    from news.models import Post

    Post.objects.create(slug="post", title_en="A post", body_en="<p>Text</p>")
    fill(2, 2)


def fuzz(seed: int, requests: int, seconds: int | None, small: bool) -> int:
    """Send cases until there were so many requests, or the time is over."""
    from bench.fuzz_reach import Reach
    from bench.fuzz_site import Site

    site, found, case = Site.prepare(small=small), Findings(reach=Reach()), 0
    ends_at = time.monotonic() + seconds if seconds else math.inf
    while found.requests < requests and time.monotonic() < ends_at:
        try_case(site, found, seed, case)
        case += 1
        if case % 100 == 0:
            sys.stderr.write(f"{found.requests} requests, {len(found.kinds)} kinds\n")
    report(found, seed, case)
    for line in found.reach.lines(site.routes, site.posted()):
        sys.stdout.write(f"{line}\n")
    return 1 if found.kinds else 0


def repeat(seed: int, case: int, small: bool) -> int:
    """Send one case again, and print each request and the whole traceback."""
    from bench.fuzz_reach import Reach
    from bench.fuzz_site import Site

    found = Findings(reach=Reach())
    try_case(Site.prepare(small=small), found, seed, case, told=True)
    return 1 if found.kinds else 0


def report(found: Findings, seed: int, cases: int) -> None:
    """Print how many answers of each status there were, and each kind of error."""
    statuses = ", ".join(f"{n}: {found.statuses[n]}" for n in sorted(found.statuses))
    write = sys.stdout.write
    write(f"seed {seed}: {found.requests} requests in {cases} cases, ")
    write(f"{found.sent_forms} forms sent\n{statuses}\n")
    for kind, cases_of_it in found.kinds.items():
        write(f"{len(cases_of_it)} x {kind}\n")
        for case in cases_of_it[:3]:
            write(f"    python -m bench.fuzz --seed {seed} --case {case}\n")
    errors = sum(found.statuses[status] for status in range(500, 600))
    write(f"{errors} answers of 5xx, {len(found.kinds)} kinds of faults\n")


def try_case(
    site: Any, found: Findings, seed: int, case: int, *, told: bool = False
) -> None:
    """Ask for a page as somebody, and send what nobody expects; undo all of it."""
    from django.db import transaction

    from bench.fuzz_reach import browser

    rng = random.Random(f"{seed}:{case}")  # noqa: S311 - no secret
    place = site.place(rng, case)
    sender = Sender(browser(place.session), found, case, told)
    with transaction.atomic():
        if rng.random() < 0.3:
            try_anything(rng, sender, place.path)
        else:
            try_forms(rng, sender, place)
        transaction.set_rollback(True)


def try_anything(rng: random.Random, sender: "Sender", path: str) -> None:
    """Send anything by any method."""
    method = rng.choice(("GET", "POST", "POST", *METHODS))
    body, content_type = odd_body(rng)
    where = odd_path(rng, path) + odd_query(rng)
    sender.send(method, where, body, content_type, odd_headers(rng))


def try_forms(rng: random.Random, sender: "Sender", place: Any) -> None:
    """Read a page and send its forms one after another, first the one looked for."""
    from bench.fuzz_reach import name_of

    path = place.page or place.path
    query = "" if "?" in path else odd_query(rng, seldom=True)
    page = sender.follow(sender.send("GET", path + query))
    wanted = name_of(place.path) if place.page else ""
    for _turn in range(rng.randint(1, MOST_FORMS)):
        forms = forms_of(page)
        if not forms:
            return
        first = [f for f in forms if wanted and name_of(f.action) == wanted]
        page, wanted = send_form(rng, sender, rng.choice(first or forms)), ""


def send_form(rng: random.Random, sender: "Sender", form: Form) -> Any:
    """Fill a form in, send it, and follow where it leads."""
    data = typed(rng, form)
    if form.method == "GET":
        page = sender.send("GET", form.action, data=data)
    else:
        sender.found.sent_forms += 1
        if rng.random() < 0.05:
            body, content_type = mangled(rng, data)
            return sender.send(
                "POST", form.action, body, content_type, odd_headers(rng)
            )
        page = sender.send("POST", form.action, data=data)
    return sender.follow(page)


@dataclass
class Sender:
    """Sends requests in one browser and writes down what is answered."""

    client: Any
    found: Findings
    case: int
    told: bool

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        content_type: str = "application/octet-stream",
        headers: dict[str, str] | None = None,
        data: dict[str, Any] | None = None,
    ) -> Any:
        """Return the answer; one of 5xx is a finding of this case."""
        from bench.fuzz_reach import name_of
        from bench.fuzz_rules import faults_of

        if not path.startswith("/") or path.startswith("//"):
            return None  # it leads to another site
        extra: dict[str, Any] = headers or {}
        if data is None:
            ask = self.client.generic
            # As a server has it, whatever length is told; the test client's own
            # refuses to be read beyond its end.
            extra = {"wsgi.input": BytesIO(body), **extra}
            answer = ask(method, path, body, content_type, **extra)
        else:
            ask = self.client.post if method == "POST" else self.client.get
            answer = ask(path, data, **extra)
        if answer.streaming:
            answer.streamed = b"".join(answer.streaming_content)
        self.found.statuses[answer.status_code] += 1
        self.found.reach.note(method, path, answer)
        if self.told:
            sys.stdout.write(
                f"{method} {path!r} {answer.status_code} {data or body!r}\n"
            )
        if answer.status_code >= 500:
            self.write_down(answer, method)
        for fault in faults_of(path, answer):
            self.found.kinds[f"{fault}: {name_of(path)}"].append(str(self.case))
        return answer

    def follow(self, page: Any) -> Any:
        """Go where an answer leads, a few times; return the last answer."""
        for _hop in range(MOST_REDIRECTS):
            if page is None or page.status_code not in {301, 302, 303, 307}:
                break
            page = self.send("GET", urljoin(page.request["PATH_INFO"], page.url))
        return page

    def write_down(self, answer: Any, method: str) -> None:
        """Name the kind of an error by what was raised and where in our own code."""
        kind = f"{answer.status_code} without an exception, {method}"
        if error := getattr(answer, "exc_info", None):
            frames = traceback.extract_tb(error[2])
            own = [f for f in frames if "site-packages" not in f.filename] or frames
            where = f"{own[-1].filename}:{own[-1].lineno}, {frames[-1].name}"
            kind = f"{error[0].__name__} at {where}"
            if self.told:
                traceback.print_exception(*error)
        self.found.kinds[kind].append(str(self.case))


if __name__ == "__main__":
    sys.exit(main())
