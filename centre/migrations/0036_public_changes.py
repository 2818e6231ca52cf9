"""Notify whoever listens that something public changes (record 49).

Equal notices of one transaction are one, and none is sent before it is committed, or if
it never is. What delegations write is not among the tables: their places are right to
the minute, and a notice takes a lock of the whole server while its transaction ends.
"""

from django.db import migrations

TABLES = [
    "centre_accessibilitystatement",
    "centre_centre",
    "centre_emblem",
    "centre_historicalcentre",
    "centre_historicalhouseclosure",
    "centre_houseclosure",
    "centre_housepicture",
    "centre_page",
    "centre_pagedocument",
    "centre_pagepicture",
    "centre_partner",
    "centre_recording",
    "centre_sitenotice",
    "events_activity",
    "events_activitydocument",
    "events_activitypicture",
    "events_activitytype",
    "events_closingday",
    "events_historicalactivitytype",
    "events_openinghours",
    "events_programmeitem",
    "events_seatblock",
    "events_session",
    "events_studyvisit",
    "events_visitdocument",
    "events_visitpart",
    "events_visitpicture",
    "news_historicaltopic",
    "news_post",
    "news_post_topics",
    "news_postdocument",
    "news_postpicture",
    "news_topic",
]

FUNCTION = """
CREATE FUNCTION public_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('public_change', '');
    RETURN NULL;
END $$
"""
TRIGGERS = "".join(
    f"""
CREATE TRIGGER public_change
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION public_change();"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0035_unsaved_form_sent_twice"),
        ("events", "0053_door_links"),
        ("news", "0008_outdated_texts"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION public_change CASCADE"),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
