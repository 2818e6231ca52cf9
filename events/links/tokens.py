"""The tokens of secret links, and the keys that make submitting idempotent.

The database holds only hashes, so a copy of it opens nothing (ASVS 5.0, 11.5.1).
"""

import base64
import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from events.models import Delegate, HandOver, Invitee, Registration, VisitRequest

    Linked = Registration | VisitRequest

# A code by e-mail is valid in its own half hour and the next one.
CODE_TTL = timedelta(minutes=30)
CODE_DIGITS = 6
ENDING = 22  # characters
SHORT = re.compile(rf"([A-Za-z0-9_-]{{43}})([A-Za-z0-9_-]{{{ENDING}}})?")
REFERENCE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # no two look alike


def new_key() -> str:
    """Return 256 random bits, as text for a URL or a hidden field."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return the SHA-256 of a key, in hexadecimal: all that the database stores."""
    return hashlib.sha256(key.encode()).hexdigest()


def keyed_hash(text: str) -> str:
    """Return a hash that tells nothing of a text without the site's secret key."""
    return salted_hmac("events.keyed", text, algorithm="sha256").hexdigest()


def manage_token(thing: "Linked") -> str:
    """Return the token of the link that opens a registration or a visit request.

    It is derived from the reference, the token's version and the site's secret key:
    every e-mail can hold the link although the database stores only its hash, and a
    new version ends the old link.
    """
    return _spell(_bits_of(thing))


def delegate_token(delegate: "Delegate") -> str:
    """Return the token of a delegate's own link; see `manage_token`."""
    return _spell(_bits("Delegate", f"{delegate.pk}.{delegate.token_version}"))


def handover_token(question: "HandOver") -> str:
    """Return the token of the link that asks somebody to become the contact.

    A later question to the same person has another token.
    """
    reference = question.registration.reference
    moment = f"{question.asked_at.timestamp():.6f}"
    return _spell(_bits("HandOver", f"{reference}.{moment}"))


def invitee_token(invitee: "Invitee") -> str:
    """Return the token of the link by which somebody leaves the invitations."""
    return _spell(_bits("Invitee", str(invitee.pk)))


def mailed_token(thing: "Linked") -> str:
    """Return the token of the same link with an ending that only our e-mails carry.

    No page shows the ending, so a POST behind it proves that the e-mail was read: the
    person who merely typed the address can't know it.
    """
    bits = _bits_of(thing)
    return _spell(bits) + _ending(bits.hex())


def former_mailed_token(thing: "Linked") -> str:
    """Return the same as e-mails of older versions spell it: both open it."""
    key = _bits_of(thing).hex()
    return f"{key}-{_bits('mailed', key).hex()}"


def read_token(token: str) -> tuple[str, bool]:
    """Return the hash that a token is stored as, and whether an e-mail carried it.

    Older links spell the same bits in hexadecimal, and the hash is that of this
    spelling. The hash of a token with a wrong ending belongs to no row.
    """
    if short := SHORT.fullmatch(token):
        key, ending = base64.urlsafe_b64decode(f"{short[1]}=").hex(), short[2] or ""
        proof = _ending(key)
    else:
        key, _dash, ending = token.partition("-")
        proof = _bits("mailed", key).hex()
    mailed = bool(ending) and constant_time_compare(ending, proof)
    whole = mailed or (not ending and not token.endswith("-"))
    return digest(key if whole else token), mailed


def link_hash(token: str) -> str:
    """Return the hash that the database stores of a link's token."""
    return read_token(token)[0]


def mail_code(registration: "Registration", at: datetime) -> str:
    """Return the digits that are mailed to a contact at a moment (aware).

    They are derived from the link, the contact's e-mail and the half hour, so they are
    stored nowhere, and a new link or another contact makes them worthless.
    """
    window = int(at.timestamp() // CODE_TTL.total_seconds())
    link = _bits_of(registration).hex()
    value = f"{link}.{registration.contact_email}.{window}"
    number = int.from_bytes(_bits("mail-code", value)) % 10**CODE_DIGITS
    return str(number).zfill(CODE_DIGITS)


def is_mail_code(registration: "Registration", typed: str, at: datetime) -> bool:
    """Return whether the typed code is that of this half hour or the one before."""
    digits = "".join(c for c in typed if c.isalnum())
    present = constant_time_compare(digits, mail_code(registration, at))
    former = mail_code(registration, at - CODE_TTL)
    return constant_time_compare(digits, former) or present


def _bits_of(thing: "Linked") -> bytes:
    return _bits(type(thing).__name__, f"{thing.reference}.{thing.token_version}")


def _bits(kind: str, value: str) -> bytes:
    return salted_hmac(f"events.{kind}", value, algorithm="sha256").digest()


def _spell(bits: bytes) -> str:
    """Return bits as a link spells them: short, so that e-mails break no line in it."""
    return base64.urlsafe_b64encode(bits).decode().rstrip("=")


def _ending(key: str) -> str:
    """Return the ending that our e-mails carry: 132 of its bits, in base64."""
    return _spell(_bits("mailed", key))[:ENDING]


def code_hash(code: str) -> str:
    """Return the hash of a code for held seats, whatever its case, dashes, spaces."""
    return digest("".join(c for c in code.upper() if c.isalnum()))


def new_code() -> str:
    """Return a code for held seats: ten characters that people can read out."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(10))


def new_reference() -> str:
    """Return a reference that people can read out, for example `7RM4-QX3D`."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


# A link lets its reader withdraw the registration: staff see `…` in its place. No other
# word of that length has capital letters; the names of pages have none.
TOKEN_PATTERN = re.compile(
    r"\b[0-9a-f]{64}\b(-[0-9a-f]{64}\b)?"
    rf"|(?<![\w-])(?=[\w-]*[A-Z])[\w-]{{43}}(?:[\w-]{{{ENDING}}})?(?![\w-])"
)
