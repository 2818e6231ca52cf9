"""Get the files of the former site: out of a ZIP file, or from its host.

Nothing of a ZIP is ever written under its own name: what is wanted is looked up in it,
read with a limit that counts what really comes out, and checked as any upload.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from django.conf import settings
from django.core.files.base import ContentFile

from centre.documents.refusals import FileRefused
from centre.documents.uploads import CleanDocument, clean_document
from centre.importing.documents import name_of_document
from centre.importing.models import ImportRun
from centre.importing.notes import Note, SourceRefused, note
from centre.importing.planning import name_of_file
from centre.pictures.uploads import (
    MAX_BYTES,
    CleanPicture,
    PictureRefused,
    clean_picture,
)
from centre.web.fetching import NotFetched, fetch

MAX_ZIPPED = 20_000
MAX_LIST = 16 * 1024 * 1024  # bytes of the list of members at the end of a ZIP
MAX_SWELLING = 200  # of what comes out to what is packed; photographs hardly shrink
UPLOADS = "uploads/"
_DAMAGED = (BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, RuntimeError)
_END = 22  # bytes of the end of a ZIP without a comment
_LONGEST_COMMENT = 1 << 16


@dataclass
class PictureSource:
    """Where the pictures and documents of one run come from."""

    members: dict[str, ZipInfo] = field(default_factory=dict)
    archive: ZipFile | None = None
    hosts: Collection[str] = ()
    fetches: bool = False
    judged: dict[str, tuple[str, Note | None]] = field(default_factory=dict)

    def is_there(self, url: str) -> bool:
        """Return whether a picture may be had, without reading it."""
        return self.fetches or _path_in_uploads(url) in self.members

    def get(self, url: str) -> tuple[CleanPicture | None, Note | None]:
        """Return a picture, checked and encoded anew, or why there is none."""
        name = name_of_file(url)
        try:
            data = self._read(url, MAX_BYTES)
            if data is None:
                code = "picture_missing" if self.archive else "picture_not_asked"
                return None, note(code, names=name)
            return clean_picture(ContentFile(data, name=name[-80:])), None
        except PictureRefused as refused:
            reason = " ".join(refused.messages)
            return None, note("picture_refused", names=name, reason=reason)
        except NotFetched:
            return None, note("picture_failed", names=name)
        except _DAMAGED:
            return None, note("picture_missing", names=name)

    def judge_document(self, url: str) -> tuple[str, Note | None]:
        """Return the code for a document that comes, or is still to be fetched.

        With it stands why one that was looked into does not come. Nothing is fetched.
        """
        if url not in self.judged:
            self.judged[url] = self._judge(url)
        return self.judged[url]

    def _judge(self, url: str) -> tuple[str, Note | None]:
        if _path_in_uploads(url) in self.members:
            return "documents", self.get_document(url)[2]
        return ("documents_later" if self.fetches else "documents_missing"), None

    def get_document(
        self, url: str
    ) -> tuple[CleanDocument | None, ContentFile | None, Note | None]:
        """Return what a document is and its file, checked, or why there is none."""
        name = name_of_document(url)
        try:
            data = self._read(url, settings.CENTRE_LARGEST_DOCUMENT)
            if data is None:
                return None, None, note("documents_missing", names=name)
            file = ContentFile(data, name=name)
            clean = clean_document(file)
        except FileRefused as refused:
            reason = note("document_refused", names=name, reason=refused.code)
            return None, None, reason
        except NotFetched:
            return None, None, note("picture_failed", names=name)
        except _DAMAGED:
            return None, None, note("documents_missing", names=name)
        file.name = clean.filename
        return clean, file, None

    def _read(self, url: str, most: int) -> bytes | None:
        member = self.members.get(_path_in_uploads(url))
        if member is None or self.archive is None:
            if not self.fetches:
                return None
            return fetch(url, largest=most, only_from=self.hosts)
        with self.archive.open(member) as file:
            return file.read(most + 1)  # one more is found too heavy


@contextmanager
def open_pictures(run: ImportRun, hosts: Collection[str]) -> Iterator[PictureSource]:
    """Yield the source of a run's pictures.

    Raises SourceRefused where the ZIP file is none, or a bomb.
    """
    if not run.pictures:
        yield PictureSource(hosts=hosts, fetches=run.fetch_pictures)
        return
    try:
        file = run.pictures.open("rb")
    except FileNotFoundError as error:
        raise SourceRefused("no_file") from error
    with file:
        archive = _opened(file)
        with archive:
            members = {_path_in_uploads(m.filename): m for m in _sound(archive)}
            yield PictureSource(members, archive, hosts, run.fetch_pictures)


def _opened(file: Any) -> ZipFile:
    """Open a ZIP file after the size of its list of members was judged."""
    size = file.seek(0, 2)
    file.seek(-min(size, _END + _LONGEST_COMMENT), 2)
    end = file.read()
    at = end.rfind(b"PK\5\6")
    if at < 0 or int.from_bytes(end[at + 12 : at + 16], "little") > MAX_LIST:
        raise SourceRefused("zip")
    file.seek(0)
    try:
        archive = ZipFile(file)
    except (*_DAMAGED, ValueError) as error:
        raise SourceRefused("zip") from error
    if len(archive.infolist()) > MAX_ZIPPED:
        raise SourceRefused("too_many")
    return archive


def _sound(archive: ZipFile) -> Iterator[ZipInfo]:
    """Yield the members that may be read: no folders, none locked, none that swells."""
    for member in archive.infolist():
        swells = member.file_size > MAX_SWELLING * max(member.compress_size, 1)
        if not (member.is_dir() or member.flag_bits & 1 or swells):
            yield member


def _path_in_uploads(path: str) -> str:
    """Return the part behind `uploads/`, which is the same there and in a ZIP of it."""
    if "://" in path:
        try:
            path = unquote(urlsplit(path).path)
        except ValueError:
            return ""
    return path.rpartition(UPLOADS)[2].strip("/")
