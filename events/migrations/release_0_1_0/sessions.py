"""When activities are: their dates and hours."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.db import migrations, models

import centre.content.date_bounds
import centre.content.languages
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    day_in_bounds,
    history,
    history_user,
    identity,
    in_each_language,
    moment_in_bounds,
)

SESSION = [
    ("starts_at", models.DateTimeField(validators=BOUNDS, verbose_name="starts")),
    ("ends_at", models.DateTimeField(validators=BOUNDS, verbose_name="ends")),
    (
        "state",
        models.CharField(
            choices=[
                ("planned", "as planned"),
                ("moved", "moved"),
                ("cancelled", "cancelled"),
            ],
            default="planned",
            max_length=10,
            verbose_name="state",
        ),
    ),
    *in_each_language(
        "note",
        models.CharField(
            blank=True,
            help_text="For example: why. That it is cancelled or has moved is said beside it.",
            max_length=200,
            verbose_name="note",
        ),
    ),
]
TABLES = [
    migrations.CreateModel(
        name="Session",
        fields=[
            identity(),
            *SESSION,
            (
                "activity",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="sessions",
                    to="events.activity",
                ),
            ),
            (
                "calendar_sequence",
                models.PositiveIntegerField(db_default=0, default=0, editable=False),
            ),
            *in_each_language(
                "place",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Only where it is another one than the activity’s.",
                    max_length=160,
                    verbose_name="place or room",
                ),
                order="en pl uk",
            ),
            ("updated_at", models.DateTimeField(auto_now=True, null=True)),
            ("previous_starts_at", models.DateTimeField(editable=False, null=True)),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                    name="session_ends_after_it_starts",
                    violation_error_message="The end must be after the start.",
                ),
                models.UniqueConstraint(
                    fields=("activity", "starts_at"),
                    name="session_once_at_a_time",
                    violation_error_message="This activity already starts at that time.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "ends_at__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("starts_at"),
                                "+",
                                models.Value(datetime.timedelta(days=7)),
                            ),
                        )
                    ),
                    name="session_lasts_a_week_at_most",
                    violation_error_message="A session can last a week at most.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        moment_in_bounds("starts_at"), moment_in_bounds("ends_at")
                    ),
                    name="session_dates_in_bounds",
                ),
            ],
            "indexes": [
                models.Index(
                    models.F("starts_at"), models.F("id"), name="session_by_time"
                )
            ],
            "ordering": ["starts_at", "pk"],
            "verbose_name": "session",
            "verbose_name_plural": "sessions",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="OpeningHours",
        fields=[
            identity(),
            (
                "weekday",
                models.PositiveSmallIntegerField(
                    choices=[
                        (0, "Monday"),
                        (1, "Tuesday"),
                        (2, "Wednesday"),
                        (3, "Thursday"),
                        (4, "Friday"),
                        (5, "Saturday"),
                        (6, "Sunday"),
                    ],
                    verbose_name="weekday",
                ),
            ),
            ("opens", models.TimeField(verbose_name="opens")),
            ("closes", models.TimeField(verbose_name="closes")),
            (
                "activity",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="hours",
                    to="events.activity",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("weekday__lte", 6)), name="hours_weekday"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("closes__gt", models.F("opens")),
                        ("closes", datetime.time(0, 0)),
                        _connector="OR",
                    ),
                    name="hours_close_after_they_open",
                    violation_error_message="The end must be after the start.",
                ),
            ],
            "ordering": ["weekday", "opens"],
            "verbose_name": "opening hours",
            "verbose_name_plural": "opening hours",
        },
    ),
    migrations.CreateModel(
        name="ClosingDay",
        fields=[
            identity(),
            ("date", models.DateField(validators=BOUNDS, verbose_name="date")),
            (
                "activity",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="closing_days",
                    to="events.activity",
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("activity", "date"),
                    name="closing_day_once",
                    violation_error_message="This day is already in the list.",
                ),
                models.CheckConstraint(
                    condition=day_in_bounds("date"), name="closing_day_in_bounds"
                ),
            ],
            "ordering": ["date"],
            "verbose_name": "closing day",
            "verbose_name_plural": "closing days",
        },
    ),
    migrations.CreateModel(
        name="HistoricalSession",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            *SESSION,
            *history(),
            (
                "activity",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.activity",
                ),
            ),
            history_user(),
            (
                "calendar_sequence",
                models.PositiveIntegerField(db_default=0, default=0, editable=False),
            ),
            *in_each_language(
                "place",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Only where it is another one than the activity’s.",
                    max_length=160,
                    verbose_name="place or room",
                ),
                order="en pl uk",
            ),
            ("updated_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ("previous_starts_at", models.DateTimeField(editable=False, null=True)),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical session",
            "verbose_name_plural": "historical sessions",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
