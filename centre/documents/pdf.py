"""Look into a PDF for what may harm a reader: programs, other files, locks.

Nothing is drawn and no page is read. Names are looked for in the whole file and in its
packed object streams, however their letters are written.
"""

import re
import zlib
from collections.abc import Iterator

from centre.documents.refusals import MEGABYTE, FileRefused

MAX_INFLATED = 100 * MEGABYTE  # of all packed objects together
HEAD = 2048  # bytes before a stream in which its dictionary stands
# What comes after a name.
_END = rb"(?=[\x00\s()<>\[\]{}/%]|$)"
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def _names(*names: str) -> re.Pattern[bytes]:
    """Return the pattern of these names; a letter may be its number (`#4A`)."""
    spelled = (
        "".join(f"(?:{re.escape(c)}|#(?i:{ord(c):02x}))" for c in name)
        for name in names
    )
    return re.compile(rb"/(?:" + "|".join(spelled).encode() + rb")" + _END)


_ACTIVE = _names(
    "JavaScript", "Launch", "RichMedia", "EmbeddedFile", "EmbeddedFiles", "XFA"
)
_LOCK = _names("Encrypt")
_PACKED = _names("ObjStm")
_FLATE = _names("FlateDecode", "Fl")
_OTHER_FILTERS = _names(
    "ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "RunLengthDecode", "Crypt", "AHx"
)
_UNUSUAL = _names("A85", "LZW", "RL", "Predictor", "F")
_TAGS = _names("StructTreeRoot")


def check_pdf(data: bytes) -> bool:
    """Return whether a PDF has tags, by which screen readers know its parts.

    Raises FileRefused where it is no whole PDF, is locked, runs or holds something, or
    can't be looked into.
    """
    if not data.startswith(b"%PDF-"):
        raise FileRefused("unknown")
    if b"%%EOF" not in data[-1024:]:
        raise FileRefused("broken")
    if _LOCK.search(data):
        raise FileRefused("locked")
    is_tagged = False
    for part in (data, *_packed_objects(data)):
        if _ACTIVE.search(part):
            raise FileRefused("active")
        is_tagged = is_tagged or bool(_TAGS.search(part))
    return is_tagged


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """Yield the unpacked object streams of a PDF.

    Raises FileRefused.
    """
    left = MAX_INFLATED
    for found in _STREAM.finditer(data):
        before = data[max(found.start() - HEAD, 0) : found.start()]
        head = before[max(before.rfind(b"endobj"), 0) :]
        if not _PACKED.search(head):
            continue
        if _OTHER_FILTERS.search(head) or _UNUSUAL.search(head):
            raise FileRefused("unclear")
        end = data.find(b"endstream", found.end())
        packed = memoryview(data)[found.end() : end if end > 0 else None]
        objects = _inflate(packed, left) if _FLATE.search(head) else bytes(packed)
        left -= len(objects)
        yield objects


def _inflate(packed: memoryview, most: int) -> bytes:
    try:
        objects = zlib.decompressobj().decompress(packed, most + 1)
    except zlib.error as error:
        raise FileRefused("broken") from error
    if len(objects) > most:
        raise FileRefused("bomb")
    return objects
