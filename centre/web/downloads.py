"""Give out stored files: whole, in parts, or not again where nothing changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from centre.text.slugs import make_slug

_CHUNK = 1 << 16
# A file may hold anything: a browser that opens it all the same gives it no rights.
SANDBOX = "sandbox; default-src 'none'"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True)
class Download:
    """A stored file, and what a browser is told of it; "" shows it in the page."""

    file: Any
    content_type: str
    changed_at: datetime
    filename: str = ""


def send_file(request: HttpRequest, download: Download) -> HttpResponseBase:
    """Answer with a stored file, with the part of it that is asked for, or with 304.

    Raises Http404 where the store has no such file.
    """
    name = download.file.name
    etag = f'"{PurePosixPath(name).stem}"'
    changed = int(download.changed_at.timestamp())
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=changed
    )
    if response is None:
        try:
            response = _content(request, download, etag, changed)
        except FileNotFoundError:
            raise Http404 from None
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Security-Policy"] = SANDBOX
    if download.filename:
        response.headers["Content-Disposition"] = attachment(download.filename)
    return response


def attachment(filename: str) -> str:
    """Return the header that saves a file by its name, in any script (RFC 6266)."""
    path = PurePosixPath(filename)
    plain = make_slug(path.stem, "document") + path.suffix
    if filename == plain:
        return f'attachment; filename="{plain}"'
    return (
        f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(filename, safe='')}"
    )


def _content(
    request: HttpRequest, download: Download, etag: str, changed: int
) -> HttpResponseBase:
    size = download.file.size
    part = _asked_part(request, size, etag, changed)
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    shown = range(size) if part is None else part
    response = StreamingHttpResponse(
        _Part(_open_at(download.file, shown), len(shown)),
        content_type=download.content_type,
    )
    response.headers["Content-Length"] = str(len(shown))
    if part is not None:
        response.status_code = 206
        span = f"bytes {part.start}-{part.stop - 1}/{size}"
        response.headers["Content-Range"] = span
    return response


def _open_at(file: Any, shown: range) -> Any:
    """Return a file to read from the first byte that is shown."""
    if shown and hasattr(file.storage, "open_part"):  # which fetches nothing besides
        return file.storage.open_part(file.name, shown.start, len(shown))
    opened = file.storage.open(file.name)
    opened.seek(shown.start)
    return opened


def _asked_part(
    request: HttpRequest, size: int, etag: str, changed: int
) -> range | None:
    """Return the bytes that are asked for; none of them where the file has none such.

    None is the whole file: no part is asked for, several are, or of another version.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range", etag)
    if not asked or condition not in {etag, http_date(changed)}:
        return None
    first, last = asked.groups()
    if first:
        part = range(int(first), min(int(last) + 1 if last else size, size))
        return None if last and int(last) < int(first) else part
    return range(max(size - int(last), 0), size) if last else None


class _Part:
    """Some bytes of an open file, read bit by bit; closed by who sends them."""

    def __init__(self, file: Any, length: int):
        self.file, self.left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while self.left and (read := self.file.read(min(_CHUNK, self.left))):
            self.left -= len(read)
            yield read

    def close(self) -> None:
        self.file.close()
