"""Find pictures and documents of all kinds, by words and by what they lack.

All kinds are read by one query, whatever their number.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import StrIndex

from centre.content.files import kinds_seen_by
from centre.content.languages import columns
from centre.documents.library import is_document_file
from centre.documents.storage import FOLDER
from centre.pictures.library import LibraryPicture, LibraryText, PictureRights
from centre.pictures.tasks import picture_models

LIBRARY_ROWS = 24  # of a page
MOST_WORDS = 8
LONGEST_QUESTION = 200
UNKNOWN = "unknown"  # what the address says for a consent that is not known


@dataclass(frozen=True)
class LibraryQuestion:
    """What is looked for: words, a kind (a model's label), and what is lacking."""

    words: str = ""
    kind: str = ""
    lacking: str = ""  # a language that has no description
    uncredited: bool = False
    consent: str = ""  # a value of `PictureRights.Consent`, or `UNKNOWN`
    document: str = ""  # the file of a document: all places of it

    @classmethod
    def of(cls, asked: Any) -> "LibraryQuestion":
        """Return what an address asks for; what makes no sense is left out."""
        lacking, consent = asked.get("lacking", ""), asked.get("consent", "")
        document = asked.get("file", "")
        known = {UNKNOWN, *PictureRights.Consent.values}
        return cls(
            words=asked.get("q", "")[:LONGEST_QUESTION].strip(),
            kind=asked.get("kind", ""),
            lacking=lacking if lacking in settings.CENTRE_LANGUAGES else "",
            uncredited=asked.get("credit") == "none",
            consent=consent if consent in known else "",
            document=document if is_document_file(document) else "",
        )


def pictures_seen_by(user: Any) -> list[Any]:
    """Return the kinds of pictures that a user may see, the library first."""
    seen = kinds_seen_by(user, picture_models())
    return sorted(seen, key=lambda m: (m is not LibraryPicture, m._meta.label))


def find_files(
    kinds: list[Any], question: LibraryQuestion, most: int | None = None
) -> Any:
    """Return what was asked for, as dictionaries of model and key.

    Kind by kind, the newest of each first. Who needs no more than the first `most` has
    no more of any kind read.
    """
    chosen = [m for m in kinds if m._meta.label_lower == question.kind] or kinds
    arms = [_arm(m, n, question).order_by("-pk") for n, m in enumerate(chosen)]
    first, *others = arms if most is None else [arm[:most] for arm in arms]
    if not others:
        return first
    return first.union(*others, all=True).order_by("place", "-key")


def _arm(model: Any, place: int, question: LibraryQuestion) -> QuerySet:
    rows: QuerySet = QuerySet(model).order_by()
    if question.words:
        rows = _with_words(rows, question.words)
    if question.lacking:
        alt = columns(model, question.lacking)["alt"]
        rows = rows.filter(Q(**{alt: ""}) | Q(**{alt: None}), decorative=False)
    if question.uncredited:
        rows = rows.filter(credit="")
    if question.document:
        rows = rows.filter(file=f"{FOLDER}/{question.document}")
    if question.consent:
        rows = rows.filter(_consent(question.consent))
    label = Value(model._meta.label_lower, output_field=CharField())
    return rows.values(model=label, key=F("pk"), place=Value(place))


def _consent(value: str) -> Any:
    rights = PictureRights.objects.filter(image=OuterRef("image"))
    if value == UNKNOWN:
        return ~Exists(rights.exclude(consent=""))
    return Exists(rights.filter(consent=value))


def _with_words(rows: QuerySet, words: str) -> QuerySet:
    """Keep the rows that have all words somewhere in their texts, in any language."""
    found = LibraryText.objects.filter(kind=rows.model._meta.label_lower)
    for word in words.split()[:MOST_WORDS]:
        asked = Func(Value(word), function="fold_text", output_field=TextField())
        found = found.annotate(
            in_texts=StrIndex("texts", asked), in_title=StrIndex("title", asked)
        ).filter(Q(in_texts__gt=0) | Q(in_title__gt=0))
    return rows.filter(pk__in=found.values("object_id"))
