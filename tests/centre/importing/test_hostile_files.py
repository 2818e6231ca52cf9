"""Files that would harm, or that are damaged, are refused in words or read soundly."""

from io import BytesIO

import pytest

from centre.importing.notes import REFUSALS, SourceRefused, in_words, note
from centre.importing.wordpress import read_wordpress
from tests.centre.importing.samples import item, wxr

pytestmark = pytest.mark.once

SOUND = wxr(item(1))
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
FILES = {
    "a billion laughs": (LAUGHS + SOUND.partition(b"?>")[2], "doctype"),
    "a file of the server": (
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + SOUND.partition(b"?>")[2],
        "doctype",
    ),
    "the same in UTF-16": (
        (LAUGHS.decode() + "<rss/>").encode("utf-16"),
        "doctype",
    ),
    "an unknown entity": (SOUND.replace(b"<title>", b"<title>&xxe;"), "damaged"),
    "cut off": (SOUND[:-40], "damaged"),
    "not UTF-8": (SOUND.replace(b"Koncert", b"Konc\xb3rt"), "damaged"),
    "an encoding of nobody": (SOUND.replace(b"UTF-8", b"UTF-99"), "damaged"),
    "no XML": (b"\x00\x01PK\x03\x04" * 50, "damaged"),
    "empty": (b"", "damaged"),
    "another feed": (b"<rss><channel><item/></channel></rss>", "not_wordpress"),
    "deep": (b"<a>" * 100 + b"</a>" * 100, "too_deep"),
    "one endless text": (wxr(item(1, text="x" * 9_000_000)), "too_large"),
    "ten megabytes in one line": (wxr(f"<foo>{'x ' * 5_000_000}</foo>", item(1)), ""),
    "NUL and controls": (wxr(item(1, title="Kon\x00c\x0bert")), ""),
    "missing fields": (wxr("<item/>", "<item><title>x</title></item>", item(1)), ""),
    "Latin-2": (
        wxr(item(1)).decode().replace("UTF-8", "ISO-8859-2").encode("iso-8859-2"),
        "",
    ),
}


def outcome(data):
    try:
        found = read_wordpress(BytesIO(data), lambda number: None)
    except SourceRefused as refused:
        return in_words(note(refused.code, **refused.values)) and refused.code
    assert [(t.title, t.excerpt) for t in found.texts] == [("Koncert", "Krótko.")]
    return ""


def test_each_file_is_refused_for_its_reason_or_read():
    found = {name: outcome(data) for name, (data, _code) in FILES.items()}
    assert found == {name: code for name, (_data, code) in FILES.items()}
    assert {*found.values()} - {""} <= {*REFUSALS}
