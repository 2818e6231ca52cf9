import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from centre.text.spoken import held_in
from events.models.spoken import validate_spoken


def test_held_in_is_one_phrase_in_the_order_given():
    with translation.override("en"):
        assert held_in(["uk", "pl"]) == "in Ukrainian and Polish"
        assert held_in(["uk"]) == "in Ukrainian"
        assert held_in([]) == ""


@pytest.mark.parametrize("codes", [["xx"], ["pl", "pl"], ["pl", "xx"]])
def test_codes_that_are_not_in_the_table_or_twice_are_refused(codes):
    with pytest.raises(ValidationError):
        validate_spoken(codes)


def test_codes_of_the_table_are_taken():
    assert validate_spoken(["pl", "ka"]) is None
