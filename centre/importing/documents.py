"""Documents of the former site: found in texts, planned, and made documents of ours.

A file is known by its address: linked from several languages of a thing, it is one
document with a title in each. It is checked as an upload is, and by nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from centre.content.languages import columns
from centre.documents.storage import name_by_content
from centre.documents.uploads import CleanDocument
from centre.importing.former import keys_of_url
from centre.importing.kinds import ImportKind
from centre.importing.models import (
    FormerAddress,
    ImportedSource,
    ImportItem,
    former_number,
    number_asked,
)
from centre.importing.notes import Note, note
from centre.importing.texts import (
    FoundDocument,
    SourceFile,
    SourceText,
    hash_of,
    is_document,
)
from centre.importing.wordpress import host_of
from centre.text.cleaning import clean_line

MAX_DOCUMENTS = 30  # of one thing
LONGEST_TITLE = 160
LONGEST_NAMES = 300  # letters of what a report says of some files
# Words of links that say nothing of the file.
_IDLE = {"", "tu", "tutaj", "pobierz", "kliknij", "link", "plik", "dokument", "więcej"}
_IDLE |= {"here", "click here", "download", "file", "document", "more", "read more"}
_IDLE |= {"тут", "завантажити", "файл", "документ", "посилання", "більше", "pdf"}
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BETWEEN_WORDS = re.compile(r"[-_\s]+")


def links_in(html: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the words of each link of a text that was converted."""
    for href, inner in _LINK.findall(html):
        yield unescape(href), clean_line(unescape(_TAG.sub("", inner)))


def document_key(url: str) -> str:
    """Return what is the same for all spellings of the address of one file."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return f"{host_of(url)}{unquote(path)}"[:300]


def name_of_document(url: str) -> str:
    """Return the name of the file at an address, for people."""
    return document_key(url).rpartition("/")[2][-80:] or url[:80]


class FoundDocuments:
    """All documents of a source: by address, by number, by what they were put into."""

    def __init__(self, found: SourceFile) -> None:
        self.hosts = found.hosts
        self.unused = {document_key(d.url): d for d in found.documents}
        self._by_key = {**self.unused}
        self._by_number = {d.number: d for d in found.documents if d.number}
        self._put_into: dict[str, list[FoundDocument]] = defaultdict(list)
        for document in found.documents:
            self._put_into[document.parent].append(document)

    def of_text(self, text: SourceText, html: str) -> Iterator[FoundDocument]:
        """Yield the documents of a text: those that it links to, then its own."""
        for url, words in links_in(html):
            if (found := self._linked(url)) is not None:
                yield FoundDocument(found.url, words, found.number, found.title)
        number = text.key.partition(":")[2]
        put_here = self._put_into.get(number, []) if number else []
        for each in (*text.documents, *put_here):
            if host_of(each.url) in self.hosts:
                yield FoundDocument(each.url, "", each.number, each.title)

    def _linked(self, url: str) -> FoundDocument | None:
        if host_of(url) not in self.hosts:
            return None
        known = self._by_key.get(document_key(url))
        known = known or self._by_number.get(number_asked(urlsplit(url).query))
        return known or (FoundDocument(url) if is_document(url) else None)

    def plan(
        self, documents: dict[str, dict[str, Any]], found: FoundDocument, language: str
    ) -> None:
        """Note a document that a text in a language has; the first words of it hold."""
        key = document_key(found.url)
        self.unused.pop(key, None)
        entry: dict[str, Any] = {"key": key, "url": found.url, "titles": {}}
        entry |= {"number": found.number, "language": language}
        titles = documents.setdefault(key, entry)["titles"]
        said = "" if _is_idle(found.words) else found.words
        if language not in titles or (said and titles[language]["idle"]):
            title = said or _title_of(found)
            titles[language] = {"text": title[:LONGEST_TITLE], "idle": not said}


def _is_idle(words: str) -> bool:
    plain = words.casefold().strip(" .:…»›>→[]()")
    return plain in _IDLE or "://" in plain


def _title_of(found: FoundDocument) -> str:
    """Return the title that the former site gave a file, else its name as words."""
    stem = PurePosixPath(name_of_document(found.url)).stem
    title = clean_line(found.title) or _BETWEEN_WORDS.sub(" ", stem).strip()
    return title or name_of_document(found.url)


def note_documents(
    planned: list[dict[str, Any]], judged: list[tuple[str, Note | None]]
) -> Iterator[Note]:
    """Yield what a report says of planned documents, each with how it was judged."""
    names: dict[str, list[str]] = {}
    for document, (code, refusal) in zip(planned, judged, strict=True):
        if refusal:
            yield refusal
        else:
            names.setdefault(code, []).append(name_of_document(document["url"]))
    for code, found in names.items():
        yield note(code, names=", ".join(found)[:LONGEST_NAMES])


def keys_of_documents(
    payload: dict[str, Any], hosts: Collection[str]
) -> dict[str, list[str]]:
    """Return the keys of the former addresses of planned documents, by their own."""
    found = {}
    for document in payload.get("documents", []):
        keys = keys_of_url(document["url"], hosts)[:1]
        number = document.get("number", "")
        numbers = [former_number(number)] if number.isdigit() else []
        found[document["key"]] = [*keys, *numbers]
    return found


def own_documents(
    kind: ImportKind, things: Collection[int]
) -> dict[tuple[int, str], Any]:
    """Return the documents of some things, by thing and stored file."""
    owner = kind.documents.owner_field()
    rows = kind.documents._base_manager.filter(**{f"{owner}__in": things})
    return {(getattr(row, f"{owner}_id"), row.file.name): row for row in rows}


# --- Importing ------------------------------------------------------------------------


@dataclass(frozen=True)
class GotDocument:
    """A document that is to be imported: its file, checked, or why there is none."""

    planned: dict[str, Any]
    clean: CleanDocument | None
    file: Any
    why: Note | None


def get_documents(item: ImportItem, files: Any) -> list[GotDocument]:
    """Return each document that is not imported yet, with its file or with why not."""
    if item.outcome == ImportItem.Outcome.GONE:
        return []
    wanted = {_source_key(item, d): d for d in item.payload.get("documents", [])}
    known = ImportedSource.objects.filter(source=item.run.source, key__in=[*wanted])
    for key in known.values_list("key", flat=True):
        del wanted[key]
    return [GotDocument(d, *files.get_document(d["url"])) for d in wanted.values()]


def _source_key(item: ImportItem, document: dict[str, Any]) -> str:
    thing = hash_of(item.payload["texts"][0]["key"])[:24]
    return f"{thing}#{document['key']}"


def add_documents(
    item: ImportItem, model: Any, thing: Any, got: list[GotDocument]
) -> list[Note]:
    """Give a thing the documents that were got; return what is noted of the others.

    Raises ValidationError.
    """
    for each in got:
        if each.clean is not None:
            row = _same_file(thing, each) or _add_document(model, thing, each)
            _remember(item, row, each.planned)
    noted = {code for code, _values in item.notes}
    refused = [each.why for each in got if each.why]
    return [why for why in refused if why[0] not in noted - {"document_refused"}]


def _same_file(thing: Any, got: GotDocument) -> Any:
    """Return the document of a thing that has that very file already, if one has."""
    name = name_by_content(got.file.name, got.file)
    return thing.documents.filter(file=name).first()


def _add_document(model: Any, thing: Any, got: GotDocument) -> Any:
    owner = {model.owner_field(): thing}
    row = model(**owner, position=thing.documents.count())
    row.language = got.planned["language"]
    for language, title in got.planned["titles"].items():
        setattr(row, columns(model, language)["title"], title["text"])
    row.describe(got.clean, timezone.now())
    row.file = got.file
    row.full_clean()
    row.save()
    return row


def _remember(item: ImportItem, row: Any, planned: dict[str, Any]) -> None:
    """Store where a document is from, and that its former addresses lead to it."""
    label = row._meta.label_lower
    ImportedSource.objects.create(
        source=item.run.source,
        key=_source_key(item, planned),
        model=label,
        object_id=row.pk,
        source_hash=planned["key"][-64:],
    )
    hosts = item.run.summary.get("hosts", [])
    keys = keys_of_documents({"documents": [planned]}, hosts)[planned["key"]]
    language = planned["language"]
    rows = [
        FormerAddress(path=key, model=label, object_id=row.pk, language=language)
        for key in keys
    ]
    FormerAddress.objects.bulk_create(rows, ignore_conflicts=True)
