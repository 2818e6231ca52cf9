"""The house: its details, and how accessible its site is."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

import centre.content.languages
from centre.migrations.release_0_1_0.fields import (
    day_in_bounds,
    history,
    history_user,
    identity,
    in_each_language,
)

CENTRE = [
    *in_each_language(
        "name", models.CharField(blank=True, max_length=120, verbose_name="name")
    ),
    *in_each_language(
        "tagline", models.CharField(blank=True, max_length=120, verbose_name="motto")
    ),
    *in_each_language(
        "lead",
        models.TextField(
            blank=True, max_length=300, verbose_name="the house in one sentence"
        ),
    ),
    *in_each_language(
        "about", models.TextField(blank=True, verbose_name="about the Centre")
    ),
    (
        "street",
        models.CharField(blank=True, max_length=120, verbose_name="street and number"),
    ),
    ("postcode", models.CharField(blank=True, max_length=12, verbose_name="postcode")),
    ("city", models.CharField(default="Kraków", max_length=80, verbose_name="city")),
    *in_each_language(
        "floor",
        models.CharField(blank=True, max_length=120, verbose_name="building and floor"),
    ),
    *in_each_language(
        "getting_there", models.TextField(blank=True, verbose_name="how to get here")
    ),
    *in_each_language(
        "opening_hours",
        models.TextField(blank=True, max_length=400, verbose_name="opening hours"),
    ),
    ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
    ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
    *in_each_language(
        "operator", models.TextField(blank=True, verbose_name="who runs the Centre")
    ),
    *in_each_language(
        "registration_notice",
        models.TextField(
            blank=True,
            help_text="GDPR, article 13. Every registration keeps the text that it was shown.",
            verbose_name="information on personal data, shown when a delegation registers",
        ),
    ),
]
ACCESSIBILITY_STATEMENT = [
    ("is_public", models.BooleanField(default=False, verbose_name="published")),
    (
        "body",
        models.CharField(
            blank=True,
            help_text="The full name of the body, in its own language.",
            max_length=200,
            verbose_name="who answers for the site",
        ),
    ),
    (
        "status",
        models.CharField(
            choices=[
                ("full", "fully compliant"),
                ("partial", "partially compliant"),
                ("none", "not compliant"),
            ],
            default="partial",
            max_length=8,
            verbose_name="compliance",
        ),
    ),
    (
        "site_published_on",
        models.DateField(
            blank=True, null=True, verbose_name="the site was published on"
        ),
    ),
    (
        "site_changed_on",
        models.DateField(
            blank=True, null=True, verbose_name="last important change of the site"
        ),
    ),
    (
        "prepared_on",
        models.DateField(
            blank=True,
            help_text="The first time; this day never changes later.",
            null=True,
            verbose_name="declaration prepared on",
        ),
    ),
    (
        "reviewed_on",
        models.DateField(
            blank=True, null=True, verbose_name="declaration last reviewed on"
        ),
    ),
    (
        "assessed_by",
        models.CharField(
            blank=True,
            help_text="Left empty: the body assessed the site itself.",
            max_length=200,
            verbose_name="assessed by",
        ),
    ),
    (
        "contact",
        models.CharField(blank=True, max_length=120, verbose_name="contact person"),
    ),
    ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
    ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
    *in_each_language(
        "not_accessible",
        models.TextField(
            blank=True,
            verbose_name="what is not accessible, why, and what there is instead",
        ),
    ),
    *in_each_language(
        "features",
        models.TextField(
            blank=True, verbose_name="features, limits and other information"
        ),
    ),
    *in_each_language(
        "building",
        models.TextField(
            blank=True,
            help_text="Entrance, stairs, lifts, toilets, parking, assistance dogs, hearing loop.",
            verbose_name="the building",
        ),
    ),
    *in_each_language(
        "communication",
        models.TextField(
            blank=True,
            help_text="Sign language, also online; easy-to-read texts; other languages.",
            verbose_name="information and communication",
        ),
    ),
]
TABLES = [
    migrations.CreateModel(
        name="Centre",
        fields=[
            (
                "id",
                models.PositiveSmallIntegerField(
                    default=1, editable=False, primary_key=True, serialize=False
                ),
            ),
            *CENTRE,
            *in_each_language(
                "hearing_loop",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Stands behind “hearing loop”. For example: in the main hall, in the first two rows.",
                    max_length=300,
                    verbose_name="hearing loop, in words",
                ),
                order="en pl uk",
            ),
            *in_each_language(
                "step_free",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Stands behind “step-free” of each activity and visit. For example: the door has no threshold, a lift goes to the first floor.",
                    max_length=300,
                    verbose_name="step-free access, in words",
                ),
                order="en pl uk",
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("id", 1)), name="centre_is_one_row"
                )
            ],
            "verbose_name": "details of the Centre",
            "verbose_name_plural": "details of the Centre",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="Partner",
        fields=[
            identity(),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("url", models.URLField(blank=True, verbose_name="web address")),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
            (
                "centre",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="partners",
                    to="centre.centre",
                ),
            ),
        ],
        options={
            "ordering": ["position", "pk"],
            "verbose_name": "partner",
            "verbose_name_plural": "partners",
        },
    ),
    migrations.CreateModel(
        name="AccessibilityStatement",
        fields=[
            (
                "centre",
                models.OneToOneField(
                    default=1,
                    editable=False,
                    on_delete=django.db.models.deletion.CASCADE,
                    primary_key=True,
                    related_name="accessibility_statement",
                    serialize=False,
                    to="centre.centre",
                ),
            ),
            *ACCESSIBILITY_STATEMENT,
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("centre", 1)), name="statement_is_one_row"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        day_in_bounds("site_published_on"),
                        day_in_bounds("site_changed_on"),
                        day_in_bounds("prepared_on"),
                        day_in_bounds("reviewed_on"),
                    ),
                    name="statement_days_in_bounds",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("is_public", False),
                        models.Q(
                            ("body__regex", "\\S"),
                            ("contact__regex", "\\S"),
                            ("email__regex", "\\S"),
                            ("phone__regex", "\\S"),
                            ("site_published_on__isnull", False),
                            ("site_changed_on__isnull", False),
                            ("prepared_on__isnull", False),
                            models.Q(
                                models.Q(
                                    ("building_pl__isnull", False),
                                    ("building_pl__regex", "\\S"),
                                    ("communication_pl__isnull", False),
                                    ("communication_pl__regex", "\\S"),
                                ),
                                models.Q(
                                    ("building_en__isnull", False),
                                    ("building_en__regex", "\\S"),
                                    ("communication_en__isnull", False),
                                    ("communication_en__regex", "\\S"),
                                ),
                                models.Q(
                                    ("building_uk__isnull", False),
                                    ("building_uk__regex", "\\S"),
                                    ("communication_uk__isnull", False),
                                    ("communication_uk__regex", "\\S"),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("status", "full"),
                                models.Q(
                                    models.Q(
                                        models.Q(
                                            ("building_pl__isnull", False),
                                            ("building_pl__regex", "\\S"),
                                            ("communication_pl__isnull", False),
                                            ("communication_pl__regex", "\\S"),
                                            _negated=True,
                                        ),
                                        models.Q(
                                            ("building_pl__isnull", False),
                                            ("building_pl__regex", "\\S"),
                                            ("communication_pl__isnull", False),
                                            ("communication_pl__regex", "\\S"),
                                            ("not_accessible_pl__isnull", False),
                                            ("not_accessible_pl__regex", "\\S"),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("building_en__isnull", False),
                                            ("building_en__regex", "\\S"),
                                            ("communication_en__isnull", False),
                                            ("communication_en__regex", "\\S"),
                                            _negated=True,
                                        ),
                                        models.Q(
                                            ("building_en__isnull", False),
                                            ("building_en__regex", "\\S"),
                                            ("communication_en__isnull", False),
                                            ("communication_en__regex", "\\S"),
                                            ("not_accessible_en__isnull", False),
                                            ("not_accessible_en__regex", "\\S"),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("building_uk__isnull", False),
                                            ("building_uk__regex", "\\S"),
                                            ("communication_uk__isnull", False),
                                            ("communication_uk__regex", "\\S"),
                                            _negated=True,
                                        ),
                                        models.Q(
                                            ("building_uk__isnull", False),
                                            ("building_uk__regex", "\\S"),
                                            ("communication_uk__isnull", False),
                                            ("communication_uk__regex", "\\S"),
                                            ("not_accessible_uk__isnull", False),
                                            ("not_accessible_uk__regex", "\\S"),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        _connector="OR",
                    ),
                    name="statement_public_is_whole",
                ),
            ],
            "verbose_name": "declaration of accessibility",
            "verbose_name_plural": "declaration of accessibility",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalCentre",
        fields=[
            (
                "id",
                models.PositiveSmallIntegerField(
                    db_index=True, default=1, editable=False
                ),
            ),
            *CENTRE,
            *history(),
            history_user(),
            *in_each_language(
                "hearing_loop",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Stands behind “hearing loop”. For example: in the main hall, in the first two rows.",
                    max_length=300,
                    verbose_name="hearing loop, in words",
                ),
                order="en pl uk",
            ),
            *in_each_language(
                "step_free",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Stands behind “step-free” of each activity and visit. For example: the door has no threshold, a lift goes to the first floor.",
                    max_length=300,
                    verbose_name="step-free access, in words",
                ),
                order="en pl uk",
            ),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical details of the Centre",
            "verbose_name_plural": "historical details of the Centre",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalAccessibilityStatement",
        fields=[
            *ACCESSIBILITY_STATEMENT,
            *history(),
            (
                "centre",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    default=1,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="centre.centre",
                ),
            ),
            history_user(),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical declaration of accessibility",
            "verbose_name_plural": "historical declaration of accessibility",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
