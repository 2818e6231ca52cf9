"""What pages cost beside the smallest honest Django site (bench/plain), in one run."""

import contextlib
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.site import Site, free_port, web_server

# Each kind of page that is compared, and with what. Only news has its like; the other
# pages are so many times its list.
BESIDE = {
    "news, page 1": "list",
    "post": "post",
    "activities": "list",
    "visit": "list",
    "visits": "list",
    "home": "list",
}
LANGUAGES = ("pl", "en", "uk")


@dataclass
class Cost:
    """What one kind of page cost in each round, in milliseconds a request."""

    site: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def both(self) -> list[float]:
        """Return what site and database needed together in each round."""
        return [sum(pair) for pair in zip(self.site, self.database, strict=True)]


Costs = defaultdict[str, Cost]


@contextlib.contextmanager
def plain_site(site: Site, workers: int) -> Iterator[Site]:
    """Serve the yardstick from the database of a site."""
    settings = {"DJANGO_SETTINGS_MODULE": "bench.plain.settings"}
    post = site.pages["post"]["paths"][0].rstrip("/").rpartition("/")[2]
    addresses = {"list": "news/", "post": f"news/{post}/"}
    pages = {
        kind: {"status": 200, "paths": [f"/{code}/{path}" for code in LANGUAGES]}
        for kind, path in addresses.items()
    }
    environment, port = site.environment | settings, free_port()
    application = "bench.plain.wsgi:application"
    with web_server(environment, port, application, workers) as server:
        yield Site(site.size, port, pages, server, site.postgres, environment)


def ratio_lines(ours: Costs, plain: Costs) -> list[str]:
    """Return a table: each kind of page by what plain Django needed right after it."""
    lines = [
        f"{'':24} {'CPU ms, site and database':^26}  {'ratio of a round':^22}",
        f"{'beside plain Django':24} {'ours':>12} {'plain':>13}  "
        f"{'median':>8} {'least':>6} {'most':>6}",
    ]
    for kind in ours:
        if kind not in BESIDE:
            continue
        pairs = list(zip(ours[kind].both(), plain[kind].both(), strict=True))
        # The system counts in hundredths of a second: few requests may take none.
        ratios = [one / other if other else math.nan for one, other in pairs]
        medians = [statistics.median(figures) for figures in zip(*pairs, strict=True)]
        lines.append(
            f"{kind:24} {medians[0]:>12.2f} {medians[1]:>6.2f} {BESIDE[kind]:>6}  "
            f"{statistics.median(ratios):>8.2f} {min(ratios):>6.2f} {max(ratios):>6.2f}"
        )
    return lines
