import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0026_picture_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="outdatedtext",
            options={
                "default_permissions": (),
                "permissions": [("propose_translation", "Can propose translations")],
                "verbose_name": "outdated translation",
                "verbose_name_plural": "translations",
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                (
                    "texts",
                    models.JSONField(default=dict, verbose_name="proposed texts"),
                ),
                ("made_from", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(verbose_name="proposed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("taken_over", "taken over"),
                            ("refused", "refused"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("taken_fields", models.JSONField(default=list)),
                (
                    "answer",
                    models.TextField(
                        blank=True,
                        max_length=500,
                        verbose_name="a word to who proposed it",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed translation",
                "verbose_name_plural": "proposed translations",
                "ordering": ["made_at", "pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("model"),
                        models.F("object_id"),
                        name="proposal_of_thing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("model"),
                        models.F("object_id"),
                        models.F("language"),
                        models.F("made_by"),
                        condition=models.Q(("state", "waiting")),
                        name="proposal_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_has_moment",
                    ),
                ],
            },
        ),
    ]
