import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0019_outdated_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreviewLink",
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
                ("object_key", models.CharField(max_length=64)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("ends_at", models.DateTimeField(verbose_name="valid until")),
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
                "verbose_name": "preview link",
                "verbose_name_plural": "preview links",
                "ordering": ["ends_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("model"),
                        models.F("object_key"),
                        name="preview_link_of_thing",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
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
                        name="preview_link_ends_in_time",
                    )
                ],
            },
        ),
    ]
