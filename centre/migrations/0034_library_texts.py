"""Keep what the library finds files by folded, in the transaction that changes it.

`library_write` writes the row of one picture or document under a lock of what it belongs
to, so that a new picture and a new title at the same moment both arrive. The languages
are those of the tables' columns.
"""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION library_texts(thing jsonb, plain text[], translated text[])
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(value, E'\\n' ORDER BY key), '')
    FROM jsonb_each_text(thing)
    WHERE value <> '' AND (key = ANY (plain) OR EXISTS (
        SELECT FROM unnest(translated) field WHERE starts_with(key, field || '_')
    ))
$$;

CREATE FUNCTION library_write(
    which text, number bigint, thing jsonb, plain text[], translated text[],
    owners text, owner_key bigint, heading text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    owned jsonb;
BEGIN
    IF owners <> '' THEN
        EXECUTE format(
            'SELECT to_jsonb(t) FROM %I t WHERE id = $1 FOR NO KEY UPDATE', owners
        ) INTO owned USING owner_key;
    END IF;
    INSERT INTO centre_librarytext (kind, object_id, owner, owner_id, texts, title)
    VALUES (
        which, number, owners, owner_key,
        fold_text(library_texts(thing, plain, translated)),
        fold_text(library_texts(owned, '{}', ARRAY[heading]))
    )
    ON CONFLICT (kind, object_id) DO UPDATE SET
        owner = excluded.owner, owner_id = excluded.owner_id,
        texts = excluded.texts, title = excluded.title;
END
$$;

CREATE FUNCTION library_file_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is jsonb := to_jsonb(NEW);
    was jsonb := to_jsonb(OLD);
    plain text[] := TG_ARGV[1];
    translated text[] := TG_ARGV[2];
    belongs text := TG_ARGV[4];
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.id <> NEW.id) THEN
        DELETE FROM centre_librarytext
        WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
    ELSIF TG_OP = 'UPDATE'
        AND was -> belongs IS NOT DISTINCT FROM now_is -> belongs
        AND library_texts(was, plain, translated)
            = library_texts(now_is, plain, translated)
    THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM library_write(
            TG_ARGV[0], NEW.id, now_is, plain, translated,
            TG_ARGV[3], (now_is ->> belongs)::bigint, TG_ARGV[5]
        );
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION library_owner_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    title_is text := library_texts(to_jsonb(NEW), '{}', TG_ARGV);
BEGIN
    IF TG_OP = 'INSERT'
        OR library_texts(to_jsonb(OLD), '{}', TG_ARGV) <> title_is
    THEN
        UPDATE centre_librarytext SET title = fold_text(title_is)
        WHERE owner = TG_TABLE_NAME AND owner_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
"""
DROP = """
DROP FUNCTION library_owner_changed();
DROP FUNCTION library_file_changed();
DROP FUNCTION library_write(
    text, bigint, jsonb, text[], text[], text, bigint, text
);
DROP FUNCTION library_texts(jsonb, text[], text[]);
"""
# Label of the model, its plain texts, its translated ones, the table of what it belongs
# to, the column that says to which row.
FILES = [
    ("centre.housepicture", "credit", "alt,caption", "centre_centre", "centre_id"),
    (
        "centre.emblem",
        "credit,name",
        "alt,caption,statement",
        "centre_centre",
        "centre_id",
    ),
    ("centre.librarypicture", "credit", "alt,caption", "", ""),
    ("centre.pagepicture", "credit", "alt,caption", "centre_page", "page_id"),
    ("news.postpicture", "credit", "alt,caption", "news_post", "post_id"),
    (
        "events.activitypicture",
        "credit",
        "alt,caption",
        "events_activity",
        "activity_id",
    ),
    ("events.visitpicture", "credit", "alt,caption", "events_studyvisit", "visit_id"),
    ("centre.pagedocument", "filename", "title", "centre_page", "page_id"),
    ("news.postdocument", "filename", "title", "news_post", "post_id"),
    (
        "events.activitydocument",
        "filename",
        "title",
        "events_activity",
        "activity_id",
    ),
    ("events.visitdocument", "filename", "title", "events_studyvisit", "visit_id"),
]
# The table of what files belong to, and the field that names it.
OWNERS = {
    "centre_centre": "name",
    "centre_page": "title",
    "news_post": "title",
    "events_activity": "title",
    "events_studyvisit": "title",
}


def _of_file(kind, plain, translated, owners, column):
    table, heading = kind.replace(".", "_"), OWNERS.get(owners, "")
    given = f"'{{{plain}}}', '{{{translated}}}', '{owners}'"
    belongs = f"t.{column}" if column else "NULL"
    values = f"'{kind}', t.id, to_jsonb(t), {given}, {belongs}, '{heading}'"
    fill = f"SELECT library_write({values}) FROM {table} t;"  # noqa: S608
    trigger = (
        "CREATE TRIGGER library_changed AFTER INSERT OR UPDATE OR DELETE "
        f"ON {table} FOR EACH ROW EXECUTE FUNCTION "
        f"library_file_changed('{kind}', {given}, '{column}', '{heading}')"
    )
    return fill + trigger, f"DROP TRIGGER library_changed ON {table}"


def _of_owner(table, heading):
    return (
        f"CREATE TRIGGER library_owner_changed AFTER INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION library_owner_changed('{heading}')",
        f"DROP TRIGGER library_owner_changed ON {table}",
    )


TRIGGERS = [
    *(_of_owner(table, heading) for table, heading in OWNERS.items()),
    *(_of_file(*row) for row in FILES),
]


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0033_page_pictures"),
        ("events", "0053_door_links"),
        ("news", "0008_outdated_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LibraryText",
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
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("owner", models.CharField(max_length=60)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("texts", models.TextField()),
                ("title", models.TextField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index("owner", "owner_id", name="library_text_owner")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id"), name="library_text_once"
                    )
                ],
            },
        ),
        migrations.RunSQL([FUNCTIONS], [DROP]),
        *(migrations.RunSQL([made], [dropped]) for made, dropped in TRIGGERS),
    ]
