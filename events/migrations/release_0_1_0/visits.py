"""Study visits, and what is left of them."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django_countries.fields
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

STUDY_VISIT_ADDED = [
    (
        "approval",
        models.CharField(
            choices=[
                ("automatic", "at once, while there are places"),
                ("manual", "by staff"),
            ],
            default="automatic",
            max_length=10,
            verbose_name="delegations are confirmed",
        ),
    ),
    ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
    (
        "edits_until",
        models.DateTimeField(
            blank=True,
            help_text="Afterwards a change of the number of people is a request to you. Left empty: until registration closes.",
            null=True,
            validators=BOUNDS,
            verbose_name="changes by the delegation until",
        ),
    ),
    (
        "names_due_at",
        models.DateTimeField(
            blank=True,
            help_text="Until then delegations write down their people. Left empty: until the visit starts.",
            null=True,
            validators=BOUNDS,
            verbose_name="names until",
        ),
    ),
    (
        "state",
        models.CharField(
            choices=[
                ("planned", "as planned"),
                ("postponed", "postponed, no new date yet"),
                ("cancelled", "cancelled"),
            ],
            default="planned",
            max_length=10,
            verbose_name="state",
        ),
    ),
    (
        "waiting_list",
        models.CharField(
            choices=[
                ("none", "none"),
                ("strict", "in order: who comes first waits until all fit"),
                ("fill", "the first delegation that fits"),
            ],
            default="fill",
            max_length=8,
            verbose_name="waiting list",
        ),
    ),
    ("settling", models.JSONField(blank=True, editable=False, null=True)),
    (
        "interpreted",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.CharField(max_length=24),
            blank=True,
            default=list,
            help_text="What is ticked here the desk no longer lists as missing.",
            size=None,
            verbose_name="interpretation that is arranged",
        ),
    ),
    ("former_days", models.JSONField(blank=True, editable=False, null=True)),
    *in_each_language(
        "access_note",
        models.CharField(
            blank=True,
            db_default="",
            default="",
            max_length=300,
            verbose_name="more on access",
        ),
        order="en pl uk",
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
        "step_free",
        models.BooleanField(
            db_default=False, default=True, verbose_name="step-free access"
        ),
    ),
    ("previous_starts_at", models.DateTimeField(blank=True, editable=False, null=True)),
]
STUDY_VISIT = [
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
    *in_each_language(
        "description", models.TextField(blank=True, verbose_name="description")
    ),
    *in_each_language(
        "occasion",
        models.CharField(
            blank=True,
            help_text="For example: Cities Forum 2025.",
            max_length=160,
            verbose_name="occasion",
        ),
    ),
    (
        "occasion_url",
        models.URLField(blank=True, verbose_name="web address of the occasion"),
    ),
    *in_each_language(
        "venue",
        models.CharField(blank=True, max_length=200, verbose_name="meeting place"),
    ),
    ("starts_at", models.DateTimeField(validators=BOUNDS, verbose_name="starts")),
    ("ends_at", models.DateTimeField(validators=BOUNDS, verbose_name="ends")),
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
    (
        "capacity",
        models.PositiveSmallIntegerField(
            validators=[django.core.validators.MinValueValidator(1)],
            verbose_name="places in all",
        ),
    ),
    (
        "largest_group",
        models.PositiveSmallIntegerField(
            help_text="How many people one delegation may bring.",
            validators=[django.core.validators.MinValueValidator(1)],
            verbose_name="largest group",
        ),
    ),
    (
        "registration_opens_at",
        models.DateTimeField(
            blank=True,
            help_text="Left empty: there is no registration on this site.",
            null=True,
            validators=BOUNDS,
            verbose_name="registration opens",
        ),
    ),
    (
        "registration_closes_at",
        models.DateTimeField(
            blank=True,
            help_text="To the end of that minute.",
            null=True,
            validators=BOUNDS,
            verbose_name="registration closes",
        ),
    ),
]
TABLES = [
    migrations.CreateModel(
        name="StudyVisit",
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
            *STUDY_VISIT,
            *STUDY_VISIT_ADDED,
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=published_is_complete("title", "summary", "description"),
                    name="visit_published_is_complete",
                ),
                models.CheckConstraint(
                    condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                    name="visit_ends_after_it_starts",
                    violation_error_message="The end must be after the start.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("capacity__gte", models.F("largest_group")),
                        ("largest_group__gte", 1),
                    ),
                    name="visit_group_fits_the_places",
                    violation_error_message="The largest group is at least 1 and at most all the places.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("registration_closes_at__isnull", True),
                            ("registration_opens_at__isnull", True),
                        ),
                        models.Q(
                            (
                                "registration_closes_at__gt",
                                models.F("registration_opens_at"),
                            ),
                            ("registration_closes_at__isnull", False),
                            ("registration_closes_at__lte", models.F("starts_at")),
                            ("registration_opens_at__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="visit_registration_ends_before_the_visit",
                    violation_error_message="Registration closes after it opens and no later than the visit starts; give both moments or neither.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("names_due_at__isnull", True),
                        ("names_due_at__lte", models.F("starts_at")),
                        _connector="OR",
                    ),
                    name="visit_names_are_due_before_it_starts",
                    violation_error_message="Names are due no later than the visit starts.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("edits_until__isnull", True),
                        ("edits_until__lte", models.F("starts_at")),
                        _connector="OR",
                    ),
                    name="visit_changes_end_before_it_starts",
                    violation_error_message="Changes end no later than the visit starts.",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        moment_in_bounds("published_at"),
                        moment_in_bounds("starts_at"),
                        moment_in_bounds("ends_at"),
                        moment_in_bounds("registration_opens_at"),
                        moment_in_bounds("registration_closes_at"),
                        moment_in_bounds("names_due_at"),
                        moment_in_bounds("edits_until"),
                    ),
                    name="visit_dates_in_bounds",
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
                    name="visit_interpreted_known",
                ),
            ],
            "indexes": [
                models.Index(models.F("starts_at"), name="visit_by_time"),
                models.Index(models.F("ends_at"), name="visit_by_end"),
            ],
            "ordering": ["-starts_at", "-pk"],
            "verbose_name": "study visit",
            "verbose_name_plural": "study visits",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="VisitPicture",
        fields=[
            identity(),
            *picture(),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="pictures",
                    to="events.studyvisit",
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
                    name="visitpicture_focal_point_inside",
                )
            ],
            "ordering": ["position", "pk"],
            "verbose_name": "picture",
            "verbose_name_plural": "pictures",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="Feedback",
        fields=[
            identity(),
            ("language", models.CharField(max_length=12, verbose_name="language")),
            (
                "score",
                models.PositiveSmallIntegerField(
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(5),
                    ],
                    verbose_name="how useful it was (1 to 5)",
                ),
            ),
            (
                "useful",
                models.TextField(
                    blank=True, max_length=1000, verbose_name="what was most useful"
                ),
            ),
            (
                "missing",
                models.TextField(
                    blank=True, max_length=1000, verbose_name="what was missing"
                ),
            ),
            ("given_on", models.DateField(verbose_name="given on")),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="feedback",
                    to="events.studyvisit",
                    verbose_name="study visit",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                    name="feedback_score_in_range",
                )
            ],
            "ordering": ["-given_on", "-pk"],
            "verbose_name": "feedback",
            "verbose_name_plural": "feedback",
        },
    ),
    migrations.CreateModel(
        name="VisitFigure",
        fields=[
            identity(),
            (
                "country",
                django_countries.fields.CountryField(
                    max_length=2, verbose_name="country"
                ),
            ),
            ("city", models.CharField(max_length=80, verbose_name="city")),
            (
                "delegations",
                models.PositiveSmallIntegerField(verbose_name="delegations"),
            ),
            ("seats", models.PositiveIntegerField(verbose_name="registered people")),
            ("attended", models.PositiveIntegerField(verbose_name="people who came")),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="figures",
                    to="events.studyvisit",
                    verbose_name="study visit",
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("visit", "country", "city"), name="figure_once_per_city"
                )
            ],
            "ordering": ["country", "city"],
            "verbose_name": "figure of a visit",
            "verbose_name_plural": "figures of visits",
        },
    ),
    migrations.CreateModel(
        name="HistoricalStudyVisit",
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
            *STUDY_VISIT,
            *history(),
            history_user(),
            *STUDY_VISIT_ADDED,
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical study visit",
            "verbose_name_plural": "historical study visits",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
