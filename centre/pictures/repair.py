"""Files that browsers show and Pillow refuses: what can be mended without guessing."""

import zlib
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import File
from PIL import Image, ImageChops

# What a colour profile may have, unpacked: those of printers have up to three.
MAX_PROFILE = 4 * 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n"
# All else in a PNG is notes. A picture moves if it has an acTL.
PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"acTL", b"IDAT", b"IEND"}

# Bytes that stand for pixels which nobody took, and the mark of a JPEG's end.
FILLER, END = b"\x55\xaa" * 512, b"\xff\xd9"
BLOCKS = 16 + 2  # rows that a JPEG stores together, and how far they are blended
MAY_MISS = 0.02  # of the height, at the bottom


def png_without_notes(file: File) -> BinaryIO | File:
    """Return a PNG without texts and the like, and without a far too large profile.

    Pillow unpacks them all and takes large ones for an attack. Other files are
    returned as they are.
    """
    if file.read(len(PNG)) != PNG:
        file.seek(0)
        return file
    kept = BytesIO()
    kept.write(PNG)
    while head := file.read(8):
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        body = file.read(length + 4)  # with its checksum
        if kind in PNG_CHUNKS and not (kind == b"iCCP" and _is_too_large(body)):
            kept.write(head + body)
    kept.seek(0)
    return kept


def _is_too_large(profile: bytes) -> bool:
    """Return whether the body of an iCCP chunk is damaged or unpacks to too much."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(profile.partition(b"\0")[2][1:], MAX_PROFILE)
    except zlib.error:
        return True
    return len(unpacked) == MAX_PROFILE


def jpeg_without_end(data: bytes, size: tuple[int, int]) -> Image.Image | None:
    """Decode a JPEG whose end is missing; return None if a part of the picture is.

    It is decoded twice, in at most the given scale, with different bytes where it
    breaks off: the rows that differ were not in the file. The last rows of blocks may
    be missing, as browsers show such a file.
    """
    data = data.rstrip(END[:1])  # half of a mark
    try:
        shown = _decoded(data + END, size)
        guessed = _decoded(data + FILLER + END, size)
    except OSError:  # it breaks off among the tables between two passes
        return None
    missing = shown.height - _first_difference(shown, guessed)
    return shown if missing <= max(BLOCKS, shown.height * MAY_MISS) else None


def _decoded(data: bytes, size: tuple[int, int]) -> Image.Image:
    image = Image.open(BytesIO(data), formats=("JPEG",))
    image.draft("RGB", size)
    image.load()
    return image


def _first_difference(one: Image.Image, other: Image.Image) -> int:
    """Return the first row in which two pictures of one size differ, or the height."""
    for top in range(0, one.height, BLOCKS):
        band = (0, top, one.width, min(top + BLOCKS, one.height))
        box = ImageChops.difference(one.crop(band), other.crop(band)).getbbox()
        if box:
            return top + box[1]
    return one.height


def is_cut_off(file: File) -> bool:
    """Return whether a WebP or AVIF file says itself that it should be longer."""
    size = file.size or 0
    file.seek(0)
    head = file.read(12)
    if head[:4] == b"RIFF":
        return int.from_bytes(head[4:8], "little") + 8 > size
    if head[4:8] != b"ftyp":
        return False
    end = 0
    while end < size:  # box after box, each with its length in front
        file.seek(end)
        length = int.from_bytes(file.read(4), "big")
        if length < 8:  # "until the end", or longer than four bytes can say
            return False
        end += length
    return end > size
