"""Who asks for a visit of their own."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

import events.models.spoken
from centre.migrations.release_0_1_0.fields import (
    BOUNDS,
    SPOKEN,
    day_in_bounds,
    identity,
)

TABLES = [
    migrations.CreateModel(
        name="VisitRequest",
        fields=[
            identity(),
            (
                "reference",
                models.CharField(max_length=12, unique=True, verbose_name="reference"),
            ),
            (
                "status",
                models.CharField(
                    choices=[
                        ("received", "received"),
                        ("proposed", "we have proposed a visit"),
                        ("unsuitable", "our proposal does not suit"),
                        ("accepted", "accepted"),
                        ("declined", "declined"),
                        ("withdrawn", "withdrawn"),
                    ],
                    default="received",
                    max_length=12,
                    verbose_name="status",
                ),
            ),
            (
                "organisation",
                models.CharField(max_length=160, verbose_name="organisation"),
            ),
            ("city", models.CharField(max_length=80, verbose_name="city")),
            (
                "country",
                django_countries.fields.CountryField(
                    max_length=2, verbose_name="country"
                ),
            ),
            (
                "contact_name",
                models.CharField(max_length=120, verbose_name="contact person"),
            ),
            ("contact_email", models.EmailField(max_length=254, verbose_name="e-mail")),
            (
                "contact_phone",
                models.CharField(blank=True, max_length=40, verbose_name="phone"),
            ),
            (
                "language",
                models.CharField(max_length=12, verbose_name="language of the mails"),
            ),
            (
                "purpose",
                models.TextField(max_length=2000, verbose_name="purpose and topics"),
            ),
            (
                "dates",
                django.contrib.postgres.fields.ArrayField(
                    base_field=models.DateField(validators=BOUNDS),
                    blank=True,
                    default=list,
                    size=3,
                    verbose_name="possible dates",
                ),
            ),
            (
                "seats",
                models.PositiveSmallIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="number of people",
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
            (
                "answer",
                models.TextField(
                    blank=True,
                    help_text="Goes into the mail as it is.",
                    max_length=2000,
                    verbose_name="our answer",
                ),
            ),
            (
                "token_version",
                models.PositiveSmallIntegerField(default=1, editable=False),
            ),
            (
                "token_hash",
                models.CharField(editable=False, max_length=64, unique=True),
            ),
            (
                "submission_hash",
                models.CharField(editable=False, max_length=64, null=True, unique=True),
            ),
            (
                "created_at",
                models.DateTimeField(auto_now_add=True, verbose_name="asked"),
            ),
            (
                "decided_at",
                models.DateTimeField(blank=True, null=True, verbose_name="answered"),
            ),
            (
                "notice",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    to="events.noticeversion",
                    verbose_name="text that was shown",
                ),
            ),
            (
                "registration",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="request",
                    to="events.registration",
                    verbose_name="delegation",
                ),
            ),
            (
                "staff",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="member of staff",
                ),
            ),
            (
                "visit",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="requests",
                    to="events.studyvisit",
                    verbose_name="study visit",
                ),
            ),
            (
                "anonymised_at",
                models.DateTimeField(
                    blank=True,
                    editable=False,
                    null=True,
                    verbose_name="personal data erased",
                ),
            ),
            (
                "reply",
                models.TextField(
                    blank=True,
                    max_length=1000,
                    verbose_name="why our proposal did not suit",
                ),
            ),
            (
                "days",
                models.PositiveSmallIntegerField(
                    db_default=1,
                    default=1,
                    validators=[
                        django.core.validators.MinValueValidator(1),
                        django.core.validators.MaxValueValidator(14),
                    ],
                    verbose_name="length in days",
                ),
            ),
            (
                "flexible",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    verbose_name="other days are possible too",
                ),
            ),
            (
                "month",
                models.DateField(blank=True, null=True, verbose_name="possible month"),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("seats__gte", 1)),
                    name="visit_request_has_people",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "status__in",
                            [
                                "received",
                                "proposed",
                                "unsuitable",
                                "accepted",
                                "declined",
                                "withdrawn",
                            ],
                        )
                    ),
                    name="visit_request_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        day_in_bounds("dates__0"),
                        day_in_bounds("dates__1"),
                        day_in_bounds("dates__2"),
                    ),
                    name="visit_request_dates_in_bounds",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("dates__len__range", (1, 3)),
                        models.Q(("dates__len", 0), ("month__isnull", False)),
                        _connector="OR",
                    ),
                    name="visit_request_has_dates_or_a_month",
                ),
                models.CheckConstraint(
                    condition=models.Q(("days__range", (1, 14))),
                    name="visit_request_length_is_known",
                ),
                models.CheckConstraint(
                    condition=day_in_bounds("month"),
                    name="visit_request_month_in_bounds",
                ),
            ],
            "ordering": ["-created_at", "-pk"],
            "verbose_name": "request for a visit",
            "verbose_name_plural": "requests for a visit",
        },
    ),
]
