"""The typeface: every letter in one file, and stand-ins with its measures."""

import re
from pathlib import Path

import pytest
from PIL import ImageFont

from centre.pictures.share import FONTS, font_of, fonts_of
from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
FACES = re.findall(r"@font-face {(.*?)}", TOKENS, re.DOTALL)
FILES = ROOT / "static" / "fonts"
KB = 1000
LETTERS = {
    "pl": "Zażółć gęślą jaźń. ZAŻÓŁĆ GĘŚLĄ JAŹŃ. „Tak” – 12 zł, 5%…",
    "en": "The quick brown fox jumps over the lazy dog. “Yes” – isn’t it?",
    "uk": "Жебракують філософи при ґанку церкви в Гадячі, ще й шатро їхнє знаємо.",
}
# Where the systems that have them keep the fonts that stand in.
STAND_INS = {
    "Onest as Arial": ("liberation*/LiberationSans-{}.ttf", "Regular", "Bold"),
    "Onest as DejaVu": ("dejavu/DejaVuSans{}.ttf", "", "-Bold"),
}
SAMPLES = {
    "latin": (
        "Dom jest dla wszystkich sasiadek i sasiadow od zawsze i od wczoraj "
        "Come in and look around there is something on nearly every day of the week"
    ),
    "cyrillic": (
        "Будинок відкритий для всіх хто хоче тут бути вчитися одне в одного "
        "допомагати одне одному й творити разом майже щодня щось відбувається"
    ),
}


def value(face, name):
    found = re.search(rf"{name}: ([^;]+);", face)
    return found and " ".join(found[1].split())


def percent(face, name):
    return float(value(face, name).rstrip("%")) / 100


def test_what_a_page_needs_at_once_has_its_letters_and_is_light():
    assert {file.stem for file in FILES.glob("*.woff2")} == set(FONTS)
    for language, text in LETTERS.items():
        names = fonts_of(language)
        assert [c for c in text if font_of(c) not in names] == [], language
        sizes = [(FILES / f"{name}.woff2").stat().st_size for name in names]
        assert sum(sizes) <= 24 * KB, language


@pytest.mark.parametrize("capital", "VWTYA")
@pytest.mark.parametrize("weight", [400, 800])
def test_a_space_is_as_wide_before_each_letter(capital, weight):
    """The family's own kerning joins "nad Wisłą" and "dla Waszego" into one word."""
    font = ImageFont.truetype(FILES / "onest-latin.woff2", 1000)
    font.set_variation_by_axes([weight])
    parts = [font.getlength(text) for text in ("d", " ", capital, "d")]
    assert font.getlength(f"d {capital} d") == sum(parts) + font.getlength(" ")


def test_a_stand_in_has_the_height_of_the_typeface():
    ascent, descent = ImageFont.truetype(FILES / "onest-latin.woff2", 1000).getmetrics()
    stand_ins = [face for face in FACES if "Onest as" in face]
    assert len(stand_ins) == 12
    for face in stand_ins:
        factor = percent(face, "size-adjust")
        assert percent(face, "ascent-override") * factor == pytest.approx(
            ascent / 1000, abs=0.002
        )
        assert percent(face, "descent-override") * factor == pytest.approx(
            descent / 1000, abs=0.002
        )
        assert value(face, "line-gap-override") == "0%"


def test_a_stand_in_is_as_wide_as_the_typeface():
    compared = 0
    for family, (pattern, *styles) in STAND_INS.items():
        for bold, style in enumerate(styles):
            fonts = Path("/usr/share/fonts/truetype")
            found = next(fonts.glob(pattern.format(style)), None)
            for face in FACES if found else ():
                is_bold = value(face, "font-weight") == "600 800"
                if family in face and is_bold == bool(bold):
                    script = "cyrillic" if value(face, "unicode-range") else "latin"
                    ours = _width(script, 700 if bold else 400)
                    words = SAMPLES[script].replace(" ", "")
                    theirs = ImageFont.truetype(found, 1000).getlength(words)
                    assert percent(face, "size-adjust") == pytest.approx(
                        ours / theirs, rel=0.015
                    ), (family, script, style)
                    compared += 1
    assert compared % 4 == 0


def _width(script, weight):
    name = {"latin": "onest-latin", "cyrillic": "onest-ukrainian"}[script]
    font = ImageFont.truetype(FILES / f"{name}.woff2", 1000)
    font.set_variation_by_axes([weight])
    return font.getlength(SAMPLES[script].replace(" ", ""))
