"""Count in the database what a calendar has to show as another version.

Whoever writes, and however: a form, two people at once, an update of many rows. What
the program says of the number itself is not taken.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION count_calendar_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.calendar_sequence := OLD.calendar_sequence;
    IF EXISTS (
        SELECT key, coalesce(value, '') FROM jsonb_each_text(to_jsonb(NEW))
        WHERE key ~ TG_ARGV[0]
        EXCEPT
        SELECT key, coalesce(value, '') FROM jsonb_each_text(to_jsonb(OLD))
    ) THEN
        NEW.calendar_sequence := OLD.calendar_sequence + 1;
    END IF;
    RETURN NEW;
END
$$;
"""
TRIGGER = """
CREATE TRIGGER calendar_sequence BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION count_calendar_sequence('{columns}');
"""
# A place has a column for each language; the one without says what one of them says.
COUNTED = {
    "events_activity": "^place_.+$",
    "events_session": "^(starts_at|ends_at|state|place_.+)$",
}


class Migration(migrations.Migration):
    dependencies = [("events", "0037_session_place")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION count_calendar_sequence()"),
        *(
            migrations.RunSQL(
                TRIGGER.format(table=table, columns=columns),
                f"DROP TRIGGER calendar_sequence ON {table}",
            )
            for table, columns in COUNTED.items()
        ),
    ]
