"""The signed name of a page with a form on the desk: whose it is, of which thing."""

import secrets
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import QueryDict

from centre.models import UnsavedForm

PAGE = "form_page"  # the input in which a form sends it
_SALT = "centre.staff.unsaved"


@dataclass(frozen=True)
class FormPage:
    """One page with a form, as one person got it.

    `follows` is the key of the page it goes on from: one that was refused, or whose
    kept text it shows. What is kept of this one takes its place. `origin` is the key of
    the first of all these: together they make one thing (record 61).

    `object_key` is the thing's; of a page that is no form of one, its address.
    """

    user: int
    model: str
    object_key: str
    key: str
    follows: str = ""
    origin: str = ""

    @classmethod
    def open(
        cls,
        user: Any,
        model: Any,
        object_key: str | None,
        follows: str = "",
        origin: str = "",
    ) -> "FormPage":
        """Name a page anew."""
        label, key = model._meta.label_lower, secrets.token_hex(16)
        return cls(user.pk, label, object_key or "", key, follows, origin or key)

    @classmethod
    def read(cls, sent: QueryDict) -> "FormPage | None":
        """Return the page that a form was sent from; None where it names none."""
        days = settings.CENTRE_RETENTION["unsaved_forms"]
        try:
            named = signing.loads(
                sent.get(PAGE, ""), salt=_SALT, max_age=timedelta(days=days)
            )
        except signing.BadSignature:
            return None
        page = cls(*named)
        return page if page.origin else replace(page, origin=page.key)

    def sign(self) -> str:
        """Return the name that the page sends along."""
        return signing.dumps(astuple(self), salt=_SALT)


def rename(signed: str) -> str:
    """Return a new name for a page that is shown again, which follows what it kept."""
    page = FormPage.read(QueryDict(urlencode({PAGE: signed})))
    if page is None:
        return signed
    kept = UnsavedForm.objects.filter(user=page.user, key=page.key).exists()
    follows = page.key if kept else page.follows
    return replace(page, key=secrets.token_hex(16), follows=follows).sign()
