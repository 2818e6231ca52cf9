"""Notify of changes of former slugs: some pages answer at them, and are held.

So a feed of a topic and the programme of a kind (record 29). The notice is that of 0036.
"""

from django.db import migrations

TABLES = ["centre_formerslug"]
TRIGGERS = "".join(
    f"""
CREATE TRIGGER public_change
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION public_change();"""
    for table in TABLES
)
NONE = "".join(f"DROP TRIGGER public_change ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("centre", "0044_unsaved_origin")]

    operations = [migrations.RunSQL(TRIGGERS, NONE)]
