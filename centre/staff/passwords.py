"""Refuse passwords that are long and still guessed at once."""

from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIFFERENT_CHARACTERS = 5  # at least
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)


class SimplePasswordValidator:
    """Refuse one character or group again and again, and keys in their order."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check a password.

        Raises ValidationError where it follows from its first few characters.
        """
        if len(set(password)) < DIFFERENT_CHARACTERS or is_row(password):
            raise ValidationError(
                _(
                    "This password repeats itself or follows the order of the keys. "
                    "Take several words that have nothing to do with each other."
                ),
                code="password_too_simple",
            )

    def get_help_text(self) -> str:
        """Return what staff read beside the field."""
        return _("Your password can’t repeat itself or follow the order of the keys.")


def is_row(password: str) -> bool:
    """Return whether a password is one piece repeated, or made of rows of keys."""
    text = password.lower()
    if text in (text + text)[1:-1]:
        return True
    ways = [*ROWS, *(row[::-1] for row in ROWS)]
    steps = [
        any(pair in way for way in ways) or pair[0] == pair[1]
        for pair in map("".join, pairwise(text))
    ]
    return steps.count(False) <= len(text) // 5
