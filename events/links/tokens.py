"""The links that open a registration, and the keys that make sending it idempotent.

The database holds only hashes, so a copy of it opens nothing (ASVS 5.0, 11.5.1).
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from events.models import Delegate, HandOver, Registration, VisitRequest

    Linked = Registration | VisitRequest

# A code by mail is good for the rest of its half hour and the whole of the next.
CODE_TTL = timedelta(minutes=30)
CODE_DIGITS = 6
REFERENCE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # none looks like another


def new_key() -> str:
    """256 random bits, as text for an address or a hidden field."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """The SHA-256 of a key, in hexadecimal: what the database keeps."""
    return hashlib.sha256(key.encode()).hexdigest()


def manage_token(thing: "Linked") -> str:
    """The token of the link that opens a registration or a request.

    It follows from the reference, the link's number and the site's secret key: every
    mail can hold the link although the database knows only its hash, and a new number
    makes the old link a dead one.
    """
    return _token(type(thing).__name__, f"{thing.reference}.{thing.token_version}")


def delegate_token(delegate: "Delegate") -> str:
    """The token of a person's own link; see `manage_token`."""
    return _token("Delegate", f"{delegate.pk}.{delegate.token_version}")


def handover_token(question: "HandOver") -> str:
    """The token of the link that asks somebody to be the contact.

    A later question to the same person is another one.
    """
    reference = question.registration.reference
    return _token("HandOver", f"{reference}.{question.asked_at.timestamp():.6f}")


def mailed_token(thing: "Linked") -> str:
    """The token of the same link as our mails carry it, and nothing else does.

    A button pressed behind it proves that the mail was read: what no page shows, nobody
    can know who only typed the address.
    """
    key = manage_token(thing)
    return f"{key}-{_token('mailed', key)}"


def read_token(token: str) -> tuple[str, bool]:
    """The hash of what a link's token opens, and whether a mail carried the link.

    A token with a wrong end opens nothing.
    """
    key, dash, end = token.partition("-")
    mailed = bool(dash) and constant_time_compare(end, _token("mailed", key))
    return digest(key if mailed else token), mailed


def mail_code(registration: "Registration", at: datetime) -> str:
    """Compute the digits that are mailed to a contact at a moment (aware).

    They follow from the link, the address and the half hour, so they are stored
    nowhere, and a new link or another contact makes them worthless.
    """
    window = int(at.timestamp() // CODE_TTL.total_seconds())
    value = f"{manage_token(registration)}.{registration.contact_email}.{window}"
    number = int(_token("mail-code", value), 16) % 10**CODE_DIGITS
    return str(number).zfill(CODE_DIGITS)


def is_mail_code(registration: "Registration", typed: str, at: datetime) -> bool:
    """Whether this was mailed within this half hour or the one before."""
    digits = "".join(c for c in typed if c.isalnum())
    present = constant_time_compare(digits, mail_code(registration, at))
    former = mail_code(registration, at - CODE_TTL)
    return constant_time_compare(digits, former) or present


def _token(kind: str, value: str) -> str:
    return salted_hmac(f"events.{kind}", value, algorithm="sha256").hexdigest()


def code_hash(code: str) -> str:
    """The hash of a code for held seats, however it was typed: case, dashes, spaces."""
    return digest("".join(c for c in code.upper() if c.isalnum()))


def new_code() -> str:
    """A code for held seats: ten letters that people can read out."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(10))


def new_reference() -> str:
    """A reference that people can read out, for example `7RM4-QX3D`."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


# Whoever has a link can withdraw the registration: staff see that there is one.
TOKEN_PATTERN = re.compile(r"\b[0-9a-f]{64}\b(-[0-9a-f]{64}\b)?")
