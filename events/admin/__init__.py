"""The desk's forms for activities, study visits, delegations and their mail."""

from events.admin.activities import ActivityAdmin, ActivityTypeAdmin
from events.admin.mail import OutgoingEmailAdmin
from events.admin.privacy import RetentionRunAdmin
from events.admin.registrations import RegistrationAdmin
from events.admin.requests import VisitRequestAdmin
from events.admin.visits import StudyVisitAdmin
from events.admin.wordings import MailWordingAdmin

__all__ = [
    "ActivityAdmin",
    "ActivityTypeAdmin",
    "MailWordingAdmin",
    "OutgoingEmailAdmin",
    "RegistrationAdmin",
    "RetentionRunAdmin",
    "StudyVisitAdmin",
    "VisitRequestAdmin",
]
