"""The class of every field of every table, and the rules by which it goes.

A test walks all models: a field that is not here, or is here and gone, fails it. Of
a translated text the base name stands for all its languages, and a table of former
versions is like its original, with `VERSION` besides.
"""

from dataclasses import dataclass

from events.privacy.categories import DataCategory


@dataclass(frozen=True)
class Fields:
    """Fields of one table that are of one class and go by the same rules."""

    category: DataCategory
    names: tuple[str, ...]
    rules: tuple[str, ...] = ()


def _health(names: str, rules: str) -> Fields:
    return Fields(DataCategory.HEALTH, tuple(names.split()), tuple(rules.split()))


def _delegate(names: str, rules: str) -> Fields:
    return Fields(DataCategory.DELEGATE, tuple(names.split()), tuple(rules.split()))


def _contact(names: str, rules: str) -> Fields:
    return Fields(DataCategory.CONTACT, tuple(names.split()), tuple(rules.split()))


def _secret(names: str, rules: str = "") -> Fields:
    return Fields(DataCategory.SECRET, tuple(names.split()), tuple(rules.split()))


def _staff(names: str, rules: str = "") -> Fields:
    return Fields(DataCategory.STAFF, tuple(names.split()), tuple(rules.split()))


def _content(names: str) -> Fields:
    return Fields(DataCategory.CONTENT, tuple(names.split()))


def _none(names: str) -> Fields:
    return Fields(DataCategory.NONE, tuple(names.split()))


PUBLISHED = _none("id slug published_at created_at updated_at")
PICTURE = (
    _none("id width height focal_x focal_y decorative position rendered"),
    _content("image alt"),
)
# What a table of former versions has besides the fields of its original.
VERSION = (
    _none("history_id history_date history_type"),
    _content("history_change_reason"),
    _staff("history_user"),
)
# Whoever registered is forgotten by the first of these that applies.
ANONYMISED = "lapsed ended people"

TABLES: dict[str, tuple[Fields, ...]] = {
    # --- The house ---
    "centre.FormerSlug": (_none("id model slug object_id"),),
    "centre.Centre": (
        _none("id"),
        _content(
            "name tagline lead about street postcode city floor getting_there "
            "opening_hours email phone operator registration_notice"
        ),
    ),
    "centre.Partner": (_none("id centre position"), _content("name url")),
    "centre.Page": (PUBLISHED, _none("menu position"), _content("title body")),
    # --- News ---
    "news.Topic": (_none("id slug position"), _content("name")),
    "news.Post": (
        PUBLISHED,
        _none("topics visit activity"),
        _content("title lead body"),
        _staff("author"),
    ),
    "news.Post_topics": (_none("id post topic"),),
    "news.PostPicture": (*PICTURE, _none("post")),
    # --- Activities ---
    "events.ActivityType": (
        _none("id slug role position"),
        _content("name short_name description"),
    ),
    "events.Activity": (
        PUBLISHED,
        _none("type languages step_free standing"),
        _content(
            "title summary body place audience interpretation access_note cost signup "
            "organiser"
        ),
    ),
    "events.ActivityPicture": (*PICTURE, _none("activity")),
    "events.Session": (
        _none("id activity starts_at ends_at state"),
        _content("note"),
    ),
    "events.OpeningHours": (_none("id activity weekday opens closes"),),
    "events.ClosingDay": (_none("id activity date"),),
    # --- Study visits ---
    "events.StudyVisit": (
        PUBLISHED,
        _none(
            "starts_at ends_at languages interpreted capacity largest_group "
            "registration_opens_at "
            "registration_closes_at names_due_at edits_until approval waiting_list "
            "state calendar_sequence settling"
        ),
        _content("title summary description occasion occasion_url venue"),
    ),
    "events.VisitPicture": (*PICTURE, _none("visit")),
    "events.ProgrammeItem": (
        _none("id visit starts_at ends_at kind"),
        _content("title description speakers"),
    ),
    "events.VisitPart": (
        _none("id visit starts_at ends_at language capacity"),
        _content("title room"),
        _staff("guide", "guides former_guides"),
    ),
    "events.PartChoice": (_none("id registration part seats waiting_since"),),
    "events.SeatBlock": (
        _none("id visit label seats expires_at"),
        _secret("code_hash", "codes"),
    ),
    # --- Delegations ---
    "events.Registration": (
        # An organisation, its city and country are a body's, not a person's.
        _none(
            "id visit reference status organisation city country language seats "
            "min_seats wanted_seats block joined_to queue_at passed_over "
            "offer_expires_at edits_until link_to_review move_to_answer "
            "proof_due_at proven_at "
            "source token_version anonymised_at created_at updated_at"
        ),
        _contact("contact_name contact_email contact_phone message", ANONYMISED),
        _secret("token_hash submission_hash", "links lapsed ended people"),
    ),
    "events.RegistrationEvent": (
        _none("id registration from_status to_status actor at seats"),
        _staff("staff"),
        _contact("reason", ANONYMISED),
    ),
    "events.ChangeRequest": (
        _none("id registration status seats created_at decided_at"),
        _staff("staff"),
        _contact("text", ANONYMISED),
    ),
    "events.HandOver": (
        _none("id registration asked_at"),
        _contact("name email", f"hand_overs {ANONYMISED}"),
        _secret("token_hash", f"hand_overs {ANONYMISED}"),
    ),
    "events.Delegate": (
        _none("id registration language token_version told_at anonymised_at position"),
        _delegate("full_name badge_name role email", f"unused_names {ANONYMISED}"),
        _secret("token_hash", f"personal_links unused_names {ANONYMISED}"),
    ),
    "events.Need": (
        _none("id"),
        _health("registration delegate kind code text", f"needs {ANONYMISED}"),
    ),
    "events.NoticeVersion": (_none("id language text digest"),),
    # Who it was goes with the delegation; what was shown and when is proof, and stays.
    "events.Consent": (
        _none("id registration delegate purpose text given_at withdrawn_at"),
    ),
    "events.Arrival": (_none("id registration delegate at undone_at"), _staff("staff")),
    "events.VisitRequest": (
        _none(
            "id reference status organisation city country language dates seats "
            "languages visit registration notice token_version anonymised_at "
            "created_at decided_at"
        ),
        _staff("staff"),
        _contact(
            "contact_name contact_email contact_phone purpose answer reply",
            "requests_ended requests",
        ),
        _secret("token_hash submission_hash", "requests_ended requests request_links"),
    ),
    "events.OutgoingEmail": (
        _none(
            "id registration request once kind state language message_id attempts "
            "perhaps_sent sending_since due_at created_at sent_at"
        ),
        _contact(
            "recipient subject",
            f"mail_addresses {ANONYMISED} requests_ended requests",
        ),
        _contact(
            "text html calendar error",
            f"mail_texts {ANONYMISED} requests_ended requests",
        ),
    ),
    # --- What stays ---
    "events.MailWording": (_none("id kind"), _content("says extra")),
    "events.VisitFigure": (_none("id visit country city delegations seats attended"),),
    "events.Feedback": (
        _none("id visit language score given_on"),
        _contact("useful missing", "feedback"),
    ),
    "events.RetentionRun": (_none("id at rule days erased keys previous_hash hash"),),
    "events.RateWindow": (_none("id begins_at count"), _secret("key", "rates")),
    # --- Tables that are not ours ---
    "admin.LogEntry": (
        _none("id action_time content_type object_id action_flag"),
        _staff("user", "staff_log"),
        _delegate("object_repr change_message", f"staff_log {ANONYMISED}"),
    ),
    "auth.Permission": (_none("id name content_type codename"),),
    "auth.Group": (_none("id name permissions"),),
    "auth.Group_permissions": (_none("id group permission"),),
    "auth.User": (
        _staff(
            "id username first_name last_name email last_login date_joined is_staff "
            "is_active is_superuser groups user_permissions"
        ),
        _secret("password"),
    ),
    "auth.User_groups": (_staff("id user group"),),
    "auth.User_user_permissions": (_staff("id user permission"),),
    "contenttypes.ContentType": (_none("id app_label model"),),
    "sessions.Session": (
        _none("expire_date"),
        _secret("session_key", "sessions"),
        # The answers of a delegation that is still filling in the form.
        _contact("session_data", "sessions"),
    ),
    "django_tasks_database.DBTaskResult": (
        _none(
            "id status enqueued_at started_at finished_at priority task_path "
            "worker_ids queue_name backend_name run_after exception_class_path"
        ),
        _contact("args_kwargs return_value traceback", "tasks"),
    ),
}
