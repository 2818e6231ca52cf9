from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("news", "0010_site_map_indexes")]

    operations = at_once(
        migrations.RemoveIndex("post", "post_mapped"),
        migrations.AddIndex(
            "post",
            models.Index(
                F("id") / 500,
                Greatest("updated_at", "published_at"),
                condition=Q(published_at__isnull=False),
                name="post_map_parts",
            ),
        ),
    )
