"""The picture that a messenger shows of a shared link: title, date, place and weave.

It is drawn on demand, once for each version; the version is a hash of all that it shows
and part of its address, so nobody can have anything else drawn. JPEG, because some
messengers show no WebP.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from itertools import groupby
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from centre.colours import LIGHT
from centre.pictures.files import FORMATS, sources
from centre.pictures.weave import PALETTES, THREAD, weave_strokes
from centre.text.typography import typeset

SIZE = (1200, 630)
DRAWING = 1  # raise it when a change to the drawing must reach pictures drawn before
MARGIN = 72
PANEL = 394  # the width of the weave or the photograph, at the right
GUTTER = 48
TITLE_SIZES = (76, 66, 58, 50, 44)
FACT_SIZE, FACT_LINE, HOUSE_SIZE = 34, 44, 28
MARK = 56

# The letters of each file (its `unicode-range` in static/css/tokens.css).
FONTS = {
    "onest-latin": (
        "20-7e a0 a7 a9 ab ae b0 b7 bb d3 d7 f3 2bc 2009 2010-2014 2018-201e "
        "2020 2022 2026 202f 2032-2033 2039-203a 20ac 2191 2193 2212"
    ),
    "onest-polish": "104-107 118-119 141-144 15a-15b 179-17c",
    "onest-ukrainian": (
        "404 406-407 410-429 42c 42e-449 44c 44e-44f 454 456-457 490-491 2116"
    ),
    "onest-western": (
        "a1-a6 a8 aa ac-ad af b1-b6 b8-ba bc-d2 d4-d6 d8-f2 f4-ff 131 152-153"
    ),
    "onest-latin-ext": (
        "100-103 108-117 11a-130 132-140 145-151 154-159 15c-178 17d-17f 218-21b 1e9e"
    ),
    "onest-cyrillic": (
        "400-403 405 408-40f 42a-42b 42d 44a-44b 44d 450-453 455 458-45f"
    ),
}

# What a page in a language needs at once; what is read in others comes when it is met.
_OF_LANGUAGES = {"pl": ["onest-polish"], "uk": ["onest-ukrainian"]}


@dataclass(frozen=True)
class PanelPicture:
    """A copy of a picture whose sizes are made, and its centre of interest in %."""

    name: str
    focal: tuple[int, int]
    alt: str


@dataclass(frozen=True)
class ShareCard:
    """All that a share picture shows. `kind` and `slug` say of what, in its address."""

    kind: str
    slug: str
    language: str
    title: str
    facts: tuple[str, ...] = ()
    palette: str = "centre"
    picture: PanelPicture | None = None
    house: str = ""

    @property
    def version(self) -> str:
        """A hash of all that decides how the picture looks."""
        shown = repr((DRAWING, *astuple(self)))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        """The address of the picture."""
        named = {"kind": self.kind, "slug": self.slug, "language": self.language}
        path = reverse("share-picture", kwargs={"version": self.version, **named})
        return settings.SITE_URL + path

    @property
    def alt(self) -> str:
        """What the picture says, in words."""
        seen = self.picture.alt if self.picture else ""
        said = [self.title or self.house, *self.facts, seen]
        return ". ".join(text.rstrip(".") for text in said if text)


def panel_picture(picture: Any) -> PanelPicture | None:
    """Return the copy of a picture that is large enough; None before it is made."""
    if picture is None or not picture.rendered:
        return None
    facts = (picture.image.name, picture.width, picture.height, picture.rendered)
    copies = sources("wide", *facts)["webp"]
    large = next((c for c in copies if c.height >= SIZE[1]), copies[-1])
    alt = "" if picture.decorative else picture.localized.alt
    return PanelPicture(large.name, (picture.focal_x, picture.focal_y), alt)


# The pages of the site's own: the names of their cards, and what these say.
HOUSE_PAGES = {
    "home": "",  # the house's name alone
    "about": _("About us"),
    "visit-us": _("Visit us"),
    "media": _("For the media"),
    "news": _("News"),
    "activities": _("What’s on"),
    "visits": _("Study visits"),
    "ask": _("Ask for a visit"),
}


def house_card(name: str) -> ShareCard:
    """Return the card of a page of the site's own.

    Raises KeyError where it is none of `HOUSE_PAGES`.
    """
    title = str(HOUSE_PAGES[name])
    return ShareCard("house", name, get_language() or "", title)


_drawing = Lock()


def share_jpeg(card: ShareCard) -> bytes | None:
    """Return a card's JPEG, drawn now or before; None while another one is drawn.

    One at a time in each process, so that no crowd of addresses keeps it from pages.
    """
    with suppress(OSError):  # a folder that nobody can use costs time alone
        if (kept := caches["share"].get(card.version)) is not None:
            return kept
    if not _drawing.acquire(timeout=2):
        return None
    try:
        file = io.BytesIO()
        draw_card(card).save(file, "JPEG", quality=85, optimize=True)
    finally:
        _drawing.release()
    with suppress(OSError):
        caches["share"].set(card.version, file.getvalue(), timeout=None)
    return file.getvalue()


def forget_drawn() -> None:
    """Delete all cards that were drawn: none says which photograph is in it."""
    with suppress(OSError):
        caches["share"].clear()


def draw_card(card: ShareCard) -> Image.Image:
    """Draw a card. What no font has is left out; a title without its letters, whole."""
    image = Image.new("RGB", SIZE, LIGHT["surface"])
    panel = _photograph(card.picture) or _woven(card.slug, card.palette)
    image.paste(panel, (SIZE[0] - PANEL, 0))
    pen = ImageDraw.Draw(image)
    width = SIZE[0] - PANEL - MARGIN - GUTTER
    title = printable(card.title) or printable(card.house)
    small = text_fonts(FACT_SIZE, 500)
    facts = [
        line
        for fact in filter(None, map(printable, card.facts))
        for line in wrapped(typeset(fact, card.language), small, width)[:2]
    ]
    room = SIZE[1] - 2 * MARGIN - MARK - GUTTER // 2 - len(facts) * FACT_LINE
    bottom = _write_title(pen, typeset(title, card.language), width, room)
    for number, line in enumerate(facts, 1):
        at = (MARGIN, bottom + number * FACT_LINE)
        _write(pen, at, line, small, LIGHT["text-soft"])
    house = printable(card.house)
    _write_house(image, pen, house if house != title else "", width)
    return image


def printable(text: str) -> str:
    """Return what the fonts can show of a text; "" where they lack a letter of it."""
    if any(c.isalpha() and not font_of(c) for c in text):
        return ""
    return re.sub(" +", " ", "".join(filter(font_of, text))).strip()


@cache
def font_of(character: str) -> str:
    """Return the name of the file that has a character; "" for none."""
    return next((n for n in FONTS if ord(character) in _letters(n)), "")


def fonts_of(language: str) -> list[str]:
    """Return the names of the files that have the letters of a language."""
    return ["onest-latin", *_OF_LANGUAGES.get(language, [])]


@cache
def _letters(name: str) -> frozenset[int]:
    ranges = (r.partition("-") for r in FONTS[name].split())
    return frozenset(
        code
        for first, _dash, last in ranges
        for code in range(int(first, 16), int(last or first, 16) + 1)
    )


Fonts = dict[str, ImageFont.FreeTypeFont]


@cache
def text_fonts(size: int, weight: int) -> Fonts:
    """Return each file in a size (pixels) and a weight (400 to 800)."""
    fonts = {}
    for name in FONTS:
        path = settings.BASE_DIR / "static" / "fonts" / f"{name}.woff2"
        font = ImageFont.truetype(path, size)
        font.set_variation_by_axes([weight])
        fonts[name] = font
    return fonts


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of a text that one file has, each with its name."""
    known = [c for c in text if font_of(c)]
    for name, characters in groupby(known, font_of):
        yield name, "".join(characters)


def _length(text: str, fonts: Fonts) -> float:
    return sum(fonts[name].getlength(run) for name, run in _runs(text))


def wrapped(text: str, fonts: Fonts, width: int) -> list[str]:
    """Return the lines of a text, at most `width` wide; a longer word is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _length(longer, fonts) <= width:
            lines[-1] = longer
        else:
            lines += _cut(word, fonts, width)
    return lines


def _cut(word: str, fonts: Fonts, width: int) -> list[str]:
    """Return a word in pieces that are at most `width` wide."""
    pieces = [""]
    for character in word:
        if pieces[-1] and _length(pieces[-1] + character, fonts) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _write_title(pen: ImageDraw.ImageDraw, title: str, width: int, room: int) -> int:
    """Write the title as large as it fits; if it never does, without its end.

    Return where its last line stands.
    """
    for size in TITLE_SIZES:
        fonts, line_height = text_fonts(size, 800), round(size * 1.12)
        lines = wrapped(title, fonts, width)
        most = max(1, room // line_height)
        if len(lines) <= most and _whole_words(lines, title):
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,;:')}…"]
    top = MARGIN + round(size * 0.75)
    for number, line in enumerate(lines):
        _write(pen, (MARGIN, top + number * line_height), line, fonts, LIGHT["text"])
    return top + (len(lines) - 1) * line_height + GUTTER // 2


def _whole_words(lines: list[str], title: str) -> bool:
    return " ".join(lines) == title


def _write_house(
    image: Image.Image, pen: ImageDraw.ImageDraw, house: str, width: int
) -> None:
    """Write the house's name beside its mark, at the bottom."""
    side = MARK
    path = settings.BASE_DIR / "static" / "img" / "apple-touch-icon.png"
    with Image.open(path) as icon:
        mark = icon.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    image.paste(mark, (MARGIN, SIZE[1] - MARGIN - side))
    fonts = text_fonts(HOUSE_SIZE, 700)
    lines = wrapped(house, fonts, width - side - 20)[:1]
    for line in lines:
        at = (MARGIN + side + 20, SIZE[1] - MARGIN - side // 2 + 10)
        _write(pen, at, line, fonts, LIGHT["text"])


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    fonts: Fonts,
    colour: str,
) -> None:
    """Write a line; `at` is where its first letter stands."""
    x: float = at[0]
    for name, run in _runs(text):
        pen.text((x, at[1]), run, fill=colour, font=fonts[name], anchor="ls")
        x += fonts[name].getlength(run)


def _photograph(picture: PanelPicture | None) -> Image.Image | None:
    """Return the panel with a photograph around its centre of interest.

    None where there is none, or its file is lost.
    """
    if picture is None:
        return None
    centring = (picture.focal[0] / 100, picture.focal[1] / 100)
    try:
        with (
            default_storage.open(picture.name) as file,
            Image.open(file, formats=FORMATS) as copy,
        ):
            whole = copy.convert("RGB")
    except OSError:
        return None
    return ImageOps.fit(whole, (PANEL, SIZE[1]), centering=centring)


def _woven(seed: str, palette: str) -> Image.Image:
    """Return the panel with the whole weave, which is turned to stand upright."""
    known = palette if palette in PALETTES else "centre"
    (columns, rows), strokes = weave_strokes(seed, known)
    scale = 2 * PANEL / rows  # drawn at twice its size, for smooth ends
    panel = Image.new("RGB", (2 * PANEL, round(columns * scale)), LIGHT["surface"])
    pen = ImageDraw.Draw(panel)
    half = THREAD / 2
    for stroke in strokes:
        (x0, y0), (x1, y1) = stroke.start[::-1], stroke.end[::-1]
        if (x0, y0) == (x1, y1):
            box = [scale * v for v in (x0 - half, y0 - half, x0 + half, y0 + half)]
            pen.ellipse(box, fill=stroke.colour)
            continue
        across, along = (half, 0) if x0 == x1 else (0, half)
        box = [scale * v for v in (x0 - across, y0 - along, x1 + across, y1 + along)]
        pen.rectangle(box, fill=stroke.colour)
    return panel.resize((PANEL, SIZE[1]), Image.Resampling.LANCZOS)
