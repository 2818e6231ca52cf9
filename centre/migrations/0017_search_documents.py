"""Find documents with what they belong to, and the declaration of accessibility.

A document's title is one of the texts of its owner, in whichever language the owner's
page shows it. Documents of a visit that only those get who came are left out. The
declaration has no title of its own: it is called as its page is.
"""

from importlib import import_module

from django.db import migrations

FORMER = import_module("centre.migrations.0009_search_triggers")

REFRESH = """
CREATE OR REPLACE FUNCTION search_refresh(which text, number bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    thing jsonb;
    parts jsonb;
    documents jsonb;
    names jsonb := '{
        "pl": "Deklaracja dostępności",
        "en": "Declaration of accessibility",
        "uk": "Декларація доступності"
    }';
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
        SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position, d.id) INTO documents
        FROM news_postdocument d WHERE d.post_id = number;
    WHEN 'topic' THEN
        SELECT to_jsonb(t) INTO thing FROM news_topic t
        WHERE id = number FOR NO KEY UPDATE;
        heading := 'name';
        required := '{name}';
    WHEN 'page' THEN
        SELECT to_jsonb(t) INTO thing FROM centre_page t
        WHERE id = number FOR NO KEY UPDATE;
        required := '{title,body}';
        SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position, d.id) INTO documents
        FROM centre_pagedocument d WHERE d.page_id = number;
    WHEN 'statement' THEN
        SELECT to_jsonb(t) INTO thing FROM centre_accessibilitystatement t
        WHERE centre_id = number AND is_public FOR NO KEY UPDATE;
        thing := thing || (
            SELECT jsonb_object_agg(
                'title_' || code, coalesce(names ->> code, names ->> 'en')
            ) FROM (
                SELECT substr(key, 10) FROM jsonb_object_keys(thing) key
                WHERE left(key, 9) = 'building_'
            ) AS languages (code)
        );
        required := '{title,building,communication}';
        further := '{not_accessible,features}';
        rich := required || further;
        plain := '{body,contact,email,phone}';
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
        SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position, d.id) INTO documents
        FROM events_activitydocument d WHERE d.activity_id = number;
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
        SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position, d.id) INTO documents
        FROM events_visitdocument d
        WHERE d.visit_id = number AND NOT d.for_participants;
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
                UNION ALL
                SELECT CASE WHEN document ->> ('title' || suffix) ~ '\\S'
                    THEN document ->> ('title' || suffix)
                    ELSE (
                        SELECT string_agg(value, ' ') FROM jsonb_each_text(document)
                        WHERE left(key, 6) = 'title_' AND value ~ '\\S'
                    ) END, 1000000 + n
                FROM jsonb_array_elements(coalesce(documents, '[]'))
                    WITH ORDINALITY d (document, n)
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
"""

# Table, what it is a part of, the column that says of which one.
PARTS = [
    ("news_postdocument", "post", "post_id"),
    ("centre_pagedocument", "page", "page_id"),
    ("events_activitydocument", "activity", "activity_id"),
    ("events_visitdocument", "visit", "visit_id"),
    ("centre_accessibilitystatement", "statement", "centre_id"),
]
TRIGGERS = [
    (
        f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON {table} "
        f"REFERENCING {rows} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION search_parts_changed('{kind}', '{column}')",
        f"DROP TRIGGER search_{event.lower()} ON {table}",
    )
    for table, kind, column in PARTS
    for event, rows in FORMER.ROWS.items()
]
FILL = "\n".join(
    f"SELECT search_refresh('{kind}', owner) "  # noqa: S608
    f"FROM (SELECT DISTINCT {column} AS owner FROM {table}) owners;"
    for table, kind, column in PARTS
)
BEFORE = FORMER.REFRESH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
DROP = "DELETE FROM centre_searchdocument WHERE kind = 'statement'"


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0016_recordings"),
        ("events", "0046_documents"),
        ("news", "0006_documents"),
    ]

    operations = [
        migrations.RunSQL([REFRESH], [BEFORE]),
        *(migrations.RunSQL([made], [dropped]) for made, dropped in TRIGGERS),
        migrations.RunSQL(FILL, DROP),
    ]
