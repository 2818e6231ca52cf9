"""The moment at which every test begins: always the same, or the one a run names.

    make test ARGS="--at 2026-10-25T02:30+01:00"
    make test ARGS="--at now"

While tests are collected the clock stands still, so that a module's constants are of
that moment. In a test it goes on from there, because what is written later has to be
later. `time.monotonic` and `time.perf_counter`, by which programs wait and measure, are
left alone, and so are other processes: the database's server keeps the real time.
"""

from argparse import ArgumentTypeError
from collections.abc import Generator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from time_machine import travel

# An ordinary Wednesday morning. Winter's time holds for a month on either side, so that
# a visit 30 days ahead begins at the same hour.
USUAL = "2026-11-25T10:30+01:00"
TRAVELLER = pytest.StashKey()


def as_option(text: str) -> str:
    """The moment that the text names, with its offset; `now` is when the run begins.

    It stays text, because it is handed to the processes that run tests.
    Raises ArgumentTypeError where the text leaves open which moment it is.
    """
    if text == "now":
        return f"{datetime.now(UTC):%FT%T+00:00}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no moment like {USUAL}") from None
    if moment.tzinfo is None:
        raise ArgumentTypeError(f"{text} has no offset; a moment is like {USUAL}")
    return text


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at",
        metavar="MOMENT",
        type=as_option,
        default=USUAL,
        help=f"when each test begins, with an offset (default {USUAL}), or now",
    )


def pytest_report_header(config: pytest.Config) -> str:
    return f"Each test begins at {config.option.at}"


def pytest_configure(config: pytest.Config) -> None:
    """Stop the clock at the moment of the run, in each process that runs tests."""
    journey = travel(_timestamp(config), tick=False)
    config.stash[TRAVELLER] = journey.start()
    config.add_cleanup(journey.stop)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Begin a test, with all that is set up for it, at the moment of the run.

    What a test cached in a later hour would be fresh for every one that follows, so
    each begins with an empty cache.
    """
    cache.clear()
    item.config.stash[TRAVELLER].move_to(_timestamp(item.config), tick=True)
    return (yield)


@pytest.fixture
def moment(pytestconfig: pytest.Config) -> datetime:
    """When each test begins."""
    return datetime.fromisoformat(pytestconfig.option.at)


def _timestamp(config: pytest.Config) -> float:
    """The moment in a form that leaves the time zone of the process alone."""
    return datetime.fromisoformat(config.option.at).timestamp()
