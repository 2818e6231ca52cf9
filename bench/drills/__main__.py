"""Run the drills that are named, or all: `python -m bench.drills [NAME ...]`.

They have a site of their own, which has to be well again after each. Prints one line
for each; exits with 1 if one failed.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench.drills import database, recovery, surroundings
from bench.drills.site import DrillSite, Failed, drill_site
from bench.site import CantMeasure, orderly_end, prepare_files, temporary_folder

DRILLS: dict[str, Callable[[DrillSite], str]] = {
    "restart": database.restart,
    "killed-database": database.killed_while_registering,
    "connections": database.connections_used_up,
    "deaf": database.deaf,
    "killed-worker": surroundings.killed_worker,
    "full-disk": surroundings.full_disk,
    "read-only": surroundings.read_only_media,
    "dead-mail": surroundings.dead_mail_server,
    "silent-mail": surroundings.silent_mail_server,
    "dripping-mail": surroundings.dripping_mail_server,
    "two-of-each": surroundings.two_of_each,
    "time": surroundings.clock_jumps,
    "lost-site": recovery.lost_site,
}


def main() -> int:
    """Run the drills; return 1 if one failed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.drills")
    parser.add_argument("names", nargs="*", choices=[*DRILLS, []], metavar="NAME")
    names = parser.parse_args().names or [*DRILLS]
    with orderly_end(), temporary_folder() as folder:
        prepare_files(folder)
        with drill_site(folder) as site:
            failed = sum([not passes(name, site) for name in names])
    return 1 if failed else 0


def passes(name: str, site: DrillSite) -> bool:
    """Run one drill and print its outcome; return whether it passed."""
    try:
        outcome, passed = DRILLS[name](site), True
    except (Failed, CantMeasure) as reason:
        outcome, passed = f"FAILED: {reason}", False
        for process in ("web", "worker", "clock"):
            text = tail(site.folder / f"{process}.log")
            sys.stderr.write(f"--- {process}\n{text}\n")
    sys.stdout.write(f"{name}: {outcome}\n")
    sys.stdout.flush()
    return passed


def tail(log: Path) -> str:
    """Return the end of a log."""
    return log.read_text(errors="replace")[-3000:] if log.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
