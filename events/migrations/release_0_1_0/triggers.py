"""What the database does by itself, whoever writes, and however."""

from django.db import migrations

# The version of a calendar's entry. What the program says of the number is not taken.
COUNT_CALENDAR_SEQUENCE = """
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
CALENDAR_SEQUENCE = """
CREATE TRIGGER calendar_sequence BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION count_calendar_sequence('{columns}');
"""
# A place has a column for each language; the one without says what one of them says.
COUNTED = {
    "events_activity": "^place_.+$",
    "events_session": "^(starts_at|ends_at|state|place_.+)$",
}

# When a session was to start before it was moved.
PREVIOUS_START = """
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

TRIGGERS = [
    migrations.RunSQL(
        COUNT_CALENDAR_SEQUENCE, "DROP FUNCTION count_calendar_sequence()"
    ),
    *(
        migrations.RunSQL(
            CALENDAR_SEQUENCE.format(table=table, columns=columns),
            f"DROP TRIGGER calendar_sequence ON {table}",
        )
        for table, columns in COUNTED.items()
    ),
    migrations.RunSQL(
        PREVIOUS_START,
        """
        DROP TRIGGER previous_start ON events_session;
        DROP FUNCTION keep_previous_start();
        """,
    ),
]
