"""Look into documents that are ZIP packages: of Word and the like, of LibreOffice.

Each member is unpacked once, so that its size and its checksum are true; nothing is
written anywhere.
"""

import re
import zlib
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from centre.documents.refusals import MEGABYTE, FileRefused

MAX_MEMBERS = 5000
MAX_UNPACKED = 200 * MEGABYTE
MAX_LISTED = 4 * MEGABYTE  # of a member that is read as a list
MAX_INNER = 32 * MEGABYTE  # of a package inside, which is read into memory
MAX_DEPTH = 2  # a table in a chart in a presentation
ZIP = b"PK\x03\x04"
END, LOCATOR = 22, 20  # bytes: of the end without a comment, of what makes it larger
_CHUNK = 1 << 16

_OOXML = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{_OOXML}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OOXML}presentationml.presentation.main+xml": "pptx",
}
_ODF = b"application/vnd.oasis.opendocument."
MIMETYPES = {
    _ODF + b"text": "odt",
    _ODF + b"spreadsheet": "ods",
    _ODF + b"presentation": "odp",
}
CONTENTS, MIMETYPE = "[Content_Types].xml", "mimetype"
# How programs begin: of Windows, Linux and macOS, scripts, and packed old documents, in
# which macros and objects lie.
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"\xd0\xcf\x11\xe0",
)
_PROGRAM_NAME = re.compile(
    r"(?i)(^|/)(vbaProject|vbaData|macrosheets/|activeX/|Scripts/.)"
    r"|^Basic/(?!.*/?(script|dialog)-l[bc]\.xml$)."
    r"|\.(exe|dll|com|scr|bat|cmd|ps1|vb[es]|jse?|ws[fh]|hta|jar|msi|lnk|sh|py|php"
    r"|x?html?|mht)$"
)
_PROGRAM_TYPE = re.compile("(?i)macroEnabled|vbaProject|activeX|oleObject")
# Addresses of elsewhere; a template that lies on its writer's disk harms nobody.
_ELSEWHERE = re.compile(
    r"(?i)^(https?|ftps?|smb|webdavs?):|^[/\\]{2,}[^/\\]|^file:[/\\]{2}([/\\]{2,})?[^/\\]"
)
_DAMAGED = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,  # UnicodeDecodeError is one
    ElementTree.ParseError,
)


def kind_of_package(file: Any) -> str:
    """Return which kind of document a ZIP package is: "docx", "odt" and so on.

    Raises FileRefused where it is none, is damaged or locked, holds a program, loads
    something from elsewhere, or grows too large.
    """
    try:
        return _Looker().kind_of(file)
    except _DAMAGED as error:
        raise FileRefused("broken") from error


class _Looker:
    """Looks into one package and those inside it, which share their limits."""

    def __init__(self) -> None:
        self.bytes_left = MAX_UNPACKED
        self.members_left = MAX_MEMBERS

    def kind_of(self, file: Any, depth: int = 0) -> str:
        if depth > MAX_DEPTH:
            raise FileRefused("active")
        _judge_end(file)
        with ZipFile(file) as archive:
            members = archive.infolist()
            self._count(archive, members)
            kind = _kind(archive)
            for member in members:
                self._look_at(archive, member, depth)
        return kind

    def _count(self, archive: ZipFile, members: list[ZipInfo]) -> None:
        """Take what the members need off the limits, before any is unpacked."""
        self.members_left -= len(members)
        self.bytes_left -= sum(member.file_size for member in members)
        if self.members_left < 0 or self.bytes_left < 0:
            raise FileRefused("bomb")
        names = {member.filename for member in members}
        # Nothing may stand before, behind or between: it would be another file in one.
        first = min((member.header_offset for member in members), default=1)
        if first or archive.comment or len(names) < len(members):
            raise FileRefused("broken")

    def _look_at(self, archive: ZipFile, member: ZipInfo, depth: int) -> None:
        _judge_name(member)
        with archive.open(member) as file:
            beginning = file.read(8)
            if beginning.startswith(PROGRAMS):
                raise FileRefused("active")
            if beginning.startswith(ZIP):
                if member.file_size > MAX_INNER:
                    raise FileRefused("bomb")
                self.kind_of(BytesIO(beginning + file.read()), depth + 1)
            while file.read(_CHUNK):
                pass  # its checksum is compared at the end
        if member.filename.endswith(".rels"):
            _judge_links(_tree(archive, member.filename))


def _judge_end(file: Any) -> None:
    """Refuse a package by its end, before the list of its members is read.

    Raises FileRefused.
    """
    file.seek(-min(file.seek(0, 2), LOCATOR + END), 2)
    end = file.read()
    file.seek(0)
    if not end[-END:].startswith(b"PK\5\6") or end.startswith(b"PK\6\7"):
        raise FileRefused("broken")
    if int.from_bytes(end[-END:][12:16], "little") > MAX_LISTED:
        raise FileRefused("bomb")


def _judge_name(member: ZipInfo) -> None:
    """Refuse a member by its name, or by how it is packed.

    Raises FileRefused.
    """
    name = member.filename
    if member.flag_bits & 1:
        raise FileRefused("locked")
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise FileRefused("broken")
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise FileRefused("broken")
    if _PROGRAM_NAME.search(name):
        raise FileRefused("active")


def _kind(archive: ZipFile) -> str:
    """Return what a package says that it is.

    Raises FileRefused where that is none of ours.
    """
    names = archive.namelist()
    if CONTENTS in names:
        types = {e.get("ContentType", "") for e in _tree(archive, CONTENTS)}
        if any(_PROGRAM_TYPE.search(each) for each in types):
            raise FileRefused("active")
        kinds = {MAIN_PARTS[each] for each in types if each in MAIN_PARTS}
    elif MIMETYPE in names and archive.getinfo(MIMETYPE).file_size < 100:
        kinds = {MIMETYPES.get(archive.read(MIMETYPE).strip(), "")} - {""}
    else:
        kinds = set()
    if len(kinds) != 1:
        raise FileRefused("unknown")
    return kinds.pop()


def _tree(archive: ZipFile, name: str) -> ElementTree.Element:
    """Return a member's XML. No entity is fetched; the parser ends what grows."""
    if archive.getinfo(name).file_size > MAX_LISTED:
        raise FileRefused("bomb")
    return ElementTree.fromstring(archive.read(name))  # noqa: S314


def _judge_links(links: ElementTree.Element) -> None:
    """Refuse links that a program follows by itself; those that one clicks are fine.

    Raises FileRefused.
    """
    for link in links:
        external = link.get("TargetMode", "").lower() == "external"
        clicked = link.get("Type", "").endswith("/hyperlink")
        if external and not clicked and _ELSEWHERE.search(link.get("Target", "")):
            raise FileRefused("remote")
