from django.db import migrations, models
from django.db.models.functions import Greatest

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("news", "0009_picture_history")]

    operations = at_once(
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["id"],
                include=("updated_at", "published_at"),
                name="post_mapped",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(Greatest("updated_at", "published_at"), name="post_changed"),
        ),
    )
