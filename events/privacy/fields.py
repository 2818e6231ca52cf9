"""The category of every field of every table, and the rules by which it goes.

A test walks all models: a field that is not here, or is here and gone, fails it. Of
a translated text the base name stands for all its languages, and a table of former
versions is like its original, with `VERSION` besides.
"""

from dataclasses import dataclass

from events.privacy.categories import DataCategory as Category


@dataclass(frozen=True)
class Fields:
    """Fields of one table that are of one category and go by the same rules."""

    category: Category
    names: tuple[str, ...]
    rules: tuple[str, ...] = ()


PUBLISHED = Fields(
    Category.NONE, ("id", "slug", "published_at", "created_at", "updated_at")
)
PICTURE = (
    Fields(
        Category.NONE,
        (
            "id",
            "width",
            "height",
            "focal_x",
            "focal_y",
            "decorative",
            "position",
            "rendered",
        ),
    ),
    Fields(Category.CONTENT, ("image", "alt")),
)
# What a table of former versions has besides the fields of its original.
VERSION = (
    Fields(Category.NONE, ("history_id", "history_date", "history_type")),
    Fields(Category.CONTENT, ("history_change_reason",)),
    Fields(Category.STAFF, ("history_user",)),
)
# Whoever registered is forgotten by the first of these that applies.
ANONYMISED = ("lapsed", "ended", "people")

TABLES: dict[str, tuple[Fields, ...]] = {
    # --- The house ---
    "centre.FormerSlug": (Fields(Category.NONE, ("id", "model", "slug", "object_id")),),
    "centre.Centre": (
        Fields(Category.NONE, ("id",)),
        Fields(
            Category.CONTENT,
            (
                "name",
                "tagline",
                "lead",
                "about",
                "street",
                "postcode",
                "city",
                "floor",
                "getting_there",
                "opening_hours",
                "email",
                "phone",
                "operator",
                "registration_notice",
            ),
        ),
    ),
    "centre.Partner": (
        Fields(Category.NONE, ("id", "centre", "position")),
        Fields(Category.CONTENT, ("name", "url")),
    ),
    "centre.Page": (
        PUBLISHED,
        Fields(Category.NONE, ("menu", "position")),
        Fields(Category.CONTENT, ("title", "body")),
    ),
    # --- News ---
    "news.Topic": (
        Fields(Category.NONE, ("id", "slug", "position")),
        Fields(Category.CONTENT, ("name",)),
    ),
    "news.Post": (
        PUBLISHED,
        Fields(Category.NONE, ("topics", "visit", "activity")),
        Fields(Category.CONTENT, ("title", "lead", "body")),
        Fields(Category.STAFF, ("author",)),
    ),
    "news.Post_topics": (Fields(Category.NONE, ("id", "post", "topic")),),
    "news.PostPicture": (*PICTURE, Fields(Category.NONE, ("post",))),
    # --- Activities ---
    "events.ActivityType": (
        Fields(Category.NONE, ("id", "slug", "role", "position")),
        Fields(Category.CONTENT, ("name", "short_name", "description")),
    ),
    "events.Activity": (
        PUBLISHED,
        Fields(Category.NONE, ("type", "languages", "step_free", "standing")),
        Fields(
            Category.CONTENT,
            (
                "title",
                "summary",
                "body",
                "place",
                "audience",
                "interpretation",
                "access_note",
                "cost",
                "signup",
                "organiser",
            ),
        ),
    ),
    "events.ActivityPicture": (*PICTURE, Fields(Category.NONE, ("activity",))),
    "events.Session": (
        Fields(Category.NONE, ("id", "activity", "starts_at", "ends_at", "state")),
        Fields(Category.CONTENT, ("note",)),
    ),
    "events.OpeningHours": (
        Fields(Category.NONE, ("id", "activity", "weekday", "opens", "closes")),
    ),
    "events.ClosingDay": (Fields(Category.NONE, ("id", "activity", "date")),),
    # --- Study visits ---
    "events.StudyVisit": (
        PUBLISHED,
        Fields(
            Category.NONE,
            (
                "starts_at",
                "ends_at",
                "languages",
                "interpreted",
                "capacity",
                "largest_group",
                "registration_opens_at",
                "registration_closes_at",
                "names_due_at",
                "edits_until",
                "approval",
                "waiting_list",
                "state",
                "calendar_sequence",
                "settling",
            ),
        ),
        Fields(
            Category.CONTENT,
            ("title", "summary", "description", "occasion", "occasion_url", "venue"),
        ),
    ),
    "events.VisitPicture": (*PICTURE, Fields(Category.NONE, ("visit",))),
    "events.ProgrammeItem": (
        Fields(Category.NONE, ("id", "visit", "starts_at", "ends_at", "kind")),
        Fields(Category.CONTENT, ("title", "description", "speakers")),
    ),
    "events.VisitPart": (
        Fields(
            Category.NONE,
            ("id", "visit", "starts_at", "ends_at", "language", "capacity"),
        ),
        Fields(Category.CONTENT, ("title", "room")),
        Fields(Category.STAFF, ("guide",), rules=("guides", "former_guides")),
    ),
    "events.PartChoice": (
        Fields(Category.NONE, ("id", "registration", "part", "seats", "waiting_since")),
    ),
    "events.SeatBlock": (
        Fields(Category.NONE, ("id", "visit", "label", "seats", "expires_at")),
        Fields(Category.SECRET, ("code_hash",), rules=("codes",)),
    ),
    # --- Delegations ---
    "events.Registration": (
        # An organisation, its city and country are a body's, not a person's.
        Fields(
            Category.NONE,
            (
                "id",
                "visit",
                "reference",
                "status",
                "organisation",
                "city",
                "country",
                "language",
                "seats",
                "min_seats",
                "wanted_seats",
                "block",
                "joined_to",
                "queue_at",
                "passed_over",
                "offer_expires_at",
                "edits_until",
                "link_to_review",
                "move_to_answer",
                "proof_due_at",
                "proven_at",
                "source",
                "token_version",
                "anonymised_at",
                "created_at",
                "updated_at",
            ),
        ),
        Fields(
            Category.CONTACT,
            ("contact_name", "contact_email", "contact_phone", "message"),
            rules=ANONYMISED,
        ),
        Fields(
            Category.SECRET,
            ("token_hash", "submission_hash"),
            rules=("links", *ANONYMISED),
        ),
    ),
    "events.RegistrationEvent": (
        Fields(
            Category.NONE,
            ("id", "registration", "from_status", "to_status", "actor", "at", "seats"),
        ),
        Fields(Category.STAFF, ("staff",)),
        Fields(Category.CONTACT, ("reason",), rules=ANONYMISED),
    ),
    "events.ChangeRequest": (
        Fields(
            Category.NONE,
            ("id", "registration", "status", "seats", "created_at", "decided_at"),
        ),
        Fields(Category.STAFF, ("staff",)),
        Fields(Category.CONTACT, ("text",), rules=ANONYMISED),
    ),
    "events.HandOver": (
        Fields(Category.NONE, ("id", "registration", "asked_at")),
        Fields(Category.CONTACT, ("name", "email"), rules=("hand_overs", *ANONYMISED)),
        Fields(Category.SECRET, ("token_hash",), rules=("hand_overs", *ANONYMISED)),
    ),
    "events.Delegate": (
        Fields(
            Category.NONE,
            (
                "id",
                "registration",
                "language",
                "token_version",
                "told_at",
                "anonymised_at",
                "position",
            ),
        ),
        Fields(
            Category.DELEGATE,
            ("full_name", "badge_name", "role", "email"),
            rules=("unused_names", *ANONYMISED),
        ),
        Fields(
            Category.SECRET,
            ("token_hash",),
            rules=("personal_links", "unused_names", *ANONYMISED),
        ),
    ),
    "events.Need": (
        Fields(Category.NONE, ("id",)),
        Fields(
            Category.HEALTH,
            ("registration", "delegate", "kind", "code", "text"),
            rules=("needs", *ANONYMISED),
        ),
    ),
    "events.NoticeVersion": (
        Fields(Category.NONE, ("id", "language", "text", "digest")),
    ),
    # Who it was goes with the delegation; what was shown and when is proof, and stays.
    "events.Consent": (
        Fields(
            Category.NONE,
            (
                "id",
                "registration",
                "delegate",
                "purpose",
                "text",
                "given_at",
                "withdrawn_at",
            ),
        ),
    ),
    "events.Arrival": (
        Fields(Category.NONE, ("id", "registration", "delegate", "at", "undone_at")),
        Fields(Category.STAFF, ("staff",)),
    ),
    "events.VisitRequest": (
        Fields(
            Category.NONE,
            (
                "id",
                "reference",
                "status",
                "organisation",
                "city",
                "country",
                "language",
                "dates",
                "seats",
                "languages",
                "visit",
                "registration",
                "notice",
                "token_version",
                "anonymised_at",
                "created_at",
                "decided_at",
            ),
        ),
        Fields(Category.STAFF, ("staff",)),
        Fields(
            Category.CONTACT,
            (
                "contact_name",
                "contact_email",
                "contact_phone",
                "purpose",
                "answer",
                "reply",
            ),
            rules=("requests_ended", "requests"),
        ),
        Fields(
            Category.SECRET,
            ("token_hash", "submission_hash"),
            rules=("requests_ended", "requests", "request_links"),
        ),
    ),
    "events.OutgoingEmail": (
        Fields(
            Category.NONE,
            (
                "id",
                "registration",
                "request",
                "once",
                "kind",
                "state",
                "language",
                "message_id",
                "attempts",
                "perhaps_sent",
                "sending_since",
                "due_at",
                "created_at",
                "sent_at",
            ),
        ),
        Fields(
            Category.CONTACT,
            ("recipient", "subject"),
            rules=("mail_addresses", *ANONYMISED, "requests_ended", "requests"),
        ),
        Fields(
            Category.CONTACT,
            ("text", "html", "calendar", "error"),
            rules=("mail_texts", *ANONYMISED, "requests_ended", "requests"),
        ),
    ),
    # --- What stays ---
    "events.MailWording": (
        Fields(Category.NONE, ("id", "kind")),
        Fields(Category.CONTENT, ("says", "extra")),
    ),
    "events.VisitFigure": (
        Fields(
            Category.NONE,
            ("id", "visit", "country", "city", "delegations", "seats", "attended"),
        ),
    ),
    "events.Feedback": (
        Fields(Category.NONE, ("id", "visit", "language", "score", "given_on")),
        Fields(Category.CONTACT, ("useful", "missing"), rules=("feedback",)),
    ),
    "events.RetentionRun": (
        Fields(
            Category.NONE,
            ("id", "at", "rule", "days", "erased", "keys", "previous_hash", "hash"),
        ),
    ),
    "events.RateWindow": (
        Fields(Category.NONE, ("id", "begins_at", "count")),
        Fields(Category.SECRET, ("key",), rules=("rates",)),
    ),
    # --- Tables that are not ours ---
    "admin.LogEntry": (
        Fields(
            Category.NONE,
            ("id", "action_time", "content_type", "object_id", "action_flag"),
        ),
        Fields(Category.STAFF, ("user",), rules=("staff_log",)),
        Fields(
            Category.DELEGATE,
            ("object_repr", "change_message"),
            rules=("staff_log", *ANONYMISED),
        ),
    ),
    "auth.Permission": (
        Fields(Category.NONE, ("id", "name", "content_type", "codename")),
    ),
    "auth.Group": (Fields(Category.NONE, ("id", "name", "permissions")),),
    "auth.Group_permissions": (Fields(Category.NONE, ("id", "group", "permission")),),
    "auth.User": (
        Fields(
            Category.STAFF,
            (
                "id",
                "username",
                "first_name",
                "last_name",
                "email",
                "last_login",
                "date_joined",
                "is_staff",
                "is_active",
                "is_superuser",
                "groups",
                "user_permissions",
            ),
        ),
        Fields(Category.SECRET, ("password",)),
    ),
    "auth.User_groups": (Fields(Category.STAFF, ("id", "user", "group")),),
    "auth.User_user_permissions": (
        Fields(Category.STAFF, ("id", "user", "permission")),
    ),
    "contenttypes.ContentType": (Fields(Category.NONE, ("id", "app_label", "model")),),
    "sessions.Session": (
        Fields(Category.NONE, ("expire_date",)),
        Fields(Category.SECRET, ("session_key",), rules=("sessions",)),
        # The answers of a delegation that is still filling in the form.
        Fields(Category.CONTACT, ("session_data",), rules=("sessions",)),
    ),
    "django_tasks_database.DBTaskResult": (
        Fields(
            Category.NONE,
            (
                "id",
                "status",
                "enqueued_at",
                "started_at",
                "finished_at",
                "priority",
                "task_path",
                "worker_ids",
                "queue_name",
                "backend_name",
                "run_after",
                "exception_class_path",
            ),
        ),
        Fields(
            Category.CONTACT,
            ("args_kwargs", "return_value", "traceback"),
            rules=("tasks",),
        ),
    ),
}
