"""Index a thing only where something that search reads changes, by plans that are kept.

A function in SQL is parsed and planned anew in each statement that calls it, one in
PL/pgSQL once in each connection. What each function gives back, and what documents hold,
is the same as before. `search_refresh` writes a thing's documents whenever it is called.
"""

import re
from importlib import import_module

from django.db import migrations

FIRST = import_module("centre.migrations.0009_search_triggers")
DOCUMENTS = import_module("centre.migrations.0017_search_documents")

# What is read of each table: columns, or the beginnings of their names in a language.
THINGS = {
    "news_post": "slug published_at title lead body",
    "news_topic": "slug name",
    "centre_page": "slug published_at title body",
    "centre_centre": "name tagline about lead floor getting_there step_free hearing_loop "
    "opening_hours operator street postcode city email phone",
    "events_activitytype": "slug name short_name description",
    "events_activity": "slug published_at standing title summary body place audience "
    "interpretation access_note cost signup organiser",
    "events_studyvisit": "slug published_at state starts_at ends_at title summary "
    "description occasion venue access_note",
}
PARTS = {
    "centre_partner": "position name",
    "events_session": "starts_at ends_at state place note",
    "events_programmeitem": "starts_at title description speakers",
    "events_visitpart": "starts_at title description speakers",
    "news_postdocument": "position title",
    "centre_pagedocument": "position title",
    "events_activitydocument": "position title",
    "events_visitdocument": "position title for_participants",
    "centre_accessibilitystatement": "is_public building communication not_accessible "
    "features body contact email phone",
}

CHANGED = """
-- Whether one of these fields differs, in whichever language, or a column of that name.
CREATE FUNCTION fields_changed(was jsonb, becomes jsonb, fields text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM jsonb_each(becomes) AS now_is
        WHERE now_is.value IS DISTINCT FROM was -> now_is.key AND EXISTS (
            SELECT FROM unnest(fields) AS field
            WHERE now_is.key = field OR starts_with(now_is.key, field || '_')
        )
    );
END
$$;

CREATE FUNCTION search_read(part jsonb, fields text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT jsonb_object_agg(each.key, each.value) FROM jsonb_each(part) AS each
        WHERE EXISTS (
            SELECT FROM unnest(fields) AS field
            WHERE each.key = field OR starts_with(each.key, field || '_')
        )
    );
END
$$;
"""

TRIGGER_FUNCTIONS = """
CREATE OR REPLACE FUNCTION search_thing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.id = NEW.id
        AND NOT fields_changed(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[1:])
    THEN
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

CREATE OR REPLACE FUNCTION search_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    read text[] := ARRAY['id', TG_ARGV[1]] || TG_ARGV[2:];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        FOR owner IN
            WITH rows_before AS MATERIALIZED (
                SELECT search_read(to_jsonb(f), read) AS part FROM former AS f
            ), rows_after AS MATERIALIZED (
                SELECT search_read(to_jsonb(c), read) AS part FROM changed AS c
            ), differing AS (
                (TABLE rows_before EXCEPT TABLE rows_after)
                UNION ALL (TABLE rows_after EXCEPT TABLE rows_before)
            )
            SELECT DISTINCT (part ->> TG_ARGV[1])::bigint FROM differing ORDER BY 1
        LOOP
            PERFORM search_refresh(TG_ARGV[0], owner);
        END LOOP;
    ELSE
        FOR owner IN
            SELECT DISTINCT (to_jsonb(c) ->> TG_ARGV[1])::bigint
            FROM changed AS c ORDER BY 1
        LOOP
            PERFORM search_refresh(TG_ARGV[0], owner);
        END LOOP;
    END IF;
    RETURN NULL;
END
$$;
"""

WRITE = """
CREATE OR REPLACE FUNCTION search_write(
    which text, number bigint, code text, address text, shown text, body text,
    visible timestamptz, starts timestamptz[], ends timestamptz
) RETURNS void LANGUAGE plpgsql
-- One look into the index for each word, however few words there were when it was
-- planned: one statement may write thousands.
SET enable_seqscan = off AS $$
DECLARE
    titled text[] := search_words(shown);
BEGIN
    WITH seen AS MATERIALIZED (
        SELECT w.word, search_fold(w.word) AS form
        FROM (SELECT DISTINCT unnest(search_words(shown || ' ' || body)) AS word) AS w
    ), added AS (
        INSERT INTO centre_searchword (spelling, form, looked_up)
        SELECT seen.word, seen.form, false FROM seen
        WHERE seen.form <> '' AND (
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
            SELECT DISTINCT code || ':' || seen.form FROM seen
            WHERE seen.form <> '' AND seen.word = ANY (titled)
        )),
        array_to_tsvector(ARRAY(
            SELECT DISTINCT code || ':' || seen.form FROM seen WHERE seen.form <> ''
        ))
    )
    ON CONFLICT (kind, object_id, language) DO UPDATE SET
        slug = excluded.slug, title = excluded.title, text = excluded.text,
        published_at = excluded.published_at, begins = excluded.begins,
        over_at = excluded.over_at, title_words = excluded.title_words,
        words = excluded.words;
END
$$;
"""
# Planned once, not for each value: the values are one row's texts and its key.
PLANS = "ALTER FUNCTION search_refresh(text, bigint) SET plan_cache_mode = force_generic_plan"
PLANS_BEFORE = "ALTER FUNCTION search_refresh(text, bigint) RESET plan_cache_mode"


def _replacing(sql):
    """Return what makes functions, as what makes them again."""
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _kept_plan(name):
    """Return a function of the first migration in PL/pgSQL, else as it is."""
    made = re.search(rf"CREATE FUNCTION {name}\(.*?\$\$;", FIRST.FUNCTIONS, re.DOTALL)
    return re.sub(
        r"LANGUAGE sql (.*?) AS \$\$\s*SELECT (.*)\$\$;",
        r"LANGUAGE plpgsql \1 AS $$\nBEGIN\n    RETURN \2;\nEND\n$$;",
        _replacing(made[0]).replace("found[1]", "f[1]").replace("AS found", "AS f"),
        flags=re.DOTALL,
    )


def _made_in_sql(name, source):
    return _replacing(
        re.search(rf"CREATE FUNCTION {name}\(.*?\$\$;", source, re.DOTALL)[0]
    )


def _arguments(*words):
    return ", ".join(f"'{word}'" for word in words)


def _of_thing(table, *read):
    return (
        f"CREATE OR REPLACE TRIGGER search_changed "
        f"AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION "
        f"search_thing_changed({_arguments(FIRST.THINGS[table], *read)})"
    )


def _of_parts(table, kind, column, *read):
    return (
        f"CREATE OR REPLACE TRIGGER search_update AFTER UPDATE ON {table} "
        f"REFERENCING {FIRST.ROWS['UPDATE']} FOR EACH STATEMENT EXECUTE FUNCTION "
        f"search_parts_changed({_arguments(kind, column, *read)})"
    )


FUNCTIONS = [_kept_plan("search_fold"), _kept_plan("search_words"), WRITE]
FUNCTIONS_BEFORE = [
    _made_in_sql("search_fold", FIRST.FUNCTIONS),
    _made_in_sql("search_words", FIRST.FUNCTIONS),
    _made_in_sql("search_write", FIRST.REFRESH),
]
TRIGGERS = [
    *(
        (_of_thing(table, *read.split()), _of_thing(table))
        for table, read in THINGS.items()
    ),
    *(
        (_of_parts(*part, *PARTS[part[0]].split()), _of_parts(*part))
        for part in (*FIRST.PARTS, *DOCUMENTS.PARTS)
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0046_lists_by_index"),
        ("events", "0065_lists_by_index"),
        ("news", "0014_lists_by_index"),
    ]

    operations = [
        migrations.RunSQL(
            [CHANGED],
            "DROP FUNCTION search_read(jsonb, text[]);"
            "DROP FUNCTION fields_changed(jsonb, jsonb, text[])",
        ),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE),
        migrations.RunSQL([TRIGGER_FUNCTIONS], [_replacing(FIRST.TRIGGER_FUNCTIONS)]),
        *(migrations.RunSQL([made], [before]) for made, before in TRIGGERS),
        migrations.RunSQL(PLANS, PLANS_BEFORE),
    ]
