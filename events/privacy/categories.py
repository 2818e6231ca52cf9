"""What a piece of stored data is, seen from the person it is about.

A new category of data is a member here with its line in `HANDLING`, and fields of it
in `fields.py`. New records about a person are a member of `Records`, and a line in
`data_subject.py`.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataCategory(models.TextChoices):
    """The category that a field of a table belongs to, with its name for staff."""

    HEALTH = "health", _("needs (health)")
    DELEGATE = "delegate", _("people of delegations")
    CONTACT = "contact", _("contact persons")
    INVITEE = "invitee", _("people who want invitations")
    SECRET = "secret", _("links and sign-ins")
    STAFF = "staff", _("staff")
    CONTENT = "content", _("texts of the site")
    NONE = "none", _("not personal")


@dataclass(frozen=True, kw_only=True)
class Handling:
    """What becomes of a category's data."""

    erased: bool  # all of it goes by rules after a time
    disclosed: bool  # a copy for the person it is about has it


HANDLING = {
    DataCategory.HEALTH: Handling(erased=True, disclosed=True),
    DataCategory.DELEGATE: Handling(erased=True, disclosed=True),
    DataCategory.CONTACT: Handling(erased=True, disclosed=True),
    DataCategory.INVITEE: Handling(erased=True, disclosed=True),
    # Links go by rules, passwords stay while the account does. Neither is handed out.
    DataCategory.SECRET: Handling(erased=False, disclosed=False),
    # Other people's data, which stays while their account does.
    DataCategory.STAFF: Handling(erased=False, disclosed=False),
    DataCategory.CONTENT: Handling(erased=False, disclosed=True),
    DataCategory.NONE: Handling(erased=False, disclosed=True),
}
# A category without a line in the table stops the program here.
ERASED = tuple(each for each in DataCategory if HANDLING[each].erased)
DISCLOSED = tuple(each for each in DataCategory if HANDLING[each].disclosed)


class Records(models.TextChoices):
    """What may be held of one person: its key in a copy, and its name for staff.

    The order is that of the page and of the copy.
    """

    REGISTRATIONS = "registrations", _("Delegations of which this is the contact")
    CHANGE_REQUESTS = "change_requests", _("Requests for a change")
    DELEGATE_CHANGES = "delegate_changes", _("Changes of names")
    DELEGATES = "delegates", _("People of delegations")
    NEEDS = "needs", _("Needs")
    CONSENTS = "consents", _("Consents")
    INVITEES = "invitees", _("Agreed to invitations to later visits")
    HAND_OVERS = "hand_overs", _("Questions whether to be the contact")
    REQUESTS = "requests", _("Requests for a visit")
    MAILS = "mails", _("Mails")
    TASKS = "tasks", _("Background tasks")
