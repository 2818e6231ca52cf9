"""Demo documents: an agenda to take away, and what was shown on a visit."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from centre.demo.text import Text
from centre.documents.uploads import clean_document

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<m:manifest xmlns:m="{_ODF}:manifest:1.0" m:version="1.3">
<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>
<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>
</m:manifest>"""
_CONTENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<o:document-content xmlns:o="{_ODF}:office:1.0" xmlns:t="{_ODF}:text:1.0"
o:version="1.3"><o:body><o:text>%s</o:text></o:body></o:document-content>"""

FORM = {
    "name": "Zgoda opiekuna (przykład).odt",
    "language": "pl",
    "access": "tagged",
    "title": Text(
        "Zgoda opiekuna, do wydrukowania",
        "Guardian’s consent, to print",
        "Згода опікуна, для друку",
    ),
    "lines": ("Zgoda opiekuna", "To przykład formularza.", "Podpis: …………………………"),
}
HANDOUT = {
    "name": "Walk through the house.odt",
    "language": "en",
    "access": "tagged",
    "title": Text(
        "Spacer po domu: notatki",
        "A walk through the house: notes",
        "Прогулянка домом: нотатки",
    ),
    "lines": ("A walk through the house", "An example of a handout."),
}
SLIDES = {
    "name": "Slajdy z panelu.txt",
    "for_participants": True,
    "language": "pl",
    "access": "",
    "title": Text("Treść slajdów", "Text of the slides", "Текст слайдів"),
    "lines": ("Panel: współpraca w mieście", "To przykład."),
}

SONGS: dict[str, Any] = {
    "name": "Śpiewnik na wiosnę (przykład).odt",
    "language": "pl",
    "title": Text(
        "Śpiewnik na wiosnę",
        "Songs for spring",
        "Пісні на весну",
    ),
    "lines": ("Śpiewnik na wiosnę", "To przykład dokumentu, który czeka."),
}


def store(document: Any, entry: dict, at: datetime) -> None:
    """Write a document of an entry, check it like an upload, and store it, unsaved."""
    upload = SimpleUploadedFile(entry["name"], write(entry))
    document.describe(clean_document(upload), at)
    document.file = upload


def write(entry: dict) -> bytes:
    """Return a document of its lines, the first of which is its heading."""
    heading, *lines = entry["lines"]
    if entry["name"].endswith(".txt"):
        return "\n\n".join(entry["lines"]).encode()
    text = f'<t:h t:outline-level="1">{heading}</t:h>'
    text += "".join(f"<t:p>{line}</t:p>" for line in lines)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED
        )
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _CONTENT % text)
    return file.getvalue()
