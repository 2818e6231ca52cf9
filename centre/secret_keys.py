"""The keys that what we signed hangs on (docs/adr/0052)."""

from django.conf import settings


def secret_keys() -> list[str]:
    """Return the site's secret key, then the former ones that still hold."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
