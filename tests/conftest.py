"""Set up what every test needs: settings for tests and a real PostgreSQL.

The environment is set while this file is imported, before Django reads its settings.
Without DATABASE_URL each run has a PostgreSQL of its own in a new folder, deleted when
the run ends, so that parallel runs never meet.
"""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path
from time import sleep
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connection
from django.db.models.signals import pre_migrate

from centre.local.postgres import LocalPostgres
from centre.management.commands.compile_catalogues import compile_catalogues
from centre.pictures.files import ENCODINGS
from tests.browser.bidi import find_firefox
from tests.chromium import find_chromium
from tests.emptying import empty_quickly
from tests.form_client import FormClient, keep_pages_alone
from tests.migrated import DATABASE, start_migrated
from tests.public_tables import watch_public_pages

pytest_plugins = ["tests.clock"]

BASE_DIR = Path(__file__).resolve().parent.parent

BROWSERS = {"browser": "Chromium", "firefox": "Firefox"}

# No data of a test run has to survive a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Nor is it written down in between. But it is tidied up: what tests roll back would
    # lie in the way of those after them.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1d",
    "max_connections": "150",
    # Autovacuum may hold a lock at any moment; it gives way to whoever waited so long.
    "deadlock_timeout": "100ms",
}


def _prepare_environment() -> LocalPostgres | None:
    """Set the environment that the settings read; pytest-xdist's workers inherit it.

    Returns the PostgreSQL that the run has to start, if any.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        return None
    # The variables of a developer's own site must not change the tests.
    for name in ("DEBUG", "SITE_URL", "CACHE_URL", "EMAIL_URL", "HIDDEN_LANGUAGES"):
        os.environ.pop(name, None)
    # Nor may the database of a run that runs this one.
    os.environ.pop("CENTRE_TEST_TEMPLATE", None)
    folder = Path(tempfile.mkdtemp(prefix="centre-test-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user than ourselves
    os.environ |= {
        "CENTRE_ENV": "test",
        "CENTRE_TEST_FOLDER": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_ROOT": str(folder / "private"),
    }
    # Other settings may be named, for example to try one more language.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")
    if os.environ.get("DATABASE_URL"):
        return None
    server = LocalPostgres(folder / "pg", log=folder / "pg.log", settings=FAST)
    os.environ["DATABASE_URL"] = server.url
    return server


_server = _prepare_environment()


def pytest_configure(config: pytest.Config) -> None:
    """Start the database once a run, before the workers that use it."""
    # A shell that starts a run in its background lets it ignore this one for ever.
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        # SIGTERM ends a run as Ctrl-C does, with its cleaning up.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        compile_catalogues(BASE_DIR)
        if _server is not None and not config.option.collectonly:
            start_migrated(_server, BASE_DIR, config.cache.mkdir("migrated"))
            os.environ["CENTRE_TEST_TEMPLATE"] = DATABASE
    django.setup()
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get(
        "CENTRE_TEST_TEMPLATE"
    )
    if config.option.nomigrations:
        pre_migrate.connect(make_extensions)
    # Tests look at what a picture shows, not at how few bytes it takes.
    ENCODINGS["avif"]["speed"], ENCODINGS["webp"]["method"] = 10, 0
    keep_pages_alone()
    # All that is imported lives as long as the run: nothing for the garbage collector.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # Each has a database of its own, whose rows say which files are still used. A
        # worker has read the settings before this file.
        settings.MEDIA_ROOT = Path(f"{settings.MEDIA_ROOT}-{worker}")
        os.environ["MEDIA_ROOT"] = str(settings.MEDIA_ROOT)
        settings.PRIVATE_ROOT = Path(f"{settings.PRIVATE_ROOT}-{worker}")
        os.environ["PRIVATE_ROOT"] = str(settings.PRIVATE_ROOT)


def pytest_unconfigure() -> None:
    """Stop the database and delete the folder, after Ctrl-C too."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if _server is not None:
            _server.stop()
        shutil.rmtree(os.environ["CENTRE_TEST_FOLDER"], ignore_errors=True)


def make_extensions(**_signal: Any) -> None:
    """Make what a migration makes, before tables that are made without migrations."""
    with connection.cursor() as cursor:
        for name in ("pg_trgm", "fuzzystrmatch"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any
) -> Generator[None, None, None]:
    """Keep the database while anybody else uses it, for ten seconds at most.

    A page that is closed sends what is not saved, and its answer may be on the way. A
    browser holds connections that it will not use again. Whoever is still there after
    that is sent away: a database that has visitors can't be deleted.
    """
    with django_db_blocker.unblock():
        empty_quickly()
    watch_public_pages()
    yield
    others = """FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'"""
    quiet = 0  # looks at which nobody did anything, one right after the other
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _attempt in range(100):
            cursor.execute(f"SELECT count(*), bool_and(state = 'idle') {others}")
            count, idle = cursor.fetchone()
            quiet = quiet + 1 if idle else 0
            if count == 0 or quiet > 5:
                break
            sleep(0.1)
        cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture
def first_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each delegation that is built have its first e-mail written."""
    monkeypatch.setattr("tests.builders.first_mails_are_written", True)


@pytest.fixture
def client() -> FormClient:
    """A visitor's browser."""
    return FormClient()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of a browser that is not here; Chromium's never in CI.

    Branches are counted outside browsers and outside walks through all pages: what is
    only passed on such a way has no test of its own.
    """
    walks = BASE_DIR / "tests" / "project"
    found = {
        "browser": bool(find_chromium() or os.environ.get("CI")),
        "firefox": bool(find_firefox()),
    }
    for item in items:
        if item.path.is_relative_to(walks):
            item.add_marker(pytest.mark.no_cover)
        for marker, name in BROWSERS.items():
            if not item.get_closest_marker(marker):
                continue
            item.add_marker(pytest.mark.no_cover)
            if not found[marker]:
                item.add_marker(pytest.mark.skip(reason=f"no {name}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how many tests of each browser did not run."""
    skipped = terminalreporter.getreports("skipped")
    for marker, name in BROWSERS.items():
        count = sum(marker in report.keywords for report in skipped)
        if count:
            terminalreporter.section(f"NO {name.upper()}", red=True, bold=True)
            terminalreporter.line(f"{count} tests in {name} did NOT run.", red=True)
