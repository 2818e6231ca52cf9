"""Documents as they are uploaded: known by what is in them, never by their name.

`clean_document` is the only way in. What a stored document is called and what kind it
is follows from it; the content stays as it is.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File

from centre.documents.packages import ZIP, kind_of_package
from centre.documents.pdf import check_pdf
from centre.documents.refusals import FileRefused
from centre.text.cleaning import clean_line

LONGEST_NAME = 100
# Kind, which is the ending of its name as well -> the type by which it is served.
# A table as text (CSV) is left out: a spreadsheet runs what begins with "=". So are
# books (EPUB): they hold web pages with scripts.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain; charset=utf-8",
}
ACCEPTED_ENDINGS = ",".join(f".{kind}" for kind in CONTENT_TYPES)
_OLD_KIND = b"\xd0\xcf\x11\xe0"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What some system can't have in a file's name.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class CleanDocument:
    """What a checked document is. `has_tags` is known of a PDF alone."""

    kind: str
    filename: str
    size: int
    has_tags: bool | None


def clean_document(uploaded: File) -> CleanDocument:
    """Return what an upload is; its content is left at the beginning.

    Raises FileRefused where it is no whole, safe document of an accepted size.
    """
    size = uploaded.size or 0
    if size > settings.CENTRE_LARGEST_DOCUMENT:
        raise FileRefused("heavy")
    name = uploaded.name or ""
    uploaded.seek(0)
    kind, has_tags = _look_into(uploaded, name)
    uploaded.seek(0)
    return CleanDocument(kind, clean_filename(name, kind), size, has_tags)


def _look_into(file: File, name: str) -> tuple[str, bool | None]:
    """Return a file's kind, and of a PDF whether it has tags.

    Raises FileRefused.
    """
    beginning = file.read(8)
    file.seek(0)
    if beginning.startswith(b"%PDF-"):
        return "pdf", check_pdf(file.read())
    if beginning.startswith(ZIP):
        return kind_of_package(file), None
    if beginning.startswith(_OLD_KIND):
        raise FileRefused("old")
    if PurePosixPath(name).suffix.lower() != ".txt":
        raise FileRefused("unknown")
    _check_text(file.read())
    return "txt", None


def _check_text(data: bytes) -> None:
    """Refuse what is no text in UTF-8.

    Raises FileRefused.
    """
    if data.startswith(rb"{\rtf"):
        raise FileRefused("unknown")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("encoding") from error
    if _UNPRINTABLE.search(text):
        raise FileRefused("unknown")


def clean_filename(name: str, kind: str) -> str:
    """Return a name that any system can store, in any script, ending in its kind."""
    name = re.split(r"[/\\]", name)[-1]
    stem = name[: -len(kind) - 1] if name.lower().endswith(f".{kind}") else name
    stem = clean_line(_NOT_IN_NAMES.sub("-", stem))[:LONGEST_NAME].strip(" .-")
    return f"{stem or 'document'}.{kind}"
