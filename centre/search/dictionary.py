"""Learn the base forms of new words, and which other forms those have.

Only this module opens dictionaries: 60 MB for three languages, after two seconds. The
clock and the command `rebuild_search` call it; whoever searches reads its tables.
"""

from collections.abc import Iterable, Iterator

import simplemma
from django.conf import settings
from django.db import connection
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY, frontcode
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from centre.search.models import SearchWord

WORDS_AT_ONCE = 20_000
SHORTEST = 3  # letters: below, a dictionary of another language makes more of a word

# In the order of the index, so that two who learn the same wait and don't lock.
INSERT_FORMS = """
INSERT INTO centre_inflectedform (form, base)
SELECT DISTINCT search_fold(form), search_fold(base)
FROM unnest(%s::text[], %s::text[]) AS pair (form, base)
WHERE search_fold(form) <> '' AND search_fold(base) <> ''
ORDER BY 1, 2
ON CONFLICT DO NOTHING
"""


def learn_words() -> int:
    """Look new words up in the dictionary of every language; return how many."""
    new = SearchWord.objects.filter(looked_up=False).order_by("pk")[:WORDS_AT_ONCE]
    words = dict(new.values_list("pk", "spelling"))
    if not words:
        return 0
    pairs = sorted(inflections(words.values()))
    with connection.cursor() as cursor:
        forms, bases = [form for form, _ in pairs], [base for _, base in pairs]
        cursor.execute(INSERT_FORMS, [forms, bases])
    SearchWord.objects.filter(pk__in=words).update(looked_up=True)
    return len(words)


def inflections(words: Iterable[str]) -> set[tuple[str, str]]:
    """Return (form, base form) for words, and for all forms of their base forms."""
    asked = {
        spelling
        for word in words
        if len(word) >= SHORTEST and not word.isdigit()
        for spelling in (word, word.lower())
    }
    found = set()
    for language in settings.MODELTRANSLATION_LANGUAGES:
        if language not in SUPPORTED_LANGUAGES:
            continue
        own = {
            (word, simplemma.lemmatize(word, lang=language, low_memory=True))
            for word in asked
        }
        found |= own
        found |= set(_forms_of({base for _, base in own}, language))
    return found


def _forms_of(bases: set[str], language: str) -> Iterator[tuple[str, str]]:
    """Yield (form, base form) for each form that the dictionary has of these.

    Going through it whole takes seconds; its own `items()` would take a minute.
    """
    dictionary = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language)
    data = dictionary._data  # type: ignore[attr-defined]
    backwards, _, start = frontcode._read_header(data)
    step = -1 if backwards else 1
    wanted = {base.encode()[::step] for base in bases}
    for _, form, base in frontcode._iter_records(data, start):
        if base in wanted:
            yield form[::step].decode(), base[::step].decode()
