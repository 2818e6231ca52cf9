"""The registrations of delegations, and their history."""

import django.core.validators
import django.db.models.deletion
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

import centre.content.date_bounds
import centre.text.emails
from centre.migrations.release_0_1_0.fields import BOUNDS, identity, moment_in_bounds

TABLES = [
    migrations.CreateModel(
        name="NoticeVersion",
        fields=[
            identity(),
            ("language", models.CharField(max_length=12, verbose_name="language")),
            ("text", models.TextField(verbose_name="text")),
            ("digest", models.CharField(max_length=64, unique=True)),
        ],
        options={
            "verbose_name": "text that was shown",
            "verbose_name_plural": "texts that were shown",
        },
    ),
    migrations.CreateModel(
        name="Registration",
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
                        ("requested", "waits for our answer"),
                        ("confirmed", "confirmed"),
                        ("waitlisted", "on the waiting list"),
                        ("offered", "places are offered"),
                        ("late", "came after the deadline"),
                        ("declined", "declined"),
                        ("withdrawn", "withdrawn"),
                        ("cancelled", "cancelled by the Centre"),
                        ("lapsed", "lapsed"),
                        ("expired", "address not confirmed in time"),
                        ("attended", "came"),
                        ("no_show", "did not come"),
                        ("joined", "joined with another delegation"),
                    ],
                    default="confirmed",
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
                "seats",
                models.PositiveSmallIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="number of people",
                ),
            ),
            (
                "message",
                models.TextField(
                    blank=True, max_length=2000, verbose_name="message to us"
                ),
            ),
            (
                "source",
                models.CharField(
                    choices=[("public", "the website"), ("staff", "staff")],
                    default="public",
                    max_length=8,
                    verbose_name="registered through",
                ),
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
                models.DateTimeField(auto_now_add=True, verbose_name="registered"),
            ),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            (
                "visit",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="registrations",
                    to="events.studyvisit",
                    verbose_name="study visit",
                ),
            ),
            (
                "edits_until",
                models.DateTimeField(
                    blank=True,
                    null=True,
                    validators=BOUNDS,
                    verbose_name="changes until",
                ),
            ),
            (
                "min_seats",
                models.PositiveSmallIntegerField(
                    help_text="With how many it would still come.",
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="smallest number of people",
                ),
            ),
            (
                "offer_expires_at",
                models.DateTimeField(blank=True, null=True, verbose_name="offer ends"),
            ),
            (
                "passed_over",
                models.PositiveSmallIntegerField(default=0, editable=False),
            ),
            ("queue_at", models.DateTimeField(verbose_name="in the queue since")),
            (
                "wanted_seats",
                models.PositiveSmallIntegerField(
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="wished number of people",
                ),
            ),
            (
                "block",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="registrations",
                    to="events.seatblock",
                    verbose_name="held seats",
                ),
            ),
            (
                "token_version",
                models.PositiveSmallIntegerField(default=1, editable=False),
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
                "proof_due_at",
                models.DateTimeField(
                    blank=True,
                    editable=False,
                    null=True,
                    verbose_name="address to be confirmed until",
                ),
            ),
            (
                "proven_at",
                models.DateTimeField(
                    blank=True,
                    editable=False,
                    null=True,
                    verbose_name="address confirmed",
                ),
            ),
            ("link_to_review", models.BooleanField(default=False, editable=False)),
            (
                "joined_to",
                models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="joined",
                    to="events.registration",
                    verbose_name="joined with",
                ),
            ),
            (
                "move_to_answer",
                models.PositiveIntegerField(blank=True, editable=False, null=True),
            ),
            (
                "feedback_given",
                models.BooleanField(db_default=False, default=False, editable=False),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("seats__gte", 1)),
                    name="registration_has_people",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("min_seats__gte", 1), ("min_seats__lte", models.F("seats"))
                    ),
                    name="registration_smallest_number_fits",
                ),
                models.CheckConstraint(
                    condition=models.Q(("seats__lte", models.F("wanted_seats"))),
                    name="registration_has_no_more_than_wished",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("offer_expires_at__isnull", False), ("status", "offered")
                        ),
                        models.Q(
                            models.Q(("status", "offered"), _negated=True),
                            ("offer_expires_at__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="registration_only_offers_end",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "expired"), _negated=True),
                        ("proven_at", None),
                        _connector="OR",
                    ),
                    name="registration_expires_only_unproven",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("joined_to__isnull", False), ("status", "joined")),
                        models.Q(
                            models.Q(("status", "joined"), _negated=True),
                            ("joined_to__isnull", True),
                        ),
                        _connector="OR",
                    ),
                    name="registration_joined_says_with_whom",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "status__in",
                            [
                                "requested",
                                "confirmed",
                                "waitlisted",
                                "offered",
                                "late",
                                "declined",
                                "withdrawn",
                                "cancelled",
                                "lapsed",
                                "expired",
                                "attended",
                                "no_show",
                                "joined",
                            ],
                        )
                    ),
                    name="registration_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("proof_due_at", None),
                        models.Q(
                            ("proven_at", None),
                            (
                                "status__in",
                                [
                                    "requested",
                                    "confirmed",
                                    "waitlisted",
                                    "offered",
                                    "late",
                                ],
                            ),
                        ),
                        _connector="OR",
                    ),
                    name="registration_proof_is_due_or_given",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("move_to_answer", None),
                        ("status", "confirmed"),
                        _connector="OR",
                    ),
                    name="registration_only_confirmed_answer_a_move",
                ),
                models.UniqueConstraint(
                    models.F("visit"),
                    centre.text.emails.FoldedEmail("contact_email"),
                    condition=models.Q(
                        (
                            "status__in",
                            ["requested", "confirmed", "waitlisted", "offered", "late"],
                        ),
                        models.Q(("contact_email", ""), _negated=True),
                    ),
                    name="registration_once_per_contact",
                ),
                models.CheckConstraint(
                    condition=moment_in_bounds("edits_until"),
                    name="registration_date_in_bounds",
                ),
            ],
            "ordering": ["created_at", "pk"],
            "verbose_name": "delegation",
            "verbose_name_plural": "delegations",
        },
    ),
    migrations.CreateModel(
        name="RegistrationEvent",
        fields=[
            identity(),
            (
                "from_status",
                models.CharField(blank=True, max_length=12, verbose_name="from"),
            ),
            (
                "to_status",
                models.CharField(
                    choices=[
                        ("requested", "waits for our answer"),
                        ("confirmed", "confirmed"),
                        ("waitlisted", "on the waiting list"),
                        ("offered", "places are offered"),
                        ("late", "came after the deadline"),
                        ("declined", "declined"),
                        ("withdrawn", "withdrawn"),
                        ("cancelled", "cancelled by the Centre"),
                        ("lapsed", "lapsed"),
                        ("expired", "address not confirmed in time"),
                        ("attended", "came"),
                        ("no_show", "did not come"),
                        ("joined", "joined with another delegation"),
                    ],
                    max_length=12,
                    verbose_name="to",
                ),
            ),
            (
                "actor",
                models.CharField(
                    choices=[
                        ("delegation", "the delegation"),
                        ("staff", "staff"),
                        ("clock", "the passing of time"),
                    ],
                    max_length=12,
                    verbose_name="by",
                ),
            ),
            ("at", models.DateTimeField(verbose_name="when")),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="history",
                    to="events.registration",
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
                "reason",
                models.CharField(blank=True, max_length=300, verbose_name="reason"),
            ),
            (
                "seats",
                models.PositiveSmallIntegerField(verbose_name="number of people"),
            ),
        ],
        options={
            "ordering": ["pk"],
            "verbose_name": "step",
            "verbose_name_plural": "history",
        },
    ),
    migrations.CreateModel(
        name="HandOver",
        fields=[
            identity(),
            ("name", models.CharField(max_length=120, verbose_name="full name")),
            ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
            ("asked_at", models.DateTimeField(verbose_name="asked")),
            (
                "token_hash",
                models.CharField(editable=False, max_length=64, unique=True),
            ),
            (
                "registration",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="hand_over",
                    to="events.registration",
                    verbose_name="delegation",
                ),
            ),
        ],
        options={
            "verbose_name": "question to a new contact",
            "verbose_name_plural": "questions to new contacts",
        },
    ),
    migrations.CreateModel(
        name="PartChoice",
        fields=[
            identity(),
            (
                "seats",
                models.PositiveSmallIntegerField(verbose_name="number of people"),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="part_choices",
                    to="events.registration",
                ),
            ),
            (
                "part",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="choices",
                    to="events.visitpart",
                    verbose_name="part",
                ),
            ),
            (
                "waiting_since",
                models.DateTimeField(
                    blank=True,
                    null=True,
                    verbose_name="on the part’s waiting list since",
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("registration", "part"), name="part_chosen_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(("seats__gte", 1)), name="part_choice_has_people"
                ),
            ],
            "ordering": ["part__starts_at", "pk"],
            "verbose_name": "chosen part",
            "verbose_name_plural": "chosen parts",
        },
    ),
]
