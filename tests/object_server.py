"""A store that speaks as much of S3 as the site asks for, in this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Handler(BaseHTTPRequestHandler):
    """Objects by their path, `/bucket/key`; a listing by prefix."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]
    asked: list[tuple[str, str, str]]

    def do_PUT(self) -> None:
        self.objects[self._path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_DELETE(self) -> None:
        self.objects.pop(self._path, None)
        self._answer(204)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "prefix" in query:
            return self._answer(200, self._listing(query.get("prefix", [""])[0]))
        if (found := self.objects.get(self._path)) is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        if span := self.headers.get("Range"):
            first, last = map(int, span.removeprefix("bytes=").split("-"))
            return self._answer(206, found[first : last + 1])
        return self._answer(200, found)

    do_HEAD = do_GET

    @property
    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _listing(self, prefix: str) -> bytes:
        start = f"{self._path.rstrip('/')}/"
        keys = [p.removeprefix(start) for p in self.objects if p.startswith(start)]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>"
            for key in sorted(keys)
            if key.startswith(prefix)
        )
        return f"<ListBucketResult>{rows}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.asked.append((self.command, self._path, self.headers.get("Range", "")))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Mon, 30 Nov 2026 10:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def object_server() -> Iterator[Any]:
    """Give a running store: its `url`, its `objects`, and what it was `asked`."""
    handler = type("Handler", (_Handler,), {"objects": {}, "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        handler.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield handler
        finally:
            server.shutdown()
            thread.join()
