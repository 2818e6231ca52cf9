"""Who comes with a delegation, and what is noted of them."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from centre.migrations.release_0_1_0.fields import identity

TABLES = [
    migrations.CreateModel(
        name="Delegate",
        fields=[
            identity(),
            ("full_name", models.CharField(max_length=120, verbose_name="full name")),
            (
                "position",
                models.PositiveSmallIntegerField(default=0, verbose_name="order"),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="delegates",
                    to="events.registration",
                ),
            ),
            (
                "badge_name",
                models.CharField(
                    blank=True, max_length=60, verbose_name="name on the badge"
                ),
            ),
            (
                "email",
                models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
            ),
            (
                "language",
                models.CharField(
                    blank=True,
                    help_text="Left empty: the delegation’s.",
                    max_length=12,
                    verbose_name="language of the mails",
                ),
            ),
            (
                "role",
                models.CharField(blank=True, max_length=120, verbose_name="position"),
            ),
            (
                "token_hash",
                models.CharField(editable=False, max_length=64, null=True, unique=True),
            ),
            ("told_at", models.DateTimeField(editable=False, null=True)),
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
        ],
        options={
            "ordering": ["position", "pk"],
            "verbose_name": "delegate",
            "verbose_name_plural": "delegates",
        },
    ),
    migrations.CreateModel(
        name="Consent",
        fields=[
            identity(),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("notice", "has read the information on personal data"),
                        ("invitations", "wants invitations to later study visits"),
                        ("needs", "agrees that we keep what the delegation needs"),
                        ("pictures", "agrees to published pictures of her"),
                    ],
                    max_length=16,
                    verbose_name="purpose",
                ),
            ),
            ("given_at", models.DateTimeField(verbose_name="given")),
            (
                "text",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    to="events.noticeversion",
                    verbose_name="text that was shown",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="consents",
                    to="events.registration",
                ),
            ),
            (
                "delegate",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="consents",
                    to="events.delegate",
                    verbose_name="delegate",
                ),
            ),
            (
                "withdrawn_at",
                models.DateTimeField(blank=True, null=True, verbose_name="taken back"),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("registration", "purpose", "delegate"),
                    name="consent_once_per_purpose",
                    nulls_distinct=False,
                )
            ],
            "verbose_name": "consent",
            "verbose_name_plural": "consents",
        },
    ),
    migrations.CreateModel(
        name="Need",
        fields=[
            identity(),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("interpretation", "interpretation"),
                        ("sign_language", "sign language"),
                        ("diet", "food"),
                        ("access", "access"),
                    ],
                    max_length=16,
                    verbose_name="kind",
                ),
            ),
            (
                "code",
                models.CharField(
                    blank=True,
                    help_text="A short word by which needs are counted, for example: vegan.",
                    max_length=24,
                    verbose_name="which",
                ),
            ),
            (
                "text",
                models.CharField(
                    blank=True, max_length=300, verbose_name="in own words"
                ),
            ),
            (
                "delegate",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="needs",
                    to="events.delegate",
                    verbose_name="delegate",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="needs",
                    to="events.registration",
                ),
            ),
        ],
        options={
            "ordering": ["kind", "code", "pk"],
            "verbose_name": "need",
            "verbose_name_plural": "needs",
        },
    ),
    migrations.CreateModel(
        name="Arrival",
        fields=[
            identity(),
            ("at", models.DateTimeField(verbose_name="when")),
            (
                "undone_at",
                models.DateTimeField(blank=True, null=True, verbose_name="undone"),
            ),
            (
                "delegate",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="arrivals",
                    to="events.delegate",
                ),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="arrivals",
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
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(
                        ("delegate__isnull", False), ("undone_at__isnull", True)
                    ),
                    fields=("delegate",),
                    name="arrival_once_per_person",
                )
            ],
            "ordering": ["at", "pk"],
            "verbose_name": "arrival",
            "verbose_name_plural": "arrivals",
        },
    ),
    migrations.CreateModel(
        name="ChangeRequest",
        fields=[
            identity(),
            (
                "status",
                models.CharField(
                    choices=[
                        ("open", "waits for an answer"),
                        ("accepted", "accepted"),
                        ("refused", "refused"),
                    ],
                    default="open",
                    max_length=10,
                    verbose_name="status",
                ),
            ),
            (
                "seats",
                models.PositiveSmallIntegerField(
                    blank=True,
                    null=True,
                    validators=[django.core.validators.MinValueValidator(1)],
                    verbose_name="number of people",
                ),
            ),
            (
                "text",
                models.TextField(
                    blank=True, max_length=2000, verbose_name="what should change"
                ),
            ),
            ("created_at", models.DateTimeField(verbose_name="asked")),
            (
                "decided_at",
                models.DateTimeField(blank=True, null=True, verbose_name="answered"),
            ),
            (
                "registration",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="change_requests",
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
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("status", "open")),
                    fields=("registration",),
                    name="change_request_one_at_a_time",
                )
            ],
            "ordering": ["created_at", "pk"],
            "verbose_name": "request for a change",
            "verbose_name_plural": "requests for a change",
        },
    ),
    migrations.CreateModel(
        name="DelegateChange",
        fields=[
            identity(),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("add", "add"),
                        ("correct", "correct"),
                        ("remove", "remove"),
                    ],
                    max_length=8,
                    verbose_name="kind",
                ),
            ),
            (
                "full_name",
                models.CharField(blank=True, max_length=120, verbose_name="full name"),
            ),
            (
                "badge_name",
                models.CharField(
                    blank=True, max_length=60, verbose_name="name on the badge"
                ),
            ),
            (
                "role",
                models.CharField(blank=True, max_length=120, verbose_name="position"),
            ),
            (
                "email",
                models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
            ),
            (
                "language",
                models.CharField(
                    blank=True, max_length=12, verbose_name="language of the mails"
                ),
            ),
            (
                "change",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="people",
                    to="events.changerequest",
                    verbose_name="request for a change",
                ),
            ),
            (
                "delegate",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="changes",
                    to="events.delegate",
                    verbose_name="delegate",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("delegate", None), ("kind", "add")),
                        models.Q(
                            ("delegate__isnull", False),
                            ("kind__in", ["correct", "remove"]),
                        ),
                        _connector="OR",
                    ),
                    name="delegate_change_says_whom",
                )
            ],
            "ordering": ["pk"],
            "verbose_name": "change of a name",
            "verbose_name_plural": "changes of names",
        },
    ),
]
