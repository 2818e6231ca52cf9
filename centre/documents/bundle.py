"""Many stored files as one ZIP, made bit by bit while it is sent."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from itertools import count
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from centre.text.dates import in_krakow

_CHUNK = 1 << 16
READABLE = 0o644 << 16  # by everybody, on systems that ask


def stream_zip(files: Iterable[tuple[str, datetime, Any]]) -> Iterator[bytes]:
    """Yield the bytes of a ZIP of files: each with its name, its moment and itself.

    The same files make the same bytes. No two of its names are alike.
    """
    outlet = _Outlet()
    used: set[str] = set()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:
        for name, moment, file in files:
            member = ZipInfo(free_name(name, used), in_krakow(moment).timetuple()[:6])
            member.compress_type, member.external_attr = ZIP_DEFLATED, READABLE
            with (
                file.storage.open(file.name) as stored,
                archive.open(member, "w") as packed,
            ):
                while read := stored.read(_CHUNK):
                    packed.write(read)
                    yield outlet.take()
    yield outlet.take()


def free_name(name: str, used: set[str]) -> str:
    """Return a name that is not used yet, whatever the case of its letters; note it."""
    path = PurePosixPath(name)
    numbered = (f"{path.stem} ({n}){path.suffix}" for n in count(2))
    while name.casefold() in used:
        name = next(numbered)
    used.add(name.casefold())
    return name


class _Outlet(RawIOBase):
    """What a ZIP is written into: what it got is taken away at once."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken
