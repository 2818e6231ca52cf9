"""Index every text in the transaction that changes it, whoever writes and however.

`search_fold` and `search_words` say what a word is, for texts and for questions.
`search_refresh` writes the documents of one thing anew under a lock of its row, so that
two people who change parts of it at once leave both changes. The languages are those of
its columns. No clock is asked: whether something is public is decided by who reads.
"""

import unicodedata

from django.db import migrations

# Whatever stands for an apostrophe; what can't be seen in a word.
APOSTROPHES = "'`´‘’‛ʹʻʼʽʾ′＇"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Letters that have no base letter and mark of their own, and what they are folded to.
PLAIN = {"ł": "l", "đ": "d", "ø": "o", "ґ": "г", "ς": "σ", "ẞ": "ß"}


def _folded_letters():
    """Return the letters that are neither ASCII nor taken apart, and their plain form."""
    pairs = dict(PLAIN)
    for c in map(chr, [*range(0xC0, 0x250), *range(0x370, 0x590)]):
        small = c.lower()
        if len(small) == 1 and small != c and unicodedata.normalize("NFKD", c) == c:
            pairs[c] = PLAIN.get(small, small)
    return "".join(pairs), "".join(pairs.values())


LETTERS, PLAIN_LETTERS = _folded_letters()
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    r"\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# What a word is made of: PostgreSQL's own classes depend on the server's locale.
WORD = (
    r"0-9A-Za-z''\u00aa\u00ad\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d"
    r"\u037f-\u0386\u0388-\u0559\u0560-\u0588\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4"
    r"\u05c5\u05c7-\u05f2\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06ff"
    r"\u0710-\u0963\u0966-\u0e4e\u0e50-\u10fa\u10fc-\u135f\u1369-\u13ff"
    r"\u1401-\u166c\u166f-\u1fff\u200b-\u200d\u2060\u20d0-\u20ff\u2c00-\u2dff"
    r"\u3005-\u3007\u3031-\u3035\u303b-\ud7ff\uf900-\ufdff\ufe20-\ufe2f"
    r"\ufe70-\ufeff\U00010000-\U0001efff\U00020000-\U0003ffff"
)

FUNCTIONS = f"""
CREATE FUNCTION search_fold(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN word ~ '^[a-z0-9]+$' THEN left(word, 60) ELSE left(
        replace(replace(replace(
            translate(
                lower(
                    regexp_replace(
                        normalize(
                            translate(
                                regexp_replace(word, '''[sS]$', ''),
                                '''{UNSEEN}', ''
                            ), NFKD
                        ),
                        '[{MARKS}]', '', 'g'
                    ) COLLATE "C"
                ),
                '{LETTERS}', '{PLAIN_LETTERS}'
            ),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 60) END
$$;

CREATE FUNCTION search_words(written text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT left(found[1], 60) FROM regexp_matches(
            left(
                normalize(
                    translate(
                        left(written, 100000),
                        '{APOSTROPHES.replace("'", "''")}',
                        '{"''" * len(APOSTROPHES)}'
                    ), NFKC
                ), 100000
            ), '[{WORD}]+', 'g'
        ) AS found
    )
$$;

CREATE FUNCTION search_text(html text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN html ~ '[<&]' THEN
        replace(replace(replace(replace(replace(
            regexp_replace(
                regexp_replace(
                    html, '</?(p|h[1-6]|li|ul|ol|blockquote|br|div)\\y[^>]*>', E'\\n', 'gi'
                ), '<[a-zA-Z/!][^>]*>', '', 'g'
            ),
        '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&nbsp;', ' '), '&amp;', '&')
    ELSE html END
$$;
"""  # noqa: S608 - all of it stands above

REFRESH = """
CREATE FUNCTION search_refresh(which text, number bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    thing jsonb;
    parts jsonb;
    heading text := 'title';
    required text[];
    further text[] := '{}';
    plain text[] := '{}';
    of_parts text[] := '{}';
    rich text[] := '{body,description,about,getting_there,operator}';
    starts timestamptz[] := '{}';
    ends timestamptz;
    visible timestamptz := '2000-01-01 00:00+00';
    suffix text;
    shown text;
    body text;
    kept text[] := '{}';
BEGIN
    CASE which
    WHEN 'post' THEN
        SELECT to_jsonb(t) INTO thing FROM news_post t
        WHERE id = number FOR NO KEY UPDATE;
        required := '{title,lead,body}';
    WHEN 'topic' THEN
        SELECT to_jsonb(t) INTO thing FROM news_topic t
        WHERE id = number FOR NO KEY UPDATE;
        heading := 'name';
        required := '{name}';
    WHEN 'page' THEN
        SELECT to_jsonb(t) INTO thing FROM centre_page t
        WHERE id = number FOR NO KEY UPDATE;
        required := '{title,body}';
    WHEN 'centre' THEN
        SELECT to_jsonb(t) INTO thing FROM centre_centre t
        WHERE id = number FOR NO KEY UPDATE;
        heading := 'name';
        required := '{name,tagline,about}';
        further := '{lead,floor,getting_there,step_free,hearing_loop,opening_hours,operator}';
        plain := '{street,postcode,city,email,phone}';
        SELECT jsonb_agg(to_jsonb(p) ORDER BY p.position, p.id) INTO parts
        FROM centre_partner p WHERE p.centre_id = number;
        of_parts := '{name}';
    WHEN 'type' THEN
        SELECT to_jsonb(t) INTO thing FROM events_activitytype t
        WHERE id = number FOR NO KEY UPDATE;
        heading := 'name';
        required := '{name,description}';
        rich := '{}';
        further := '{short_name}';
    WHEN 'activity' THEN
        SELECT to_jsonb(t) INTO thing FROM events_activity t
        WHERE id = number FOR NO KEY UPDATE;
        required := '{title,summary}';
        further := '{body,place,audience,interpretation,access_note,cost,signup,organiser}';
        SELECT jsonb_agg(to_jsonb(s) ORDER BY s.starts_at, s.id) INTO parts
        FROM events_session s WHERE s.activity_id = number;
        of_parts := '{place,note}';
        SELECT array_agg(s.starts_at ORDER BY s.starts_at), max(s.ends_at)
        INTO starts, ends FROM (
            SELECT starts_at, ends_at FROM events_session
            WHERE activity_id = number AND state <> 'cancelled'
            ORDER BY starts_at DESC LIMIT 200
        ) s;
        IF (thing ->> 'standing')::boolean THEN
            ends := '2101-01-01 00:00+00';
        END IF;
    WHEN 'visit' THEN
        SELECT to_jsonb(t) INTO thing FROM events_studyvisit t
        WHERE id = number FOR NO KEY UPDATE;
        required := '{title,summary,description}';
        further := '{occasion,venue,access_note}';
        SELECT jsonb_agg(p.part ORDER BY p.starts_at, p.id) INTO parts FROM (
            SELECT to_jsonb(i), i.starts_at, i.id FROM events_programmeitem i
            WHERE i.visit_id = number
            UNION ALL
            SELECT to_jsonb(v), v.starts_at, v.id FROM events_visitpart v
            WHERE v.visit_id = number
        ) AS p (part, starts_at, id);
        of_parts := '{title,description,speakers}';
        IF thing ->> 'state' = 'planned' THEN
            starts := ARRAY[(thing ->> 'starts_at')::timestamptz];
            ends := (thing ->> 'ends_at')::timestamptz;
        END IF;
    END CASE;

    IF thing ? 'published_at' THEN
        visible := (thing ->> 'published_at')::timestamptz;
    END IF;

    IF thing IS NOT NULL AND visible IS NOT NULL THEN
        FOR suffix IN
            SELECT substr(key, length(heading) + 1) FROM jsonb_object_keys(thing) key
            WHERE left(key, length(heading) + 1) = heading || '_'
        LOOP
            CONTINUE WHEN EXISTS (
                SELECT FROM unnest(required) field
                WHERE coalesce(thing ->> (field || suffix), '') !~ '\\S'
            );
            shown := thing ->> (heading || suffix);
            SELECT coalesce(string_agg(written, E'\\n' ORDER BY place), '') INTO body FROM (
                SELECT CASE WHEN field = ANY (rich)
                    THEN search_text(thing ->> (field || suffix))
                    ELSE thing ->> (field || suffix) END, n
                FROM unnest(required || further) WITH ORDINALITY u (field, n)
                WHERE field <> heading
                UNION ALL
                SELECT thing ->> field, 100 + n
                FROM unnest(plain) WITH ORDINALITY u (field, n)
                UNION ALL
                SELECT said, min(1000 + n * 10 + m) FROM
                    jsonb_array_elements(coalesce(parts, '[]')) WITH ORDINALITY p (part, n),
                    unnest(of_parts) WITH ORDINALITY u (field, m),
                    LATERAL (SELECT CASE WHEN part ? (field || suffix)
                        THEN part ->> (field || suffix) ELSE part ->> field END
                    ) AS s (said)
                GROUP BY said
            ) AS pieces (written, place) WHERE written <> '';
            suffix := replace(substr(suffix, 2), '_', '-');
            kept := kept || suffix;
            PERFORM search_write(
                which, number, suffix, coalesce(thing ->> 'slug', ''), shown, body,
                visible, coalesce(starts, '{}'), ends
            );
        END LOOP;
    END IF;

    DELETE FROM centre_searchdocument
    WHERE kind = which AND object_id = number AND NOT language = ANY (kept);
END
$$;

CREATE FUNCTION search_write(
    which text, number bigint, code text, address text, shown text, body text,
    visible timestamptz, starts timestamptz[], ends timestamptz
) RETURNS void LANGUAGE sql
-- One look into the index for each word, however few words there were when it was
-- planned: one statement may write thousands.
SET enable_seqscan = off AS $$
    WITH seen AS MATERIALIZED (
        SELECT word, search_fold(word) AS form
        FROM (SELECT DISTINCT unnest(search_words(shown || ' ' || body)) AS word) AS w
    ), added AS (
        INSERT INTO centre_searchword (spelling, form, looked_up)
        SELECT word, form, false FROM seen
        WHERE form <> '' AND (
            SELECT true FROM centre_searchword s
            WHERE s.form = seen.form AND s.spelling = seen.word LIMIT 1
        ) IS NULL
    )
    INSERT INTO centre_searchdocument (
        kind, object_id, language, slug, title, text, published_at, begins, over_at,
        title_words, words
    ) VALUES (
        which, number, code, address, shown, body, visible, starts, ends,
        array_to_tsvector(ARRAY(
            SELECT DISTINCT code || ':' || search_fold(word)
            FROM unnest(search_words(shown)) word WHERE search_fold(word) <> ''
        )),
        array_to_tsvector(ARRAY(
            SELECT DISTINCT code || ':' || form FROM seen WHERE form <> ''
        ))
    )
    ON CONFLICT (kind, object_id, language) DO UPDATE SET
        slug = excluded.slug, title = excluded.title, text = excluded.text,
        published_at = excluded.published_at, begins = excluded.begins,
        over_at = excluded.over_at, title_words = excluded.title_words,
        words = excluded.words
$$;
"""

TRIGGER_FUNCTIONS = """
CREATE FUNCTION search_thing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.id <> NEW.id) THEN
        DELETE FROM centre_searchdocument
        WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM search_refresh(TG_ARGV[0], NEW.id);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION search_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    owners text := format('SELECT %1$I AS owner FROM changed', TG_ARGV[1]);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        owners := owners || format(' UNION SELECT %1$I FROM former', TG_ARGV[1]);
    END IF;
    FOR owner IN EXECUTE 'SELECT DISTINCT owner FROM (' || owners || ') o ORDER BY 1'
    LOOP
        PERFORM search_refresh(TG_ARGV[0], owner);
    END LOOP;
    RETURN NULL;
END
$$;
"""

THINGS = {
    "news_post": "post",
    "news_topic": "topic",
    "centre_page": "page",
    "centre_centre": "centre",
    "events_activitytype": "type",
    "events_activity": "activity",
    "events_studyvisit": "visit",
}
# Table, what it is a part of, the column that says of which one.
PARTS = [
    ("centre_partner", "centre", "centre_id"),
    ("events_session", "activity", "activity_id"),
    ("events_programmeitem", "visit", "visit_id"),
    ("events_visitpart", "visit", "visit_id"),
]
ROWS = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "NEW TABLE AS changed OLD TABLE AS former",
    "DELETE": "OLD TABLE AS changed",
}
TRIGGERS = [
    (
        f"CREATE TRIGGER search_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION search_thing_changed('{kind}')",
        f"DROP TRIGGER search_changed ON {table}",
    )
    for table, kind in THINGS.items()
] + [
    (
        f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {rows} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION search_parts_changed('{kind}', '{column}')",
        f"DROP TRIGGER search_{event.lower()} ON {table}",
    )
    for table, kind, column in PARTS
    for event, rows in ROWS.items()
]
FILL = "\n".join(
    f"SELECT search_refresh('{kind}', id) FROM {table};"  # noqa: S608
    for table, kind in THINGS.items()
)
DROP = """
DROP FUNCTION search_parts_changed();
DROP FUNCTION search_thing_changed();
DROP FUNCTION search_refresh(text, bigint);
DROP FUNCTION search_write(
    text, bigint, text, text, text, text, timestamptz, timestamptz[], timestamptz
);
DROP FUNCTION search_text(text);
DROP FUNCTION search_words(text);
DROP FUNCTION search_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0008_search"),
        ("events", "0041_facts_from_texts"),
        ("news", "0003_dates_in_bounds"),
    ]

    operations = [
        migrations.RunSQL([FUNCTIONS, REFRESH, TRIGGER_FUNCTIONS], DROP),
        *(migrations.RunSQL([made], [dropped]) for made, dropped in TRIGGERS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
