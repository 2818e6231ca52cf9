"""Note which translations were left behind (`translation_watch` of the app centre)."""

from django.db import migrations


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
    dependencies = [("events", "0047_clock_run"), ("centre", "0019_outdated_text")]

    operations = [
        watched(
            "events_activitytype", "events.activitytype", "name short_name description"
        ),
        watched(
            "events_activity",
            "events.activity",
            "title summary body place audience interpretation access_note cost signup organiser",
        ),
        watched(
            "events_activitypicture",
            "events.activitypicture",
            "alt caption",
            owner="events.activity",
            owner_key="activity_id",
        ),
        watched(
            "events_activitydocument",
            "events.activitydocument",
            "title",
            owner="events.activity",
            owner_key="activity_id",
        ),
        watched(
            "events_session",
            "events.session",
            "place note",
            owner="events.activity",
            owner_key="activity_id",
        ),
        watched(
            "events_studyvisit",
            "events.studyvisit",
            "title summary description occasion venue access_note",
        ),
        watched(
            "events_visitpicture",
            "events.visitpicture",
            "alt caption",
            owner="events.studyvisit",
            owner_key="visit_id",
        ),
        watched(
            "events_visitdocument",
            "events.visitdocument",
            "title",
            owner="events.studyvisit",
            owner_key="visit_id",
        ),
        watched(
            "events_programmeitem",
            "events.programmeitem",
            "title description speakers",
            owner="events.studyvisit",
            owner_key="visit_id",
        ),
        watched(
            "events_visitpart",
            "events.visitpart",
            "title",
            owner="events.studyvisit",
            owner_key="visit_id",
        ),
        watched("events_mailwording", "events.mailwording", "says extra"),
    ]
