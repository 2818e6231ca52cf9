"""What is left of a text when it is stored, and what any format can hold."""

import unicodedata
from xml.dom import minidom

import pytest
from hypothesis import example, given

from centre.text.cleaning import clean_line, clean_text, drop_unprintable, is_visible
from tests.strategies import STORABLE, TYPED

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ala\x0bma\x0ckota", "Ala\nma\nkota"),
        ("A\x08B\x1fC\x7fD\x85E", "ABCD\nE"),
        ("one\r\ntwo\rthree\u2028four\u2029five", "one\ntwo\nthree\nfour\nfive"),
        ("\ufffe\uffff\ufdd0\U0001fffeŁódź", "Łódź"),
        ("a\u202eb\u2066c\u200ed\u061c", "abcd"),
        ("\ufeffpo\u00adwi\u200bta\u2060nie", "powitanie"),
        ("Lo\u0301dz\u0301", "Lódź"),
        ("a\u00ad\u0301", "á"),
        (" \u00a0\u3000tekst\u2003\u200d ", "tekst"),
        ("5\u00a0000 zł", "5\u00a0000 zł"),
        ("می‌خواهم", "می‌خواهم"),
        ("👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("name\te-mail", "name\te-mail"),
        ("\ud83d half", "half"),
        ("", ""),
    ],
)
def test_a_text_is_stored_as_it_reads(typed, stored):
    assert clean_text(typed) == stored


@pytest.mark.parametrize(
    "nothing",
    [*"\u200b\ufeff\u2060\u00ad\u2800\u3164\u115f\u1160\uffa0\u200d\u0301\x0b\ue000",
     " \r\n\t", "\u00a0\u2800 \u3164\n\u200c", "\ufe0f\u200d"],
)  # fmt: skip
def test_a_text_without_a_visible_character_is_empty(nothing):
    assert (clean_text(nothing), clean_line(nothing), is_visible(nothing)) == (
        "",
        "",
        False,
    )


def test_a_line_is_one_line():
    typed = "  Rada\r\nMiasta\x0bX\t \u2028Y\u0085Z"
    assert clean_line(typed) == "Rada Miasta X Y Z"


@given(TYPED)
@example("\u0301\u2800a")
def test_cleaning_twice_is_the_same_as_once(text):
    for clean in (clean_text, clean_line):
        once = clean(text)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert bool(once) == is_visible(once)
    assert len(clean_line(text).splitlines()) <= 1


@given(STORABLE)
def test_what_is_printed_is_in_any_xml(text):
    printed = drop_unprintable(text)
    escaped = printed.replace("&", "&amp;").replace("<", "&lt;")
    parsed = minidom.parseString(  # noqa: S318 - our own text
        f"<a>{escaped.replace('>', '&gt;')}</a>".encode()
    )
    assert "".join(n.data for n in parsed.documentElement.childNodes) == printed
