"""Activities and their types."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

import centre.content.date_bounds
import centre.content.languages
import centre.pictures.files
import events.models.codes
import events.models.spoken
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    SPOKEN,
    history,
    history_user,
    identity,
    in_each_language,
    moment_in_bounds,
    picture,
    published_is_complete,
)

ACTIVITY_TYPE = [
    *in_each_language(
        "name", models.CharField(blank=True, max_length=120, verbose_name="name")
    ),
    *in_each_language(
        "short_name",
        models.CharField(
            blank=True,
            help_text="One or two words.",
            max_length=40,
            verbose_name="short name",
        ),
    ),
    *in_each_language(
        "description",
        models.TextField(blank=True, max_length=600, verbose_name="description"),
    ),
]
ACTIVITY_ADDED = [
    (
        "calendar_sequence",
        models.PositiveIntegerField(db_default=0, default=0, editable=False),
    ),
    (
        "audiences",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(
                choices=[
                    ("everybody", "everybody"),
                    ("children", "children"),
                    ("families", "families"),
                    ("youth", "young people"),
                    ("women", "women"),
                    ("seniors", "seniors"),
                    ("newcomers", "newcomers to Kraków"),
                ],
                max_length=16,
            ),
            blank=True,
            db_default=[],
            default=list,
            size=None,
            validators=[events.models.codes.validate_once],
            verbose_name="for whom",
        ),
    ),
    (
        "hearing_loop",
        models.BooleanField(
            db_default=False, default=False, verbose_name="hearing loop"
        ),
    ),
    (
        "interpreted_into",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(
                choices=[
                    ("pl", "Polish"),
                    ("en", "English"),
                    ("uk", "Ukrainian"),
                    ("be", "Belarusian"),
                    ("ru", "Russian"),
                    ("ka", "Georgian"),
                    ("es", "Spanish"),
                    ("fr", "French"),
                    ("de", "German"),
                    ("it", "Italian"),
                    ("ar", "Arabic"),
                    ("tr", "Turkish"),
                    ("vi", "Vietnamese"),
                    ("pjm", "Polish Sign Language"),
                    ("international", "International Sign"),
                ],
                max_length=16,
            ),
            blank=True,
            db_default=[],
            default=list,
            help_text="An interpreter, or somebody who helps in that language.",
            size=None,
            validators=[events.models.codes.validate_once],
            verbose_name="interpreted into",
        ),
    ),
    (
        "price",
        models.CharField(
            choices=[
                ("free", "free"),
                ("paid", "not free"),
                ("donation", "pay what you want"),
            ],
            db_default="free",
            default="free",
            max_length=10,
            verbose_name="price",
        ),
    ),
    (
        "signup_by",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(
                choices=[
                    ("form", "with a form"),
                    ("phone", "by phone"),
                    ("email", "by e-mail"),
                    ("desk", "at the Centre"),
                    ("other", "in another way"),
                ],
                max_length=16,
            ),
            blank=True,
            db_default=[],
            default=list,
            help_text="Nothing ticked and no words below it: no sign-up, just come.",
            size=None,
            validators=[events.models.codes.validate_once],
            verbose_name="sign up first",
        ),
    ),
]
ACTIVITY = [
    *in_each_language(
        "title", models.CharField(blank=True, max_length=160, verbose_name="title")
    ),
    *in_each_language(
        "summary",
        models.TextField(
            blank=True,
            help_text="One or two sentences.",
            max_length=400,
            verbose_name="summary",
        ),
    ),
    *in_each_language("body", models.TextField(blank=True, verbose_name="text")),
    *in_each_language(
        "place",
        models.CharField(
            blank=True,
            help_text="For example: room 2.",
            max_length=160,
            verbose_name="place or room",
        ),
    ),
    *in_each_language(
        "audience",
        models.CharField(
            blank=True,
            help_text="For example: beginners, children with an adult.",
            max_length=200,
            verbose_name="for whom, in words",
        ),
    ),
    (
        "languages",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(choices=SPOKEN, max_length=8),
            default=list,
            size=None,
            validators=[events.models.spoken.validate_spoken],
            verbose_name="languages it is held in",
        ),
    ),
    *in_each_language(
        "interpretation",
        models.CharField(
            blank=True,
            help_text="For example: help in Ukrainian, Polish Sign Language on request.",
            max_length=200,
            verbose_name="interpretation",
        ),
    ),
    ("step_free", models.BooleanField(default=True, verbose_name="step-free access")),
    *in_each_language(
        "access_note",
        models.CharField(blank=True, max_length=300, verbose_name="more on access"),
    ),
    *in_each_language(
        "cost",
        models.CharField(
            blank=True,
            help_text="For example: the amount, and who pays less. Left empty: nothing to add.",
            max_length=120,
            verbose_name="what it costs",
        ),
    ),
    *in_each_language(
        "signup",
        models.CharField(
            blank=True,
            help_text="For example: the number to call. Lists say “Sign up first” where anything stands here.",
            max_length=200,
            verbose_name="how to sign up",
        ),
    ),
    *in_each_language(
        "organiser",
        models.CharField(blank=True, max_length=160, verbose_name="organiser"),
    ),
    (
        "standing",
        models.BooleanField(
            default=False,
            help_text="Open in fixed weekday hours, without single dates.",
            verbose_name="standing offer",
        ),
    ),
]
TABLES = [
    migrations.CreateModel(
        name="ActivityType",
        fields=[
            identity(),
            *ACTIVITY_TYPE,
            (
                "slug",
                models.SlugField(max_length=60, unique=True, verbose_name="address"),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("workshop", "madder red, square"),
                        ("meeting", "marigold, circle"),
                        ("support", "green, diamond"),
                        ("grassroots", "plum, triangle"),
                    ],
                    max_length=12,
                    verbose_name="colour and symbol",
                ),
            ),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
        ],
        options={
            "ordering": ["position", "pk"],
            "verbose_name": "type of activity",
            "verbose_name_plural": "types of activity",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="Activity",
        fields=[
            identity(),
            (
                "slug",
                models.SlugField(
                    blank=True,
                    help_text="The last part of the web address. Left empty, it is made from the title.",
                    max_length=90,
                    unique=True,
                    verbose_name="address",
                ),
            ),
            (
                "published_at",
                models.DateTimeField(
                    blank=True,
                    db_index=True,
                    help_text="Empty: a draft, visible only here. In the future: it appears by itself at that moment.",
                    null=True,
                    validators=BOUNDS,
                    verbose_name="published from",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(auto_now_add=True, verbose_name="created"),
            ),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            *ACTIVITY,
            (
                "type",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="activities",
                    to="events.activitytype",
                    verbose_name="type",
                ),
            ),
            *ACTIVITY_ADDED,
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=published_is_complete("title", "summary"),
                    name="activity_published_is_complete",
                ),
                models.CheckConstraint(
                    condition=moment_in_bounds("published_at"),
                    name="activity_date_in_bounds",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "interpreted_into__contained_by",
                            [
                                "pl",
                                "en",
                                "uk",
                                "be",
                                "ru",
                                "ka",
                                "es",
                                "fr",
                                "de",
                                "it",
                                "ar",
                                "tr",
                                "vi",
                                "pjm",
                                "international",
                            ],
                        )
                    ),
                    name="activity_interpreted_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "audiences__contained_by",
                            [
                                "everybody",
                                "children",
                                "families",
                                "youth",
                                "women",
                                "seniors",
                                "newcomers",
                            ],
                        )
                    ),
                    name="activity_audiences_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "signup_by__contained_by",
                            ["form", "phone", "email", "desk", "other"],
                        )
                    ),
                    name="activity_signup_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("price__in", ["free", "paid", "donation"])),
                    name="activity_price_known",
                ),
            ],
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fields=["languages"], name="activity_languages"
                ),
                models.Index(
                    models.F("type"),
                    condition=models.Q(("standing", True)),
                    name="activity_standing",
                ),
            ],
            "ordering": ["-published_at", "-pk"],
            "verbose_name": "activity",
            "verbose_name_plural": "activities",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="ActivityPicture",
        fields=[
            identity(),
            *picture(),
            (
                "activity",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="pictures",
                    to="events.activity",
                ),
            ),
            (
                "render_attempts",
                models.PositiveSmallIntegerField(
                    db_default=0, default=0, editable=False
                ),
            ),
            ("render_due_at", models.DateTimeField(editable=False, null=True)),
        ],
        options={
            "abstract": False,
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("focal_x__lte", 100), ("focal_y__lte", 100)),
                    name="activitypicture_focal_point_inside",
                )
            ],
            "ordering": ["position", "pk"],
            "verbose_name": "picture",
            "verbose_name_plural": "pictures",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalActivityType",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            *ACTIVITY_TYPE,
            ("slug", models.SlugField(max_length=60, verbose_name="address")),
            (
                "role",
                models.CharField(
                    choices=[
                        ("workshop", "madder red, square"),
                        ("meeting", "marigold, circle"),
                        ("support", "green, diamond"),
                        ("grassroots", "plum, triangle"),
                    ],
                    max_length=12,
                    verbose_name="colour and symbol",
                ),
            ),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
            *history(),
            history_user(),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical type of activity",
            "verbose_name_plural": "historical types of activity",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalActivity",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            (
                "slug",
                models.SlugField(
                    blank=True,
                    help_text="The last part of the web address. Left empty, it is made from the title.",
                    max_length=90,
                    verbose_name="address",
                ),
            ),
            (
                "published_at",
                models.DateTimeField(
                    blank=True,
                    db_index=True,
                    help_text="Empty: a draft, visible only here. In the future: it appears by itself at that moment.",
                    null=True,
                    validators=BOUNDS,
                    verbose_name="published from",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(
                    blank=True, editable=False, verbose_name="created"
                ),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    blank=True, editable=False, verbose_name="changed"
                ),
            ),
            *ACTIVITY,
            *history(),
            history_user(),
            (
                "type",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="events.activitytype",
                    verbose_name="type",
                ),
            ),
            *ACTIVITY_ADDED,
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical activity",
            "verbose_name_plural": "historical activities",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
