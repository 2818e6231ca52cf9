"""E-mail addresses: cleaned as people paste them, compared and shown in mails."""

import re
import unicodedata
from email.utils import quote
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from centre.text.cleaning import clean_line

INVALID_EMAIL = _("Enter an e-mail address like name@example.org")
INVALID_MAILBOX = _(
    "Before the @ we can write only letters without accents, digits and signs, "
    "as in name@example.org"
)

LONGEST_OWNER = 120  # of whoever an address belongs to
# Mail programs make links of what looks like a web or e-mail address.
_LINK = re.compile(r"(?<=\w)(://|[.@])(?=\w)")


def clean_email(text: str) -> str:
    """Return an address as it is stored and mailed to, or what was typed, cleaned.

    It is the one typed, in upper and lower case, with its letters in their usual width
    and form (NFKC). The domain is in lower case and in its own letters: `xn--w-uga1v8h`
    is "żółw" (IDNA 2008, UTS 46).
    """
    address = clean_line(unicodedata.normalize("NFKC", clean_line(text)))
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return address


def validate_address(address: str) -> None:
    """Accept an address at a domain name that any mail server takes (RFC 5321).

    Raises ValidationError for every other, and for letters before the @ that only
    servers with SMTPUTF8 take.
    """
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailSyntaxError as error:
        mailbox, _at, domain = address.rpartition("@")
        letters = mailbox and domain.isascii() and not mailbox.isascii()
        raise ValidationError(INVALID_MAILBOX if letters else INVALID_EMAIL) from error
    except EmailNotValidError as error:
        raise ValidationError(INVALID_EMAIL) from error


def fold_email(address: str) -> str:
    """Return what is the same for two ways to write one address: see FoldedEmail."""
    return unicodedata.normalize("NFKC", clean_email(address)).lower()


def unlinked(text: str) -> str:
    """Return a name that somebody typed, so that no mail program makes a link of it.

    A space goes behind each dot and at-sign within a word: `evil.example` comes out as
    `evil. example`.
    """
    return _LINK.sub(r"\1 ", text)


def named_address(name: str, address: str) -> str:
    """Return an address with its owner's name, however that was typed (RFC 5322, 3.4).

    The name is one quoted line, so it can neither end the header nor add an address;
    a web address in it makes no link.
    """
    line = clean_line(unlinked(name))[:LONGEST_OWNER]
    return f'"{quote(line)}" <{address}>' if line else address


class FoldedEmail(models.Func):
    """An address in one form, without case, in the database: for a constraint.

    `clean_email` has the domain in one form already, so that case and the width of
    letters are all that is left to fold.
    """

    template = "LOWER(NORMALIZE(%(expressions)s, NFKC))"
    output_field = models.TextField()


@models.EmailField.register_lookup
class SameAddress(models.Lookup):
    """`email__same_address=…`: rows of one address, however it was typed."""

    lookup_name = "same_address"

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, str):
            return fold_email(self.rhs)
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        fold = "LOWER(NORMALIZE({}, NFKC))".format
        # A parameter without a type of its own would be "unknown" to NORMALIZE.
        if right == "%s":
            right = "%s::text"
        return f"{fold(left)} = {fold(right)}", (*left_params, *right_params)
