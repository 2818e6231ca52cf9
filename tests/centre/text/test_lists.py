"""Lists within a sentence."""

import pytest
from django.utils import translation

from centre.text.lists import all_of, any_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("language", "both", "one"),
    [
        ("pl", "A, B i C", "A lub B"),
        ("en", "A, B and C", "A or B"),
        ("uk", "A, B та C", "A або B"),
    ],
)
def test_a_list_ends_as_its_language_has_it(language, both, one):
    with translation.override(language):
        assert [all_of("ABC"), any_of("AB")] == [both, one]
        assert [all_of("A"), all_of([]), any_of(["x%sx"])] == ["A", "", "x%sx"]
