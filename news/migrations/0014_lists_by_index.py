from django.db import migrations, models

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("news", "0013_published_until")]

    operations = at_once(
        migrations.AddIndex(
            model_name="postdocument",
            index=models.Index(fields=["file"], name="postdocument_file"),
        ),
        migrations.AddIndex(
            model_name="postpicture",
            index=models.Index(
                fields=["image"],
                name="postpicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="postpicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="postpicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="postpicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="postpicture_tried",
            ),
        ),
    )
