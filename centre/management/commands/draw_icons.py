"""Draw the icons that are no SVG, from the strokes of static/img/favicon.svg."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from PIL import Image, ImageDraw

from centre.colours import LIGHT

IMAGES = settings.BASE_DIR / "static" / "img"
FINE = 8  # drawn so many times larger, for smooth edges
# The clip of the SVG in its own units, and the width of a stroke.
CLIP, RADIUS, STROKE = (2.5, 45.5), 9, 11
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
# A launcher may cut a maskable icon to the circle in its middle (W3C: 80 % of it).
SAFE = 0.62


class Command(BaseCommand):
    """Write icon-192.png, icon-512.png, icon-maskable-512.png and favicon.ico."""

    help = "Draw the icons of static/img anew, from favicon.svg."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to write into."""
        parser.add_argument("--into", type=Path, default=IMAGES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        into = options["into"]
        for size in (192, 512):
            drawn_mark(size).save(into / f"icon-{size}.png", optimize=True)
        maskable(512).save(into / "icon-maskable-512.png", optimize=True)
        drawn_mark(48).save(into / "favicon.ico", sizes=ICO_SIZES)


def drawn_mark(size: int) -> Image.Image:
    """Return the house's mark, in the light scheme, on a transparent ground."""
    svg = (IMAGES / "favicon.svg").read_text()
    scale = size * FINE / (CLIP[1] - CLIP[0])
    image = Image.new("RGBA", (size * FINE, size * FINE))
    pen = ImageDraw.Draw(image)
    for name, path in re.findall(r'class="(\w+)" d="([^"]+)"', svg):
        colour = re.search(rf"\.{name}{{stroke:(#\w+)}}", svg)
        for x, y, way, end in re.findall(r"M(\d+) (\d+)([VH])(\d+)", path):
            box = _box(int(x), int(y), way, int(end))
            pen.rectangle([scale * (v - CLIP[0]) for v in box], colour and colour[1])
    mask = Image.new("L", image.size)
    corners = (0, 0, image.width, image.height)
    ImageDraw.Draw(mask).rounded_rectangle(corners, RADIUS * scale, 255)
    clipped = Image.composite(image, Image.new("RGBA", image.size), mask)
    return clipped.resize((size, size), Image.Resampling.LANCZOS)


def _box(x: int, y: int, way: str, end: int) -> tuple[float, float, float, float]:
    half = STROKE / 2
    if way == "V":
        return (x - half, y, x + half, end)
    return (x, y - half, end, y + half)


def maskable(size: int) -> Image.Image:
    """Return the mark on the paper's colour, small enough for any shape."""
    image = Image.new("RGB", (size, size), LIGHT["surface"])
    mark = drawn_mark(round(size * SAFE))
    corner = (size - mark.width) // 2
    image.paste(mark, (corner, corner), mark)
    return image
