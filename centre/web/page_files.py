"""Lay pages down as files that the web server in front gives out by itself.

`<root>/current` leads to the folder of the present state, in which each minute has its
own. So every file is out of reach at once when `current` leads on, and when the minute
is full even if nobody were left to say so. deploy/nginx/ has the other half: the path
of a file, and the headers, which are the same for every page but for its language.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from centre.web.changes import SECONDS_A_MINUTE, Moment

if TYPE_CHECKING:
    from centre.web.page_cache import Copy, Key

PATH = re.compile(r"/([a-z]{2})/(?:[a-z0-9-]+/)*")
HOST_NAME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
ADD_HEADER = re.compile(r'^add_header (\S+) "((?:\\.|[^"$])*)";$', re.M)
CURRENT = "current"
LIMIT = 64 * 1024 * 1024  # bytes of one process in one minute
BLOCK = 4096  # a small file takes as much


class PageFiles:
    """The folder of one server, written by all of its processes.

    Where the root is None, nothing is written.
    """

    def __init__(self, root: Path | None, headers: dict[str, str]) -> None:
        self._root = root
        self._headers = headers  # what the web server says of each file
        self._minute = ""
        self._written = 0

    def folder(self, moment: Moment | None) -> Path | None:
        """Return where a page goes that is begun in a moment; None for nowhere.

        Ask before anything is read for the page: if it changes meanwhile, `current`
        leads elsewhere, and the page lies where nobody looks.
        """
        if self._root is None or moment is None:
            return None
        name = minute_name(moment[1])
        if name != self._minute:
            self._minute, self._written = name, 0
        with suppress(OSError):
            return self._root / os.readlink(self._root / CURRENT) / name
        return None

    def write(self, folder: Path, key: "Key", copy: "Copy", encoding: str) -> None:
        """Write a page in one encoding, if the web server would answer the same."""
        scheme, host, path, query = key
        found, name = PATH.fullmatch(path), host.partition(":")[0]
        if not (
            found and HOST_NAME.fullmatch(name) and not query and "https" in scheme
        ):
            return
        told = {**self._headers, "content-language": found[1]}
        if comparable(copy.headers) != comparable(told.items()):
            return
        body = copy.body(encoding)
        self._written += len(body) + BLOCK
        if self._written > LIMIT:
            return
        with suppress(OSError):  # a full disk: the site itself goes on answering
            place = folder / name / path.strip("/")
            place.mkdir(parents=True, exist_ok=True)
            _write_at_once(place / f".{encoding}", body, copy.time)

    def drop(self) -> None:
        """Put all files out of reach, and delete them.

        Raises OSError where the folder can't be written: what there is stays until the
        minute is full, but for a full disk, on which nothing is within reach.
        """
        if self._root is None:
            return
        name = secrets.token_hex(8)
        try:
            _lead_on(self._root, name)
        except OSError:
            (self._root / CURRENT).unlink(missing_ok=True)  # takes no room
            raise
        finally:
            for other in self._root.iterdir():
                if other.is_dir() and not other.is_symlink() and other.name != name:
                    shutil.rmtree(other, ignore_errors=True)

    def tidy(self) -> None:
        """Delete the folders of the minutes that are over."""
        if self._root is None:
            return
        present = minute_name(int(time.time()) // SECONDS_A_MINUTE)
        with suppress(FileNotFoundError):  # another process has led it on
            for minute in (self._root / CURRENT).iterdir():
                if minute.name != present:
                    shutil.rmtree(minute, ignore_errors=True)


def read_headers(configuration: Path) -> dict[str, str]:
    """Return the headers that a file of nginx adds, but for those with variables."""
    found = ADD_HEADER.findall(configuration.read_text())
    told = {name.lower(): value.replace("\\", "") for name, value in found if value}
    return told | {"content-type": "text/html; charset=utf-8"}


def comparable(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return headers so that only their meaning counts.

    The parts of a policy come in another order in each process.
    """
    return {name.lower(): sorted(value.split("; ")) for name, value in headers}


def minute_name(minute: int) -> str:
    """Return a minute since 1970 as nginx says it in $date_gmt, but for the blank."""
    return time.strftime("%d-%b-%Y_%H:%M", time.gmtime(minute * SECONDS_A_MINUTE))


def _lead_on(root: Path, name: str) -> None:
    """Let `current` lead to a new folder, at once."""
    (root / name).mkdir(parents=True)
    link = root / f"{name}.new"
    link.symlink_to(name)
    link.replace(root / CURRENT)


def _write_at_once(path: Path, body: bytes, at: int) -> None:
    """Write a file that is there whole or not at all, with a time of its own."""
    half = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    half.write_bytes(body)
    os.utime(half, (at, at))
    half.replace(path)
