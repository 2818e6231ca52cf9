"""What reads the texts of others takes time by their length, not by its square."""

import signal
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError

from centre.documents.recordings import validate_captions
from centre.staff.advice import _sentence_length
from centre.translating.forms import _read
from centre.web.logs import mask_personal

LENGTH = 400_000  # by its square these would be minutes of the processor
SECONDS = 15  # of this process alone, however busy the machine is


class TooSlow(BaseException):
    """Nothing catches it on its way."""


@contextmanager
def bounded():
    """End what uses the processor for so long that it must go by a square."""

    def end(*_args):
        raise TooSlow

    former = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


def long(text):
    return text * (LENGTH // len(text))


READ = [
    (_read, long("a"), {}),
    (_sentence_length, long("...") + "\x00", 0),
    (mask_personal, long("&"), long("&")),
    (mask_personal, long("\n"), long("\n")),
    (mask_personal, long("https://"), long("https://")),
]


@pytest.mark.parametrize(("read", "text", "result"), READ, ids=range(len(READ)))
def test_a_long_text_is_read_at_once(read, text, result):
    with bounded():
        assert read(text) == result


def test_long_captions_are_refused_at_once():
    with bounded(), pytest.raises(ValidationError) as refused:
        validate_captions("WEBVTT " + long("-->"))
    assert refused.value.params == {"number": 1}
