import pytest

from centre.text.sorting import sort_key

pytestmark = pytest.mark.once


def in_order(words, language):
    return sorted(words, key=lambda word: sort_key(word, language))


def test_polish_letters_stand_after_their_plain_ones():
    words = ["Zambia", "Łotwa", "Litwa", "Luksemburg", "Ćma", "Cypr", "Czechy"]
    expected = ["Cypr", "Czechy", "Ćma", "Litwa", "Luksemburg", "Łotwa", "Zambia"]
    assert in_order(words, "pl") == expected


def test_ukrainian_letters_stand_where_its_alphabet_has_them():
    words = ["Яна", "Ґанок", "Гана", "Їжак", "Іспанія", "Єгипет", "Естонія", "Йорданія"]
    expected = [
        "Гана",
        "Ґанок",
        "Естонія",
        "Єгипет",
        "Іспанія",
        "Їжак",
        "Йорданія",
        "Яна",
    ]
    assert in_order(words, "uk") == expected


def test_an_apostrophe_does_not_count():
    assert in_order(["Кот-д’Івуар", "Кот-дВ"], "uk") == ["Кот-дВ", "Кот-д’Івуар"]


def test_a_letter_from_elsewhere_counts_as_its_plain_form():
    assert in_order(["Curacao", "Curaçao", "Cyprus", "Åland", "Albania"], "en") == [
        "Åland",
        "Albania",
        "Curacao",
        "Curaçao",
        "Cyprus",
    ]
