"""What happens in the house: activities, study visits, registrations and their mail."""

from events.models.activities import (
    Activity,
    ActivityPicture,
    ActivityType,
    ClosingDay,
    OpeningHours,
    Session,
)
from events.models.mail import OutgoingEmail
from events.models.registrations import (
    Consent,
    Delegate,
    NoticeVersion,
    Registration,
    RegistrationEvent,
)
from events.models.visits import ProgrammeItem, StudyVisit, VisitPicture

__all__ = [
    "Activity",
    "ActivityPicture",
    "ActivityType",
    "ClosingDay",
    "Consent",
    "Delegate",
    "NoticeVersion",
    "OpeningHours",
    "OutgoingEmail",
    "ProgrammeItem",
    "Registration",
    "RegistrationEvent",
    "Session",
    "StudyVisit",
    "VisitPicture",
]
