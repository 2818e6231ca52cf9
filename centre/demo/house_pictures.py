"""The demo’s pictures of the house itself, and logos of nobody, drawn by code."""

from functools import partial
from itertools import product

from centre.demo.pictures import (
    BLUE,
    DEEP_SKY,
    FACES,
    FINER,
    GREEN,
    HEIGHT,
    INK,
    MADDER,
    MARIGOLD,
    PAPER,
    PLUM,
    SAND,
    SKY,
    WIDTH,
    Scene,
    Sheet,
)
from centre.demo.text import Text
from centre.pictures.share import text_fonts

STONE, WHITE = "#cfc4b0", "#ffffff"


def draw_entrance(sheet: Sheet) -> None:
    """Draw the courtyard: a wide door without a threshold, its button, a bicycle."""
    sheet.box(0, 0, WIDTH, 780, SAND)
    sheet.box(0, 780, WIDTH, 220, STONE)
    for x, y in product((120, 1180), (120, 420)):
        sheet.box(x, y, 200, 220, PAPER, 12)
        sheet.box(x + 16, y + 16, 168, 188, SKY, 6)
    sheet.box(450, 150, 600, 630, PAPER, 24)
    for left in (480, 760):
        sheet.box(left, 180, 260, 600, BLUE, 12)
        sheet.box(left + 40, 220, 180, 300, SKY, 8)
    sheet.box(726, 500, 14, 120, MARIGOLD, 7)
    sheet.box(760, 500, 14, 120, MARIGOLD, 7)
    sheet.weave(500, 30, 10, 2, 50)
    sheet.box(1090, 560, 60, 90, PAPER, 14)
    sheet.disc(1120, 605, 20, MADDER)
    for x in (130, 310):
        sheet.disc(x, 860, 74, INK)
        sheet.disc(x, 860, 62, STONE)
    frame = [(130, 860), (180, 760), (270, 760), (220, 860), (130, 860)]
    sheet.line(frame, GREEN, 14)
    sheet.line([(310, 860), (270, 740), (310, 730)], GREEN, 14)
    sheet.line([(220, 860), (270, 760)], GREEN, 14)
    sheet.line([(165, 745), (205, 745)], INK, 18)


def draw_stop(sheet: Sheet) -> None:
    """Draw a tram at its stop, with somebody waiting."""
    sheet.box(0, 0, WIDTH, 640, DEEP_SKY)
    for x, height in ((0, 330), (260, 420), (560, 300), (880, 440), (1200, 360)):
        sheet.box(x, 640 - height, 290, height, SAND)
        for i, j in product(range(3), range(2)):
            sheet.box(x + 40 + i * 80, 680 - height + j * 110, 44, 66, PAPER, 6)
    sheet.box(0, 640, WIDTH, 360, STONE)
    sheet.box(80, 420, 960, 360, BLUE, 40)
    for x in range(130, 960, 210):
        sheet.box(x, 470, 170, 150, SKY, 16)
    sheet.box(80, 660, 960, 36, MARIGOLD)
    for x in (240, 420, 700, 880):
        sheet.disc(x, 790, 40, INK)
    sheet.box(0, 828, WIDTH, 14, INK)
    sheet.box(1180, 360, 18, 480, INK)
    sheet.box(1110, 300, 160, 110, PAPER, 14)
    sheet.box(1130, 330, 120, 20, MADDER, 6)
    sheet.box(1130, 366, 80, 16, INK, 6)
    sheet.person(1370, 640, 80, PLUM, FACES[1])
    sheet.hair(1370, 640, 80, "#6b3f22", long=True)


def draw_logo(sheet: Sheet, name: str, colour: str) -> None:
    """Draw an example of a logo: a sign of three threads, and a name of two words."""
    sheet.box(0, 0, WIDTH, HEIGHT, WHITE)
    for row in range(3):
        sheet.box(60, 270 + row * 170, 440, 110, colour, 55)
    sheet.box(225, 210, 110, 580, MARIGOLD, 55)
    sheet.box(200, 425, 160, 140, WHITE)
    sheet.box(190, 440, 180, 110, colour)
    fonts = text_fonts(200 * FINER, 700)
    for number, word in enumerate(name.split()):
        at = (570 * FINER, (240 + number * 240) * FINER)
        sheet.pen.text(at, word, INK, fonts["onest-latin"])


HOUSE_PICTURES = {
    "entrance": Scene(
        draw_entrance,
        Text(
            "Rysunek: szerokie niebieskie drzwi od podwórza, obok przycisk i rower.",
            "Drawing: a wide blue door in a courtyard, with a button and a bicycle.",
            "Малюнок: широкі сині двері на подвір’ї, поруч кнопка й велосипед.",
        ),
    ),
    "stop": Scene(
        draw_stop,
        Text(
            "Rysunek: niebieski tramwaj na przystanku, ktoś czeka przy słupku.",
            "Drawing: a blue tram at a stop, somebody waits beside the sign.",
            "Малюнок: синій трамвай на зупинці, біля стовпчика хтось чекає.",
        ),
    ),
    "fund": Scene(
        partial(draw_logo, name="Example Fund", colour=BLUE),
        Text("Example Fund", "Example Fund", "Example Fund"),
    ),
    "library": Scene(
        partial(draw_logo, name="Example Library", colour=GREEN),
        Text("Example Library", "Example Library", "Example Library"),
    ),
}
