"""Mail that goes out, and staff's own words in it."""

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

import centre.content.languages
from centre.migrations.release_0_1_0.fields import (
    history,
    history_user,
    identity,
    in_each_language,
)

TABLES = [
    migrations.CreateModel(
        name="OutgoingEmail",
        fields=[
            identity(),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("registration_received", "registration confirmed"),
                        ("registration_link", "link sent again"),
                        ("mail_code", "code to show needs and addresses"),
                        ("proof_due", "address still to be confirmed"),
                        ("registration_expired", "address not confirmed in time"),
                        ("registration_withdrawn", "registration withdrawn"),
                        ("registration_requested", "request for places received"),
                        ("registration_waitlisted", "on the waiting list"),
                        ("registration_offered", "places offered"),
                        ("registration_late", "came after the deadline"),
                        ("registration_lapsed", "offer or waiting list ended"),
                        ("registration_declined", "registration declined"),
                        ("registration_cancelled", "visit cancelled"),
                        ("registration_changed", "registration changed"),
                        ("parts_changed", "parts of the visit changed"),
                        ("part_free", "place in a part of the visit"),
                        ("change_answer", "answer to a request for a change"),
                        ("take_over_asked", "question to a new contact person"),
                        ("registration_handed_over", "new contact person"),
                        ("registration_joined", "joined with another delegation"),
                        ("registration_joined_by", "another delegation joined"),
                        ("visit_changed", "visit changed"),
                        ("visit_reminder", "reminder"),
                        ("names_due", "names are missing"),
                        ("visit_thanks", "thank you and feedback"),
                        ("delegate_told", "told that she was entered"),
                        ("delegate_removed", "told that she was taken off the list"),
                        ("visit_request_received", "request for a visit received"),
                        ("visit_request_answer", "answer to a request for a visit"),
                    ],
                    max_length=32,
                    verbose_name="kind",
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("queued", "waiting"),
                        ("sending", "being sent"),
                        ("sent", "sent"),
                        ("failed", "failed"),
                        ("unsure", "perhaps sent"),
                    ],
                    default="queued",
                    max_length=8,
                    verbose_name="state",
                ),
            ),
            ("recipient", models.EmailField(max_length=254, verbose_name="to")),
            ("language", models.CharField(max_length=12, verbose_name="language")),
            ("subject", models.CharField(max_length=200, verbose_name="subject")),
            ("text", models.TextField(blank=True, verbose_name="text")),
            ("html", models.TextField(blank=True)),
            ("calendar", models.TextField(blank=True)),
            (
                "message_id",
                models.CharField(editable=False, max_length=120, unique=True),
            ),
            (
                "attempts",
                models.PositiveSmallIntegerField(default=0, verbose_name="attempts"),
            ),
            (
                "error",
                models.TextField(blank=True, verbose_name="what the server said"),
            ),
            ("due_at", models.DateTimeField(verbose_name="next attempt")),
            (
                "created_at",
                models.DateTimeField(auto_now_add=True, verbose_name="written"),
            ),
            (
                "sent_at",
                models.DateTimeField(blank=True, null=True, verbose_name="sent"),
            ),
            (
                "registration",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="emails",
                    to="events.registration",
                    verbose_name="delegation",
                ),
            ),
            (
                "once",
                models.CharField(
                    blank=True, editable=False, max_length=80, null=True, unique=True
                ),
            ),
            (
                "request",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="emails",
                    to="events.visitrequest",
                    verbose_name="request for a visit",
                ),
            ),
            ("perhaps_sent", models.BooleanField(default=False, editable=False)),
            (
                "sending_since",
                models.DateTimeField(blank=True, editable=False, null=True),
            ),
            (
                "limited",
                models.BooleanField(db_default=False, default=False, editable=False),
            ),
            (
                "failure",
                models.CharField(
                    blank=True,
                    choices=[
                        ("no-address", "the server does not know this address"),
                        ("full", "the mailbox is full"),
                        ("spam", "refused as spam"),
                        ("too-big", "the mail is too big for the server"),
                        ("refused", "the server refused the mail"),
                        ("later", "the server asks to try later"),
                        ("sign-in", "our own mail server does not let us in"),
                        ("no-connection", "no connection to the mail server"),
                        ("certificate", "the mail server’s certificate is not trusted"),
                        ("interrupted", "interrupted while it was being sent"),
                        ("too-many", "too many mails to this address were asked for"),
                        ("ended", "the registration has ended meanwhile"),
                        ("other", "our program could not send it"),
                    ],
                    db_default="",
                    default="",
                    max_length=16,
                    verbose_name="what went wrong",
                ),
            ),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("state", "sending"), _negated=True),
                        ("sending_since__isnull", False),
                        _connector="OR",
                    ),
                    name="outgoing_email_being_sent_since",
                )
            ],
            "indexes": [
                models.Index(
                    models.F("state"), models.F("due_at"), name="outgoing_email_due"
                )
            ],
            "ordering": ["-created_at", "-pk"],
            "verbose_name": "mail",
            "verbose_name_plural": "outgoing mail",
        },
    ),
    migrations.CreateModel(
        name="MailWording",
        fields=[
            identity(),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("registration_requested", "request for places received"),
                        ("registration_received", "registration confirmed"),
                        ("registration_waitlisted", "on the waiting list"),
                        ("registration_offered", "places offered"),
                        ("registration_late", "came after the deadline"),
                        ("registration_lapsed", "offer or waiting list ended"),
                        ("registration_declined", "registration declined"),
                        ("registration_withdrawn", "registration withdrawn"),
                        ("registration_changed", "registration changed"),
                        ("visit_changed", "visit changed"),
                        ("registration_cancelled", "visit cancelled"),
                        ("names_due", "names are missing"),
                        ("visit_reminder", "reminder"),
                        ("visit_thanks", "thank you and feedback"),
                        ("delegate_told", "told that she was entered"),
                        ("visit_request_received", "request for a visit received"),
                    ],
                    max_length=32,
                    unique=True,
                    verbose_name="mail",
                ),
            ),
            *in_each_language(
                "says",
                models.TextField(
                    blank=True,
                    help_text="It follows the greeting. Left empty: our own words.",
                    max_length=600,
                    verbose_name="instead of our first sentence",
                ),
            ),
            *in_each_language(
                "extra",
                models.TextField(
                    blank=True,
                    help_text="Left empty: the mail goes out in our own words.",
                    max_length=1200,
                    verbose_name="one paragraph more",
                ),
            ),
        ],
        options={
            "ordering": ["kind"],
            "verbose_name": "words in a mail",
            "verbose_name_plural": "words in mails",
        },
        bases=(centre.content.languages.Translatable, models.Model),
    ),
    migrations.CreateModel(
        name="HistoricalMailWording",
        fields=[
            (
                "id",
                models.BigIntegerField(
                    auto_created=True, blank=True, db_index=True, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("registration_requested", "request for places received"),
                        ("registration_received", "registration confirmed"),
                        ("registration_waitlisted", "on the waiting list"),
                        ("registration_offered", "places offered"),
                        ("registration_late", "came after the deadline"),
                        ("registration_lapsed", "offer or waiting list ended"),
                        ("registration_declined", "registration declined"),
                        ("registration_withdrawn", "registration withdrawn"),
                        ("registration_changed", "registration changed"),
                        ("visit_changed", "visit changed"),
                        ("registration_cancelled", "visit cancelled"),
                        ("names_due", "names are missing"),
                        ("visit_reminder", "reminder"),
                        ("visit_thanks", "thank you and feedback"),
                        ("delegate_told", "told that she was entered"),
                        ("visit_request_received", "request for a visit received"),
                    ],
                    db_index=True,
                    max_length=32,
                    verbose_name="mail",
                ),
            ),
            *in_each_language(
                "says",
                models.TextField(
                    blank=True,
                    help_text="It follows the greeting. Left empty: our own words.",
                    max_length=600,
                    verbose_name="instead of our first sentence",
                ),
            ),
            *in_each_language(
                "extra",
                models.TextField(
                    blank=True,
                    help_text="Left empty: the mail goes out in our own words.",
                    max_length=1200,
                    verbose_name="one paragraph more",
                ),
            ),
            *history(),
            history_user(),
        ],
        options={
            "get_latest_by": ("history_date", "history_id"),
            "ordering": ("-history_date", "-history_id"),
            "verbose_name": "historical words in a mail",
            "verbose_name_plural": "historical words in mails",
        },
        bases=(simple_history.models.HistoricalChanges, models.Model),
    ),
]
