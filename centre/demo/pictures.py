"""Demo pictures: scenes of the house, drawn by code from the colours of the weave.

Each scene is a function that draws on a `Sheet`; `PICTURES` names them and says in
words what they show. The same code draws the same picture every time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, product
from math import cos, pi, sin

from PIL import Image, ImageDraw

from centre.colours import LIGHT
from centre.demo.text import Text
from centre.pictures.weave import COLOURS

WIDTH, HEIGHT = 1500, 1000
FINER = 2  # drawn at twice the size, then scaled down: smooth edges

PAPER, INK, WOOD = LIGHT["surface"], LIGHT["text"], "#b98a5a"
MADDER, MARIGOLD, GREEN, PLUM, BLUE, SAND, SKY, DEEP_SKY = (
    COLOURS[name][0]
    for name in (
        *("madder", "marigold", "green", "plum", "blue"),
        *("sand", "periwinkle", "sky"),
    )
)
THREADS = (MADDER, BLUE, MARIGOLD, GREEN, PLUM)
FACES = ("#8d5a3b", "#e8b690", "#c68a5e", "#f1cdac", "#5f3a26", "#d9a06f")


class Sheet:
    """A sheet to draw on, measured in pixels of the finished picture."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, w: float, h: float, colour: str, r: float = 0
    ) -> None:
        """Draw a rectangle from its upper left corner, its corners rounded by r."""
        area = [v * FINER for v in (x, y, x + w, y + h)]
        self.pen.rounded_rectangle(area, r * FINER, fill=colour)

    def disc(
        self, x: float, y: float, r: float, colour: str, stretch: float = 1
    ) -> None:
        """Draw a circle around its centre; `stretch` makes it taller or flatter."""
        area = [v * FINER for v in (x - r, y - r * stretch, x + r, y + r * stretch)]
        self.pen.ellipse(area, fill=colour)

    def line(
        self, points: Sequence[tuple[float, float]], colour: str, width: float
    ) -> None:
        """Draw a line through points, with round ends and joints."""
        scaled = [(x * FINER, y * FINER) for x, y in points]
        self.pen.line(scaled, fill=colour, width=round(width * FINER))
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def shape(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Draw a filled polygon."""
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def weave(self, x: float, y: float, columns: int, rows: int, cell: float) -> None:
        """Draw a piece of cloth: threads that go over and under in turn."""
        wide, gap = cell * 0.64, cell * 0.07
        inset = (cell - wide) / 2
        across, upright = cycle(THREADS), cycle((SKY, SAND, MARIGOLD, SKY, PLUM))
        for row in range(rows):
            self.box(x, y + row * cell + inset, columns * cell, wide, next(across))
        for column in range(columns):
            colour, left = next(upright), x + column * cell + inset
            for row in range(rows):
                if (row + column) % 2:
                    continue
                top = y + row * cell
                self.box(left - gap, top, wide + gap * 2, cell, PAPER)
                self.box(left, top - inset, wide, cell + inset * 2, colour)

    def person(self, x: float, y: float, size: float, clothes: str, face: str) -> None:
        """Draw somebody's head and shoulders; (x, y) is the middle of the chin."""
        self.box(x - size * 0.85, y, size * 1.7, size * 2.6, clothes, size * 0.8)
        self.box(
            x - size * 0.2, y - size * 0.3, size * 0.4, size * 0.6, face, size * 0.2
        )
        self.disc(x, y - size * 0.62, size * 0.55, face, 1.15)

    def hair(self, x: float, y: float, size: float, colour: str, long: bool) -> None:
        """Draw the hair of a `person` drawn with the same measures."""
        area = (x - size * 0.62, y - size * 1.4, x + size * 0.62, y - size * 0.25)
        self.pen.pieslice([v * FINER for v in area], 180, 360, fill=colour)
        if long:
            for side in (-0.62, 0.38):
                left, top = x + size * side, y - size * 0.85
                self.box(left, top, size * 0.24, size * 1.05, colour, size * 0.12)


def draw_panel(sheet: Sheet) -> None:
    """Draw six people at a long table before a large weave on the wall."""
    sheet.box(0, 0, WIDTH, 690, SAND)
    sheet.box(0, 690, WIDTH, 310, WOOD)
    sheet.weave(420, 70, 11, 6, 60)
    for left in (90, 1180):
        sheet.box(left - 14, 66, 258, 428, PAPER, 129)
        sheet.box(left, 80, 230, 400, SKY, 115)
        sheet.box(left, 330, 230, 150, SKY)
        sheet.box(left + 108, 80, 14, 400, PAPER)
        sheet.box(left, 250, 230, 12, PAPER)
        sheet.box(left - 34, 480, 298, 22, PAPER, 8)
    hair = cycle((INK, "#6b3f22", "#3a2a20", "#a5672f"))
    for number, (clothes, face) in enumerate(
        zip((PLUM, MADDER, GREEN, BLUE, MARIGOLD, MADDER), FACES, strict=True)
    ):
        x, y = 250 + number * 200, 600 - (number % 2) * 18
        sheet.person(x, y, 92, clothes, face)
        sheet.hair(x, y, 92, next(hair), long=number % 3 == 1)
    sheet.box(70, 740, 1360, 70, PAPER, 14)
    sheet.box(110, 810, 1280, 150, BLUE)
    for x in range(180, 1380, 200):
        sheet.box(x, 700, 34, 46, SKY, 8)
        sheet.box(x + 70, 726, 90, 14, INK if x % 400 else MADDER, 4)


def draw_choir(sheet: Sheet) -> None:
    """Draw three rows of singers; notes of thread rise above them."""
    for band in range(17):
        sheet.box(0, band * 60, WIDTH, 60, "#6a3a84" if band % 2 else "#73408d")
    for number, x in enumerate(range(120, 1500, 210)):
        y = 150 + 70 * sin(number * 1.4)
        colour = (MARIGOLD, SKY, SAND)[number % 3]
        sheet.line([(x, y), (x, y - 90), (x + 50, y - 70)], colour, 14)
        sheet.disc(x - 22, y + 6, 34, colour, 0.8)
    hair = cycle((INK, "#6b3f22", "#d8d2c8", "#3a2a20", "#a5672f"))
    clothes, faces = cycle((BLUE, MADDER, GREEN, MARIGOLD)), cycle(FACES)
    for row, count in enumerate((7, 6, 7)):
        size, y = 74 + row * 10, 420 + row * 205
        step = WIDTH / count
        for number in range(count):
            x = round(step * (number + 0.5))
            sheet.person(x, y, size, next(clothes), next(faces))
            sheet.hair(x, y, size, next(hair), long=(number + row) % 2 == 0)
            sheet.disc(x, y - size * 0.38, size * 0.13, "#7a2320", 1.3)
            sheet.box(x - size * 0.5, y + size * 0.8, size, size * 0.75, PAPER, 6)


def draw_river(sheet: Sheet) -> None:
    """Draw a river bend under a low sun, and two people walking along it."""
    sheet.box(0, 0, WIDTH, 470, "#f7dfb5")
    sheet.disc(1090, 330, 150, MARIGOLD)
    far = [(x, 400 - 60 * sin(x / 260) - 24 * cos(x / 90)) for x in range(0, 1501, 10)]
    sheet.shape([*far, (WIDTH, 560), (0, 560)], "#6fa98f")
    heights = (90, 150, 70, 190, 110, 80, 140)
    for x, height in zip(range(60, 900, 120), heights, strict=True):
        sheet.box(x, 440 - height, 84, height + 60, (MADDER, WOOD, PLUM)[x // 120 % 3])
        for window in product((16, 50), range(18, height - 20, 44)):
            sheet.box(x + window[0], 440 - height + window[1], 18, 24, SAND, 3)
    near = [(x, 478 - 22 * sin(x / 300 + 1)) for x in range(0, 1501, 10)]
    sheet.shape([*near, (WIDTH, HEIGHT), (0, HEIGHT)], GREEN)
    for number, colour in enumerate((BLUE, SKY, DEEP_SKY, BLUE, SKY, BLUE)):
        points = [
            (x, 560 + number * 44 + 34 * sin(x / 230 + number * 0.22))
            for x in range(-20, 1531, 10)
        ]
        sheet.line(points, colour, 38)
    sheet.shape([(0, 850), (WIDTH, 800), (WIDTH, HEIGHT), (0, HEIGHT)], SAND)
    for x, clothes, face in ((560, MADDER, FACES[0]), (760, PLUM, FACES[3])):
        for leg in (-34, 14):
            sheet.line([(x, 850), (x + leg * 1.4, 965)], INK, 34)
        sheet.box(x - 62, 640, 124, 240, clothes, 56)
        sheet.line([(x - 40, 690), (x - 84, 800)], clothes, 36)
        sheet.line([(x + 40, 690), (x + 84, 790)], clothes, 36)
        sheet.disc(x, 590, 50, face, 1.12)
        sheet.hair(x, 645, 88, INK if x < 600 else "#a5672f", long=x > 600)


def draw_breakfast(sheet: Sheet) -> None:
    """Draw a breakfast table seen from above: plates, cups, a striped cloth."""
    for number, x in enumerate(range(0, WIDTH, 100)):
        sheet.box(x, 0, 62, HEIGHT, (SAND, "#f6e8d2")[number % 2])
    for y, colour in ((90, MADDER), (480, BLUE), (870, MADDER)):
        sheet.box(0, y, WIDTH, 22, colour)
        sheet.box(0, y + 34, WIDTH, 8, colour)
    places = [(230, 260), (720, 230), (1230, 280), (300, 750), (820, 770), (1270, 730)]
    fillings = (MARIGOLD, GREEN, MADDER, PLUM, "#c98a3a", GREEN)
    for number, ((x, y), filling) in enumerate(zip(places, fillings, strict=True)):
        sheet.disc(x + 6, y + 10, 178, "#d9c3a3")
        sheet.disc(x, y, 176, PAPER)
        sheet.disc(x, y, 132, (SKY, SAND)[number % 2])
        sheet.disc(x, y, 120, PAPER)
        for part in range(5 + number % 3):
            turn = 2 * pi * part / (5 + number % 3) + number
            sheet.disc(x + 62 * cos(turn), y + 62 * sin(turn), 40, filling)
        sheet.disc(x, y, 34, (MADDER, MARIGOLD, SAND)[number % 3])
    for x, y, colour in ((480, 420, BLUE), (1010, 470, GREEN), (560, 640, PLUM)):
        sheet.line([(x + 60, y - 10), (x + 110, y - 30)], colour, 26)
        sheet.disc(x, y, 84, colour)
        sheet.disc(x, y, 66, "#9c4a1f")
    sheet.line([(640, 520), (900, 560)], "#c98a3a", 96)
    for step in range(4):
        x = 670 + step * 62
        sheet.line([(x, 498 + step * 9), (x + 18, 552 + step * 9)], "#f1cf95", 12)


def draw_quilt(sheet: Sheet) -> None:
    """Draw a quilt of patches, sewn with light thread."""
    colours = cycle((*THREADS, SKY, SAND))
    side = 125
    for row, column in product(range(8), range(12)):
        x, y = column * side, row * side
        ground, mark = next(colours), next(colours)
        sheet.box(x, y, side, side, ground)
        draw_patch(sheet, x, y, side, mark, (row * 5 + column * 3) % 7)
        if column == 11:
            next(colours)
    for row, column in product(range(9), range(13)):
        x, y = column * side, row * side
        for step in range(12, side, 25):
            sheet.line([(x + step, y), (x + step + 10, y)], PAPER, 5)
            sheet.line([(x, y + step), (x, y + step + 10)], PAPER, 5)


def draw_patch(sheet: Sheet, x: int, y: int, side: int, mark: str, kind: int) -> None:
    """Draw a patch of the quilt, in one of seven patterns; the last two are plain."""
    quarter = side / 4
    if kind == 0:
        for step in range(2):
            sheet.box(x, y + quarter * (2 * step + 0.5), side, quarter, mark)
    elif kind == 1:
        for i, j in product(range(3), range(3)):
            sheet.disc(x + side * (i + 0.5) / 3, y + side * (j + 0.5) / 3, 12, mark)
    elif kind == 2:
        for i, j in product(range(4), range(4)):
            if (i + j) % 2:
                sheet.box(x + i * quarter, y + j * quarter, quarter, quarter, mark)
    elif kind == 3:
        sheet.shape([(x, y), (x + side, y), (x, y + side)], mark)
    elif kind == 4:
        middle = side / 2
        sheet.shape(
            [(x + middle, y + 14), (x + side - 14, y + middle),
             (x + middle, y + side - 14), (x + 14, y + middle)],
            mark,
        )  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A picture to draw, its description, and its centre of interest in percent."""

    draw: Callable[[Sheet], None]
    alt: Text
    focal: tuple[int, int] = (50, 50)


PICTURES = {
    "panel": Scene(
        draw_panel,
        Text(
            "Rysunek: sześć osób siedzi przy długim stole, za nimi na ścianie wisi "
            "kolorowa tkanina.",
            "Drawing: six people sit at a long table, with a colourful woven cloth on "
            "the wall behind them.",
            "Малюнок: шестеро людей сидять за довгим столом, позаду на стіні барвиста "
            "тканина.",
        ),
        focal=(50, 55),
    ),
    "choir": Scene(
        draw_choir,
        Text(
            "Rysunek: trzy rzędy śpiewających osób z kartkami w rękach, nad nimi nuty.",
            "Drawing: three rows of people singing from sheets, notes above them.",
            "Малюнок: три ряди людей співають з аркушів, над ними ноти.",
        ),
    ),
    "river": Scene(
        draw_river,
        Text(
            "Rysunek: dwie osoby idą brzegiem rzeki, w tle domy i niskie słońce.",
            "Drawing: two people walk along a river, with houses and a low sun beyond.",
            "Малюнок: двоє людей ідуть берегом річки, позаду будинки й низьке сонце.",
        ),
        focal=(48, 65),
    ),
    "breakfast": Scene(
        draw_breakfast,
        Text(
            "Rysunek: stół śniadaniowy widziany z góry, talerze, filiżanki i chleb.",
            "Drawing: a breakfast table seen from above, with plates, cups and bread.",
            "Малюнок: стіл зі сніданком, вигляд згори: тарілки, чашки й хліб.",
        ),
    ),
    "quilt": Scene(
        draw_quilt,
        Text(
            "Rysunek: narzuta z kolorowych kwadratów w paski, kratkę, kropki "
            "i trójkąty.",
            "Drawing: a quilt of coloured squares with stripes, checks, dots and "
            "triangles.",
            "Малюнок: ковдра з кольорових квадратів у смужку, клітинку, цятки й "
            "трикутники.",
        ),
    ),
}


def draw(scene: Scene) -> bytes:
    """Return a scene as a PNG file, like one that somebody uploads."""
    sheet = Sheet(PAPER)
    scene.draw(sheet)
    picture = BytesIO()
    sheet.image.reduce(FINER).save(picture, "PNG", compress_level=1)
    return picture.getvalue()
