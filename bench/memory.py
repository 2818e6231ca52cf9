"""Measure a web worker's memory over many pages: `python -m bench.memory --help`.

Starts the production server on a filled database, which imports everything of the desk
with its addresses, and opens the pages of the site map in turn until as many were
opened as asked for. Prints what the largest worker holds (RSS) before the first page,
when the bounded caches are full and at the end. Exits with 1 above the limits.
"""

import argparse
import contextlib
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
    temporary_folder,
)

PAGES = 20_000
THINGS = 1_000
WARM = 2_000
MAX_MIB = 115
MAX_GROWTH_MIB = 10
PAGE = re.compile(r"<loc>([^<]+)</loc>")


def main() -> int:
    """Measure and print; return 0 within the limits."""
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--requests", type=int, default=PAGES)
    parser.add_argument("--things", type=int, default=THINGS)
    options = parser.parse_args()
    try:
        with orderly_end(), contextlib.ExitStack() as stack:
            folder: Path = stack.enter_context(temporary_folder())
            prepare_files(folder)
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
    report("at the start", largest_mib(site))
    with Reader(site.port) as reader:
        paths = cycle([*mapped(reader)])
        warm = min(WARM, number)
        for path in islice(paths, warm):
            reader.get(path)
        first = largest_mib(site)
        report(f"after {warm:,} pages", first)
        for path in islice(paths, number - warm):
            reader.get(path)
    last = largest_mib(site)
    report(f"after {number:,} pages", last)
    return 1 if last > MAX_MIB or last - first > MAX_GROWTH_MIB else 0


def mapped(reader: Reader) -> Iterator[str]:
    """Yield the path of every page that the site map names."""
    for part in PAGE.findall(reader.get("/sitemap.xml").decode()):
        for page in PAGE.findall(reader.get(urlsplit(part).path).decode()):
            yield urlsplit(page).path


def largest_mib(site: Site) -> float:
    """Return the resident memory of the largest of the server's processes."""
    sizes = []
    for process in family_of(site.server):
        status = Path(f"/proc/{process}/status").read_text()
        sizes.append(int(status.partition("VmRSS:")[2].split()[0]) / 1024)
    return max(sizes)


def report(when: str, mib: float) -> None:
    """Print one figure."""
    sys.stdout.write(f"{when:24} {mib:6.0f} MiB\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
