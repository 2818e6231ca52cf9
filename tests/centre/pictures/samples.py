"""Pictures to upload, and what becomes of them."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from centre.pictures.files import SIZES, sources
from centre.pictures.uploads import clean_picture

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (40, 60, 200)


def encoded(image, kind="JPEG", **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def halves(size=(600, 400), left=RED, right=BLUE):
    """A picture whose left half has one colour and whose right half has another."""
    image = Image.new("RGB", size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image


def cleaned(data):
    clean = clean_picture(ContentFile(data, name="IMG_2041 Anna.jpg"))
    image = Image.open(clean.content)
    image.load()
    return clean, image


def close_to(pixel, colour, tolerance=12):
    return all(
        abs(a - b) <= tolerance for a, b in zip(pixel[:3], colour[:3], strict=True)
    )


def rendition_names(name, width, height, version):
    """The names of all files that `render_sizes` makes of a picture."""
    return [
        rendition.name
        for shape in SIZES
        for renditions in sources(shape, name, width, height, version).values()
        for rendition in renditions
    ]
