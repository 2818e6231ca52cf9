"""Note which translations were left behind, whoever changes their source.

The languages are those of a table's columns. No clock is asked.
"""

from django.db import migrations, models

FUNCTIONS = r"""
CREATE FUNCTION translation_plain(html text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        trim(regexp_replace(
            replace(coalesce(html, ''), '&nbsp;', ' '), '[\s\u00a0]+', ' ', 'g'
        )),
        ' ?(<[^>]*>) ?', '\1', 'g'
    )
$$;

CREATE FUNCTION translation_has_words(html text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translation_plain(regexp_replace(coalesce(html, ''), '<[^>]*>', ' ', 'g')) <> ''
$$;

-- A field's texts before and after, by language; `title_way_pl` is none of `title`.
CREATE FUNCTION translation_texts(
    was jsonb, becomes jsonb, field text, fields text[]
) RETURNS TABLE (language text, before text, after text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substr(key, length(field) + 2), translation_plain(was ->> key),
        translation_plain(becomes ->> key)
    FROM jsonb_object_keys(becomes) AS key
    WHERE starts_with(key, field || '_')
    AND substr(key, length(field) + 2) ~ '^[a-z]{2,3}(_[a-z]{2,4})?$'
    AND NOT EXISTS (
        SELECT FROM unnest(fields) AS other
        WHERE length(other) > length(field) AND starts_with(key, other || '_')
    )
$$;

CREATE FUNCTION translation_watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    of_row bigint := (was ->> TG_ARGV[1])::bigint;
    fields text[] := TG_ARGV[5:];
    each_field text;
    source text;
    source_before text;
    source_after text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM centre_outdatedtext WHERE part = TG_ARGV[0] AND part_id = of_row;
        RETURN NULL;
    END IF;
    FOREACH each_field IN ARRAY fields LOOP
        source := NULL;
        SELECT language, before, after INTO source, source_before, source_after
        FROM translation_texts(was, becomes, each_field, fields)
        WHERE translation_has_words(before)
        ORDER BY language <> TG_ARGV[4], language LIMIT 1;
        CONTINUE WHEN source IS NULL;
        DELETE FROM centre_outdatedtext AS o
        USING translation_texts(was, becomes, each_field, fields) AS t
        WHERE o.part = TG_ARGV[0] AND o.part_id = of_row AND o.field = each_field
        AND o.language = t.language
        AND (t.before <> t.after OR NOT translation_has_words(t.after)
            OR NOT translation_has_words(source_after));
        CONTINUE WHEN source_before = source_after
            OR NOT translation_has_words(source_after);
        INSERT INTO centre_outdatedtext AS o (
            model, object_id, part, part_id, field, language, source_hash, changes
        )
        SELECT TG_ARGV[2], (becomes ->> TG_ARGV[3])::bigint, TG_ARGV[0], of_row,
            each_field, t.language, md5(source_before), 1
        FROM translation_texts(was, becomes, each_field, fields) AS t
        WHERE t.language <> source AND t.before = t.after
        AND translation_has_words(t.after)
        AND current_setting('centre.small_change', true) IS DISTINCT FROM 'on'
        ON CONFLICT (part, part_id, field, language)
        DO UPDATE SET changes = o.changes + 1;
        DELETE FROM centre_outdatedtext AS o
        WHERE o.part = TG_ARGV[0] AND o.part_id = of_row AND o.field = each_field
        AND o.source_hash = md5(source_after);
    END LOOP;
    RETURN NULL;
END
$$;
"""
DROP = """
DROP FUNCTION translation_watch();
DROP FUNCTION translation_texts(jsonb, jsonb, text, text[]);
DROP FUNCTION translation_has_words(text);
DROP FUNCTION translation_plain(text);
"""


def watched(table, part, fields, key="id", owner="", owner_key=""):
    """Return the trigger that watches a table, and how it is dropped.

    `owner` is the thing that the row is a part of, with the column that leads to it.
    """
    words = [part, key, owner or part, owner_key or key, "pl", *fields.split()]
    arguments = ", ".join(f"'{word}'" for word in words)
    return migrations.RunSQL(
        f"CREATE TRIGGER translation_watched AFTER UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION translation_watch({arguments})",
        f"DROP TRIGGER translation_watched ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0018_profiles"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutdatedText",
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
                ("part", models.CharField(max_length=100)),
                ("part_id", models.BigIntegerField()),
                ("field", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=12)),
                ("source_hash", models.CharField(max_length=32)),
                ("changes", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "verbose_name": "outdated translation",
                "verbose_name_plural": "translations",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["model", "object_id"], name="outdated_of")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("part", "part_id", "field", "language"),
                        name="outdated_text_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
        watched(
            "centre_centre",
            "centre.centre",
            "name tagline lead about floor getting_there step_free_way step_free hearing_loop opening_hours operator in_short picture_terms registration_notice",
        ),
        watched("centre_page", "centre.page", "title body"),
        watched(
            "centre_accessibilitystatement",
            "centre.accessibilitystatement",
            "not_accessible features building communication",
            key="centre_id",
        ),
        watched("centre_houseclosure", "centre.houseclosure", "reason"),
        watched("centre_sitenotice", "centre.sitenotice", "text"),
        watched(
            "centre_housepicture",
            "centre.housepicture",
            "alt caption",
            owner="centre.centre",
            owner_key="centre_id",
        ),
        watched(
            "centre_emblem",
            "centre.emblem",
            "alt caption statement",
            owner="centre.centre",
            owner_key="centre_id",
        ),
        watched(
            "centre_recording",
            "centre.recording",
            "captions",
            owner="centre.page",
            owner_key="page_id",
        ),
        watched(
            "centre_pagedocument",
            "centre.pagedocument",
            "title",
            owner="centre.page",
            owner_key="page_id",
        ),
    ]
