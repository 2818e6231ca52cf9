"""Keep when a session was to start before it was moved, whoever moves it, and however."""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION keep_previous_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.previous_starts_at := CASE
        WHEN NEW.starts_at <> OLD.starts_at THEN OLD.starts_at
        ELSE OLD.previous_starts_at
    END;
    RETURN NEW;
END
$$;
CREATE TRIGGER previous_start BEFORE UPDATE ON events_session
FOR EACH ROW EXECUTE FUNCTION keep_previous_start();
"""
BACK = """
DROP TRIGGER previous_start ON events_session;
DROP FUNCTION keep_previous_start();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0042_visits_by_end")]

    operations = [
        migrations.AddField(
            "session",
            "previous_starts_at",
            models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            "studyvisit",
            "previous_starts_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "historicalstudyvisit",
            "previous_starts_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "historicalsession",
            "previous_starts_at",
            models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
