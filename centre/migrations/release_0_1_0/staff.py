"""What the desk keeps for staff."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from centre.migrations.release_0_1_0.fields import identity

TABLES = [
    migrations.CreateModel(
        name="UnsavedForm",
        fields=[
            identity(),
            ("key", models.CharField(max_length=32)),
            ("model", models.CharField(max_length=100)),
            ("object_key", models.CharField(blank=True, max_length=64)),
            ("fields", models.JSONField(default=dict)),
            ("files", models.JSONField(default=list)),
            ("turn", models.PositiveIntegerField(default=0)),
            ("closed", models.BooleanField(default=False)),
            ("kept_at", models.DateTimeField(verbose_name="kept at")),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="unsaved_forms",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    models.F("user"), models.F("key"), name="unsaved_form_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("closed", False),
                        models.Q(("fields", {}), ("files", [])),
                        _connector="OR",
                    ),
                    name="unsaved_form_closed_is_empty",
                ),
            ],
            "default_permissions": (),
            "ordering": ["-kept_at", "-pk"],
            "verbose_name": "unsaved text",
            "verbose_name_plural": "unsaved texts",
        },
    ),
    migrations.CreateModel(
        name="BinEntry",
        fields=[
            identity(),
            ("model", models.CharField(max_length=100)),
            ("object_key", models.CharField(max_length=64)),
            ("title", models.CharField(max_length=250, verbose_name="title")),
            ("rows", models.JSONField(default=list)),
            ("references", models.JSONField(default=list)),
            ("files", models.JSONField(default=list)),
            ("deleted_at", models.DateTimeField(verbose_name="deleted")),
            (
                "deleted_by",
                models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="deleted by",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "ordering": ["-deleted_at", "-pk"],
            "verbose_name": "entry of the bin",
            "verbose_name_plural": "bin",
        },
    ),
    migrations.CreateModel(
        name="KeptAnswer",
        fields=[
            identity(),
            ("key", models.CharField(max_length=32, unique=True)),
            ("address", models.TextField()),
            ("html", models.TextField()),
            ("kept_at", models.DateTimeField(verbose_name="kept at")),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="kept_answers",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "ordering": ["-kept_at", "-pk"],
            "verbose_name": "answer to a form",
            "verbose_name_plural": "answers to forms",
        },
    ),
]
