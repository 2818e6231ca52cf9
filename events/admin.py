"""The desk's forms for activities, study visits, delegations and their mail."""

from events.activities.admin import ActivityAdmin, ActivityTypeAdmin
from events.invitations.admin import InviteeAdmin
from events.mail.admin import OutgoingEmailAdmin
from events.mail_wordings.admin import MailWordingAdmin
from events.messages.admin import StaffMessageAdmin
from events.privacy.admin import RetentionRunAdmin
from events.registrations.staff.admin import RegistrationAdmin
from events.visit_requests.admin import VisitRequestAdmin
from events.visits.admin import StudyVisitAdmin

__all__ = [
    "ActivityAdmin",
    "ActivityTypeAdmin",
    "InviteeAdmin",
    "MailWordingAdmin",
    "OutgoingEmailAdmin",
    "RegistrationAdmin",
    "RetentionRunAdmin",
    "StaffMessageAdmin",
    "StudyVisitAdmin",
    "VisitRequestAdmin",
]
