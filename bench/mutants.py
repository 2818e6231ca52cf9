"""Which small faults of the rules would no test notice?

`python -m bench.mutants` changes one thing at a time in a copy of the checkout (a `<`
becomes `<=`, a condition is left out, a statement is removed) and runs the tests that
pass that line, those that mirror the module first. A change that they all let through
either changes nothing that anybody could see, or lacks a test.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from bench.mutations import Mutation, mutations
from bench.site import (
    BASE_DIR,
    CantMeasure,
    database_server,
    orderly_end,
    temporary_folder,
)
from centre.local.postgres import ends_with_parent

PATHS = (
    "events/registrations/rules",
    "events/places",
    "events/links",
    "events/privacy",
)
TESTS = "tests/events"
CHOSEN = "tests.txt"
# What only random walks or real races would notice deserves a test of its own.
LEFT_OUT = ["-m", "not browser and not race", "-k", "not properties"]
NOT_COPIED = (".*", "__pycache__")
LIMIT = 600  # seconds; whoever runs longer has been noticed


@dataclass(frozen=True)
class Mutant:
    """A module with one mutation."""

    path: Path
    mutation: Mutation

    def __str__(self) -> str:
        at = f"{self.path}:{self.mutation.line}"
        return f"{at}  {self.mutation.before}  ->  {self.mutation.after}"


def main() -> int:
    """Try mutants; 0 if each was noticed, 1 if one survived."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants")
    parser.add_argument("paths", nargs="*", metavar="PATH", default=PATHS)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--map", type=Path, help="keep there which test runs what")
    options = parser.parse_args()
    try:
        with orderly_end():
            mutants = chosen(options.paths, options.count, options.seed)
            say(f"{len(mutants)} mutants, --seed {options.seed}")
            return try_all(mutants, options.map)
    except CantMeasure as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit("Stopped; everything is tidied up.")


def chosen(paths: list[str], count: int, seed: int) -> list[Mutant]:
    """So many mutants of the modules by chance; the same seed chooses the same."""
    files = [
        file
        for path in map(BASE_DIR.joinpath, paths)
        for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])
    ]
    mutants = [
        Mutant(file.relative_to(BASE_DIR), mutation)
        for file in files
        for mutation in mutations(file.read_text())
    ]
    # Which are chosen is no secret.
    return random.Random(seed).sample(mutants, min(count, len(mutants)))  # noqa: S311


def try_all(mutants: list[Mutant], kept_map: Path | None) -> int:
    """Print what noticed each mutant; 1 if one survived."""
    survived = 0
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        url = stack.enter_context(database_server(folder))
        copy = Copy(folder, url, (kept_map or folder / "map").resolve())
        copy.prepare()
        for number, mutant in enumerate(mutants, 1):
            noticed_by = copy.try_out(mutant)
            survived += noticed_by is None
            end = f"noticed by {noticed_by}" if noticed_by else "SURVIVED"
            say(f"{number:3} {mutant}  {end}")
    say(f"{len(mutants) - survived} of {len(mutants)} were noticed.")
    return int(survived > 0)


class Copy:
    """A copy of the checkout, where one module at a time is changed and tested.

    `seen` is a file of coverage.py that says which test runs which line; it is made
    where it is missing, by running all tests of `TESTS` once.
    """

    def __init__(self, folder: Path, database_url: str, seen: Path) -> None:
        self.folder = folder
        self.tree = folder / "tree"
        self.seen = CoverageData(str(seen))
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "COVERAGE_FILE": str(seen),
            "TMPDIR": str(folder),
            "PYTHON_COLORS": "0",
        }
        self.database = "--create-db"

    def prepare(self) -> None:
        """Copy the checkout, and learn which test runs what.

        Raises CantMeasure where the tests don't pass, or the map is of other tests.
        """
        ignore = shutil.ignore_patterns(*NOT_COPIED)
        shutil.copytree(BASE_DIR, self.tree, ignore=ignore)
        seen = Path(self.environment["COVERAGE_FILE"])
        seen.parent.mkdir(parents=True, exist_ok=True)
        if not seen.exists():
            say("Running the tests once, to learn which of them runs what ...")
            code, _ = self._pytest(
                TESTS, "--cov=events", "--cov-context=test", "--cov-report=", limit=None
            )
            if code:
                raise CantMeasure("The tests have to pass before they are tried.")
        self.seen.read()
        self._list(sorted({test_of(name) for name in self.seen.measured_contexts()}))
        # This writes the bytecode, too; of a mutant none is ever written.
        code, output = self._pytest(f"@{CHOSEN}", "--collect-only")
        if code:
            raise CantMeasure(f"The map is not of these tests:\n{output[-2000:]}")
        self.environment["PYTHONDONTWRITEBYTECODE"] = "1"

    def try_out(self, mutant: Mutant) -> str | None:
        """What notices the mutant: a test, its loading, the clock. None: nothing."""
        tests = self._tests(mutant)
        if not tests:
            return None
        self._list(tests)
        module = self.tree / mutant.path
        whole = module.read_text()
        module.write_text(mutant.mutation.source)
        try:
            code, output = self._pytest(f"@{CHOSEN}", "-x")
        finally:
            module.write_text(whole)
        if code is None:
            return "the clock"
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
        return (failed[1] if failed else "loading") if code else None

    def _tests(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant's lines, the module's own first.

        What runs while modules load may change what any test of the folder sees.
        """
        here = self._contexts(str(mutant.path), mutant.mutation.lines)
        if mutant.mutation.lines is None or "" in here:
            here = self._contexts(str(mutant.path.parent), None)
        tests = sorted({test_of(name) for name in here if name})
        # The tests of one file tend to notice the same: so they are mixed.
        random.Random(1).shuffle(tests)  # noqa: S311
        folder = f"tests/{mutant.path.parent}/"
        mirror = f"{folder}test_{mutant.path.name}::"
        tests.sort(key=lambda test: (mirror not in test, folder not in test))
        return tests

    def _contexts(self, scope: str, lines: range | None) -> set[str]:
        """What ran lines, or anything at all, of a module or folder."""
        found: set[str] = set()
        for file in self.seen.measured_files():
            if scope in file:
                by_line = self.seen.contexts_by_lineno(file)
                for line in by_line if lines is None else lines:
                    found.update(by_line.get(line, ()))
        return found

    def _list(self, tests: list[str]) -> None:
        (self.tree / CHOSEN).write_text("\n".join(filter(None, tests)))

    def _pytest(
        self, *arguments: str, limit: int | None = LIMIT
    ) -> tuple[int | None, str]:
        """Exit code and output of a run of tests; no code if it took too long."""
        command = [*ends_with_parent("TERM"), sys.executable, "-m", "pytest", "-q"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no"]
        command += [*LEFT_OUT, self.database, "--reuse-db"]
        command += [name.replace(f"@{CHOSEN}", "@tests.txt") for name in arguments]
        with subprocess.Popen(
            command,
            cwd=self.tree,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.communicate()
                self.database = "--create-db"  # nobody tidied this one up
                return None, ""
            except BaseException:
                process.terminate()
                raise
        if "--collect-only" not in arguments:
            self.database = "--reuse-db"
        return process.returncode, output


def test_of(context: str) -> str:
    """The name of the test in what coverage.py notes: `tests/...::test_it|run`."""
    return context.rpartition("|")[0]


def say(line: str) -> None:
    """Print a line at once, into a file too."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
