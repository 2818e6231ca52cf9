"""What happens in a visit, and places that are kept in it."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

import centre.content.date_bounds
import centre.content.languages
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    SPOKEN,
    history,
    history_user,
    identity,
    in_each_language,
    moment_in_bounds,
)

PROGRAMME_ITEM = [
    ("starts_at", models.DateTimeField(validators=BOUNDS, verbose_name="starts")),
    ("ends_at", models.DateTimeField(validators=BOUNDS, verbose_name="ends")),
    (
        "kind",
        models.CharField(
            choices=[
                ("tour", "tour"),
                ("panel", "panel discussion"),
                ("talk", "talk"),
                ("workshop", "workshop"),
                ("break", "break"),
                ("meal", "meal"),
            ],
            default="talk",
            max_length=10,
            verbose_name="kind",
        ),
    ),
    *in_each_language(
        "title", models.CharField(blank=True, max_length=160, verbose_name="title")
    ),
    *in_each_language(
        "description",
        models.TextField(blank=True, max_length=600, verbose_name="description"),
    ),
    *in_each_language(
        "speakers",
        models.CharField(blank=True, max_length=300, verbose_name="speakers"),
    ),
]
VISIT_PART = [
    *in_each_language(
        "title", models.CharField(blank=True, max_length=160, verbose_name="title")
    ),
    ("starts_at", models.DateTimeField(validators=BOUNDS, verbose_name="starts")),
    ("ends_at", models.DateTimeField(validators=BOUNDS, verbose_name="ends")),
    ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
    (
        "language",
        models.CharField(choices=SPOKEN, max_length=8, verbose_name="language"),
    ),
    (
        "guide",
        models.CharField(
            blank=True,
            help_text="Seen by staff only.",
            max_length=120,
            verbose_name="guide",
        ),
    ),
    (
        "capacity",
        models.PositiveSmallIntegerField(
            validators=[django.core.validators.MinValueValidator(1)],
            verbose_name="places",
        ),
    ),
]
TABLES = [
    migrations.CreateModel(
        name="ProgrammeItem",
        fields=[
            identity(),
            *PROGRAMME_ITEM,
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="programme",
                    to="events.studyvisit",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                    name="item_ends_after_it_starts",
                    violation_error_message="The end must be after the start.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        moment_in_bounds("starts_at"), moment_in_bounds("ends_at")
                    ),
                    name="item_dates_in_bounds",
                ),
            ],
            "ordering": ["starts_at", "pk"],
            "verbose_name": "programme item",
            "verbose_name_plural": "programme",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="VisitPart",
        fields=[
            identity(),
            *VISIT_PART,
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="parts",
                    to="events.studyvisit",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                    name="part_ends_after_it_starts",
                    violation_error_message="The end must be after the start.",
                ),
                models.CheckConstraint(
                    condition=models.Q(("capacity__gte", 1)), name="part_has_places"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        moment_in_bounds("starts_at"), moment_in_bounds("ends_at")
                    ),
                    name="part_dates_in_bounds",
                ),
            ],
            "ordering": ["starts_at", "pk"],
            "verbose_name": "part of the visit",
            "verbose_name_plural": "parts of the visit",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="SeatBlock",
        fields=[
            identity(),
            (
                "label",
                models.CharField(
                    help_text="For example: the name of a city.",
                    max_length=120,
                    verbose_name="for whom",
                ),
            ),
            (
                "seats",
                models.PositiveSmallIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="places",
                ),
            ),
            ("code_hash", models.CharField(editable=False, max_length=64, unique=True)),
            (
                "expires_at",
                models.DateTimeField(validators=BOUNDS, verbose_name="held until"),
            ),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="blocks",
                    to="events.studyvisit",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("seats__gte", 1)), name="block_has_seats"
                ),
                models.CheckConstraint(
                    condition=moment_in_bounds("expires_at"),
                    name="block_date_in_bounds",
                ),
            ],
            "ordering": ["expires_at", "pk"],
            "verbose_name": "held seats",
            "verbose_name_plural": "held seats",
        },
    ),
    migrations.CreateModel(
        name="HistoricalProgrammeItem",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            *PROGRAMME_ITEM,
            *history(),
            history_user(),
            (
                "visit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.studyvisit",
                ),
            ),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical programme item",
            "verbose_name_plural": "historical programme",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalVisitPart",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            *VISIT_PART,
            *history(),
            history_user(),
            (
                "visit",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.studyvisit",
                ),
            ),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical part of the visit",
            "verbose_name_plural": "historical parts of the visit",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
