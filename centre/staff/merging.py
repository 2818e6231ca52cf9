"""Save what somebody changed, and nothing else, while others save the same thing.

A form carries a digest of each value that it showed. What was sent as it was shown is
not changed by this person, whatever the row has now: somebody else's words stay. A
field that two people changed shows both texts.
"""

from datetime import datetime
from hashlib import blake2s
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from centre.staff.fields import HiddenField
from centre.text.dates import in_krakow

# In characters: how much of somebody else's text a message shows.
SHOWN = 600


class MergingForm(forms.ModelForm):
    """A form of a stored object that changes only what this person changed.

    `only_shown` is set by the admin where it fills a form with kept text: such a form
    has no faults yet, and is never saved. `writer` is the key of who types, if known.
    """

    only_shown = False
    writer: int | None = None
    seen = forms.CharField(label="", required=False, widget=HiddenField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = self._digests()

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the fields that were sent otherwise than they were shown."""
        changed = super().changed_data
        return [n for n in changed if n != "seen" and not self._is_as_shown(n)]

    def is_valid(self) -> bool:
        return not self.only_shown and super().is_valid()

    def full_clean(self) -> None:
        if not self.only_shown:
            super().full_clean()
            return
        self._errors, self.cleaned_data = ErrorDict(), {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Note an error; one of a field that is not shown stands above all of them.

        A model's rule may name a field that its form leaves out.
        """
        if field is None and hasattr(error, "error_dict"):
            placed: dict[str, list[Any]] = {}
            for name, errors in error.error_dict.items():
                place = name if name in self.fields else NON_FIELD_ERRORS
                placed.setdefault(place, []).extend(errors)
            error = ValidationError(placed)
        super().add_error(field, error)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        for name in self._merged_fields():
            if name in self.cleaned_data and name in self._shown:
                self._merge(name)
            elif self._is_sent_as_shown(name):
                # It need not be one that can be typed: an hour that comes twice.
                self.errors.pop(name, None)
                self.cleaned_data[name] = self._stored(name)
        return data

    def _merge(self, name: str) -> None:
        """Keep the row's value where this person left the field as it was shown.

        Add an error where both changed it, with the other text; the page that says so
        has seen that one, and is accepted.
        """
        shown, stored = self._shown[name], self._stored(name)
        mine, theirs = digest_of(self.cleaned_data[name]), digest_of(stored)
        if mine == shown:
            self.cleaned_data[name] = stored
        elif theirs not in (shown, mine):
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix("seen")] = self._digests()
            self.data = sent
            is_own = self._is_own_change(name)
            self.add_error(name, changed_meanwhile(self.fields[name], stored, is_own))

    def _is_own_change(self, name: str) -> bool:
        """Return whether the history says that the writer saved what a field holds."""
        field: Any = self._meta.model._meta.get_field(name)
        if self.writer is None or not hasattr(self.instance, "history"):
            return False
        if field.many_to_many:  # of which no history tells
            return False
        stored = digest_of(getattr(self.instance, field.attname))
        records = self.instance.history.order_by("-history_date", "-history_id")
        saved_by = None
        for value, user in records.values_list(field.attname, "history_user_id"):
            if digest_of(value) != stored:
                break
            saved_by = user
        return saved_by == self.writer

    @cached_property
    def _shown(self) -> dict[str, str]:
        """The digests that were sent along; none for a new object."""
        sent = (
            str(self.data.get(self.add_prefix("seen")) or "") if self.is_bound else ""
        )
        return dict(part.split(":") for part in sent.split() if part.count(":") == 1)

    def _is_as_shown(self, name: str) -> bool:
        if name not in self._shown or name not in self._merged_fields():
            return False
        if self._is_sent_as_shown(name):
            return True
        try:
            value = self.fields[name].clean(self[name].data)
        except ValidationError:
            return False
        return digest_of(value) == self._shown[name]

    def _is_sent_as_shown(self, name: str) -> bool:
        """Return whether the input holds, letter by letter, what it was shown with."""
        return name in self._shown and digest_of(self[name].data) == self._shown[name]

    def _merged_fields(self) -> list[str]:
        """Return the names of the model's own fields, but files and what only shows."""
        return [
            name
            for name in self._meta.fields or ()
            if name in self.fields
            and name != "seen"
            and not self.fields[name].disabled
            and not isinstance(self.fields[name], forms.FileField)
            and hasattr(self._meta.model, name)
        ]

    def _stored(self, name: str) -> Any:
        field: Any = self._meta.model._meta.get_field(name)
        value = getattr(self.instance, name)
        return value.all() if field.many_to_many else value

    def _digests(self) -> str:
        names = self._merged_fields()
        return " ".join(f"{name}:{digest_of(self._held(name))}" for name in names)

    def _held(self, name: str) -> Any:
        """Return what digests are of, without reading a row that only is referred to.

        What a form shows first, it has read already.
        """
        field: Any = self._meta.model._meta.get_field(name)
        if not field.many_to_many:
            return getattr(self.instance, field.attname)
        return self._stored(name) if self.is_bound else self.initial[name]


def digest_of(value: Any) -> str:
    """Return a short name of a value, the same for what the form and the row hold."""
    match value:
        case None:
            text = ""
        case datetime():
            # As inputs show it: without seconds, the hour that comes twice as one.
            text = in_krakow(value).strftime("%Y-%m-%dT%H:%M")
        case models.Model():
            text = str(value.pk)
        case models.QuerySet():
            text = " ".join(
                sorted(str(pk) for pk in value.values_list("pk", flat=True))
            )
        case list() | tuple() | set():
            text = " ".join(sorted(str(getattr(each, "pk", each)) for each in value))
        case _:
            text = str(value)
    return blake2s(text.encode(), digest_size=6).hexdigest()


def changed_meanwhile(
    field: forms.Field, stored: Any, is_own: bool = False
) -> ValidationError:
    """Return the error of a field that was saved meanwhile, with what it is now."""
    choices = dict(getattr(field, "choices", ()))
    several = isinstance(stored, list | models.QuerySet)
    values = [*stored] if several else [stored]
    names = [choices.get(v, "" if v is None else v) for v in values]
    text = strip_tags(", ".join(map(str, names)))
    other = _(
        "Somebody else changed this while you were writing. Now it says: “%(text)s”. "
        "Yours is in the field. Save again to put yours in its place."
    )
    own = _(
        "You saved this yourself after this page was opened. Now it says: “%(text)s”. "
        "What you typed since is in the field. Save again to put it in its place."
    )
    return ValidationError(
        own if is_own else other,
        params={"text": Truncator(text).chars(SHOWN)},
        code="changed",
    )
