"""The category of every field of every table, and the rules by which it goes.

A test walks all models: a field that is not here, or is here and gone, fails it. Of
a translated text the base name stands for all its languages, and a table of former
versions is like its original, with `VERSION` besides.
"""

from dataclasses import dataclass

from centre.content.addressed import slug_columns
from events.privacy.categories import DataCategory as Category


@dataclass(frozen=True)
class Fields:
    """Fields of one table that are of one category and go by the same rules."""

    category: Category
    names: tuple[str, ...]
    rules: tuple[str, ...] = ()


ADDRESSED = Fields(Category.NONE, ("id", "slug", *slug_columns()))
PUBLISHED = (
    ADDRESSED,
    Fields(
        Category.NONE,
        ("published_at", "published_until", "created_at", "updated_at"),
    ),
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
            "render_attempts",
            "render_due_at",
        ),
    ),
    Fields(Category.CONTENT, ("image", "alt", "caption", "credit")),
)
DOCUMENT = (
    Fields(Category.NONE, ("id", "kind", "size", "stored_at", "language", "access")),
    Fields(Category.NONE, ("position",)),
    Fields(Category.CONTENT, ("file", "filename", "title")),
)
# What a table of former versions has besides the fields of its original.
VERSION = (
    Fields(Category.NONE, ("history_id", "history_date", "history_type")),
    Fields(Category.CONTENT, ("history_change_reason",)),
    Fields(Category.STAFF, ("history_user",)),
)
# Whoever registered is forgotten by the first of these that applies.
ANONYMISED = ("lapsed", "ended", "people")

CONTENT_TABLES: dict[str, tuple[Fields, ...]] = {
    # --- The house ---
    "centre.FormerSlug": (
        Fields(Category.NONE, ("id", "model", "language", "slug", "object_id")),
    ),
    "centre.OutdatedText": (
        Fields(Category.NONE, ("id", "model", "object_id", "part", "part_id")),
        Fields(Category.NONE, ("field", "language", "source_hash", "changes")),
    ),
    "centre.Completeness": (
        Fields(Category.NONE, ("id", "model", "object_id", "languages")),
    ),
    "centre.LanguageWish": (
        Fields(Category.NONE, ("id", "model", "object_id", "language", "day", "count")),
    ),
    "centre.WishMark": (
        Fields(Category.NONE, ("id", "at")),
        Fields(Category.SECRET, ("key",), rules=("wish_marks",)),
    ),
    "centre.Centre": (
        Fields(Category.NONE, ("id", "is_sample")),
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
                "map_url",
                "getting_there",
                "step_free_way",
                "step_free",
                "hearing_loop",
                "opening_hours",
                "email",
                "phone",
                "operator",
                "press_contact",
                "press_email",
                "press_phone",
                "in_short",
                "picture_terms",
                "registration_notice",
                "framed_by",
                "profiles",
            ),
        ),
    ),
    "centre.Partner": (
        Fields(Category.NONE, ("id", "centre", "position")),
        Fields(Category.CONTENT, ("name", "url")),
    ),
    "centre.HouseClosure": (
        Fields(Category.NONE, ("id", "first_day", "last_day")),
        Fields(Category.CONTENT, ("reason",)),
    ),
    "centre.SiteNotice": (
        Fields(Category.NONE, ("id", "starts_at", "ends_at", "is_warning")),
        Fields(Category.CONTENT, ("text",)),
    ),
    "centre.LibraryPicture": PICTURE,
    "centre.PictureRights": (
        Fields(Category.NONE, ("id", "consent")),
        Fields(Category.CONTENT, ("image", "terms")),
    ),
    "centre.HousePicture": (*PICTURE, Fields(Category.NONE, ("centre", "page"))),
    "centre.Emblem": (
        *PICTURE,
        Fields(Category.NONE, ("centre", "kind", "shown_from", "shown_until")),
        Fields(Category.CONTENT, ("name", "url", "statement")),
    ),
    "centre.AccessibilityStatement": (
        Fields(
            Category.CONTENT,
            (
                "centre",
                "is_public",
                "is_sample",
                "body",
                "status",
                "site_published_on",
                "site_changed_on",
                "prepared_on",
                "reviewed_on",
                "assessed_by",
                "contact",
                "email",
                "phone",
                "not_accessible",
                "features",
                "building",
                "communication",
            ),
        ),
    ),
    "centre.ImportRun": (
        Fields(Category.NONE, ("id", "kind", "fetch_pictures", "state", "read")),
        Fields(Category.NONE, ("created_at", "moved_at")),
        Fields(
            Category.CONTENT,
            ("file", "pictures", "address", "source", "summary"),
            rules=("imports",),
        ),
        Fields(Category.STAFF, ("created_by",), rules=("imports",)),
    ),
    "centre.ImportItem": (
        Fields(Category.NONE, ("id", "run", "position", "kind", "outcome")),
        Fields(Category.NONE, ("is_done", "object_id")),
        Fields(Category.CONTENT, ("title", "payload", "notes"), rules=("imports",)),
    ),
    "centre.ImportedSource": (
        Fields(Category.NONE, ("id", "source", "key", "model", "object_id")),
        Fields(Category.NONE, ("language", "source_hash", "written_hash")),
    ),
    "centre.FormerAddress": (
        Fields(Category.NONE, ("id", "path", "model", "object_id", "language")),
    ),
    "centre.BinEntry": (
        Fields(Category.NONE, ("id", "model", "object_key", "deleted_at")),
        Fields(
            Category.CONTENT, ("title", "rows", "references", "files"), rules=("bin",)
        ),
        Fields(Category.STAFF, ("deleted_by",), rules=("bin",)),
    ),
    "centre.StaffAction": (
        Fields(Category.NONE, ("id", "at", "kind", "model", "object_key", "details")),
        Fields(Category.STAFF, ("user", "username"), rules=("staff_actions",)),
    ),
    "centre.StaffRole": (Fields(Category.NONE, ("id", "key", "group")),),
    "centre.UnsavedForm": (
        Fields(
            Category.NONE,
            (
                *("id", "key", "origin", "model", "object_key", "turn", "closed"),
                "kept_at",
            ),
        ),
        Fields(
            Category.STAFF,
            ("user", "fields", "files", "saved_digest"),
            rules=("unsaved_forms",),
        ),
    ),
    "centre.KeptAnswer": (
        Fields(Category.NONE, ("id", "key", "address", "kept_at")),
        Fields(Category.STAFF, ("user", "html"), rules=("kept_answers",)),
    ),
    "centre.FormPresence": (
        Fields(Category.NONE, ("id", "model", "object_key", "window", "is_heard")),
        Fields(Category.STAFF, ("user", "seen_at")),
    ),
    "centre.PreparedChange": (
        Fields(Category.NONE, ("id", "model", "object_key", "small_change")),
        Fields(Category.NONE, ("appears_at", "held", "changed_at")),
        Fields(Category.CONTENT, ("texts", "pictures", "documents")),
        Fields(Category.STAFF, ("changed_by",)),
    ),
    "centre.PreparedPicture": (*PICTURE, Fields(Category.NONE, ("prepared",))),
    "centre.PreparedDocument": (
        *DOCUMENT,
        Fields(Category.NONE, ("prepared", "replaces")),
        Fields(Category.CONTENT, ("file_before",)),
    ),
    "centre.PreviewLink": (
        Fields(Category.NONE, ("id", "model", "object_key", "token_hash")),
        Fields(Category.NONE, ("made_at", "ends_at")),
        Fields(Category.STAFF, ("made_by",), rules=("preview_links",)),
    ),
    "centre.Proposal": (
        Fields(Category.NONE, ("id", "model", "object_id", "language", "made_from")),
        Fields(Category.NONE, ("revision", "made_at", "state", "decided_at")),
        Fields(Category.NONE, ("taken_fields",)),
        Fields(Category.CONTENT, ("texts", "answer"), rules=("proposals",)),
        Fields(Category.NONE, ("link",)),
        Fields(
            Category.STAFF, ("made_by", "decided_by", "volunteer"), rules=("proposals",)
        ),
    ),
    "centre.TranslationLink": (
        Fields(Category.NONE, ("id", "model", "object_id", "language", "token_hash")),
        Fields(Category.NONE, ("made_at", "ends_at")),
        Fields(Category.CONTENT, ("typed",), rules=("translation_links",)),
        Fields(Category.STAFF, ("made_by", "name"), rules=("translation_links",)),
    ),
    "centre.SignInCounter": (
        Fields(Category.NONE, ("id", "failures", "last_at", "free_at")),
        Fields(Category.SECRET, ("key",), rules=("sign_ins",)),
    ),
    "centre.SignOut": (Fields(Category.STAFF, ("id", "user", "at")),),
    "centre.SearchDocument": (
        Fields(
            Category.NONE,
            ("id", "kind", "object_id", "language", "slug", "published_at"),
        ),
        Fields(Category.NONE, ("begins", "over_at")),
        Fields(Category.CONTENT, ("title", "text", "title_words", "words")),
    ),
    "centre.SearchWord": (
        Fields(Category.NONE, ("id", "looked_up")),
        Fields(Category.CONTENT, ("spelling", "form")),
    ),
    "centre.LibraryText": (
        Fields(Category.NONE, ("id", "kind", "object_id", "owner", "owner_id")),
        Fields(Category.CONTENT, ("texts", "title")),
    ),
    "centre.InflectedForm": (Fields(Category.NONE, ("id", "form", "base")),),
    "centre.Page": (
        *PUBLISHED,
        Fields(Category.NONE, ("menu", "position", "role", "is_sample")),
        Fields(Category.CONTENT, ("title", "body")),
    ),
    "centre.Recording": (
        Fields(Category.NONE, ("id", "page", "stored_at")),
        Fields(Category.CONTENT, ("video", "poster", "captions")),
    ),
    "centre.PagePicture": (*PICTURE, Fields(Category.NONE, ("page",))),
    "centre.PageDocument": (*DOCUMENT, Fields(Category.NONE, ("page",))),
    # --- News ---
    "news.Topic": (
        ADDRESSED,
        Fields(Category.NONE, ("position",)),
        Fields(Category.CONTENT, ("name",)),
    ),
    "news.Post": (
        *PUBLISHED,
        Fields(Category.NONE, ("topics", "visit", "activity")),
        Fields(Category.CONTENT, ("title", "lead", "body", "byline")),
        Fields(Category.STAFF, ("author",)),
    ),
    "news.Post_topics": (Fields(Category.NONE, ("id", "post", "topic")),),
    "news.PostDocument": (*DOCUMENT, Fields(Category.NONE, ("post",))),
    "news.PostPicture": (*PICTURE, Fields(Category.NONE, ("post",))),
    # --- Activities ---
    "events.ActivityType": (
        ADDRESSED,
        Fields(Category.NONE, ("role", "position")),
        Fields(Category.CONTENT, ("name", "short_name", "description")),
    ),
    "events.Activity": (
        *PUBLISHED,
        Fields(
            Category.NONE, ("type", "languages", "step_free", "standing", "funded_by")
        ),
        Fields(Category.NONE, ("interpreted_into", "hearing_loop", "audiences")),
        Fields(Category.NONE, ("price", "signup_by", "calendar_sequence")),
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
    "events.ActivityDocument": (*DOCUMENT, Fields(Category.NONE, ("activity",))),
    "events.ActivityPicture": (*PICTURE, Fields(Category.NONE, ("activity",))),
    "events.Session": (
        Fields(Category.NONE, ("id", "activity", "starts_at", "ends_at", "state")),
        Fields(
            Category.NONE, ("calendar_sequence", "previous_starts_at", "updated_at")
        ),
        Fields(Category.CONTENT, ("place", "note")),
    ),
    "events.OpeningHours": (
        Fields(Category.NONE, ("id", "activity", "weekday", "opens", "closes")),
    ),
    "events.ClosingDay": (Fields(Category.NONE, ("id", "activity", "date")),),
    "events.HeadCount": (
        Fields(Category.NONE, ("id", "session", "offer", "day", "people", "children")),
    ),
    # --- Study visits ---
    "events.StudyVisit": (
        *PUBLISHED,
        Fields(
            Category.NONE,
            (
                "starts_at",
                "ends_at",
                "languages",
                "interpreted_into",
                "step_free",
                "hearing_loop",
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
                "former_days",
                "previous_starts_at",
                "settling",
            ),
        ),
        Fields(
            Category.CONTENT,
            ("title", "summary", "description", "occasion", "occasion_url", "venue"),
        ),
        Fields(
            Category.CONTENT,
            ("access_note",),
        ),
    ),
    "events.VisitDocument": (
        *DOCUMENT,
        Fields(Category.NONE, ("visit", "for_participants")),
    ),
    "events.VisitPicture": (*PICTURE, Fields(Category.NONE, ("visit",))),
    "events.ProgrammeItem": (
        Fields(Category.NONE, ("id", "visit", "starts_at", "ends_at", "kind")),
        Fields(Category.CONTENT, ("title", "description", "speakers")),
    ),
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
    # The second factor: secrets of apps and codes are encrypted.
    "mfa.Authenticator": (
        Fields(Category.NONE, ("id", "type")),
        Fields(Category.STAFF, ("user", "created_at", "last_used_at")),
        Fields(Category.SECRET, ("data",)),
    ),
    # Nothing is written into these two.
    "account.EmailAddress": (
        Fields(Category.STAFF, ("id", "user", "email", "verified", "primary")),
    ),
    "account.EmailConfirmation": (
        Fields(Category.SECRET, ("id", "email_address", "created", "sent", "key")),
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
