"""The fields of tables about delegations and their people; see fields.py beside it."""

from events.privacy.categories import DataCategory as Category
from events.privacy.fields import ANONYMISED, Fields

PERSONAL_TABLES: dict[str, tuple[Fields, ...]] = {
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
                "feedback_given",
                "link_to_review",
                "first_mail_due",
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
    "events.DelegateChange": (
        Fields(Category.NONE, ("id", "change", "kind", "delegate", "language")),
        Fields(
            Category.DELEGATE,
            ("full_name", "badge_name", "role", "email"),
            rules=("unused_names", *ANONYMISED),
        ),
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
        Fields(Category.NONE, ("by_link",)),
        Fields(Category.STAFF, ("staff",)),
    ),
    "events.DoorLink": (
        Fields(Category.NONE, ("id", "visit", "day", "token_hash")),
        Fields(Category.NONE, ("made_at", "ends_at")),
        Fields(Category.STAFF, ("made_by",), rules=("door_links",)),
    ),
    "events.SheetRun": (
        Fields(Category.NONE, ("id", "visit", "ordered_at", "moved_at")),
    ),
    "events.ProgrammeSheet": (
        Fields(Category.NONE, ("id", "run", "registration", "position")),
        # A body's name and the way in: no person's.
        Fields(Category.CONTACT, ("html",), rules=("programme_sheets", *ANONYMISED)),
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
                "month",
                "days",
                "flexible",
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
                "staff_message",
                "invitee",
                "once",
                "kind",
                "state",
                "language",
                "message_id",
                "attempts",
                "limited",
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
            ("text", "html", "calendar", "failure", "error"),
            rules=("mail_texts", *ANONYMISED, "requests_ended", "requests"),
        ),
    ),
    "events.StaffMessage": (
        Fields(
            Category.NONE,
            (
                "id",
                "visit",
                "recipients",
                "key",
                "created_at",
                "updated_at",
                "scheduled_at",
                "confirmed_at",
                "sent_at",
            ),
        ),
        Fields(Category.STAFF, ("author",), rules=("messages", "drafts")),
    ),
    "events.StaffMessage_recipients": (
        Fields(Category.NONE, ("id", "staffmessage", "registration")),
    ),
    "events.MessageText": (
        Fields(Category.NONE, ("id", "message", "language")),
        Fields(
            Category.CONTACT,
            ("subject", "body"),
            rules=("messages", "drafts", *ANONYMISED),
        ),
    ),
    "events.Invitee": (
        Fields(Category.NONE, ("id", "text", "agreed_at", "asked_at")),
        Fields(
            Category.INVITEE,
            ("name", "email", "language", "country", "visits"),
            rules=("invitees",),
        ),
        Fields(Category.SECRET, ("token_hash",), rules=("invitees",)),
    ),
    "events.Invitee_visits": (Fields(Category.NONE, ("id", "invitee", "studyvisit")),),
    "events.Invitation": (Fields(Category.NONE, ("id", "invitee", "visit", "at")),),
    "events.MessageAttachment": (
        Fields(Category.NONE, ("id", "message", "kind", "size", "stored_at")),
        Fields(Category.CONTENT, ("file", "filename")),
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
    "events.ErasedAddress": (
        Fields(Category.NONE, ("id", "at")),
        Fields(Category.SECRET, ("address_hash",), rules=("erased_addresses",)),
    ),
    "events.ClockRun": (Fields(Category.NONE, ("id", "at", "failing")),),
    "events.RateWindow": (
        Fields(Category.NONE, ("id", "begins_at", "count")),
        Fields(Category.SECRET, ("key",), rules=("rates",)),
    ),
    # --- Tables that are not ours ---
}
