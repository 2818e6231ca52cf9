"""The history is read in the order in which its steps were written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0032_mail_failures_and_limits")]

    operations = [
        migrations.AlterModelOptions(
            name="registrationevent",
            options={
                "ordering": ["pk"],
                "verbose_name": "step",
                "verbose_name_plural": "history",
            },
        ),
    ]
