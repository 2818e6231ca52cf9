"""Small documents of each kind, made by hand, whole and broken."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
OOXML = "application/vnd.openxmlformats-officedocument."
WORD = f"{OOXML}wordprocessingml.document.main+xml"
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/r">{}'
LINK = '<Relationship Type="x/{}" Target="{}" TargetMode="External"/></Relationships>'


def upload(content, name="plan.pdf"):
    return SimpleUploadedFile(name, content)


def pdf(extra=b"", *, packed=b"", head=b"/Filter /FlateDecode", end=b"%%EOF\n"):
    """A PDF with some bytes in an object, and some in a packed one."""
    data = zlib.compress(packed) if b"Flate" in head else packed
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + extra + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + head + b" >>\nstream\n"
        + data + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n" + end
    )  # fmt: skip


def package(members, compression=ZIP_DEFLATED):
    file = BytesIO()
    with ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(main=WORD, **members):
    """A package of Word and the like; `a__b` is the member "a/b"."""
    types = f'{TYPES}<Override PartName="/w.xml" ContentType="{main}"/></Types>'
    named = {name.replace("__", "/"): data for name, data in members.items()}
    return package({"[Content_Types].xml": types, "w.xml": "<w/>", **named})


def linked(kind, target, name="word/_rels/document.xml.rels"):
    return office(**{name: LINKS.format(LINK.format(kind, target))})


def open_document(kind="text", **members):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    named = {name.replace("__", "/"): data for name, data in members.items()}
    stored = {"mimetype": mimetype, "content.xml": "<c/>", **named}
    return package(stored, ZIP_STORED)
