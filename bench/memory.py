"""Measure a web worker's memory over many pages: `python -m bench.memory --help`.

Starts the production server on a filled database, which imports everything of the desk
with its addresses, and opens the pages of the site map in turn until as many were
opened as asked for. Prints what the largest worker holds (RSS; USS, of it what no other
process shares) before the first page, when the bounded caches are full and at the end.
Exits with 1 above the limits. At last it opens a page of the desk of each kind, and
prints what a worker holds then; for that there is no limit.
"""

import argparse
import contextlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.pages import say
from bench.site import (
    CantMeasure,
    Reader,
    Site,
    database_server,
    family_of,
    filled_site,
    machine,
    orderly_end,
    prepare_files,
    run,
    temporary_folder,
)

PAGES = 20_000
THINGS = 1_000
WARM = 2_000
MAX_MIB = 115
MAX_GROWTH_MIB = 10
PAGE = re.compile(r"<loc>([^<]+)</loc>")
SIZE = re.compile(r"^(\w+): +(\d+) kB$", re.MULTILINE)


def main() -> int:
    """Measure and print; return 0 within the limits."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--requests", type=int, default=PAGES)
    parser.add_argument("--things", type=int, default=THINGS)
    options = parser.parse_args()
    try:
        with orderly_end(), contextlib.ExitStack() as stack:
            folder: Path = stack.enter_context(temporary_folder())
            prepare_files(folder, of_desk=True)
            server_url = stack.enter_context(database_server(folder))
            say(f"Filling a database with {options.things:,} posts and activities ...")
            site = filled_site(server_url, options.things, folder)
            return measure(stack.enter_context(site), options.requests)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def measure(site: Site, number: int) -> int:
    """Print the memory on the way; return 1 above the limits."""
    sys.stdout.write(machine() + "\n")
    report("at the start", site)
    with Reader(site.port) as reader:
        paths = cycle([*mapped(reader)])
        warm = min(WARM, number)
        for path in islice(paths, warm):
            reader.get(path)
        first = report(f"after {warm:,} pages", site)
        for path in islice(paths, number - warm):
            reader.get(path)
    last = report(f"after {number:,} pages", site)
    tour = json.loads(run(site.environment, "-m", "bench.desk_tour"))
    with Reader(site.port, Cookie=tour["cookie"]) as reader:
        # Twice: whichever thread was free opened them.
        for path in 2 * tour["paths"]:
            reader.get(path)
    report(f"after {len(tour['paths'])} kinds of the desk", site)
    return 1 if last > MAX_MIB or last - first > MAX_GROWTH_MIB else 0


def mapped(reader: Reader) -> Iterator[str]:
    """Yield the path of every page that the site map names."""
    for part in PAGE.findall(reader.get("/sitemap.xml").decode()):
        for page in PAGE.findall(reader.get(urlsplit(part).path).decode()):
            yield urlsplit(page).path


def report(when: str, site: Site) -> float:
    """Print what the largest of the server's processes holds, and return its RSS."""
    rss, uss = max(map(memory_of, family_of(site.server)))
    sys.stdout.write(f"{when:28} {rss:6.1f} MiB, of its own {uss:6.1f}\n")
    sys.stdout.flush()
    return rss


def memory_of(process: int) -> tuple[float, float]:
    """Return a process's resident memory (RSS), and its own part (USS), in MiB."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text()
    kib = {name: int(size) for name, size in SIZE.findall(told)}
    own = kib["Private_Clean"] + kib["Private_Dirty"]
    return kib["Rss"] / 1024, own / 1024


if __name__ == "__main__":
    sys.exit(main())
