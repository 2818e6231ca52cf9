"""Whoever writes to us for a delegation, and the link that opens what was written."""

from dataclasses import dataclass, fields
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from centre.text.fields import CleanCharField, CleanEmailField

# In characters: a person's name.
MAX_NAME = 120


class Contactable(models.Model):
    """A delegation with its contact: a registration, or a request for a visit.

    A concrete one keeps its rules in constraints of its own.
    """

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    organisation = CleanCharField(_("organisation"), max_length=160)
    city = CleanCharField(_("city"), max_length=80)
    country: "models.Field[str, Country]" = CountryField(_("country"))
    contact_name = CleanCharField(_("contact person"), max_length=MAX_NAME)
    contact_email = CleanEmailField(_("e-mail"), max_length=254)
    contact_phone = CleanCharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language of the mails"), max_length=12)
    # Each new link has the next number and ends the old one (events/links/tokens.py).
    token_version = models.PositiveSmallIntegerField(default=1, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    submission_hash = models.CharField(
        max_length=64, unique=True, null=True, editable=False
    )
    # Since then it holds nothing about the contact (events/privacy).
    anonymised_at = models.DateTimeField(
        _("personal data erased"), null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True


@dataclass(frozen=True, kw_only=True)
class ContactData:
    """What a delegation says of itself and of its contact, before it is stored."""

    organisation: str
    city: str
    country: str  # ISO 3166-1, two letters
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    language: str  # of the mails


CONTACT_FIELDS = tuple(field.name for field in fields(ContactData))


def contact_values(source: ContactData | Contactable) -> dict[str, Any]:
    """Return the contact's fields by name, as another row or dataclass takes them."""
    return {name: str(getattr(source, name)) for name in CONTACT_FIELDS}
