"""Example texts with a legal effect: no real site shows them as its own."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def sample_field() -> models.BooleanField:
    """Return the field that marks a text as an example."""
    return models.BooleanField(
        _("only an example"),
        default=False,
        db_default=False,
        help_text=_(
            "A real site never shows an example. Untick it once the text is your own."
        ),
    )


def is_hidden_sample(thing: Any) -> bool:
    """Return whether a thing is an example on a site that shows none."""
    return bool(thing.is_sample and not settings.CENTRE_SHOWS_SAMPLES)
