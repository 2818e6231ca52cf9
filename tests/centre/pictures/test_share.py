"""The share picture: what it shows, in letters that there are."""

import re
from dataclasses import replace
from string import ascii_letters

import pytest
from django.conf import settings

from centre.pictures.share import (
    FONTS,
    SIZE,
    ShareCard,
    draw_card,
    font_of,
    printable,
    text_fonts,
    wrapped,
)

CARD = ShareCard(
    kind="post",
    slug="wpis",
    language="pl",
    title="Zażółć gęślą jaźń",
    facts=("2 grudnia 2026", "sala 2"),
    house="Dom Testowy",
)
POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
OTHERS = "áäčďéěíľňóôöőřšťúůüűýžßçğışâîțșäæøåñ" + "ёыэъўљњћђџ"
SIGNS = "0123456789 .,:;!?()–—„”«»“’'\"/&+%№\u00a0…"


@pytest.mark.parametrize("letters", [ascii_letters, POLISH, UKRAINIAN, OTHERS, SIGNS])
def test_every_letter_of_our_languages_has_a_glyph(letters):
    """By its own drawing: none is the box that a font shows for what it lacks."""
    assert printable(f"x{letters}x") == f"x{letters}x".replace("  ", " ")
    for letter in letters.replace(" ", "").replace("\u00a0", ""):
        font = text_fonts(40, 700)[font_of(letter)]
        box = font.getmask("\U0010fffd")
        mask = font.getmask(letter)
        assert mask.getbbox(), letter
        assert (mask.size, bytes(mask)) != (box.size, bytes(box)), letter


def test_the_table_of_letters_is_that_of_the_style_sheet():
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    declared = {
        name: re.sub(r"\s+", " ", ranges).replace("U+00", "U+").replace("U+0", "U+")
        for name, ranges in re.findall(
            r"fonts/([\w-]+)\.woff2.*?unicode-range: ([^;]+);", css, re.DOTALL
        )
    }

    def plain(text):
        parts = re.split(r",\s*|\s+", text.lower().replace("u+", ""))
        return ["-".join(p.lstrip("0") for p in part.split("-")) for part in parts]

    assert {n: plain(r) for n, r in declared.items()} == {
        n: plain(r) for n, r in FONTS.items()
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fête 🎉 w domu", "Fête w domu"),
        ("მოგესალმებით", ""),
        ("Herzlich, مرحبا", ""),
        ("A\u2060B\u200e\ufeff", "AB"),
        ("", ""),
    ],
)
def test_no_letter_becomes_a_box(text, shown):
    assert printable(text) == shown


def test_a_title_without_its_letters_gives_way_to_the_house():
    other = draw_card(replace(CARD, title="მოგესალმებით"))
    assert other.tobytes() == draw_card(replace(CARD, title="Dom Testowy")).tobytes()


def test_it_has_the_size_that_its_page_says():
    assert draw_card(CARD).size == SIZE == (1200, 630)


@pytest.mark.parametrize("field", ["title", "facts", "palette", "house", "slug"])
def test_what_it_shows_decides_its_version(field):
    other = {"facts": ("3 grudnia 2026",), "palette": "workshop"}.get(field, "inne")
    changed = replace(CARD, **{field: other})
    assert changed.version != CARD.version
    assert changed.url != CARD.url
    assert draw_card(changed).tobytes() != draw_card(CARD).tobytes()
    assert replace(changed, **{field: getattr(CARD, field)}).version == CARD.version


def test_lines_are_as_wide_as_the_text_may_be():
    fonts = text_fonts(40, 700)
    lines = wrapped("Jedno dwa trzy " + "bardzodługiesłowo" * 5, fonts, 400)
    assert lines[0] == "Jedno dwa trzy"
    assert "".join(lines[1:]) == "bardzodługiesłowo" * 5
    assert len(lines) > 3


FOOT = SIZE[1] - 72 - 56


@pytest.mark.parametrize("title", ["Kurs", "Polski od podstaw " * 4, "słowo " * 26])
@pytest.mark.parametrize(
    "facts", [(), ("środa, 2 grudnia", "sala 2"), ("fakt " * 40,) * 2]
)
def test_no_text_touches_another(title, facts):
    """A line of nothing but paper is above the house's name."""
    image = draw_card(replace(CARD, title=title, facts=facts))
    strip = image.crop((0, FOOT - 12, 700, FOOT))
    assert strip.getcolors() == [(700 * 12, image.getpixel((0, 0)))]


def test_colours_that_nobody_knows_are_the_houses():
    other = draw_card(replace(CARD, palette="nothing"))
    assert other.tobytes() == draw_card(CARD).tobytes()


@pytest.mark.parametrize("title", ["", "x" * 160, "słowo " * 26, "щ" * 160, "\n\t"])
def test_any_title_is_drawn(title):
    assert draw_card(replace(CARD, title=title)).size == SIZE


def test_it_says_in_words_what_it_shows():
    assert CARD.alt == "Zażółć gęślą jaźń. 2 grudnia 2026. sala 2"
    assert replace(CARD, title="", facts=()).alt == "Dom Testowy"
    assert replace(CARD, facts=("2 грудня 2026 р.", "зал")).alt.endswith("р. зал")
