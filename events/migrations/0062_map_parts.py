from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from centre.operations import at_once

CHANGED = Greatest("updated_at", "published_at")


def parts(name: str) -> models.Index:
    """Return the index by parts of 500 keys and the latest change in each."""
    is_planned = Q(published_at__isnull=False)
    return models.Index(F("id") / 500, CHANGED, condition=is_planned, name=name)


class Migration(migrations.Migration):
    dependencies = [("events", "0061_programme_sheets")]

    operations = at_once(
        migrations.RemoveIndex("activity", "activity_mapped"),
        migrations.AddIndex("activity", parts("activity_map_parts")),
        migrations.AddIndex("studyvisit", parts("visit_map_parts")),
        migrations.AddIndex("studyvisit", models.Index(CHANGED, name="visit_changed")),
    )
