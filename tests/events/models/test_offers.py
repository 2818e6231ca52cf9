"""What lists say of an activity or a visit, as phrases."""

import pytest
from django.utils import translation

from centre.text.spoken import SPOKEN
from events.models.offers import (
    SIGNED,
    Audience,
    SignUp,
    for_whom,
    interpreted_into,
    sign_up_by,
)
from events.registrations.needs import INTERPRETED


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_every_code_has_its_words(language):
    codes = [*SPOKEN, *SIGNED]
    with translation.override(language):
        phrases = {interpreted_into([code]) for code in codes}
        assert len(phrases) == len(codes)
        assert len({for_whom([code]) for code in Audience.values}) == len(Audience)


def test_a_phrase_keeps_the_order_and_leaves_out_what_it_does_not_know():
    with translation.override("en"):
        assert interpreted_into(["uk", "xx", "pjm"]) == (
            "interpreted into Ukrainian and Polish Sign Language"
        )
        assert for_whom(["women", "dogs", "youth"]) == "for women and young people"
        assert sign_up_by(["phone", "fax", "desk"]) == "by phone or at the Centre"
        assert [f([]) for f in (interpreted_into, for_whom, sign_up_by)] == [""] * 3


def test_another_way_to_sign_up_is_told_by_its_words_alone():
    assert sign_up_by([SignUp.OTHER]) == ""


def test_signed_languages_have_the_codes_that_delegations_ask_for():
    assert set(SIGNED) - set(INTERPRETED) == set()
