"""What `bench.fuzz` sends: texts, numbers, files, headers, forms filled with them."""

import random
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

PARSER = etree.HTMLParser(encoding="utf-8")
SAME = 0.55  # of the fields stay as a browser would send them

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x0b", "\x08\x1f", "\ufffe", "\ufeff", "\u202e",
    "\u200b", "\u2060" * 300, "\ud7ff", "😀" * 40, "👩‍👩‍👧‍👦", "Ґанна", "ﷺ" * 20,
    "e\u0301" * 50, "ß", "İ", "'", '"', "\\", "%", "%s", "%(x)s", "{}", "{{ x }}",
    "{% x %}", "{0.__class__}", "$x", "<script>x</script>", "<b", "&#0;",
    "&#x110000;", "]]>", "<!--", "=1+1", "@SUM", "-1", "../../etc/passwd",
    "file:///etc/passwd", "//evil.example", "javascript:x", "http://[",
    "https://\u2100.example", "https://example.org:99999/", "http://xn--/", "a@b",
    "a@[::1]", "a@example.org\nBcc: b@example.org", "a\r\nb", "\r", "\n" * 500,
    "x" * 300, "x" * 5001, "ж" * 70_000, "on", "off", "null", "None", "true", "[]",
    "{}", "[[[", '{"a":', "NaN",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1", "2", "32768", "2147483647", "2147483648",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 30,
    "9" * 5000, "1e9", "1e400", "Infinity", "nan", "٣", "１", "1_0", "0x10", "1.5",
    "1,5", "½", "²", "+1", " 1 ",
)  # fmt: skip
MOMENTS = (
    "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "2026-02-30",
    "2027-03-28", "2027-03-28T02:30", "2026-10-25T02:30", "2026-12-31 24:00", "25:00",
    "23:59:60", "00:00", "2026-12-31", "2028-02-29", "31.12.2026", "tomorrow",
    "2026-W60", "12:00", "-1-01-01",
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
    ("a.json", b'{"a": [1, {}]}'), ("a.zip", b"PK"), ("a", b"\xff" * 99),
)  # fmt: skip


@dataclass
class Form:
    """A form of a page: where it is sent, how, and what a browser would send."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


def forms_of(page: Any, path: str) -> list[Form]:
    """Return the forms of a page, with the fields that other places of it give them."""
    if (
        page is None
        or page.streaming
        or "html" not in page.headers.get("Content-Type", "")
    ):
        return []
    root = etree.fromstring(page.content or b"<html></html>", PARSER)
    if root is None:
        return []
    here = page.request["PATH_INFO"]
    query = page.request.get("QUERY_STRING", "")
    return [
        read_form(root, element, f"{here}?{query}" if query else here)
        for element in root.iter("form")
    ]


def read_form(root: Any, element: Any, here: str) -> Form:
    """Return one form of a page."""
    action = urlsplit(urljoin(quote(here, safe="/?=&%"), element.get("action") or ""))
    where = f"{action.path}?{action.query}" if action.query else action.path
    form = Form(where, (element.get("method") or "get").upper())
    outside = root.xpath("//*[@form=$id]", id=element.get("id") or "-")
    for each in [*element.iter("input", "select", "textarea", "button"), *outside]:
        read_field(form, each)
    return form


def read_field(form: Form, each: Any) -> None:
    """Note a field of a form: its value, and what else it offers."""
    name, kind = each.get("name"), each.get("type") or ""
    if not name:
        return
    if each.tag == "button" or kind in {"submit", "image"}:
        form.buttons.append((name, each.get("value") or ""))
    elif kind == "file":
        form.files.append(name)
    elif each.tag == "select":
        options = [o.get("value") or o.text or "" for o in each.iter("option")]
        chosen = [
            o.get("value") or "" for o in each.iter("option") if "selected" in o.attrib
        ]
        form.choices.setdefault(name, []).extend(options)
        form.values.setdefault(name, []).extend(chosen or options[:1])
    elif kind in {"checkbox", "radio"}:
        form.choices.setdefault(name, []).append(each.get("value") or "on")
        if "checked" in each.attrib:
            form.values.setdefault(name, []).append(each.get("value") or "on")
    else:
        value = each.text if each.tag == "textarea" else each.get("value")
        form.values.setdefault(name, []).append(value or "")


def typed(rng: random.Random, form: Form) -> dict[str, Any]:
    """Return what is sent of a form: most as a browser would, the rest odd."""
    same = rng.choice((SAME, 0.9, 0.98))
    data: dict[str, Any] = {}
    for name in {**form.values, **form.choices}:
        if (value := typed_field(rng, form, name, same)) is not None:
            data[name] = value
    for name in form.files:
        if rng.random() < 0.4:
            data[name] = odd_file(rng)
    if form.buttons:
        name, value = rng.choice(form.buttons)
        data[name] = value
    if rng.random() < 0.1:
        data[rng.choice(TEXTS[:40]) or "x"] = rng.choice(ODD)
    return data


def typed_field(rng: random.Random, form: Form, name: str, same: float) -> Any:
    """Return the value of one field, a list of several, or None to leave it out."""
    chance = rng.random()
    if name in form.choices and chance > 0.3:
        return rng.choice(form.choices[name])
    if chance < same or name == "csrfmiddlewaretoken":
        return form.values.get(name)
    if rng.random() < 0.1:
        return None
    if rng.random() < 0.1:
        return [rng.choice(ODD) for _ in range(3)]
    if rng.random() < 0.05:
        return odd_file(rng)
    return rng.choice(rng.choice((TEXTS, NUMBERS, MOMENTS)))


def odd_file(rng: random.Random) -> Any:
    """Return a file that is not what its name says, or a small sound picture."""
    name, content = rng.choice((*FILES, ("a.png", picture())))
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


def picture() -> bytes:
    """Return a picture that the site takes."""
    from PIL import Image

    target = BytesIO()
    Image.new("RGB", (640, 480), "#d4492f").save(target, "PNG")
    return target.getvalue()


def odd_query(rng: random.Random, *, seldom: bool = False) -> str:
    """Return a query string, or none."""
    if rng.random() < (0.7 if seldom else 0.3):
        return ""
    names = rng.choices((*QUERIES, *TEXTS[:30]), k=rng.randint(1, 3))
    pairs = (f"{quote(n)}={quote(rng.choice(ODD))}" for n in names)
    return "?" + rng.choice(("&", "&", "&", "&&", ";")).join(pairs)


def odd_headers(rng: random.Random) -> dict[str, str]:
    """Return headers as the server hands them on; often none."""
    if rng.random() < 0.5:
        return {}
    names = rng.choices(HEADERS, k=rng.randint(1, 3))
    return {name: header_text(rng) for name in names}


def header_text(rng: random.Random) -> str:
    """Return what a header may hold once it is here: bytes read as Latin-1."""
    text = rng.choice(("XMLHttpRequest", "bytes=0-0,5-", 'W/"x"', "*", *ODD[:90]))
    return text.encode("utf-8", "replace").decode("latin-1").replace("\n", " ")[:8000]


def odd_body(rng: random.Random) -> tuple[bytes, str]:
    """Return a body and what it is said to be."""
    return rng.choice(BODIES), rng.choice(TYPES)
