import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0023_staff_role"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffAction",
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
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="when",
                    ),
                ),
                ("username", models.CharField(max_length=150, verbose_name="who")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed_in", "signed in"),
                            ("signed_out", "signed out"),
                            ("added", "added"),
                            ("changed", "changed"),
                            ("deleted", "deleted"),
                            ("acted", "acted on behalf of"),
                            ("checked_in", "let people in"),
                            ("undone", "took back a check-in"),
                            ("exported", "exported"),
                            ("printed", "printed"),
                            ("erased", "erased personal data"),
                            ("roles", "changed roles"),
                        ],
                        max_length=16,
                        verbose_name="what",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=100)),
                ("object_key", models.CharField(blank=True, max_length=64)),
                ("details", models.JSONField(default=list, verbose_name="more")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "action of staff",
                "verbose_name_plural": "log: who did what",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
                "indexes": [models.Index(models.F("at"), name="staff_action_by_time")],
            },
        ),
    ]
