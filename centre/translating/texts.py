"""The texts of one thing as a translator sees them: each with what it is made from."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.text import capfirst

from centre.content.languages import columns
from centre.content.outdated import OutdatedText
from centre.content.richtext import RichTextField

# Somebody who knows both languages translates a bit less than 500 words in an hour.
WORDS_A_MINUTE = 8
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class TextPair:
    """One field of a thing: its source, the language of that, and the text there is."""

    field: str
    label: str
    source: str
    source_language: str
    target: str
    is_rich: bool
    is_outdated: bool

    @property
    def source_name(self) -> str:
        """The language of the source by its own name."""
        return settings.CENTRE_LANGUAGES[self.source_language]

    @property
    def is_done(self) -> bool:
        """Whether it has a text that is right, as far as anybody knows."""
        return bool(count_words(self.target)) and not self.is_outdated


def pairs_of(thing: Any, language: str) -> list[TextPair]:
    """Return the fields of a thing that can be translated into a language.

    They are those with words in another language, in the order of the form.
    """
    model = type(thing)
    texts = texts_of(thing)
    outdated = OutdatedText.objects.of(thing).filter(
        part=model._meta.label_lower, language=language.replace("-", "_")
    )
    lost = {*outdated.values_list("field", flat=True)}
    pairs = []
    for field in model._meta.fields:
        if field.name not in columns(model, language):
            continue
        code, source = find_source(texts, field.name, without=language)
        if source:
            pairs.append(
                TextPair(
                    field=field.name,
                    label=str(capfirst(field.verbose_name)),
                    source=source,
                    source_language=code,
                    target=texts[language][field.name],
                    is_rich=isinstance(field, RichTextField),
                    is_outdated=field.name in lost,
                )
            )
    return pairs


def texts_of(thing: Any) -> dict[str, dict[str, str]]:
    """Return a thing's own texts, by language and field."""
    return texts_by_language(type(thing), lambda column: getattr(thing, column))


def texts_by_language(
    model: Any, read: Callable[[str], str | None]
) -> dict[str, dict[str, str]]:
    """Return texts by language and field, each read by its column."""
    return {
        code: {f: read(c) or "" for f, c in columns(model, code).items()}
        for code in settings.CENTRE_LANGUAGES
    }


def find_source(
    texts: Mapping[str, Mapping[str, str]], field: str, without: str = ""
) -> tuple[str, str]:
    """Return the language and the text that a field is translated from, or two "".

    It is chosen as the database's triggers do: the house's language, else the first
    with words.
    """
    codes = sorted(texts, key=lambda code: (code != settings.LANGUAGE_CODE, code))
    for code in codes:
        if code != without and count_words(texts[code][field]):
            return code, texts[code][field]
    return "", ""


def count_words(text: str) -> int:
    """Return how many words a text has, markup aside."""
    return len(_WORD.findall(strip_tags(text)))


def minutes_of_work(pairs: list[TextPair]) -> int:
    """Return about how long it takes to translate what is missing or outdated."""
    words = sum(count_words(pair.source) for pair in pairs if not pair.is_done)
    return max(1, math.ceil(words / WORDS_A_MINUTE))
