"""What lacks a translation, as lines that leave the site and come back.

A line is one field of one thing in one language. Its address says which, its digests
what it was made from, so that a former source is told when the line comes back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from centre.content.languages import columns
from centre.content.outdated import OutdatedText
from centre.content.proposals import text_digests
from centre.translating.board import find_things, rows_of, with_texts
from centre.translating.kinds import BoardKind
from centre.translating.texts import count_words, find_source, texts_by_language

MAX_LINES = 2000  # of one file
LONGEST_CELL = 32_000  # characters; a cell of a spreadsheet holds few more
_ADDRESS = re.compile(
    r"([a-z]{1,20}\.[a-z]{1,40})/([0-9]{1,18})/([a-z_]{1,60})/([a-z-]{2,12})"
)
_DIGESTS = re.compile(r"[0-9a-f]{32}:[0-9a-f]{32}")


@dataclass(frozen=True)
class Line:
    """A field to translate: where it is, what it is, its source and its text.

    `number` is that of the row in a file that came back.
    """

    address: str
    digests: str
    what: str
    source_language: str
    source: str
    target: str
    number: int = 0

    @property
    def place(self) -> tuple[str, int, str, str] | None:
        """The kind, the key, the field and the language; None of an odd address."""
        found = _ADDRESS.fullmatch(self.address)
        return (found[1], int(found[2]), found[3], found[4]) if found else None

    @property
    def made_from(self) -> list[str]:
        """The digests of the source and of the text there was; two "" where cut."""
        sound = _DIGESTS.fullmatch(self.digests)
        return self.digests.split(":") if sound else ["", ""]


def find_lines(
    kinds: Sequence[BoardKind], language: str, at: datetime
) -> tuple[list[Line], int]:
    """Return what is missing or outdated in a language, and how many are left out.

    Soonest seen comes first. Left out are those beyond what a file takes.
    """
    found = with_texts(find_things(kinds, at, [language])[:MAX_LINES], kinds)
    rows = rows_of(found, kinds)
    lost = {
        (row.model, row.object_id, row.field)
        for row in OutdatedText.objects.filter(language=language.replace("-", "_"))
        if row.part == row.model
    }
    models = {kind.label: kind.model for kind in kinds}
    lines = [
        line
        for thing, row in zip(found, rows, strict=True)
        for line in _lines_of(models[thing["kind"]], thing, row.title, language, lost)
    ]
    kept = [line for line in lines if len(line.source) <= LONGEST_CELL][:MAX_LINES]
    return _with_digests(kept), len(lines) - len(kept)


def _lines_of(
    model: Any, thing: dict[str, Any], title: str, language: str, lost: set[Any]
) -> list[Line]:
    texts = texts_by_language(model, thing["texts"].get)
    lines = []
    for field in model._meta.fields:
        if field.name not in columns(model, language):
            continue
        code, source = find_source(texts, field.name, without=language)
        target = texts[language][field.name]
        is_lost = (thing["kind"], thing["key"], field.name) in lost
        if source and (is_lost or not count_words(target)):
            address = f"{thing['kind']}/{thing['key']}/{field.name}/{language}"
            what = f"{title}: {capfirst(str(field.verbose_name))}"
            lines.append(Line(address, "", what, code, source, target))
    return lines


def _with_digests(lines: list[Line]) -> list[Line]:
    digests = text_digests([text for e in lines for text in (e.source, e.target)])
    pairs = zip(digests[::2], digests[1::2], strict=True)
    return [
        Line(e.address, ":".join(pair), e.what, e.source_language, e.source, e.target)
        for e, pair in zip(lines, pairs, strict=True)
    ]
