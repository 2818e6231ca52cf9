"""Look at texts only where one changes, by plans that are kept (as 0047 does for search).

What is noted of translations, of completeness and for the library is the same as before.
"""

import re
from importlib import import_module

from django.db import migrations

OUTDATED = import_module("centre.migrations.0019_outdated_text")
LIBRARY = import_module("centre.migrations.0034_library_texts")
COMPLETE = import_module("centre.migrations.0040_completeness")


def _replacing(sql):
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _function(name, source):
    """Return what makes a function as it was, again."""
    found = re.search(rf"CREATE FUNCTION {name}\(.*?\$\$;", source, re.DOTALL)
    return _replacing(found[0])


def _kept_plan(name, source):
    """Return a function of one SELECT in PL/pgSQL."""
    return re.sub(
        r"LANGUAGE sql (.*?) AS \$\$\s*(?:SELECT|(?=WITH))(.*)\$\$;",
        r"LANGUAGE plpgsql \1 AS $$\nBEGIN\n    RETURN (SELECT \2);\nEND\n$$;",
        _function(name, source),
        flags=re.DOTALL,
    )


def _with(sql, *changes):
    """Return SQL with each of these lines, which stand in it once, put otherwise."""
    for before, after in changes:
        (head, tail) = sql.split(before)
        sql = head + after + tail
    return sql


WATCH_BEFORE = _function("translation_watch", OUTDATED.FUNCTIONS)
WATCH = _with(
    WATCH_BEFORE,
    (
        "    FOREACH each_field IN ARRAY fields LOOP\n",
        "    IF NOT fields_changed(was, becomes, fields) THEN\n"
        "        RETURN NULL;\n"
        "    END IF;\n"
        "    FOREACH each_field IN ARRAY fields LOOP\n"
        "        CONTINUE WHEN NOT fields_changed(was, becomes, ARRAY[each_field]);\n",
    ),
)
COMPLETENESS = r"""
CREATE OR REPLACE FUNCTION complete_languages(thing jsonb, needed text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        WITH texts AS (
            SELECT substr(key, length(field) + 2) AS language, value ~ '\S' AS is_filled
            FROM jsonb_each_text(thing), unnest(needed) AS field
            WHERE starts_with(key, field || '_')
            AND substr(key, length(field) + 2) ~ '^[a-z]{2,3}(_[a-z]{2,4})?$'
        )
        SELECT ARRAY(
            SELECT language FROM texts WHERE is_filled
            GROUP BY language HAVING count(*) = cardinality(needed) ORDER BY language
        )
        WHERE EXISTS (SELECT FROM texts WHERE is_filled)
    );
END
$$;
"""
KEEP_BEFORE = _function("keep_completeness", COMPLETE.FUNCTIONS)
KEEP = _with(
    KEEP_BEFORE,
    (
        "BEGIN\n    IF TG_OP <> 'DELETE' THEN\n",
        "BEGIN\n"
        "    IF TG_OP = 'UPDATE' AND NOT fields_changed(to_jsonb(OLD), thing, TG_ARGV[1:])\n"
        "    THEN\n"
        "        RETURN NULL;\n"
        "    END IF;\n"
        "    IF TG_OP <> 'DELETE' THEN\n",
    ),
)
OWNER_CHANGED = """
CREATE OR REPLACE FUNCTION library_owner_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    becomes jsonb;
BEGIN
    IF NOT EXISTS (
        SELECT FROM centre_librarytext WHERE owner = TG_TABLE_NAME AND owner_id = NEW.id
    ) THEN
        RETURN NULL;
    END IF;
    becomes := to_jsonb(NEW);
    IF TG_OP = 'INSERT' OR fields_changed(to_jsonb(OLD), becomes, TG_ARGV) THEN
        UPDATE centre_librarytext
        SET title = fold_text(library_texts(becomes, '{}', TG_ARGV))
        WHERE owner = TG_TABLE_NAME AND owner_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
"""
FUNCTIONS = [
    WATCH,
    COMPLETENESS,
    KEEP,
    _kept_plan("library_texts", LIBRARY.FUNCTIONS),
    OWNER_CHANGED,
]
FUNCTIONS_BEFORE = [
    WATCH_BEFORE,
    _function("complete_languages", COMPLETE.FUNCTIONS),
    KEEP_BEFORE,
    _function("library_texts", LIBRARY.FUNCTIONS),
    _function("library_owner_changed", LIBRARY.FUNCTIONS),
]


class Migration(migrations.Migration):
    dependencies = [("centre", "0047_search_where_it_changes")]

    operations = [migrations.RunSQL(FUNCTIONS, FUNCTIONS_BEFORE)]
