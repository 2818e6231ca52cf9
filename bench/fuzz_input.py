"""What `bench.fuzz` sends: texts, numbers, files, headers, bodies, paths."""

import random
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x0b", "\x08\x1f", "\ufffe", "\ufeff", "\u202e",
    "\u200b", "\u2060" * 300, "\ud7ff", "😀" * 40, "👩‍👩‍👧‍👦", "Ґанна", "ﷺ" * 20,
    "e\u0301" * 50, "ß", "İ", "'", '"', "\\", "%", "%s", "%(x)s", "{}", "{{ x }}",
    "{% x %}", "{0.__class__}", "$x", "<script>x</script>", "<b",
    "'\"><svg/onload=x()>", "&#0;",
    "&#x110000;", "]]>", "<!--", "=1+1", "@SUM", "-1", "../../etc/passwd",
    "file:///etc/passwd", "//evil.example", "javascript:x",
    "java\tscript:x", "/\\evil.example", "///evil.example",
    "http://[",
    "https://\u2100.example", "https://example.org:99999/", "http://xn--/", "a@b",
    "a@[::1]", "a@example.org\nBcc: b@example.org", "a\r\nb", "\r", "\n" * 500,
    "x" * 300, "x" * 5001, "ж" * 70_000, "on", "off", "null", "None", "true", "[]",
    "{}", "[[[", '{"a":', "NaN", '{"a":1,"a":2}', '"\\ud800"', "1e99999",
    "\u2066\u202e\u2069" * 40, "\U000e0001", "a\u0300" * 3000, "\x1b[31m", "\u2028",
    "[" * 60_000, '{"a":' * 30_000, "<b>" * 5000, "<p " + "a=" * 9000, "(" * 9000,
    "&" * 9000 + ";", "a@" * 3000, "#" * 9000, "* " * 9000, "[a](" * 3000,
    "https://" + "a." * 3000, "https://0x7f000001/", "http://[::ffff:127.0.0.1]/",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1", "2", "32768", "2147483647", "2147483648",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 30,
    "9" * 4301, "9" * 5000, "-" + "9" * 4301, "0." + "9" * 4301, "1e-4301",
    "1e9", "1e400", "Infinity", "nan", "٣", "１", "1_0", "0x10", "1.5",
    "1,5", "½", "²", "+1", " 1 ",
)  # fmt: skip
MOMENTS = (
    "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "2026-02-30",
    "2027-03-28", "2027-03-28T02:30", "2026-10-25T02:30", "2026-12-31 24:00", "25:00",
    "23:59:60", "00:00", "2026-12-31", "2028-02-29", "31.12.2026", "tomorrow",
    "2026-W60", "12:00", "-1-01-01", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59-12:00", "9999-12-31T23:59", "0001-01-01 00:00", "99999999999",
    "1582-10-10", "1915-08-04", "2026-06-01T10:00+99:99",
)  # fmt: skip
ODD = (*TEXTS, *NUMBERS, *MOMENTS)
QUERIES = (
    "page", "q", "p", "o", "e", "all", "when", "day", "week", "month", "view",
    "held_in", "step_free", "topic", "year", "state", "next", "language", "_popup",
    "_to_field", "id", "_changelist_filters", "part", "published_at__year",
    "status__exact", "missing", "format", "from", "until", "cursor", "limit", "since",
    "visit", "lang", "object", "name",
)  # fmt: skip
HEADERS = (
    "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT", "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_REFERER",
    "HTTP_ORIGIN", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST", "HTTP_HOST", "HTTP_USER_AGENT", "HTTP_X_REQUESTED_WITH",
    "HTTP_CONTENT_ENCODING", "HTTP_EXPECT", "HTTP_AUTHORIZATION", "REMOTE_ADDR",
    "HTTP_SEC_FETCH_SITE", "HTTP_FORWARDED", "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_COOKIE", "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REQUEST_ID", "HTTP_X_REAL_IP", "HTTP_TRANSFER_ENCODING", "HTTP_SEC_PURPOSE",
    "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_SEC_FETCH_DEST", "HTTP_SAVE_DATA",
    "HTTP_X_CSRFTOKEN", "HTTP_TE", "HTTP_UPGRADE",
)  # fmt: skip
HEADER_TEXTS = (
    "XMLHttpRequest", "bytes=0-0,5-", 'W/"x"', "*", "chunked", "bytes=-0", "bytes=5-1",
    "bytes=" + "0-0," * 900, '"x",' * 900, "pl;q=0.5,uk;q=2,*;q=0", "zh-Hant-" * 600,
    "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "session=",
    "Thu, 01 Jan 1970 00:00:00 +9999", "[::1]:80", "localhost:99999", "a, b, c, ::1",
    "for=_x;host=\"", "messages=W10:x", "csrftoken=" + "x" * 4000, "document",
    "prefetch", "DELETE", "gzip;q=x,br;q=-1,*", "text/html;q=1e400", "en_" * 900,
)  # fmt: skip
# What a body is said to be long; a server hands no number on that it has no room for.
LENGTHS = ("", "-1", "0", "1", "x", "9" * 8)
ENDS = (
    "%ff", "%00", "%ed%a0%80", "%c0%af", "%2e%2e/", "..;/", "//", ";x=1", "%20",
    "%0d%0a", "%E2%80%AE", "index.html", "%25%30%30", ".json", "/",
    "%5c..%5c", "%uff0e", "*",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data",
    "multipart/form-data; boundary=x", "application/json", "", "x",
    "multipart/form-data; boundary=" + "x" * 300, "text/plain; charset=\xff",
    "a/b; c",
)  # fmt: skip
PART = b"--x\r\nContent-Disposition: form-data; %s"
BODIES = (
    b"", b"\x00", b"a=%00&b=%ff", b"{", b"[" * 5000, b"--x\r\n", b"--x--\r\n",
    b"&" * 3000,
    PART % b'name="a"; filename="\x00"\r\n\r\nx\r\n--x--',
    b'--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--', b'{"a": "\\ud800"}',
    PART % b'name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
)  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>x</script></svg>'
BILLION = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><rss>&d;&d;</rss>'
FILES = (
    ("", b""), ("a.jpg", b""), ("a.jpg", b"\xff\xd8\xff\xe0 no picture"),
    ("a.svg", b"<svg/>"), ("a.pdf", b"%PDF-1.7\n%%EOF"),
    ("a.pdf", b"%PDF-1.7 " + b"obj " * 999), ("a.csv", b"\x00"),
    ("a.csv", "Ім’я;E-mail\nҐанна;x".encode("utf-16")),
    ("a.xlsx", b"PK\x03\x04 no archive"), ("a.docx", b"PK\x05\x06" + b"\x00" * 18),
    ("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR"),
    ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:99999999T999999\nEND:VEVENT\n"),
    ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>'),
    ("a.xml", b"<rss><channel><item><title>x</title></item></channel></rss>"),
    ("x" * 300 + ".png", b"\x89PNG\r\n\x1a\n"), ("a\x00.png", b"GIF89a"),
    ("../a.mp4", b"ftyp"), ("a.vtt", b"WEBVTT\n\n00:99.000 --> 00:01.000\nx"),
    ("a.po", b'msgid "a"\nmsgstr "b"'), ("a.xliff", b"<xliff/>"),
    ("a.gif", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"), ("a.svg", SVG),
    ("a.html", b"<script>x</script>"), ("a.pdf", b"%PDF-1.7 <script>x</script>"),
    ("a.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), ("a.xml", BILLION),
    ("a.json", b'{"a": [1, {}]}'), ("a.json", b"[" * 99_000), ("a.csv", b'"' * 9_999),
    ("a.zip", b"PK"), ("a", b"\xff" * 99),
)  # fmt: skip


def odd_file(rng: random.Random) -> Any:
    """Return a file that is not what its name says, or a small sound picture."""
    name, content = rng.choice((*FILES, *built_files()))
    kinds = (
        "image/png",
        "text/plain",
        "application/octet-stream",
        "",
        "x/y; charset=z",
    )
    sent = BytesIO(content)
    uploaded = SimpleUploadedFile("a", sent.getvalue(), rng.choice(kinds))
    uploaded._name = name or "a"  # as a program may send it, not as Django cleans it
    return uploaded


@cache
def built_files() -> tuple[tuple[str, bytes], ...]:
    """Return a sound picture, one that is a page and an archive too, and a bomb."""
    from PIL import Image

    picture, archive = BytesIO(), BytesIO()
    Image.new("RGB", (640, 480), "#d4492f").save(picture, "PNG")
    with ZipFile(archive, "w", ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * 20_000_000)
        parts.writestr("../[Content_Types].xml", b"<a/>")
    png, packed = picture.getvalue(), archive.getvalue()
    huge = png[:16] + b"\x7f\xff\xff\xff" * 2 + png[24:]  # its sides are a lie
    both = png + b"<script>x</script>" + packed
    bombs = ("a.xlsx", packed), ("a.docx", packed), ("a.odt", packed)
    return ("a.png", png), ("a.png", huge), ("a.png", both), ("a.pdf", both), *bombs


def odd_query(rng: random.Random, *, seldom: bool = False) -> str:
    """Return a query string, or none."""
    if rng.random() < (0.7 if seldom else 0.3):
        return ""
    names = rng.choices((*QUERIES, *TEXTS[:30]), k=rng.randint(1, 3))
    pairs = [f"{quote(n)}={quote(rng.choice(ODD))}" for n in names]
    if rng.random() < 0.1:
        pairs += rng.choice((["%ed%a0%80=%ff%fe"], ["a"] * 3000, ["page=2", "page=x"]))
    return "?" + rng.choice(("&", "&", "&", "&&", ";")).join(pairs)


def odd_headers(rng: random.Random) -> dict[str, str]:
    """Return headers as the server hands them on; often none."""
    if rng.random() < 0.5:
        return {}
    names = rng.choices(HEADERS, k=rng.randint(1, 3))
    headers = {name: header_text(rng) for name in names}
    if rng.random() < 0.1:
        headers["CONTENT_LENGTH"] = rng.choice(LENGTHS)
    return headers


def odd_path(rng: random.Random, path: str) -> str:
    """Return a path, seldom with an end that nobody would type."""
    return path + rng.choice(ENDS) if rng.random() < 0.05 else path


def header_text(rng: random.Random) -> str:
    """Return what a header may hold once it is here: bytes read as Latin-1."""
    text = rng.choice((*HEADER_TEXTS, *ODD))
    return text.encode("utf-8", "replace").decode("latin-1").replace("\n", " ")[:8000]


def odd_body(rng: random.Random) -> tuple[bytes, str]:
    """Return a body and what it is said to be."""
    return rng.choice(BODIES), rng.choice(TYPES)
