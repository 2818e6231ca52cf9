"""Learn the base forms of new words, and which other forms those have.

Only this module opens dictionaries: 60 MB for three languages, after two seconds. The
clock and the command `rebuild_search` call it; whoever searches reads its tables.
"""

from collections.abc import Iterable, Iterator

import simplemma
from django.conf import settings
from django.db import OperationalError, connection, transaction
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
# What no document has any more: words, and forms of bases that no word has.
FORGET_WORDS = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT split_part(word, ':', 2) AS word
    FROM ts_stat('SELECT words FROM centre_searchdocument')
)
DELETE FROM centre_searchword w
WHERE NOT EXISTS (SELECT FROM said WHERE said.word = w.form)
"""
FORGET_FORMS = """
WITH needed AS MATERIALIZED (
    SELECT DISTINCT i.base FROM centre_inflectedform i
    JOIN centre_searchword w USING (form)
)
DELETE FROM centre_inflectedform i
WHERE NOT EXISTS (SELECT FROM needed WHERE needed.base = i.base)
"""
# Whoever saves a text with an old word has it in nobody's sight until the end: they
# are waited for, but not as long as PostgreSQL waits before it ends somebody.
WAIT = "SET LOCAL lock_timeout = '500ms'"
KEEP_OUT = "LOCK TABLE centre_searchdocument IN SHARE ROW EXCLUSIVE MODE"


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


def forget_words() -> int:
    """Delete the words that no text has any more; return how many.

    Where somebody saves for long nothing is done: the next time does it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WAIT)
            cursor.execute(KEEP_OUT)
            cursor.execute(FORGET_WORDS)
            gone = cursor.rowcount
            cursor.execute(FORGET_FORMS)
            return gone
    except OperationalError:
        return 0


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
