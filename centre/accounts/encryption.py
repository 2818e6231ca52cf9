"""Secrets of second factors are stored encrypted, by the site's secret key."""

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from centre.secret_keys import secret_keys


def encrypt(text: str) -> str:
    """Return a text encrypted by the present key."""
    return MultiFernet(_by_each_key()).encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """Return what was encrypted, by the present key or a former one.

    Raises InvalidToken where it was neither.
    """
    return MultiFernet(_by_each_key()).decrypt(encrypted.encode()).decode()


def renew(encrypted: str) -> str:
    """Return the same encrypted by the present key; as it is where it needs nothing.

    Nor is it changed where no key opens it.
    """
    present, *_former = _by_each_key()
    try:
        present.decrypt(encrypted.encode())
    except InvalidToken:
        pass
    else:
        return encrypted
    try:
        return encrypt(decrypt(encrypted))
    except InvalidToken:
        return encrypted


def _by_each_key() -> list[Fernet]:
    seeds = [f"centre.accounts.factors {key}" for key in secret_keys()]
    digests = [sha256(seed.encode()).digest() for seed in seeds]
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
