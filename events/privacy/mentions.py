"""Places in free texts that name a person, however the name was written.

People are named in what others wrote: a message, a reason, an answer, a mail that
waits. Such texts refer to nobody, so they are searched: without case, accents and
apostrophes, in either order of the names, with the endings that Slavic names take.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from modeltranslation.translator import NotRegistered, translator

from centre.text.emails import fold_email
from centre.text.folding import fold
from events.models import Registration
from events.privacy.categories import DataCategory
from events.privacy.tables import TABLES

TAKEN_OUT = "…"

# Texts in which somebody may write of others. Texts of the site (CONTENT) are searched
# as well; what holds one name or one address is found with its person.
FREE_TEXTS: dict[str, tuple[str, ...]] = {
    "admin.LogEntry": ("object_repr", "change_message"),
    "centre.Proposal": ("volunteer",),
    "centre.TranslationLink": ("name",),
    "centre.UnsavedForm": ("fields",),
    "events.ChangeRequest": ("text",),
    "events.Feedback": ("useful", "missing"),
    "events.MessageText": ("subject", "body"),
    "events.Need": ("text",),
    "events.OutgoingEmail": ("subject", "text", "html", "calendar", "error"),
    "events.Registration": ("message", "organisation"),
    "events.RegistrationEvent": ("reason",),
    "events.SeatBlock": ("label",),
    "events.VisitPart": ("guide",),
    "events.VisitRequest": ("purpose", "answer", "reply", "organisation"),
}
# A word is at least so long to be looked for alone, and to have an ending.
LONG_WORD, ENDED_WORD = 5, 4
APOSTROPHES = ("&#x27;", "&#39;")  # as a mail's HTML has them


@dataclass(frozen=True)
class Mention:
    """A field of a row that names the person, and its lines that do."""

    row: Model
    column: str
    lines: list[str]
    by_email: bool
    by_name: bool  # all words of a name, and not a part of one
    pattern: re.Pattern[str] = field(compare=False)

    @property
    def where(self) -> str:
        """The table, the row and the field, for a copy."""
        return f"{self.row._meta.label_lower} {self.row.pk} {self.column}"

    @property
    def title(self) -> str:
        """The table and the field, in the reader's language."""
        column = self.row._meta.get_field(self.column)
        name = getattr(column, "verbose_name", self.column)
        return f"{self.row._meta.verbose_name}: {name}"

    @property
    def is_free_text(self) -> bool:
        """Whether somebody wrote it about somebody; else it is a text of the site."""
        return self.row._meta.label in FREE_TEXTS

    @property
    def registration(self) -> int | None:
        """The primary key of the delegation that the text is about, if any."""
        if isinstance(self.row, Registration):
            return self.row.pk
        return getattr(self.row, "registration_id", None)

    @property
    def url(self) -> str:
        """The page of the staff site where the text can be read; "" without one."""
        names = ("registration", "message", "thing")
        owners = (getattr(self.row, name, None) for name in names)
        rows = [self.row, *(owner for owner in owners if isinstance(owner, Model))]
        for row in filter(None, rows):
            name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
            try:
                return reverse(name, args=[row.pk])
            except NoReverseMatch:
                continue
        return ""

    def take_out(self) -> None:
        """Put a sign in place of the name and the address, and save the text."""
        text = _text(self.row, self.column)
        rows = type(self.row)._base_manager.filter(pk=self.row.pk)
        rows.update(**{self.column: _replace(text, self.pattern)})


def find_mentions(names: Collection[str], email: str) -> list[Mention]:
    """Return every place of a free text that names the person or has the address.

    A text that was shown to somebody is proof, and never searched.
    """
    address = _address_pattern(email)
    whole = _either([address, *map(_name_pattern, names)])
    anything = _either([whole, *_word_patterns(names)])
    found = []
    for model, columns in searched_fields():
        for row in model._base_manager.only(*columns).iterator(chunk_size=500):
            for column in columns:
                folded = fold(text := _text(row, column))
                if not anything.search(folded):
                    continue
                lines = [
                    part for part in text.splitlines() if anything.search(fold(part))
                ]
                by_email = bool(address.search(folded))
                by_name = bool(whole.search(folded))
                found.append(
                    Mention(row, column, lines or [text], by_email, by_name, whole)
                )
    return found


def _text(row: Model, column: str) -> str:
    text = "\n".join(_strings(getattr(row, column)))
    for written in APOSTROPHES:
        text = text.replace(written, "’")
    return text


def _strings(value: Any) -> Iterator[str]:
    """Yield the texts in a field, each of them where the field holds JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def searched_fields() -> Iterator[tuple[type[Model], list[str]]]:
    """Yield each model with its fields that are searched, translations written out.

    What search and the library keep is derived from texts, and changes with them.
    """
    for label, declared in TABLES.items():
        if label.startswith(("centre.Search", "centre.LibraryText")):
            continue
        texts = [*FREE_TEXTS.get(label, ())]
        for fields in declared:
            if fields.category == DataCategory.CONTENT:
                texts += fields.names
        model = apps.get_model(label)
        columns = [name for text in texts for name in _columns(model, text)]
        columns = [name for name in columns if _is_text(model, name)]
        if columns:
            yield model, columns


def _columns(model: type[Model], name: str) -> list[str]:
    try:
        translated = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return [name]
    return [f.name for f in translated.get(name, ())] or [name]


def _is_text(model: type[Model], name: str) -> bool:
    kind = model._meta.get_field(name).get_internal_type()
    return kind in {"CharField", "TextField", "URLField", "EmailField", "JSONField"}


def _either(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns))


def _address_pattern(email: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(fold(fold_email(email)))}(?![\w-])")


def _name_pattern(name: str) -> re.Pattern[str]:
    """Return what finds all words of a name, in any order if they are two or three.

    A single word is found without an ending, because it may begin another word.
    """
    words = re.findall(r"\w+", fold(name))
    stems = [_stem(word) for word in words] if len(words) > 1 else words
    orders = permutations(stems) if len(stems) < 4 else [stems]
    either = "|".join(r"[\W_]+".join(order) for order in orders)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _word_patterns(names: Collection[str]) -> Iterator[re.Pattern[str]]:
    """Yield what finds a long word of a name alone."""
    for name in names:
        for word in re.findall(r"\w+", fold(name)):
            if len(word) >= LONG_WORD:
                yield re.compile(rf"(?<!\w){_stem(word)}(?!\w)")


def _stem(word: str) -> str:
    """Return what finds a word with another ending: "новак" finds "новакові"."""
    if len(word) < ENDED_WORD:
        return word
    return rf"{word[:-1]}\w{{0,4}}"


def _replace(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text with a sign in place of each find in its folded form."""
    folded, origins = [], []
    for index, character in enumerate(text):
        for letter in fold(character):
            folded.append(letter)
            origins.append(index)
    kept, end = [], 0
    for match in pattern.finditer("".join(folded)):
        start, last = origins[match.start()], origins[match.end() - 1]
        kept += [text[end:start], TAKEN_OUT]
        end = last + 1
    return "".join([*kept, text[end:]])
