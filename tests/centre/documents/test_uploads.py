"""A document is known by what is in it; what could harm a reader is refused."""

import struct

import pytest

from centre.documents import packages, pdf
from centre.documents.refusals import FileRefused
from centre.documents.uploads import clean_document, clean_filename
from tests.centre.documents import samples
from tests.centre.documents.samples import (
    OOXML,
    linked,
    office,
    open_document,
    package,
    upload,
)

pytestmark = pytest.mark.once

WHOLE = samples.pdf(packed=b"1 0 << /Kind /Page >>")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCX = office()
END = DOCX[-22:]


def judged(content, name="plan.bin"):
    """What the checks find: the kind, or the reason for which it is refused."""
    try:
        return clean_document(upload(content, name)).kind
    except FileRefused as refused:
        return refused.code


ACCEPTED = {
    "pdf": WHOLE,
    "docx": DOCX,
    "xlsx": office(f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": office(
        f"{OOXML}presentationml.presentation.main+xml", ppt__embeddings__chart=DOCX
    ),
    "odt": open_document(),
    "ods": open_document("spreadsheet", **{"Basic__script-lc.xml": "<l/>"}),
    "odp": open_document("presentation"),
}


def test_each_kind_is_known_by_its_content_whatever_its_name():
    assert {kind: judged(content) for kind, content in ACCEPTED.items()} == {
        kind: kind for kind in ACCEPTED
    }


REFUSED = {
    "a web page": (b"<html><script>1</script>", "unknown"),
    "a program": (b"MZ\x90\x00\x03", "unknown"),
    "an old document": (OLD, "old"),
    "a PDF behind something else": (b"GIF89a" + WHOLE, "unknown"),
    "a PDF without its end": (WHOLE[:-30], "broken"),
    "a PDF before something else": (WHOLE + b"PK" * 600, "broken"),
    "a PDF with a script": (samples.pdf(b"/S /JavaScript /JS (x)"), "active"),
    "one spelled in numbers": (samples.pdf(b"/S /Java#53cript"), "active"),
    "one that starts a program": (samples.pdf(b"/S /Launch"), "active"),
    "one that holds a file": (samples.pdf(b"/EmbeddedFiles 1 0 R"), "active"),
    "a script in a packed object": (samples.pdf(packed=b"/S /JavaScript"), "active"),
    "a locked PDF": (samples.pdf(b"/Encrypt 5 0 R"), "locked"),
    "a PDF packed oddly": (samples.pdf(head=b"/Filter /LZWDecode"), "unclear"),
    "a PDF packed wrong": (WHOLE.replace(b"x\x9c", b"zz"), "broken"),
    "a package of anything": (package({"a.txt": "a"}), "unknown"),
    "a document with macros": (office(word__vbaProject="x"), "active"),
    "a kind for macros": (
        office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        "active",
    ),
    "a program inside": (office(word__media__image1="MZ\x90"), "active"),
    "an old document inside": (office(word__embeddings__o=OLD), "active"),
    "a web page inside": (office(**{"word/afchunk.htm": "x"}), "active"),
    "a package of anything inside": (office(x=package({"a": "a"})), "unknown"),
    "a template of elsewhere": (
        linked("attachedTemplate", "https://example.org/x.dotm"),
        "remote",
    ),
    "a share of elsewhere": (linked("frame", "\\\\example.org\\x"), "remote"),
    "macros of LibreOffice": (
        open_document(**{"Basic__Standard__Module1.xml": "x"}),
        "active",
    ),
    "scripts of LibreOffice": (open_document(Scripts__python__a="x"), "active"),
    "a package behind something else": (b"PK\x03\x04" + DOCX, "broken"),
    "a list that is larger than it says": (
        DOCX[:-22] + b"PK\6\7" + b"\0" * 16 + END,
        "broken",
    ),
    "a list too long to be read": (DOCX[:-10] + b"\xff" * 4 + DOCX[-6:], "bomb"),
    "a path out of the folder": (office(**{"../../x": "x"}), "broken"),
    "a damaged package": (DOCX.replace(b"<w/>", b"<v/>", 1)[:-40], "broken"),
}


def test_what_could_harm_a_reader_is_refused_with_its_reason():
    found = {name: judged(content) for name, (content, _why) in REFUSED.items()}
    assert found == {name: why for name, (_content, why) in REFUSED.items()}


@pytest.mark.parametrize(
    "head",
    [b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", OLD[:4]],
)
def test_no_program_of_any_system_is_inside(head):
    assert judged(office(word__media__image1=head + b"\0")) == "active"


def test_links_that_somebody_clicks_and_templates_of_ones_own_disk_are_fine():
    assert judged(linked("hyperlink", "https://example.org/")) == "docx"
    assert judged(linked("attachedTemplate", "file:///C:/Normal.dotm")) == "docx"


def test_a_locked_package_is_refused():
    locked = bytearray(DOCX)
    central = locked.rindex(b"PK\x01\x02")
    struct.pack_into("<H", locked, central + 8, 1)
    assert judged(bytes(locked)) == "locked"


def test_what_grows_without_bound_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "MAX_UNPACKED", 5000)
    monkeypatch.setattr(pdf, "MAX_INFLATED", 5000)
    assert judged(office(big="0" * 6000)) == "bomb"
    assert judged(office(inner=office(big="0" * 4900))) == "bomb"
    assert judged(samples.pdf(packed=b" " * 6000)) == "bomb"
    monkeypatch.setattr(packages, "MAX_INNER", 10)
    assert judged(office(inner=DOCX)) == "bomb"


def test_what_is_too_large_is_not_even_read(settings):
    settings.CENTRE_LARGEST_DOCUMENT = 10
    assert judged(b"x" * 11) == "heavy"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        ("Zażółć\n".encode(), "plan.TXT", "txt"),
        ("Zażółć\n".encode("utf-8-sig"), "plan.txt", "txt"),
        (b"plain", "plan.csv", "unknown"),
        ("Zażółć".encode("cp1250"), "plan.txt", "encoding"),
        (b"a\x00b", "plan.txt", "unknown"),
        (rb"{\rtf1 x}", "plan.txt", "unknown"),
    ],
)
def test_text_is_taken_in_utf_8_and_by_its_name(content, name, found):
    assert judged(content, name) == found


def test_a_pdf_says_whether_it_has_tags():
    tagged = samples.pdf(packed=b"/StructTreeRoot 3 0 R")
    found = [clean_document(upload(c)).has_tags for c in (tagged, WHOLE, DOCX)]
    assert found == [True, False, None]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Plan wizyty.PDF", "Plan wizyty.pdf"),
        ("План візиту.pdf", "План візиту.pdf"),
        ("C:\\docs\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a-Set-Cookie- b.pdf"),
        ("\u202egpj.exe.pdf", "gpj.exe.pdf"),
        ("z\u0307.pdf", "\u017c.pdf"),
        (" ... .pdf", "document.pdf"),
        ("ą" * 300 + ".pdf", "ą" * 100 + ".pdf"),
    ],
)
def test_a_name_is_one_that_any_system_can_store(name, clean):
    assert clean_filename(name, "pdf") == clean
