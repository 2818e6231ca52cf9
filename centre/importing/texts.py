"""What the readers of all formats return: texts of elsewhere, not yet ours."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from centre.documents.uploads import CONTENT_TYPES
from centre.importing.notes import Note

# Endings of what is tried; some are refused, and the report says why.
ENDINGS = {*CONTENT_TYPES, "doc", "xls", "ppt", "rtf", "odg", "epub"}


@dataclass
class FoundPicture:
    """A picture that a text shows: its address, and its words in that language."""

    url: str
    alt: str = ""
    caption: str = ""
    attachment: str = ""  # the key of the file there, if the text says it


@dataclass
class FoundDocument:
    """A file to take away: its address, and the words of the link that leads to it.

    `number`, `title` and `parent`, the number of a text, are of the library there.
    """

    url: str
    words: str = ""
    number: str = ""
    title: str = ""
    parent: str = ""


@dataclass
class SourceDate:
    """One date of an event; `key` is the moment that it was first meant for."""

    key: str
    starts_at: datetime  # aware, as its end
    ends_at: datetime
    is_cancelled: bool = False


@dataclass
class SourceText:
    """One text of elsewhere in one language.

    `group` is the same for translations of one another, and empty where there are none.
    """

    key: str
    kind: str
    title: str = ""
    excerpt: str = ""
    html: str = ""
    published_at: datetime | None = None  # aware
    is_public: bool = False
    language: str = ""
    group: str = ""
    url: str = ""
    topics: tuple[str, ...] = ()
    pictures: list[FoundPicture] = field(default_factory=list)
    documents: list[FoundDocument] = field(default_factory=list)
    plain_newlines: bool = False  # line breaks stand for paragraphs
    place: str = ""
    dates: list[SourceDate] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def source_hash(self) -> str:
        """Return a hash of the words that are there.

        What we note of them is not of it, nor documents; dates are compared one by one.
        """
        words = asdict(self) | {"notes": [], "dates": []}
        del words["documents"]
        return hash_of(words)


@dataclass
class SourceFile:
    """All that a file holds: where it is from, its texts, what is left out of them."""

    source: str = ""
    hosts: set[str] = field(default_factory=set)
    language: str = ""
    texts: list[SourceText] = field(default_factory=list)
    attachments: dict[str, FoundPicture] = field(default_factory=dict)
    documents: list[FoundDocument] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def is_document(url: str) -> bool:
    """Return whether an address ends as a document's does."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return PurePosixPath(unquote(path)).suffix.lower().lstrip(".") in ENDINGS


def hash_of(value: object) -> str:
    """Return a hash of what can be JSON; dates are written out."""
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
