"""Answer a repeated page before Django is asked: the bytes of a copy (record 49).

Only what a view has marked as `held` is kept (`centre.web.caching.public`), and only
until something public changes or the minute is full. Nobody's cookie is read.
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.conf import settings

from centre.web.caching import HELD
from centre.web.changes import SECONDS_A_MINUTE, Listener, Moment, listener
from centre.web.lost_database import LOST
from centre.web.page_files import PageFiles, read_headers

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
Key = tuple[str, ...]

MAX_KEY = 500  # characters of an address
WAITED = 10  # seconds for somebody else who makes the same page
LASTS = 60  # minutes for which a copy stands in for a page without a database
LEVEL = 5  # half the time of 6, two per cent more bytes
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=LEVEL),
    "gzip": lambda body: gzip.compress(body, LEVEL, mtime=0),
}
IDENTITY = "identity"
# Whoever names an encoding wants it, but for q=0. nginx has the same expression.
WANTED = {
    name: re.compile(
        rf"(?:^|,)\s*{name}\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)", re.I
    )
    for name in COMPRESS
}
# Of the body that Django sent, each encoding has its own; and of one request alone.
OF_ONE_ANSWER = {"content-length", "etag", "content-encoding", "vary", "x-request-id"}
NOT_MODIFIED = f"{HTTPStatus.NOT_MODIFIED.value} {HTTPStatus.NOT_MODIFIED.phrase}"
OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"


class Copy:
    """One page: its headers and its bytes, in each encoding that was asked for."""

    def __init__(
        self, headers: Headers, body: bytes, folder: Path | None = None
    ) -> None:
        self.folder = folder  # where the web server in front looks for it
        self.laid: set[str] = set()  # the encodings that are there
        self.headers = [h for h in headers if h[0].lower() not in OF_ONE_ANSWER]
        self.headers.append(("Vary", "Accept-Encoding"))
        self._unchanged = [h for h in self.headers if h[0].lower() != "content-type"]
        self._bodies = {IDENTITY: body}
        # nginx makes an ETag of a file's time and length: a file with this time has
        # the same one here, there and on every other server, as long as its text has.
        digest = hashlib.blake2b(body, digest_size=4).digest()
        self.time = int.from_bytes(digest) // 2 + 1

    @property
    def size(self) -> int:
        """The most that it takes in memory, in bytes: compressed, it is never half."""
        return 2 * len(self._bodies[IDENTITY]) + 4000

    def body(self, encoding: str) -> bytes:
        """Return the bytes in an encoding, compressed once."""
        if encoding not in self._bodies:
            self._bodies[encoding] = COMPRESS[encoding](self._bodies[IDENTITY])
        return self._bodies[encoding]

    def etag(self, encoding: str) -> str:
        """Return what names these bytes, as nginx does."""
        return f'"{self.time:x}-{len(self.body(encoding)):x}"'

    def answer(
        self, environ: Environ, start_response: Any, encoding: str
    ) -> list[bytes]:
        """Answer one request with the copy, or with 304."""
        etag = self.etag(encoding)
        if knows(environ.get("HTTP_IF_NONE_MATCH", ""), etag):
            start_response(NOT_MODIFIED, [*self._unchanged, ("ETag", etag)])
            return []
        body = self.body(encoding)
        headers = [*self.headers, ("ETag", etag), ("Content-Length", str(len(body)))]
        if encoding != IDENTITY:
            headers.append(("Content-Encoding", encoding))
        start_response(OK, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def wanted_encoding(accepted: str) -> str:
    """Return the best encoding that an Accept-Encoding names."""
    return next((n for n, named in WANTED.items() if named.search(accepted)), IDENTITY)


def knows(if_none_match: str, etag: str) -> bool:
    """Return whether an If-None-Match names an ETag; a weak one is as good."""
    if not if_none_match:
        return False
    named = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in named or "*" in named


class Shelf:
    """The copies of one moment. What is too much goes, the longest unasked first.

    Those that were asked for once alone keep a quarter of the places: who invents
    addresses pushes out what others invented, and not the pages that are read.
    """

    def __init__(self, moment: Moment | None, limit: int) -> None:
        self.moment = moment
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()
        self.copies: OrderedDict[Key, Copy] = OrderedDict()
        self._asked_once: OrderedDict[Key, None] = OrderedDict()
        self.makers: dict[Key, threading.Lock] = {}

    def find(self, key: Key) -> Copy | None:
        """Return a copy for somebody who asks again."""
        with self._lock:
            if copy := self.copies.get(key):
                self._asked_once.pop(key, None)
                self.copies.move_to_end(key)
            return copy

    def put(self, key: Key, copy: Copy) -> None:
        """Keep a copy within the limit of bytes."""
        with self._lock:
            if former := self.copies.pop(key, None):
                self._size -= former.size
            else:
                self._asked_once[key] = None
            self.copies[key] = copy
            self._size += copy.size
            while self._size > self._limit:
                are_many = len(self._asked_once) > len(self.copies) / 4
                oldest = next(iter(self._asked_once if are_many else self.copies))
                self._asked_once.pop(oldest, None)
                self._size -= self.copies.pop(oldest).size


class PageCache:
    """Stand before a WSGI application and answer what it has answered before.

    A request takes the shelf of its moment before anything is read for it, and what is
    made of that goes to the same shelf: so a page that was begun before a change and
    is ready after it lies where nobody looks any more. But where Django has lost its
    database, a copy of the minutes before is better than none.
    """

    def __init__(
        self, application: Any, listener: Listener, limit: int, files: PageFiles
    ) -> None:
        self._application = application
        self._listener = listener
        self._limit = limit
        self._files = files
        self._shelf = self._former = Shelf(None, limit)
        self._known: set[Key] = (
            set()
        )  # what was held before, so that one alone makes it

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        """Answer with a copy, or let Django answer."""
        self._listener.start()
        shelf = self._present_shelf()
        key = key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        if shelf is None:
            return self._ask(environ, start_response, key)
        if copy := shelf.find(key):
            return self._answer(environ, start_response, key, copy)
        if environ["REQUEST_METHOD"] == "HEAD":  # has no body to keep
            return self._ask(environ, start_response, key)
        if key not in self._known:
            return self._make(environ, start_response, key, shelf)
        maker = shelf.makers.setdefault(key, threading.Lock())
        is_mine = maker.acquire(timeout=WAITED)
        try:
            if copy := shelf.find(key):
                return self._answer(environ, start_response, key, copy)
            return self._make(environ, start_response, key, shelf)
        finally:
            if is_mine:
                maker.release()

    def _present_shelf(self) -> Shelf | None:
        moment = self._listener.moment()
        shelf = self._shelf
        if moment and shelf.moment != moment:
            self._former = shelf
            shelf = self._shelf = Shelf(moment, self._limit)
        return shelf if moment else None

    def _last_copy(self, key: Key) -> Copy | None:
        """Return a copy since which no change was heard of, of this hour at most."""
        oldest = int(time.time()) // SECONDS_A_MINUTE - LASTS
        for shelf in (self._shelf, self._former):
            number, minute = shelf.moment or (None, 0)
            is_true = number == self._listener.last_number and minute >= oldest
            if is_true and (copy := shelf.copies.get(key)):
                return copy
        return None

    def _ask(self, environ: Environ, start_response: Any, key: Key) -> Any:
        """Let Django answer; keep nothing."""
        told: list[Any] = []
        answer = self._application(environ, lambda *heads: told.append(heads))
        return self._pass_on(environ, start_response, key, told[0], answer)

    def _pass_on(
        self, environ: Environ, start_response: Any, key: Key, heads: Any, answer: Any
    ) -> Any:
        """Answer as Django did; where it has no database, with the last copy."""
        copy = self._last_copy(key) if LOST in environ else None
        if copy is None:
            start_response(*heads)
            return answer
        answer.close()
        encoding = wanted_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return copy.answer(environ, start_response, encoding)

    def _make(
        self, environ: Environ, start_response: Any, key: Key, shelf: Shelf
    ) -> Any:
        """Let Django answer; keep the answer if it may be held."""
        folder = self._files.folder(shelf.moment)
        told: list[Any] = []
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        environ[HELD] = False
        answer = self._application(environ, lambda *heads: told.append(heads))
        status, headers = told[0][:2]
        if not (environ[HELD] and status == OK and may_be_held(headers)):
            self._known.discard(key)
            return self._pass_on(environ, start_response, key, told[0], answer)
        body = b"".join(answer)
        answer.close()
        copy = Copy(headers, body, folder)
        shelf.put(key, copy)
        self._know(key)
        environ["HTTP_IF_NONE_MATCH"] = if_none_match  # the view put it aside
        return self._answer(environ, start_response, key, copy)

    def _answer(
        self, environ: Environ, start_response: Any, key: Key, copy: Copy
    ) -> list[bytes]:
        encoding = wanted_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if copy.folder and encoding not in copy.laid:
            copy.laid.add(encoding)
            self._files.write(copy.folder, key, copy, encoding)
        return copy.answer(environ, start_response, encoding)

    def _know(self, key: Key) -> None:
        if len(self._known) > 10_000:
            self._known.clear()
        self._known.add(key)


def with_page_cache(application: Any) -> PageCache:
    """Return an application with the cache of the settings before it."""
    headers = read_headers(settings.BASE_DIR / "deploy" / "nginx" / "centre-pages.conf")
    files = PageFiles(settings.CENTRE_PAGES_ROOT, headers)
    listener.on_change.append(files.drop)
    listener.on_minute.append(files.tidy)
    # What there was heard of no change since the processes before this one ended.
    with suppress(OSError):
        files.drop()
    return PageCache(application, listener, settings.CENTRE_PAGE_CACHE_BYTES, files)


def key_of(environ: Environ) -> Key | None:
    """Return what names a page: scheme, host, path, query; None where none is asked.

    A part of a page, and a request with a body, are Django's own business.
    """
    get = environ.get
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_RANGE" in environ:
        return None
    if (
        get("CONTENT_LENGTH", "") not in {"", "0"}
        or "HTTP_TRANSFER_ENCODING" in environ
    ):
        return None
    path = get("SCRIPT_NAME", "") + get("PATH_INFO", "")
    query = get("QUERY_STRING", "")
    if len(path) + len(query) > MAX_KEY:
        return None
    scheme = get("HTTP_X_FORWARDED_PROTO", "") + "/" + environ["wsgi.url_scheme"]
    return scheme, get("HTTP_HOST", ""), path, query


def may_be_held(headers: Headers) -> bool:
    """Return whether an answer is the same for everybody: by its own headers."""
    told = {name.lower(): value for name, value in headers}
    return "public" in told.get("cache-control", "") and not told.keys() & {
        "set-cookie",
        "vary",
        "content-encoding",
    }
