"""How large the pictures in an AVIF file are coded, whatever its container says.

A decoder allocates by the AV1 data and scales to the size in the container afterwards,
so only the data says what decoding takes. Nothing is decoded here: boxes (ISO 14496-12,
23008-12) lead to items, and their sequence headers (AV1, 5.5.1) have the sizes.
"""

from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.base import File

Size = tuple[int, int]
SEQUENCE_HEADER = 1  # type of an AV1 unit
CODED, GRID = b"av01", b"grid"


class Bits:
    """Bytes that are read bit by bit, the highest first."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def read(self, count: int) -> int:
        """Return the next bits as a number.

        Raises ValueError where there are fewer.
        """
        end = self.at + count
        if end > 8 * len(self.data):
            raise ValueError("The data end too early.")
        whole = int.from_bytes(self.data[self.at // 8 : -(-end // 8)], "big")
        self.at = end
        return (whole >> (-end % 8)) & ((1 << count) - 1)

    def bytes(self, count: int) -> int:
        """Return the next bytes as a number; none are 0."""
        return self.read(8 * count)

    def skip_long(self) -> None:
        """Read over a number whose length is said by zeros in front of it."""
        zeros = 0
        while not self.read(1):
            zeros += 1
        self.read(zeros)


def is_sequence(file: BinaryIO | File) -> bool:
    """Return whether a decoder would take the film in it rather than its picture."""
    file.seek(8)
    return file.read(4) != b"avif" and any(k == b"moov" for k, *_ in _boxes(file))


def coded_sizes(file: BinaryIO | File) -> list[Size]:
    """Return the size of each coded picture in the file, and of each grid of them.

    Raises ValueError where the file can't be followed.
    """
    meta = next((span for kind, *span in _boxes(file) if kind == b"meta"), None)
    if meta is None:
        raise ValueError("There is no table of items.")
    start, end = meta
    parts = {kind: (a, b) for kind, a, b in _boxes(file, start + 4, end)}
    kinds = _item_kinds(file, *parts[b"iinf"]) if b"iinf" in parts else {}
    pictures = {n for n, kind in kinds.items() if kind in {CODED, GRID}}
    sizes: list[Size] = []
    for item, data in _items(file, parts, pictures):
        if kinds[item] == GRID:
            sizes.append(_grid_size(data))
        else:
            sizes += _sequence_sizes(data)
    if not sizes:
        raise ValueError("There is no picture.")
    return sizes


def _boxes(
    file: BinaryIO | File, start: int = 0, end: int | None = None
) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box, and where its body begins and ends."""
    if end is None:
        end = file.seek(0, 2) or file.tell()
    while start + 8 <= end:
        file.seek(start)
        length, kind = int.from_bytes(file.read(4), "big"), file.read(4)
        body = start + 8
        if length == 1:
            length, body = int.from_bytes(file.read(8), "big"), start + 16
        stop = start + length if length else end
        if stop < body or stop > end:
            raise ValueError("A box is larger than what it lies in.")
        yield kind, body, stop
        start = stop


def _read(file: BinaryIO | File, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(end - start)


def _item_kinds(file: BinaryIO | File, start: int, end: int) -> dict[int, bytes]:
    """Return the kind of each item by its number."""
    version = _read(file, start, start + 1)[0]
    kinds = {}
    for kind, body, stop in _boxes(file, start + (8 if version else 6), end):
        bits = Bits(_read(file, body, stop))
        if kind == b"infe" and (form := bits.bytes(1)) >= 2:
            bits.bytes(3)
            number = bits.bytes(2 if form == 2 else 4)
            bits.bytes(2)
            kinds[number] = bits.bytes(4).to_bytes(4, "big")
    return kinds


def _items(
    file: BinaryIO | File, parts: dict[bytes, tuple[int, int]], wanted: set[int]
) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the data of each item that is wanted."""
    if b"iloc" not in parts:
        raise ValueError("Nothing says where the items are.")
    bits = Bits(_read(file, *parts[b"iloc"]))
    version = bits.bytes(1)
    bits.bytes(3)
    offset_size, length_size, base_size, index_size = (bits.read(4) for _ in range(4))
    for _ in range(bits.bytes(4 if version == 2 else 2)):
        number = bits.bytes(4 if version == 2 else 2)
        method = bits.bytes(2) & 15 if version else 0
        bits.bytes(2)
        base = bits.bytes(base_size)
        data = b""
        for _ in range(bits.bytes(2)):
            if version:
                bits.bytes(index_size)
            offset, length = base + bits.bytes(offset_size), bits.bytes(length_size)
            if number in wanted:
                data += _extent(file, parts, method, offset, length)
        if number in wanted:
            yield number, data


def _extent(
    file: BinaryIO | File,
    parts: dict[bytes, tuple[int, int]],
    method: int,
    offset: int,
    length: int,
) -> bytes:
    """Return a part of an item: of the file, or of the table's own data."""
    start, end = 0, file.seek(0, 2) or file.tell()
    if method:
        if method != 1 or b"idat" not in parts:
            raise ValueError("An item is made from others.")
        start, end = parts[b"idat"]
    first = start + offset
    last = first + length if length else end
    if not first <= last <= end:
        raise ValueError("An item ends behind its file.")
    return _read(file, first, last)


def _grid_size(data: bytes) -> Size:
    bits = Bits(data)
    bits.bytes(1)
    width = 4 if bits.bytes(1) & 1 else 2
    bits.bytes(2)
    return bits.bytes(width), bits.bytes(width)


def _sequence_sizes(data: bytes) -> Iterator[Size]:
    """Yield the largest frame of each sequence header among the units of an item."""
    at = 0
    while at < len(data):
        head = data[at]
        at += 2 if head & 4 else 1
        size = len(data) - at
        if head & 2:
            size, at = _leb128(data, at)
        if (head >> 3) & 15 == SEQUENCE_HEADER:
            yield _frame_size(Bits(data[at : at + size]))
        at += size


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first, and where it ends."""
    value = 0
    for place, byte in enumerate(data[at : at + 8]):
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise ValueError("A number does not end.")


def _frame_size(bits: Bits) -> Size:
    bits.read(4)
    if bits.read(1):  # the short header of a still picture
        bits.read(5)
    else:
        _skip_operating_points(bits)
    width, height = bits.read(4) + 1, bits.read(4) + 1
    return bits.read(width) + 1, bits.read(height) + 1


def _skip_operating_points(bits: Bits) -> None:
    delay_length = 0  # of the decoder's model, if there is one
    if bits.read(1):
        bits.read(64)
        if bits.read(1):
            bits.skip_long()
        if bits.read(1):
            delay_length = bits.read(5) + 1
            bits.read(42)
    display_delay = bits.read(1)
    for _ in range(bits.read(5) + 1):
        bits.read(12)
        if bits.read(5) > 7:
            bits.read(1)
        if delay_length and bits.read(1):
            bits.read(2 * delay_length + 1)
        if display_delay and bits.read(1):
            bits.read(4)
