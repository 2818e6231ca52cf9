"""Keep in which languages each thing of the board is complete, whoever writes it.

The languages are those of a table's columns: who adds one has no more to do. No clock
is asked. What is there already is noted once; older code writes through the triggers.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

# Each table with its model, its key's column, and the texts that a language needs.
THINGS = {
    "centre_accessibilitystatement": "centre.accessibilitystatement centre_id "
    "building communication",
    "centre_centre": "centre.centre id name tagline about",
    "centre_houseclosure": "centre.houseclosure id reason",
    "centre_page": "centre.page id title body",
    "centre_sitenotice": "centre.sitenotice id text",
    "events_activity": "events.activity id title summary",
    "events_activitytype": "events.activitytype id name description",
    "events_studyvisit": "events.studyvisit id title summary description",
    "news_post": "news.post id title lead body",
    "news_topic": "news.topic id name",
}
FUNCTIONS = r"""
-- The languages in which a row has all texts that it needs; NULL where it has none.
CREATE FUNCTION complete_languages(thing jsonb, needed text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH texts AS (
        SELECT substr(key, length(field) + 2) AS language,
            coalesce(thing ->> key, '') ~ '\S' AS is_filled
        FROM unnest(needed) AS field, jsonb_object_keys(thing) AS key
        WHERE starts_with(key, field || '_')
        AND substr(key, length(field) + 2) ~ '^[a-z]{2,3}(_[a-z]{2,4})?$'
    )
    SELECT ARRAY(
        SELECT language FROM texts WHERE is_filled
        GROUP BY language HAVING count(*) = cardinality(needed) ORDER BY language
    )
    WHERE EXISTS (SELECT FROM texts WHERE is_filled)
$$;

CREATE FUNCTION keep_completeness() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    thing jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD));
    of_thing bigint := (thing ->> TG_ARGV[1])::bigint;
    complete text[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        complete := complete_languages(thing, TG_ARGV[2:]);
    END IF;
    IF complete IS NULL THEN
        DELETE FROM centre_completeness
        WHERE model = TG_ARGV[0] AND object_id = of_thing;
    ELSE
        INSERT INTO centre_completeness AS c (model, object_id, languages)
        VALUES (TG_ARGV[0], of_thing, complete)
        ON CONFLICT (model, object_id) DO UPDATE SET languages = excluded.languages
        WHERE c.languages <> excluded.languages;
    END IF;
    RETURN NULL;
END
$$;
"""
DROP = """
DROP FUNCTION keep_completeness();
DROP FUNCTION complete_languages(jsonb, text[]);
"""


def kept(table, words):
    """Return what keeps the rows of a table's things from now on."""
    arguments = ", ".join(f"'{word}'" for word in words.split())
    return migrations.RunSQL(
        f"CREATE TRIGGER completeness_kept AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_completeness({arguments})",
        f"DROP TRIGGER completeness_kept ON {table}",
    )


def noted(table, words):
    """Return what notes the things that a table has now."""
    model, key, *needed = words.split()
    array = ", ".join(f"'{field}'" for field in needed)
    return migrations.RunSQL(
        f"""
        INSERT INTO centre_completeness (model, object_id, languages)
        SELECT '{model}', {key}, found.languages FROM {table} AS t,
        LATERAL complete_languages(to_jsonb(t), ARRAY[{array}]) AS found (languages)
        WHERE found.languages IS NOT NULL""",  # noqa: S608 - our own names
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0039_search_statistics"),
        ("events", "0061_programme_sheets"),
        ("news", "0010_site_map_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Completeness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("model", models.CharField(max_length=100)),
                ("object_id", models.BigIntegerField()),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("model"),
                        models.Func(
                            "languages",
                            function="cardinality",
                            output_field=models.IntegerField(),
                        ),
                        include=("object_id", "languages"),
                        name="completeness_number",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "object_id"), name="completeness_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
        *(kept(*thing) for thing in THINGS.items()),
        *(noted(*thing) for thing in THINGS.items()),
    ]
