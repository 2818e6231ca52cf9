import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from centre.operations import at_once


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0027_proposal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = at_once(
        migrations.AddField(
            model_name="proposal",
            name="volunteer",
            field=models.CharField(
                blank=True, db_default="", max_length=60, verbose_name="given name"
            ),
        ),
        migrations.CreateModel(
            name="TranslationLink",
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
                ("model", models.CharField(max_length=100)),
                ("object_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("ends_at", models.DateTimeField(verbose_name="valid until")),
                ("typed", models.JSONField(default=dict)),
                (
                    "name",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="given name"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "link for a volunteer",
                "verbose_name_plural": "links for volunteers",
                "ordering": ["ends_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="proposal",
            name="link",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proposals",
                to="centre.translationlink",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                models.F("link"),
                condition=models.Q(("state", "waiting")),
                name="proposal_of_link_waits_once",
            ),
        ),
        migrations.AddIndex(
            model_name="translationlink",
            index=models.Index(
                models.F("model"), models.F("object_id"), name="translation_link_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="translationlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("made_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("made_at"),
                            "+",
                            models.Value(datetime.timedelta(days=14)),
                        ),
                    ),
                ),
                name="translation_link_ends_in_time",
            ),
        ),
    )
