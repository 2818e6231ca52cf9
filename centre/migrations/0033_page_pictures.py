"""Give pages pictures, and watch the translations of their words."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import centre.content.languages
import centre.pictures.files


def watched(table, part, fields, owner, owner_key):
    """Return the trigger that watches a table, and how it is dropped."""
    words = [part, "id", owner, owner_key, "pl", *fields.split()]
    arguments = ", ".join(f"'{word}'" for word in words)
    return migrations.RunSQL(
        f"CREATE TRIGGER translation_watched AFTER UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION translation_watch({arguments})",
        f"DROP TRIGGER translation_watched ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0032_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="PagePicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "image",
                    models.ImageField(
                        height_field="height",
                        upload_to=centre.pictures.files.upload_to,
                        verbose_name="picture",
                        width_field="width",
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "focal_x",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the left (%)",
                    ),
                ),
                (
                    "focal_y",
                    models.PositiveSmallIntegerField(
                        default=50,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="centre of interest, from the top (%)",
                    ),
                ),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_pl",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_en",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "alt_uk",
                    models.CharField(
                        blank=True,
                        max_length=250,
                        null=True,
                        verbose_name="description for people who can’t see it",
                    ),
                ),
                (
                    "caption",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_pl",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_en",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "caption_uk",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Stands below the picture where it is shown large.",
                        max_length=250,
                        null=True,
                        verbose_name="caption",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Who took or drew it. Stands behind the caption.",
                        max_length=120,
                        verbose_name="credit",
                    ),
                ),
                (
                    "decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing that the text does not say; it needs no description.",
                        verbose_name="decorative",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="The first picture is the cover.",
                        verbose_name="order",
                    ),
                ),
                (
                    "rendered",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                (
                    "render_attempts",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False
                    ),
                ),
                ("render_due_at", models.DateTimeField(editable=False, null=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="centre.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
                "ordering": ["position", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("focal_x__lte", 100), ("focal_y__lte", 100)
                        ),
                        name="pagepicture_focal_point_inside",
                    )
                ],
            },
            bases=(centre.content.languages.Translatable, models.Model),
        ),
        watched(
            "centre_pagepicture",
            "centre.pagepicture",
            "alt caption",
            owner="centre.page",
            owner_key="page_id",
        ),
    ]
