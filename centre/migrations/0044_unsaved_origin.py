from django.db import migrations, models


class Migration(migrations.Migration):
    """Let pages that go on from each other make one thing together."""

    dependencies = [("centre", "0043_unsaved_addresses")]

    operations = [
        migrations.AddField(
            model_name="unsavedform",
            name="origin",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=32
            ),
        ),
    ]
