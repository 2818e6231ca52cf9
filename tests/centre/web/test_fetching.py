"""Another site is asked, and never a neighbour of this server."""

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from centre.web import fetching
from centre.web.fetching import NotFetched, fetch, is_public_address
from tests.dripping import TLS, dripping_server

pytestmark = pytest.mark.once

IS_PUBLIC = {
    False: (
        "127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.1 "
        "224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 240.0.0.1 :: ::1 fe80::1 "
        "fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 "
        "64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2001:0:7f00:1:: 2001:db8::1 "
        "localhost 1 0x7f.1"
    ),
    True: "8.8.8.8 93.184.215.14 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808",
}


def test_which_addresses_are_public():
    found = {
        wanted: [is_public_address(text) for text in texts.split()]
        for wanted, texts in IS_PUBLIC.items()
    }
    assert found == {w: [w] * len(t.split()) for w, t in IS_PUBLIC.items()}


class Site(BaseHTTPRequestHandler):
    """A site that answers, leads on, and never ends."""

    def do_GET(self):
        moved = {"/moved": "/here", "/inside": "http://inside.example.org/x"}
        moved |= {"/file": "file:///etc/passwd", "/round": "/round"}
        target = moved.get(self.path)
        if self.path == "/slow":
            self.trickle()
            return
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        if self.path == "/cut":
            self.send_header("Content-Length", "100")
        self.end_headers()
        body = b"x" * 5000 if self.path == "/long" else self.headers["Host"].encode()
        self.wfile.write(body)

    def trickle(self):
        """Begin a header that ends long after the time for all of it."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
            for _byte in range(200):
                self.wfile.write(b"x")
                time.sleep(0.01)
            self.wfile.write(b"\r\n\r\n")

    def log_message(self, *args):
        pass


@pytest.fixture
def site(monkeypatch):
    """A site at old.example.org, of which the connection alone knows where it is."""
    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = []
    known = {"old.example.org": "8.8.8.8", "inside.example.org": "10.0.0.1"}

    def look_up(host, port, **kwargs):
        asked.append(host)
        if host not in known:
            raise socket.gaierror
        return [(2, 1, 6, "", (known[host], port))]

    def connect(address, timeout):
        assert address == ("8.8.8.8", 80)
        plain = socket.socket()
        plain.settimeout(timeout)
        plain.connect(("127.0.0.1", server.server_port))
        return plain

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(fetching._Pinned, "_open", staticmethod(connect))
    yield asked
    server.shutdown()
    server.server_close()


def test_what_is_there_is_fetched_by_one_look_up_each(site):
    only = {"only_from": {"old.example.org"}, "largest": 100}
    assert fetch("http://old.example.org/here", **only) == b"old.example.org"
    assert fetch("http://old.example.org/moved", **only) == b"old.example.org"
    assert site == ["old.example.org"] * 3


REFUSED = {
    "http://old.example.org/inside": "private",
    "http://old.example.org/file": "address",
    "http://old.example.org/round": "302",
    "http://old.example.org/long": "large",
    "http://old.example.org/cut": "cut off",
    "http://inside.example.org/": "private",
    "http://nobody.example.org/": "unknown",
    "http://old.example.org:22/": "address",
    "http://a@old.example.org/": "address",
    "ftp://old.example.org/": "address",
    "http://old.example.org/a b": "address",
    "http://old.example.org/\r\nX: y": "address",
    "http://[::1": "address",
    "": "address",
}


def test_nothing_else_is(site):
    found = {}
    for url in REFUSED:
        with pytest.raises(NotFetched) as refused:
            fetch(url, largest=100)
        found[url] = str(refused.value)
    assert found == REFUSED
    with pytest.raises(NotFetched, match="host"):
        fetch("http://old.example.org/", largest=9, only_from={"example.org"})


def test_what_comes_byte_by_byte_takes_no_longer_than_all_may(site, monkeypatch):
    """Else one site could keep the worker, which sends the mails, for years."""
    monkeypatch.setattr(fetching, "_SECONDS", 0.5)
    with pytest.raises(NotFetched, match="cut off"):
        fetch("http://old.example.org/slow", largest=100_000)


def test_a_handshake_byte_by_byte_takes_no_longer_either(monkeypatch):
    monkeypatch.setattr(fetching, "_SECONDS", 0.3)
    monkeypatch.setattr(fetching, "_public_ip", lambda host, port: "8.8.8.8")
    with dripping_server([], TLS) as (port, ended):
        to_it = staticmethod(
            lambda _address, _timeout: socket.create_connection(("127.0.0.1", port), 9)
        )
        monkeypatch.setattr(fetching._Pinned, "_open", to_it)
        with pytest.raises(NotFetched, match="connection"):
            fetch("https://old.example.org/", largest=100)
    assert ended == ["nobody listens"]
