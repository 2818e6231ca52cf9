"""Measure what each kind of page costs: `make bench`, `python -m bench.pages --help`.

Prints queries, CPU milliseconds of the site and of the database, and bytes, with a
small and with a large database side by side; and the pages of the small one beside
plain Django. See bench/README.md.
"""

import argparse
import contextlib
import gzip
import statistics
import sys
from collections import defaultdict
from itertools import cycle, islice

import brotli  # type: ignore[import-untyped]

from bench.site import (
    WORKERS,
    CantMeasure,
    Reader,
    Site,
    cpu_seconds,
    database_server,
    filled_site,
    machine,
    orderly_end,
    prepare_files,
    temporary_folder,
)
from bench.yardstick import BESIDE, Cost, Costs, plain_site, ratio_lines

SIZES = (1_000, 10_000)
ROUNDS = 5
REQUESTS = 60  # of each kind in each round
WARM_UP = 24  # requests at most: enough for every thread of the server
LEVEL = 6  # the usual default of proxies


def main() -> int:
    """Measure and print; exit with a message if nothing could be measured."""
    options = arguments()
    try:
        with orderly_end():
            measure(options)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")
    return 0


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages")
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--workers", type=int, default=WORKERS, help="of each server")
    parser.add_argument("--kinds", nargs="+", help="only these, as the table has them")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> None:
    """Fill and serve two sites, measure them in turn, and print the table."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        prepare_files(folder)
        server_url = stack.enter_context(database_server(folder))
        sites = []
        for size in options.sizes:
            say(f"Filling a database with {size:,} posts and activities ...")
            site = filled_site(server_url, size, folder, options.workers)
            sites.append(stack.enter_context(site))
        yardstick = stack.enter_context(plain_site(sites[0], options.workers))
        costs: list[Costs] = [defaultdict(Cost) for _ in sites]
        plain: Costs = defaultdict(Cost)
        kinds = [k for k in sites[0].pages if k in (options.kinds or [k])]
        for number in range(1, options.rounds + 1):
            say(f"Round {number} of {options.rounds} ...")
            for kind in kinds:
                # One right after the other, so that a disturbance affects both.
                for site, cost in zip(sites, costs, strict=True):
                    measure_kind(site, kind, options.requests, cost[kind])
                if kind in BESIDE:
                    beside = BESIDE[kind]
                    measure_kind(yardstick, beside, options.requests, plain[kind])
        print_table(sites, kinds, costs, ratio_lines(costs[0], plain))


def say(text: str) -> None:
    """Print progress to stderr."""
    sys.stderr.write(text + "\n")


def measure_kind(site: Site, kind: str, requests: int, cost: Cost) -> None:
    """Request a kind of page many times, its languages in turn; add up the cost."""
    status, paths = site.pages[kind]["status"], cycle(site.pages[kind]["paths"])
    with Reader(site.port) as reader:
        for path in islice(paths, min(WARM_UP, requests)):
            reader.get(path, status)
        before = cpu_seconds(site.server), cpu_seconds(site.postgres)
        for path in islice(paths, requests):
            reader.get(path, status)
        after = cpu_seconds(site.server), cpu_seconds(site.postgres)
    cost.site.append((after[0] - before[0]) / requests * 1000)
    cost.database.append((after[1] - before[1]) / requests * 1000)


# --- The table ------------------------------------------------------------------------


def print_table(
    sites: list[Site], kinds: list[str], costs: list[Costs], ratios: list[str]
) -> None:
    """Print a line for each kind of page, then what it is beside the yardstick."""
    small, large = (f"{site.size:,}" for site in sites)
    lines = [
        machine(),
        "",
        f"{'':24} {'queries':^13}  {'CPU ms, site':^24}  {'CPU ms, database':^24}  "
        f"{f'HTML bytes ({large})':^22}",
        f"{'page':24} {small:>6} {large:>6}  "
        + f"{small:>8} {large:>8} {'ratio':>6}  " * 2
        + f"{'plain':>7} {'gzip':>6} {'brotli':>7}",
    ]
    lines += [table_line(kind, sites, costs) for kind in kinds]
    lines += ["", *ratios]
    sys.stdout.write("\n".join(lines) + "\n")


def table_line(kind: str, sites: list[Site], costs: list[Costs]) -> str:
    """Return the line of one kind of page, with medians of the rounds."""
    counts = [site.pages[kind]["queries"] for site in sites]
    of_site = [statistics.median(cost[kind].site) for cost in costs]
    of_database = [statistics.median(cost[kind].database) for cost in costs]
    return (
        f"{kind:24} {counts[0]:>6} {counts[1]:>6}  {pair(*of_site)}  "
        f"{pair(*of_database)}  {weight(sites[-1], kind)}"
    )


def pair(small: float, large: float) -> str:
    """Return two figures and their ratio; "-" where they are too small to compare."""
    ratio = f"{large / small:>6.2f}" if small >= 0.1 else f"{'-':>6}"
    return f"{small:>8.2f} {large:>8.2f} {ratio}"


def weight(site: Site, kind: str) -> str:
    """Return the bytes of the heaviest language, plain and compressed."""
    with Reader(site.port) as reader:
        status = site.pages[kind]["status"]
        bodies = [reader.get(path, status) for path in site.pages[kind]["paths"]]
    plain = max(map(len, bodies))
    zipped = max(len(gzip.compress(body, LEVEL)) for body in bodies)
    brotlied = max(len(brotli.compress(body, quality=LEVEL)) for body in bodies)
    return f"{plain:>7} {zipped:>6} {brotlied:>7}"


if __name__ == "__main__":
    sys.exit(main())
