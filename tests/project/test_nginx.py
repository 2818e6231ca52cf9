"""The web server in front, as shipped: Debian's nginx, with a site behind that is none.

What it gives out by itself is a page that the site has laid down, or a file.
"""

import contextlib
import http.client
import os
import re
import shutil
import threading
import time
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from bench.site import HOST, free_port, nginx
from centre.web.changes import SECONDS_A_MINUTE
from centre.web.page_cache import Copy, wanted_encoding
from centre.web.page_files import PageFiles, read_headers

PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(PROGRAM is None, reason="there is no nginx here"),
]

NGINX = settings.BASE_DIR / "deploy" / "nginx"
PATH = "/pl/o-nas/"
FOR_GOOD = "public, max-age=31536000, immutable"


class Site(BaseHTTPRequestHandler):
    """It answers everything in one word, so one sees who answered."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"site")

    do_POST = do_PUT = do_GET

    def log_message(self, *_words):
        pass


def shipped(port, site, folder):
    """nginx's configuration without TLS, for a place that is the test's own."""
    text = (NGINX / "centre.conf").read_text()
    text = re.sub(r"server \{\n    listen 80 .*?\n\}\n", "", text, flags=re.S)
    text = re.sub(r"    (?:ssl_|listen \[).*\n", "", text)
    text = re.sub(r"    server [\d.]+:8001 .*\n", "", text)
    for here, there in {
        "listen 443 ssl http2 default_server": f"listen {HOST}:{port}",
        "server 127.0.0.1:8000": f"server {HOST}:{site}",
        "/etc/nginx/centre-": f"{NGINX}/centre-",
        "/srv/centre": str(folder),
        "/var/log/nginx": str(folder),
    }.items():
        assert here in text
        text = text.replace(here, there)
    return text


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """Where it listens, and the folder of the site."""
    folder = tmp_path_factory.mktemp("front")
    folder.chmod(0o711)
    for name in ("static", "media"):
        (folder / name).mkdir()
        (folder / name / "a.css").write_text("a")
    site = ThreadingHTTPServer((HOST, 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    port = free_port()
    with nginx(shipped(port, site.server_port, folder), folder):
        wait_for(port)
        yield port, folder
    site.shutdown()
    site.server_close()


def wait_for(port):
    for _ in range(600):
        with contextlib.suppress(OSError):
            return get(port, "/")
        time.sleep(0.05)
    raise AssertionError("nginx does not answer.")


def get(port, path, method="GET", **headers):
    """The status, the headers and the body of an answer."""
    asking = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        asking.request(method, path, headers={"Host": "example.org", **sent})
        answer = asking.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        asking.close()


@pytest.fixture
def page(front):
    """A page that the site has laid down, for some minutes of nginx's clock."""
    port, folder = front
    headers = read_headers(NGINX / "centre-pages.conf")
    files = PageFiles(folder / "pages", headers)
    files.drop()
    copy = Copy([*headers.items(), ("content-language", "pl")], b"<!doctype html>" * 99)
    told = get(port, "/")[1]["Date"]
    minute = int(parsedate_to_datetime(told).timestamp()) // SECONDS_A_MINUTE
    for later in range(10):
        at = files.folder((1, minute + later))
        for encoding in ("identity", "gzip", "br"):
            key = ("https/http", "example.org", PATH, "")
            files.write(at, key, copy, encoding)
    yield port, files, copy
    files.drop()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"Accept_Encoding": "gzip, br"},
        {"Accept_Encoding": "br;q=0, gzip;q=0.5"},
        {"Accept_Encoding": "gzip;q=0"},
        {"If_None_Match": "*"},
        {"If_None_Match": 'W/"{etag}", "other"'},
        {"If_None_Match": '"{etag}"', "Accept_Encoding": "br"},
        {"If_None_Match": "other"},
        {"If_Modified_Since": "Mon, 30 Nov 2099 00:00:00 GMT"},
        {"Range": "bytes=0-9"},
        {"Cookie": "__Host-session=" + "a" * 32},
        {"Accept_Language": "uk"},
        {"method": "HEAD"},
    ],
    ids=str,
)
def test_a_file_is_answered_as_the_site_answers_its_copy(page, asked):
    port, _files, copy = page
    etag = copy.etag("identity").strip('"')
    method = asked.get("method", "GET")
    headers = {k: v.format(etag=etag) for k, v in asked.items() if k != "method"}
    status, told, body = get(port, PATH, method, **headers)
    environ = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    said = []
    encoding = wanted_encoding(headers.get("Accept_Encoding", ""))
    answer = copy.answer(
        {**environ, "REQUEST_METHOD": method},
        lambda *heads: said.extend(heads),
        encoding,
    )
    assert (f"{status} ", body) == (said[0][:4], b"".join(answer))
    whole = {name.lower(): value for name, value in said[1]}
    # A 304 has no bytes; nginx names their encoding all the same.
    names = whole.keys() - {"content-encoding"} if status == 304 else whole.keys()
    assert {name: told[name] for name in names} == {name: whole[name] for name in names}


@pytest.mark.parametrize(
    "asked",
    [
        {"path": f"{PATH}?"},
        {"path": f"{PATH}?page=2"},
        {"path": PATH[:-1]},
        {"path": PATH.upper()},
        {"path": f"/{PATH}"},
        {"path": "/pl/./o-nas/"},
        {"path": "/en/../pl/o-nas/"},
        {"path": "/static/../pl/o-nas/"},
        {"path": "/pl/%6f-nas/"},
        {"path": "/pl/o-nas%2f"},
        {"path": f"{PATH}.identity"},
        {"path": "/current/example.org/pl/o-nas/.identity"},
        {"path": "/en/o-nas/"},
        {"path": f"/pl/{'a' * 300}/"},
        {"path": f"/pl/{'a/' * 2000}"},
        {"method": "POST"},
        {"method": "PUT"},
        {"Host": "other.example"},
        {"If_Match": '"other"'},
        {"If_Unmodified_Since": "Mon, 30 Nov 1970 00:00:00 GMT"},
    ],
    ids=lambda asked: str(asked)[:50],
)
def test_whatever_else_is_asked_for_the_site_answers(page, asked):
    port, _files, _copy = page
    given = {"path": PATH, **asked}
    assert get(port, given.pop("path"), **given)[2] == b"site"


def test_a_change_puts_a_file_out_of_reach(page):
    port, files, copy = page
    assert get(port, PATH)[2] == copy.body("identity")
    files.drop()
    assert get(port, PATH)[2] == b"site"


@pytest.mark.parametrize("place", ["static", "media"])
def test_that_a_file_is_not_there_is_kept_by_nobody(front, place):
    """It may come: with a release, with the sizes of a picture that are being made."""
    port, _folder = front
    answers = [get(port, f"/{place}/{name}") for name in ("a.css", "b.css")]
    kept = [(status, told["Cache-Control"]) for status, told, _body in answers]
    assert kept == [(200, FOR_GOOD), (404, "private, no-store")]
