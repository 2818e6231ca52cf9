"""What is counted: tries by hour and day, and purges."""

import django.contrib.postgres.fields
from django.db import migrations, models

from centre.migrations.release_0_1_0.fields import identity

TABLES = [
    migrations.CreateModel(
        name="RateWindow",
        fields=[
            identity(),
            ("key", models.CharField(max_length=64)),
            ("begins_at", models.DateTimeField()),
            ("count", models.PositiveIntegerField(default=0)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("key", "begins_at"), name="rate_window_once"
                )
            ],
            "indexes": [
                models.Index(models.F("begins_at"), name="rate_window_by_time")
            ],
        },
    ),
    migrations.CreateModel(
        name="RetentionRun",
        fields=[
            identity(),
            ("at", models.DateTimeField(verbose_name="when")),
            ("rule", models.CharField(max_length=40, verbose_name="rule")),
            ("erased", models.PositiveIntegerField(verbose_name="rows erased")),
            (
                "keys",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(),
                    default=list,
                    size=None,
                    verbose_name="numbers of the rows",
                ),
            ),
            ("previous_hash", models.CharField(blank=True, max_length=64)),
            ("hash", models.CharField(max_length=64, unique=True)),
            (
                "days",
                models.PositiveSmallIntegerField(
                    default=0,
                    help_text="As it was set at that moment.",
                    verbose_name="kept for (days)",
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("previous_hash",), name="retention_ledger_has_one_chain"
                )
            ],
            "ordering": ["pk"],
            "permissions": [
                ("erase_person", "Can export and erase all data about a person")
            ],
            "verbose_name": "purge of personal data",
            "verbose_name_plural": "personal data that we hold",
        },
    ),
]
