"""How a mail begins."""

import pytest
from django.utils import translation

from events.templatetags.mails import after_greeting


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Places have become free."),
        ("pl", "places have become free."),
        ("uk", "places have become free."),
    ],
)
def test_a_sentence_behind_a_greeting(language, expected):
    with translation.override(language):
        assert after_greeting("places have become free.") == expected
