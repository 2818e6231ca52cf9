"""Lists within a sentence, as the active language says them."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def all_of(names: Iterable[str]) -> str:
    """Return names as a list that ends in "and": "Polish, Ukrainian and English"."""
    return _listed(names, pgettext("end of a list", "%(others)s and %(last)s"))


def any_of(names: Iterable[str]) -> str:
    """Return names as a list that ends in "or": "by phone or by e-mail"."""
    return _listed(names, pgettext("end of a list", "%(others)s or %(last)s"))


def _listed(names: Iterable[str], end: str) -> str:
    *others, last = [*names] or [""]
    return end % {"others": ", ".join(others), "last": last} if others else last
