"""The tokens of secret links, and the keys that make submitting idempotent.

The database holds only hashes, so a copy of it opens nothing (ASVS 5.0, 11.5.1).

Links hang on the site's secret key. After it was changed, those of a former key go on
working for as long as SECRET_KEY_FALLBACKS names it (docs/adr/0052).
"""

import base64
import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.crypto import constant_time_compare, salted_hmac

from centre.secret_keys import secret_keys

if TYPE_CHECKING:
    from events.models import Delegate, HandOver, Invitee, Registration, VisitRequest

    Linked = Registration | VisitRequest
    HasLink = Linked | Delegate | HandOver | Invitee

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
    new version ends the old link. A link that a former key made stays the same.
    """
    return _spell(_bits_of(thing))


def delegate_token(delegate: "Delegate") -> str:
    """Return the token of a delegate's own link; see `manage_token`."""
    return _spell(_bits_of(delegate))


def handover_token(question: "HandOver") -> str:
    """Return the token of the link that asks somebody to become the contact.

    A later question to the same person has another token.
    """
    return _spell(_bits_of(question))


def invitee_token(invitee: "Invitee") -> str:
    """Return the token of the link by which somebody leaves the invitations."""
    return _spell(_bits_of(invitee))


def mailed_token(thing: "Linked") -> str:
    """Return the token of the same link with an ending that only our e-mails carry.

    No page shows the ending, so a POST behind it proves that the e-mail was read: the
    person who merely typed the address can't know it.
    """
    bits = _bits_of(thing)
    return _spell(bits) + _ending(bits.hex())


def mailed_spellings(thing: "Linked") -> list[str]:
    """Return that link as e-mails may spell it: by each key, now and in older versions.

    All open it.
    """
    bits = _bits_of(thing)
    short = [_spell(bits) + _ending(bits.hex(), key) for key in secret_keys()]
    return short + [f"{bits.hex()}-{proof}" for proof in _long_endings(bits.hex())]


def read_token(token: str) -> tuple[str, bool]:
    """Return the hash that a token is stored as, and whether an e-mail carried it.

    Older links spell the same bits in hexadecimal, and the hash is that of this
    spelling. The hash of a token with a wrong ending belongs to no row.
    """
    if short := SHORT.fullmatch(token):
        key, ending = base64.urlsafe_b64decode(f"{short[1]}=").hex(), short[2] or ""
        proofs = [_ending(key, secret) for secret in secret_keys()]
    else:
        key, _dash, ending = token.partition("-")
        proofs = _long_endings(key)
    mailed = bool(ending) and _is_one_of(ending, proofs)
    whole = mailed or (not ending and not token.endswith("-"))
    return digest(key if whole else token), mailed


def link_hash(token: str) -> str:
    """Return the hash that the database stores of a link's token."""
    return read_token(token)[0]


def mail_code(
    registration: "Registration", at: datetime, secret: str | None = None
) -> str:
    """Return the digits that are mailed to a contact at a moment (aware).

    They are derived from the link, the contact's e-mail and the half hour, so they are
    stored nowhere, and a new link or another contact makes them worthless.
    """
    window = int(at.timestamp() // CODE_TTL.total_seconds())
    link = _bits_of(registration).hex()
    value = f"{link}.{registration.contact_email}.{window}"
    number = int.from_bytes(_bits("mail-code", value, secret)) % 10**CODE_DIGITS
    return str(number).zfill(CODE_DIGITS)


def is_mail_code(registration: "Registration", typed: str, at: datetime) -> bool:
    """Return whether the typed code is that of this half hour or the one before."""
    digits = "".join(c for c in typed if c.isalnum())
    moments = (at, at - CODE_TTL)
    return _is_one_of(
        digits,
        [mail_code(registration, m, key) for m in moments for key in secret_keys()],
    )


def needs_former_key(thing: "HasLink") -> bool:
    """Return whether a link would end if SECRET_KEY_FALLBACKS were empty."""
    return digest(_bits_of(thing).hex()) in {
        digest(bits.hex()) for bits in _bits_by_key(thing)[1:]
    }


def _bits_of(thing: "HasLink") -> bytes:
    """Return the bits of a link, by the key that made its stored hash if one did."""
    made = _bits_by_key(thing)
    stored = thing.token_hash
    return next((bits for bits in made if digest(bits.hex()) == stored), made[0])


def _bits_by_key(thing: "HasLink") -> list[bytes]:
    kind, value = type(thing).__name__, _named(thing)
    return [_bits(kind, value, key) for key in secret_keys()]


def _named(thing: Any) -> str:
    """Return what a link is made of, beside the key."""
    match type(thing).__name__:
        case "Delegate":
            return f"{thing.pk}.{thing.token_version}"
        case "HandOver":
            moment = f"{thing.asked_at.timestamp():.6f}"
            return f"{thing.registration.reference}.{moment}"
        case "Invitee":
            return str(thing.pk)
    return f"{thing.reference}.{thing.token_version}"


def _bits(kind: str, value: str, secret: str | None = None) -> bytes:
    """Return the bits of a value by a secret key, the present one if none is given."""
    salt = f"events.{kind}"
    return salted_hmac(salt, value, secret=secret, algorithm="sha256").digest()


def _is_one_of(typed: str, right: list[str]) -> bool:
    """Return whether a text is one of the right ones, as slowly for each of them."""
    return sum(constant_time_compare(typed, each) for each in right) > 0


def _spell(bits: bytes) -> str:
    """Return bits as a link spells them: short, so that e-mails break no line in it."""
    return base64.urlsafe_b64encode(bits).decode().rstrip("=")


def _ending(key: str, secret: str | None = None) -> str:
    """Return the ending that our e-mails carry: 132 of its bits, in base64."""
    return _spell(_bits("mailed", key, secret))[:ENDING]


def _long_endings(key: str) -> list[str]:
    """Return the endings of older versions, in hexadecimal, by each secret key."""
    return [_bits("mailed", key, secret).hex() for secret in secret_keys()]


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
