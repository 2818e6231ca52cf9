"""Find things by words: at most four statements, whatever is asked.

A word is looked for in all its forms, in every language. One that no text has stands
for the words most like it: by trigrams, else by few different letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from centre.search.kinds import slugs_of_things
from centre.search.models import SearchDocument

MAX_CHARS = 200
MAX_WORDS = 12
# So many documents are taken by each choice; all are put into order.
MAX_CHOSEN = 100
MAX_SUGGESTED_FOR = 3  # each looks at every word there is
# Words this much further away than the nearest one are something else.
NEARLY = 0.15

EXPAND = """
WITH asked AS MATERIALIZED (
    SELECT min(n) AS n, min(word) AS word, form FROM (
        SELECT n, word, search_fold(word) AS form
        FROM unnest(search_words(%s)) WITH ORDINALITY AS u (word, n)
    ) AS folded WHERE form <> '' GROUP BY form ORDER BY 1 LIMIT %s
), known AS MATERIALIZED (
    SELECT a.n, w.form FROM asked a JOIN centre_searchword w USING (form)
    UNION
    SELECT a.n, w.form FROM asked a
    JOIN centre_inflectedform mine USING (form)
    JOIN centre_inflectedform other USING (base)
    JOIN centre_searchword w ON w.form = other.form
), unknown AS MATERIALIZED (
    SELECT * FROM asked WHERE n NOT IN (SELECT n FROM known) AND length(form) > 3
), near AS MATERIALIZED (
    SELECT u.n, s.form, s.distance FROM unknown u CROSS JOIN LATERAL (
        SELECT w.form, min(w.form <-> u.form) AS distance FROM centre_searchword w
        WHERE w.form %% u.form GROUP BY w.form ORDER BY distance LIMIT 6
    ) AS s
), far AS (
    SELECT u.n, s.form, s.distance FROM unknown u CROSS JOIN LATERAL (
        SELECT w.form, min(levenshtein_less_equal(w.form, u.form, 2)) AS distance
        FROM centre_searchword w
        WHERE length(w.form) BETWEEN length(u.form) - 2 AND length(u.form) + 2
            AND levenshtein_less_equal(w.form, u.form, 2) <= 2
            -- Half of a short word is another word, unless letters changed places.
            AND (
                length(u.form) > 4 OR levenshtein_less_equal(w.form, u.form, 1) <= 1
                OR length(w.form) = length(u.form)
                    AND translate(w.form, u.form, '') = ''
                    AND translate(u.form, w.form, '') = ''
            )
        GROUP BY w.form ORDER BY distance LIMIT 6
    ) AS s WHERE u.n NOT IN (SELECT n FROM near)
)
SELECT a.n, a.word, f.form, f.distance FROM asked a LEFT JOIN (
    SELECT n, form, 0 AS distance FROM known
    UNION ALL SELECT n, form, distance FROM near
    UNION ALL SELECT n, form, distance FROM far
) AS f USING (n) ORDER BY a.n, f.distance, f.form
"""

# An example of a text with a legal effect, which no real site shows.
NO_SAMPLE = """(
    %(shows_samples)s OR kind NOT IN ('page', 'statement') OR NOT EXISTS (
        SELECT FROM centre_page p
        WHERE kind = 'page' AND p.id = object_id AND p.is_sample
        UNION ALL
        SELECT FROM centre_accessibilitystatement s
        WHERE kind = 'statement' AND s.centre_id = object_id AND s.is_sample
    )
)"""
# What may come first: each takes a bounded number, in an order that an index has.
CHOOSE = """
(SELECT id FROM centre_searchdocument
WHERE {condition} AND published_at <= %(at)s
    AND language = ANY (%({whose}_languages)s::text[])
    AND kind = ANY (%(kinds)s::text[]) AND {shown}
ORDER BY {order} LIMIT %(limit)s)
"""
IN_TITLE = ("title_words @@ %({whose}_query)s::tsquery", "published_at DESC")
COMING = ("over_at > %(at)s AND words @@ %({whose}_query)s::tsquery", "over_at")
NEWEST = ("words @@ %({whose}_query)s::tsquery", "published_at DESC")
RANK = """
WITH found AS (
    SELECT kind, object_id, id, language, begins, over_at, published_at,
        CASE WHEN %(is_all)s THEN 0 ELSE (
            SELECT count(*) FROM unnest(%(each)s::text[]) word
            WHERE words @@ word::tsquery
        ) END AS hits,
        language <> ALL (%(own_languages)s::text[]) AS is_foreign,
        CASE WHEN title_words @@ %(all)s::tsquery THEN 0
            WHEN title_words @@ %(any)s::tsquery THEN 1 ELSE 2 END AS title_rank,
        over_at IS NULL OR over_at <= %(at)s AS is_over
    FROM centre_searchdocument WHERE id IN ({chosen})
)
SELECT kind, object_id, id FROM found
ORDER BY
    hits DESC, is_foreign, title_rank, is_over,
    CASE WHEN NOT is_over THEN coalesce(
        (SELECT min(moment) FROM unnest(begins) moment WHERE moment >= %(at)s), over_at
    ) END,
    published_at DESC, array_position(%(other_languages)s::text[], language), id DESC
"""
RANK = RANK.format(
    chosen="UNION".join(
        CHOOSE.format(
            condition=condition.format(whose=whose),
            order=order,
            whose=whose,
            shown=NO_SAMPLE,
        )
        for condition, order in (IN_TITLE, COMING, NEWEST)
        for whose in ("own", "other")
    )
)

SUGGEST = """
SELECT min(spelling) FROM (
    SELECT w.spelling, w.form, min(w.form <-> asked) AS distance
    FROM unnest(%(words)s::text[]) AS asked CROSS JOIN LATERAL (
        SELECT spelling, form FROM centre_searchword
        WHERE length(form) > 3 ORDER BY form <-> search_fold(asked) LIMIT 12
    ) AS w GROUP BY 1, 2
) AS w
WHERE distance < 0.85 AND EXISTS (
    SELECT FROM centre_searchdocument d
    WHERE d.words @@ (
        SELECT string_agg(quote_literal(language || ':' || w.form), ' | ')
        FROM unnest(%(languages)s::text[]) language
    )::tsquery AND d.published_at <= %(at)s AND {shown}
)
GROUP BY form ORDER BY min(distance), form LIMIT 5
"""
SUGGEST = SUGGEST.format(shown=NO_SAMPLE)


@dataclass
class AskedWord:
    """A word that was asked for, and the folded words of texts that stand for it."""

    word: str
    forms: list[str] = field(default_factory=list)
    is_guess: bool = False

    def query(self, languages: Iterable[str]) -> str:
        """Return the word in texts of these languages, as a tsquery."""
        lexemes = [f"'{code}:{form}'" for code in languages for form in self.forms]
        return f"({' | '.join(lexemes)})"


def read_words(text: str) -> list[AskedWord]:
    """Return the first words of a question with all that stands for each in texts."""
    with connection.cursor() as cursor:
        cursor.execute(EXPAND, [text, MAX_WORDS])
        rows = cursor.fetchall()
    words: dict[int, AskedWord] = {}
    nearest: dict[int, float] = {}
    for place, word, form, distance in rows:
        asked = words.setdefault(place, AskedWord(word))
        best = nearest.setdefault(place, distance or 0)
        if form is not None and distance <= best + NEARLY:
            asked.forms.append(form)
            asked.is_guess = distance > 0
    return [*words.values()]


def find(
    words: Iterable[AskedWord], kinds: list[str], languages: list[str], at: datetime
) -> list[int]:
    """Return the keys of the documents to show, one for each thing, the best first.

    They are public at a moment (aware), in one of these languages; the first language
    is the reader's own. Each has all words; if none has, each has one of them.
    """
    known = [word for word in words if word.forms]
    if not known:
        return []
    own, others = languages[:1], languages[1:]
    values: dict[str, Any] = {
        "all": " & ".join(word.query(languages) for word in known),
        "any": " | ".join(word.query(languages) for word in known),
        "each": [word.query(languages) for word in known],
        "kinds": kinds,
        "at": at,
        "shows_samples": settings.CENTRE_SHOWS_SAMPLES,
        "limit": MAX_CHOSEN,
    }
    for whose, codes in (("own", own), ("other", others)):
        values[f"{whose}_languages"] = codes
        values[f"{whose}_queries"] = [word.query(codes or own) for word in known]
    found = _ranked(values, " & ")
    if not found and len(known) > 1:
        found = _ranked(values, " | ")
    return [*found.values()]


def _ranked(values: dict[str, Any], joint: str) -> dict[tuple[str, int], int]:
    """Return the first document of each thing: (kind, key of the thing) -> its key.

    Each has all the words where `joint` is " & ", any of them where it is " | ".
    """
    values = {
        **values,
        "is_all": joint == " & ",
        "own_query": joint.join(values["own_queries"]),
        "other_query": joint.join(values["other_queries"]),
    }
    found: dict[tuple[str, int], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(RANK, values)
        for kind, thing, document in cursor:
            found.setdefault((kind, thing), document)
    return found


def suggest(
    words: Iterable[AskedWord], languages: list[str], at: datetime
) -> list[str]:
    """Return words like those asked for, from texts that are public at a moment."""
    values: dict[str, Any] = {
        "words": [word.word for word in words][:MAX_SUGGESTED_FOR],
        "languages": languages,
        "at": at,
        "shows_samples": settings.CENTRE_SHOWS_SAMPLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST, values)
        return [word for (word,) in cursor]


def read_documents(keys: list[int], own_language: str) -> list[SearchDocument]:
    """Return documents in the order of their keys.

    `has_own` says whether the thing has one in the reader's own language too, `slugs`
    are the thing's.
    """
    own = SearchDocument.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), language=own_language
    )
    documents = SearchDocument.objects.defer("words", "title_words")
    found = documents.annotate(has_own=Exists(own), slugs=slugs_of_things())
    by_key = found.in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]
