"""Models of activities, study visits, registrations and their e-mails."""

from events.models.activities import (
    Activity,
    ActivityDocument,
    ActivityPicture,
    ActivityType,
)
from events.models.door_links import DoorLink
from events.models.head_counts import HeadCount
from events.models.invitees import Invitation, Invitee
from events.models.mail import OutgoingEmail
from events.models.messages import MessageAttachment, MessageText, StaffMessage
from events.models.opening_hours import ClosingDay, OpeningHours
from events.models.parts import PartChoice, VisitPart
from events.models.people import Arrival, Consent, Delegate, Need, NoticeVersion
from events.models.records import (
    ClockRun,
    ErasedAddress,
    Feedback,
    RateWindow,
    RetentionRun,
    VisitFigure,
)
from events.models.registrations import Registration, RegistrationEvent
from events.models.requests import (
    ChangeRequest,
    DelegateChange,
    HandOver,
    VisitRequest,
)
from events.models.seat_blocks import SeatBlock
from events.models.sessions import Session
from events.models.sheet_runs import ProgrammeSheet, SheetRun
from events.models.visits import (
    ProgrammeItem,
    StudyVisit,
    VisitDocument,
    VisitPicture,
)
from events.models.wordings import MailWording

__all__ = [
    "Activity",
    "ActivityDocument",
    "ActivityPicture",
    "ActivityType",
    "Arrival",
    "ChangeRequest",
    "ClockRun",
    "ClosingDay",
    "Consent",
    "Delegate",
    "DelegateChange",
    "DoorLink",
    "ErasedAddress",
    "Feedback",
    "HandOver",
    "HeadCount",
    "Invitation",
    "Invitee",
    "MailWording",
    "MessageAttachment",
    "MessageText",
    "Need",
    "NoticeVersion",
    "OpeningHours",
    "OutgoingEmail",
    "PartChoice",
    "ProgrammeItem",
    "ProgrammeSheet",
    "RateWindow",
    "Registration",
    "RegistrationEvent",
    "RetentionRun",
    "SeatBlock",
    "Session",
    "SheetRun",
    "StaffMessage",
    "StudyVisit",
    "VisitDocument",
    "VisitFigure",
    "VisitPart",
    "VisitPicture",
    "VisitRequest",
]
