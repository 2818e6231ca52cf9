from django.db import migrations, models

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [("centre", "0045_former_slugs_tell")]

    operations = at_once(
        migrations.AddIndex(
            model_name="binentry",
            index=models.Index(fields=["-deleted_at", "-id"], name="bin_newest"),
        ),
        migrations.AddIndex(
            model_name="emblem",
            index=models.Index(
                fields=["image"], name="emblem_image", opclasses=["varchar_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="emblem",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="emblem_due",
            ),
        ),
        migrations.AddIndex(
            model_name="emblem",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="emblem_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="housepicture",
            index=models.Index(
                fields=["image"],
                name="housepicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="housepicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="housepicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="housepicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="housepicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["-created_at", "-id"], name="import_newest"),
        ),
        migrations.AddIndex(
            model_name="librarypicture",
            index=models.Index(
                fields=["image"],
                name="librarypicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="librarypicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="librarypicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="librarypicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="librarypicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="pagedocument",
            index=models.Index(fields=["file"], name="pagedocument_file"),
        ),
        migrations.AddIndex(
            model_name="pagepicture",
            index=models.Index(
                fields=["image"],
                name="pagepicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="pagepicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="pagepicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="pagepicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="pagepicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="prepareddocument",
            index=models.Index(fields=["file"], name="prepareddocument_file"),
        ),
        migrations.AddIndex(
            model_name="preparedpicture",
            index=models.Index(
                fields=["image"],
                name="preparedpicture_image",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="preparedpicture",
            index=models.Index(
                condition=models.Q(
                    ("render_due_at__isnull", False), ("rendered", ""), _connector="OR"
                ),
                fields=["render_due_at"],
                name="preparedpicture_due",
            ),
        ),
        migrations.AddIndex(
            model_name="preparedpicture",
            index=models.Index(
                condition=models.Q(("render_attempts__gt", 0)),
                fields=["render_attempts"],
                name="preparedpicture_tried",
            ),
        ),
        migrations.AddIndex(
            model_name="sitenotice",
            index=models.Index(fields=["-ends_at", "-id"], name="notice_by_end"),
        ),
    )
