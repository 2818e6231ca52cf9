"""Make of the texts of a file the things that they become: nothing is stored yet."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.utils.html import strip_tags

from centre.content.date_bounds import validate_date_bounds
from centre.content.plain_text import plain_text
from centre.importing.dates import stored_dates
from centre.importing.documents import (
    MAX_DOCUMENTS,
    FoundDocuments,
    note_documents,
)
from centre.importing.kinds import IMPORT_KINDS
from centre.importing.languages import language_of_letters, tell_language
from centre.importing.markup import (
    Converted,
    UnreadableText,
    convert_html,
    words_of_markup,
)
from centre.importing.notes import Note, note
from centre.importing.texts import FoundPicture, SourceFile, SourceText, hash_of
from centre.importing.wordpress import host_of
from centre.text.cleaning import clean_line, clean_text
from centre.text.folding import fold

MAX_PICTURES = 30  # of one thing
LONGEST_TITLE, LONGEST_LEAD, LONGEST_ALT = 160, 400, 250
_FIRST_PARAGRAPH = re.compile(r"\s*<p>(.*?)</p>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")


@dataclass
class PlannedThing:
    """One thing to be: what is stored of it as the payload of its entry."""

    kind: str
    title: str
    texts: list[dict[str, Any]]
    published_at: datetime | None = None
    pictures: list[dict[str, Any]] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    place: str = ""
    dates: list[list[Any]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    words: tuple[int, int] = (0, 0)

    def payload(self) -> dict[str, Any]:
        """Return it as JSON."""
        moment = self.published_at.isoformat() if self.published_at else None
        return {
            "texts": self.texts,
            "published_at": moment,
            "pictures": self.pictures,
            "documents": self.documents,
            "topics": self.topics,
            "place": self.place,
            "dates": self.dates,
        }


@dataclass
class Planner:
    """Plans the things of one file.

    `topics` leads from a folded name to the key of a topic; `is_there` says whether a
    picture can be had, `judge` what becomes of the document at an address.
    """

    found: SourceFile
    topics: dict[str, int]
    is_there: Callable[[str], bool]
    judge: Callable[[str], tuple[str, Note | None]]

    def plan(self) -> Iterator[PlannedThing]:
        """Yield the things, translations of one another as one."""
        self._by_url = {picture_key(p.url): p for p in self.found.attachments.values()}
        self._documents = FoundDocuments(self.found)
        for texts in self._grouped():
            try:
                yield self._thing(texts)
            except (UnreadableText, SuspiciousOperation):
                self.found.left_out["unreadable"] += 1
        if unused := len(self._documents.unused):
            self.found.left_out["documents"] = unused

    def _grouped(self) -> list[list[SourceText]]:
        groups: dict[tuple[str, str], dict[str, SourceText]] = defaultdict(dict)
        for text in self.found.texts:
            self._tell_language(text)
            if text.language not in settings.CENTRE_LANGUAGES:
                self.found.left_out[f"language {text.language}"] += 1
                continue
            group = groups[
                text.kind, (text.group and f"group:{text.group}") or text.key
            ]
            if text.language in group:
                text.notes.append(note("two_of_language"))
                group = groups[text.kind, text.key]
            group[text.language] = text
        return [[*group.values()] for group in groups.values()]

    def _tell_language(self, text: SourceText) -> None:
        if text.language:
            return
        words = f"{text.title} {text.excerpt} {text.html}"
        text.language, code = tell_language(words), "language_guessed"
        if not text.language:
            usual = self.found.language or settings.LANGUAGE_CODE
            text.language = language_of_letters(words) or usual
            code = "language_assumed"
        name = settings.CENTRE_LANGUAGES.get(text.language, text.language)
        text.notes.append(note(code, language=name))

    def _thing(self, texts: list[SourceText]) -> PlannedThing:
        thing = PlannedThing(texts[0].kind, "", [])
        pictures: dict[str, dict[str, Any]] = {}
        documents: dict[str, dict[str, Any]] = {}
        for text in texts:
            base = text.url or f"https://{self.found.source}/"
            converted = convert_html(
                text.html, plain_newlines=text.plain_newlines, base=base
            )
            seen = [self._resolved(p) for p in (*text.pictures, *converted.pictures)]
            for picture in filter(lambda p: p.url, seen):
                _add_picture(pictures, picture, text.language)
            for document in self._documents.of_text(text, converted.html):
                self._documents.plan(documents, document, text.language)
            thing.texts.append(_planned_text(text, converted, seen, thing.notes))
            there, here = words_of_markup(text.html), words_of_markup(converted.html)
            thing.words = (thing.words[0] + there, thing.words[1] + here)
            noted = (*text.notes, *converted.notes)
            thing.notes += [n for n in noted if n not in thing.notes]
        thing.title = next((t["title"] for t in thing.texts if t["title"]), "")
        self._take_pictures(thing, [*pictures.values()])
        self._take_documents(thing, [*documents.values()])
        self._take_topics(thing, texts)
        thing.place, thing.dates = texts[0].place, stored_dates(texts[0].dates)
        thing.published_at = _published(thing, texts)
        return thing

    def _resolved(self, picture: FoundPicture) -> FoundPicture:
        """Return a picture with what the library of the former site says of it."""
        base = f"https://{self.found.source}/"
        try:
            url = urljoin(base, picture.url) if picture.url else ""
        except ValueError:
            url = ""
        stored = self.found.attachments.get(picture.attachment)
        stored = stored or self._by_url.get(picture_key(url)) or FoundPicture(url)
        return FoundPicture(
            stored.url or url,
            picture.alt or stored.alt,
            picture.caption or stored.caption,
            picture.attachment,
        )

    def _take_pictures(self, thing: PlannedThing, found: list[dict[str, Any]]) -> None:
        own = [p for p in found if host_of(p["url"]) in self.found.hosts]
        elsewhere = [p for p in found if p not in own]
        _note_names(thing, "picture_elsewhere", elsewhere)
        there = [p for p in own if self.is_there(p["url"])]
        _note_names(thing, "picture_missing", [p for p in own if p not in there])
        _note_names(thing, "pictures_many", there[MAX_PICTURES:])
        thing.pictures = own[:MAX_PICTURES]
        bare = [p for p in there[:MAX_PICTURES] if undescribed(p, _complete(thing))]
        _note_names(thing, "undescribed", bare)

    def _take_documents(self, thing: PlannedThing, found: list[dict[str, Any]]) -> None:
        thing.documents = found[:MAX_DOCUMENTS]
        judged = [self.judge(document["url"]) for document in thing.documents]
        for document, (code, refusal) in zip(thing.documents, judged, strict=True):
            document["comes"] = code != "documents_missing" and not refusal
        thing.notes += note_documents(thing.documents, judged)
        _note_names(thing, "documents_many", found[MAX_DOCUMENTS:])

    def _take_topics(self, thing: PlannedThing, texts: list[SourceText]) -> None:
        names = dict.fromkeys(name for text in texts for name in text.topics)
        if thing.kind != "post":
            return
        known = {name: self.topics.get(fold(name)) for name in names}
        thing.topics = sorted({key for key in known.values() if key})
        if lacking := [name for name, key in known.items() if not key]:
            thing.notes.append(note("topics", names=", ".join(lacking)[:300]))


def undescribed(picture: dict[str, Any], languages: list[str]) -> bool:
    """Return whether a picture lacks its description in one of some languages."""
    return any(not picture["alts"].get(code) for code in languages)


def picture_key(url: str) -> str:
    """Return what is the same for all sizes of one picture of WordPress's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{host_of(url)}{_SIZE.sub('', parts.path)}"[:300]


def name_of_file(url: str) -> str:
    """Return the name of a file at an address, for people."""
    return picture_key(url).rpartition("/")[2] or url[:80]


def _note_names(thing: PlannedThing, code: str, pictures: list[dict[str, Any]]) -> None:
    if pictures:
        names = ", ".join(name_of_file(p["url"]) for p in pictures)
        thing.notes.append(note(code, names=names[:300]))


def _add_picture(
    pictures: dict[str, dict[str, Any]], picture: FoundPicture, language: str
) -> None:
    key = picture_key(picture.url)
    entry = pictures.setdefault(
        key,
        {
            "key": key,
            "url": picture.url,
            "number": picture.attachment,
            "alts": {},
            "captions": {},
        },
    )
    for name, text in (("alts", picture.alt), ("captions", picture.caption)):
        words = clean_line(strip_tags(unescape(text)))
        if words and not entry[name].get(language):
            entry[name][language] = _cut(words, LONGEST_ALT)


def _planned_text(
    text: SourceText, converted: Converted, pictures: list[FoundPicture], notes: Any
) -> dict[str, Any]:
    """Return one language of a thing: where it is from, and its fields."""
    kind = IMPORT_KINDS[text.kind]
    title = clean_line(strip_tags(unescape(text.title)))
    body, fields = converted.html, {"title": _cut(title, LONGEST_TITLE)}
    if fields["title"] != title:
        notes.append(note("title_cut"))
    if kind.short:
        lead = clean_text(plain_text(convert_html(text.excerpt).html, with_links=False))
        if not lead and body:
            lead, body = _lead_of(body)
            notes.append(note("lead_made"))
        fields[kind.short] = _cut(clean_line(lead), LONGEST_LEAD)
    seen = [asdict(picture) for picture in pictures]
    return {
        "key": text.key,
        "language": text.language,
        "url": text.url,
        "title": fields["title"],
        "is_public": text.is_public,
        "hash": hash_of([text.source_hash(), seen]),
        "fields": fields | {"body": body},
    }


def _lead_of(body: str) -> tuple[str, str]:
    """Return a lead made of the first paragraph, and the text that is left.

    A short paragraph becomes it; of a longer one, or of all the text, so many whole
    sentences as fit are repeated.
    """
    first = _FIRST_PARAGRAPH.match(body)
    inner = first[1] if first else ""
    words = clean_line(strip_tags(unescape(inner.replace("<br>", " "))))
    rest = body[first.end() :].strip() if first else ""
    if words and len(words) <= LONGEST_LEAD and rest and "<a " not in inner:
        return words, rest
    words = words or clean_line(plain_text(body, with_links=False))
    lead = ""
    for sentence in _SENTENCE_END.split(words):
        if len(lead) + len(sentence) > 300:
            break
        lead = f"{lead} {sentence}".strip()
    return lead or _cut(words, 300), body


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…"


def _complete(thing: PlannedThing) -> list[str]:
    """Return the languages that are complete, as the publishing rules say."""
    required = IMPORT_KINDS[thing.kind].model.translation_required
    return [
        text["language"]
        for text in thing.texts
        if all((text["fields"].get(name) or "").strip() for name in required)
    ]


def _published(thing: PlannedThing, texts: list[SourceText]) -> datetime | None:
    """Return when it is to be public; None, with a note why, where it is a draft."""
    if thing.kind == "activity":
        number = sum(not cancelled for *_rest, cancelled in thing.dates)
        thing.notes += [note("dates_to_come", number=number), note("activity")]
        return None
    public = [text for text in texts if text.is_public]
    if len(public) < len(texts):
        code = "language_draft_there" if public else "draft_there"
        thing.notes.append(note(code))
        return None
    if not _complete(thing):
        thing.notes.append(note(_what_lacks(thing)))
        return None
    if any(code == "title_cut" for code, _values in thing.notes):
        return None
    dates = [text.published_at for text in texts if text.published_at]
    try:
        moment = min(dates)
        validate_date_bounds(moment)
    except (ValidationError, ValueError, OverflowError):
        thing.notes.append(note("bad_date"))
        return None
    return moment


def _what_lacks(thing: PlannedThing) -> str:
    fields = thing.texts[0]["fields"]
    if not fields["title"]:
        return "no_title"
    return "no_lead" if fields["body"] else "no_text"
