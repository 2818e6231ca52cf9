"""The links that open a registration, and the keys that make sending it idempotent.

The database holds only hashes, so a copy of it opens nothing (ASVS 5.0, 11.5.1).
"""

import hashlib
import secrets

from django.utils.crypto import salted_hmac

REFERENCE_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"  # none looks like another


def new_key() -> str:
    """256 random bits, as text for an address or a hidden field."""
    return secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """The SHA-256 of a key, in hexadecimal: what the database keeps."""
    return hashlib.sha256(key.encode()).hexdigest()


def manage_token(submission_key: str) -> str:
    """The token of the registration that is sent under a submission key.

    It follows from the key, so that a second sending of the same form (a double
    click, a resend after a time-out) can show the same link although the database
    knows only the link's hash.
    """
    return salted_hmac("events.manage", submission_key, algorithm="sha256").hexdigest()


def new_reference() -> str:
    """A reference that people can read out, for example `7RM4-QX3D`."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
