"""What a piece of stored data is, seen from the person it is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataCategory(models.TextChoices):
    """The classes that every field of every table belongs to."""

    HEALTH = "health", _("needs (health)")
    DELEGATE = "delegate", _("people of delegations")
    CONTACT = "contact", _("contact persons")
    SECRET = "secret", _("links and sign-ins")
    STAFF = "staff", _("staff")
    CONTENT = "content", _("texts of the site")
    NONE = "none", _("not personal")


# What a rule erases after a time. Staff's own data stays while the account does.
ERASED = (DataCategory.HEALTH, DataCategory.DELEGATE, DataCategory.CONTACT)
