"""Lines to translate as XLIFF 1.2, the format of translators' programs, out and in."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from centre.text.cleaning import drop_unprintable
from centre.translating.lines import MAX_LINES, Line
from centre.translating.spreadsheets import Unreadable

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_IN = f"{{{NAMESPACE}}}"


def write_xliff(lines: list[Line], language: str) -> bytes:
    """Return a document with a part for each language that is translated from."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(f"{_IN}xliff", {"version": "1.2"})
    by_source = attrgetter("source_language")
    for code, group in groupby(sorted(lines, key=by_source), by_source):
        told = {
            "original": "centre",
            "datatype": "html",
            "source-language": code,
            "target-language": language,
        }
        file = ElementTree.SubElement(root, f"{_IN}file", told)
        body = ElementTree.SubElement(file, f"{_IN}body")
        for line in group:
            _write_unit(body, line)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def _write_unit(body: ElementTree.Element, line: Line) -> None:
    named = {"id": line.address, "extradata": line.digests}
    unit = ElementTree.SubElement(body, f"{_IN}trans-unit", named)
    for tag, text in (
        ("source", line.source),
        ("target", line.target),
        ("note", line.what),
    ):
        if text:
            ElementTree.SubElement(unit, _IN + tag).text = drop_unprintable(text)


def read_xliff(data: bytes) -> Iterator[Line]:
    """Yield the lines of a document that came back.

    One with a document type is refused, so that no entity is ever expanded.

    Raises Unreadable.
    """
    if b"<!DOCTYPE" in data.upper() or b"\0" in data:  # of UTF-8 alone
        raise Unreadable(_("This is no XLIFF file that can be read."))
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - no document type, no entity
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(_("This is no XLIFF file that can be read.")) from error
    if root.tag != f"{_IN}xliff":
        raise Unreadable(_("This is no XLIFF file that can be read."))
    units = list(root.iter(f"{_IN}trans-unit"))
    if len(units) > MAX_LINES:
        raise Unreadable(_("There are too many rows."))
    for number, unit in enumerate(units, start=1):
        texts = {
            tag: "".join(found.itertext())
            for tag in ("source", "target", "note")
            if (found := unit.find(_IN + tag)) is not None
        }
        yield Line(
            unit.get("id", ""),
            unit.get("extradata", ""),
            texts.get("note", ""),
            "",
            texts.get("source", ""),
            texts.get("target", ""),
            number,
        )
