"""Why a mail failed becomes data, and mail that strangers may ask for is marked."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import centre.text.fields
from events.mail.failures import Failure, of_old_text


def read_old_errors(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say in data what was stored as Python writes an exception."""
    emails = apps.get_model("events", "OutgoingEmail")
    for email in emails.objects.exclude(error="").filter(failure="").iterator():
        found = of_old_text(email.error)
        email.failure, email.error = found.failure, found.said
        email.save(update_fields=["failure", "error"])


class Migration(migrations.Migration):
    dependencies = [("events", "0031_hours_until_midnight")]

    operations = [
        migrations.AddField(
            model_name="outgoingemail",
            name="limited",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="outgoingemail",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=Failure.choices,
                db_default="",
                default="",
                max_length=16,
                verbose_name="what went wrong",
            ),
        ),
        migrations.AlterField(
            model_name="outgoingemail",
            name="error",
            field=centre.text.fields.CleanTextField(
                blank=True, verbose_name="what the server said"
            ),
        ),
        migrations.RunPython(read_old_errors, migrations.RunPython.noop, elidable=True),
    ]
