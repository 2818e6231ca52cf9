"""Fetch something from another site, and from nowhere else: never from a private place.

Whoever can name an address could otherwise have this server ask its own neighbours. So
the host is looked up once, every address that it has must be public, and the connection
goes to the one that was judged. A redirect is judged as if it were the first address.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urljoin, urlsplit

from centre.line_limits import LineLimit

_PORTS = {"http": 80, "https": 443}
_MOVED = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 3
_SECONDS = 20  # for all of it
_AGENT = "Mozilla/5.0 (compatible; moving in)"
# Addresses of IPv4 inside of those of IPv6, by which a private one could be named.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotFetched(Exception):
    """There is nothing at that address, it is too large, or it may not be asked for."""


def fetch(url: str, *, largest: int, only_from: Collection[str] | None = None) -> bytes:
    """Return what is at a public address, read to the end.

    `only_from` names the hosts that it may lead to, without `www.`.

    Raises NotFetched.
    """
    ends_at = time.monotonic() + _SECONDS
    for _attempt in range(_MOST_REDIRECTS + 1):
        status, target, body = _ask(url, largest, only_from, ends_at)
        if status not in _MOVED:
            break
        url = urljoin(url, target)
    if status != http.client.OK:
        raise NotFetched(f"{status}")
    return body


def is_public_address(text: str) -> bool:
    """Return whether an IP address is one of the open internet."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public_address(str(inner))
        if address.teredo or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _ask(
    url: str, largest: int, only_from: Collection[str] | None, ends_at: float
) -> tuple[int, str, bytes]:
    """Ask for one address; return the status, where it leads on to, what is there."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotFetched("address") from error
    standard = _PORTS.get(parts.scheme)
    if not host or standard is None or port not in {None, standard} or parts.username:
        raise NotFetched("address")
    if only_from is not None and host.removeprefix("www.") not in only_from:
        raise NotFetched("host")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    connection = _Pinned(parts.scheme, host, _public_ip(host, standard), ends_at)
    try:
        return _answer(connection, target, largest, ends_at)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched("connection") from error
    finally:
        connection.close()
        connection.release()


def _answer(
    connection: Any, target: str, largest: int, ends_at: float
) -> tuple[int, str, bytes]:
    quoted = target.encode("ascii", "strict").decode() if target.isascii() else None
    if quoted is None or not quoted.isprintable() or " " in quoted:
        raise NotFetched("address")
    headers = {"User-Agent": _AGENT, "Accept-Encoding": "identity"}
    connection.request("GET", quoted, headers=headers)
    response = connection.getresponse()
    if response.status in _MOVED:
        return response.status, response.headers.get("Location", ""), b""
    body = b""
    while chunk := response.read1(1 << 16):
        body += chunk
        if len(body) > largest:
            raise NotFetched("large")
    if response.length or time.monotonic() > ends_at:
        raise NotFetched("cut off")
    return response.status, "", body


def _public_ip(host: str, port: int) -> str:
    """Look a host up, once; refuse it unless all that it stands for is public.

    Raises NotFetched.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched("unknown") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(is_public_address, addresses)):
        raise NotFetched("private")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one IP address, in the name of a host."""

    def __init__(self, scheme: str, host: str, ip: str, ends_at: float) -> None:
        left = max(ends_at - time.monotonic(), 0.1)
        super().__init__(host, _PORTS[scheme], timeout=min(left, _SECONDS / 2))
        self._ip, self._is_secure = ip, scheme == "https"
        self._ends_at = ends_at
        self._limit: LineLimit | None = None

    def connect(self) -> None:
        """Connect to the address that was judged; a certificate is of the host."""
        plain = self._open((self._ip, self.port), self.timeout)
        self._limit = LineLimit(plain, self._ends_at - time.monotonic())
        if self._is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        else:
            self.sock = plain

    def release(self) -> None:
        """Let go of what limits the time; the answer is read after `close`."""
        if self._limit:
            self._limit.release()

    _open: Callable[..., socket.socket] = staticmethod(socket.create_connection)
