"""What the readers of all formats return: texts of elsewhere, not yet ours."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime

from centre.importing.notes import Note


@dataclass
class FoundPicture:
    """A picture that a text shows: its address, and its words in that language."""

    url: str
    alt: str = ""
    caption: str = ""
    attachment: str = ""  # the key of the file there, if the text says it


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
    plain_newlines: bool = False  # line breaks stand for paragraphs
    place: str = ""
    dates: list[SourceDate] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def source_hash(self) -> str:
        """Return a hash of the words that are there.

        What we note of them is not of it, and dates are compared one by one.
        """
        return hash_of(asdict(self) | {"notes": [], "dates": []})


@dataclass
class SourceFile:
    """All that a file holds: where it is from, its texts, what is left out of them."""

    source: str = ""
    hosts: set[str] = field(default_factory=set)
    language: str = ""
    texts: list[SourceText] = field(default_factory=list)
    attachments: dict[str, FoundPicture] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)


def hash_of(value: object) -> str:
    """Return a hash of what can be JSON; dates are written out."""
    text = json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
