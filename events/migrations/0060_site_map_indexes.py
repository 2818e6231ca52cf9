from django.db import migrations, models
from django.db.models.functions import Greatest

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("events", "0059_erased_address")]

    operations = at_once(
        migrations.AddIndex(
            "activity",
            models.Index(
                fields=["id"],
                include=("updated_at", "published_at"),
                name="activity_mapped",
            ),
        ),
        migrations.AddIndex(
            "activity",
            models.Index(
                Greatest("updated_at", "published_at"), name="activity_changed"
            ),
        ),
    )
