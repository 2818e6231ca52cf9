"""The forms in which changes of a public thing are prepared: its words and pictures."""

from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import (
    GONE,
    PreparedChange,
    picture_fields,
    words_of,
)
from centre.staff.date_inputs import MomentInput
from centre.staff.forms import ContentForm, MomentField
from centre.staff.merging import changed_meanwhile, digest_of
from centre.staff.prepared_rules import Pairs

# The input that says what the public page had when the form was shown.
LIVE_SEEN = "live_seen"
# The button of a prepared form that publishes at once.
PUBLISH_NOW = "_publish_prepared"
NOT_PREPARED = _(
    "This can’t wait with the words: it holds for everybody at once. Change it back to "
    "prepare the rest, or save it now."
)
PREPARED_OTHERWISE = _(
    "Another text is prepared here already: “%(text)s”. Open the prepared changes to "
    "put yours in its place."
)


class PreparedForm(ContentForm):
    """The form of what is prepared of a thing, with when it appears by itself.

    What others prepared meanwhile is merged as in every form; what they changed on the
    public page meanwhile is asked about, field by field.
    """

    appears_at = MomentField(
        label=_("Appears by itself on"),
        required=False,
        widget=MomentInput(),
        help_text=_(
            "All of it at once, at that moment. Left empty, it waits until somebody "
            "publishes it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = PreparedChange.objects.of(self.instance).first()
        self.initial["appears_at"] = stored and stored.appears_at

    def _lock(self) -> None:
        super()._lock()
        self.live = copy(self.instance)
        self.stored = PreparedChange.objects.of(self.instance).first()
        if self.stored:
            self.stored.lay_over(self.instance)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not hasattr(self, "live"):
            return data
        seen = read_live_seen(self.data.get(LIVE_SEEN, ""))
        known = self.stored.words(type(self.live)) if self.stored else {}
        for name in words_of(type(self.live)):
            if name in known and name in self.cleaned_data:
                self._ask_about(name, known[name][0], seen)
        self._clean_moment(seen)
        return data

    def _ask_about(self, name: str, before: Any, seen: dict[str, str]) -> None:
        """Add an error where the public page has a text that nobody here has seen."""
        now = getattr(self.live, name) or ""
        mine = self.cleaned_data[name] or ""
        if now in (before or "", mine) or seen.get(name) == digest_of(now):
            return
        self.add_error(name, changed_meanwhile(self.fields[name], now))

    def _clean_moment(self, seen: dict[str, str]) -> None:
        """Keep a moment that somebody else chose; refuse one that is over."""
        if "appears_at" not in self.cleaned_data:
            return
        mine = self.cleaned_data["appears_at"]
        stored = self.stored.appears_at if self.stored else None
        if digest_of(mine) == seen.get("appears_at"):
            self.cleaned_data["appears_at"] = stored
        elif digest_of(stored) not in (seen.get("appears_at"), digest_of(mine)):
            error = changed_meanwhile(self.fields["appears_at"], stored)
            self.add_error("appears_at", error)
        elif mine and mine <= timezone.now() and PUBLISH_NOW not in self.data:
            text = _("This moment is over. Choose one to come, or publish now.")
            self.add_error("appears_at", text)

    def pairs(self) -> Pairs:
        """Return what differs from the public page: as it is there, and as prepared."""
        return _differing(self.live, self.cleaned_data, words_of(type(self.live)))


class FirstPreparedForm(ContentForm):
    """A thing's whole form, of which only words are kept, as prepared changes."""

    def _lock(self) -> None:
        super()._lock()
        self.live = copy(self.instance)
        self.stored = PreparedChange.objects.of(self.instance).first()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not hasattr(self, "live"):
            return data
        words = words_of(type(self.live))
        known = self.stored.words(type(self.live)) if self.stored else {}
        for name in self.changed_data:
            if name not in words:
                self.add_error(name, NOT_PREPARED)
            elif name in known and name in self.cleaned_data:
                self._ask_about(name, known[name][1])
        return data

    def _ask_about(self, name: str, prepared: Any) -> None:
        if (self.cleaned_data[name] or "") != (prepared or ""):
            text = PREPARED_OTHERWISE % {"text": prepared}
            self.add_error(name, ValidationError(text))

    def pairs(self) -> Pairs:
        """Return what differs, and what was prepared already."""
        words = words_of(type(self.live))
        known = self.stored.words(type(self.live)) if self.stored else {}
        return known | _differing(self.live, self.cleaned_data, words)


def prepared_form(form: Any, *, first: bool) -> Any:
    """Return the form of a thing as one that prepares: from the public page, or on."""
    base = FirstPreparedForm if first else PreparedForm
    return type(form)(form.__name__, (base, form), {})


def live_seen(live: Any, appears_at: datetime | None) -> str:
    """Return the digests of what the public page has, for the form that shows it."""
    values = {name: getattr(live, name) for name in words_of(type(live))}
    for picture in live.pictures.all() if hasattr(live, "pictures") else ():
        for name in _own_picture_fields():
            values[f"{picture.pk}.{name}"] = getattr(picture, name)
    values["appears_at"] = appears_at
    return " ".join(f"{name}:{digest_of(value)}" for name, value in values.items())


def read_live_seen(sent: str) -> dict[str, str]:
    """Read these digests back; what makes no sense is left out."""
    return dict(part.split(":") for part in sent.split() if part.count(":") == 1)


def picture_pairs(formset: Any, stored: PreparedChange | None) -> dict[str, Pairs]:
    """Return what is prepared of each picture; those that a page did not show stay."""
    live = _live_pictures(formset)
    found = {key: stored.of_picture(key) for key in stored.pictures} if stored else {}
    for form in formset.initial_forms:
        row = live.get(form.instance.pk)
        if row is None:
            continue
        if form in formset.deleted_forms:
            found[str(row.pk)] = {GONE: (False, True)}
        else:
            found[str(row.pk)] = _differing(
                row, form.cleaned_data, _own_picture_fields()
            )
    return found


def ask_about_pictures(formset: Any, stored: PreparedChange, seen: str) -> None:
    """Add errors where the public page says what nobody here has seen."""
    live, digests = _live_pictures(formset), read_live_seen(seen)
    formset.is_valid()  # a row takes errors only once it has been read
    for form in formset.initial_forms:
        pairs = stored.of_picture(form.instance.pk)
        for name in {*pairs}.intersection(form.cleaned_data) - {GONE}:
            now, mine = (
                getattr(live[form.instance.pk], name),
                form.cleaned_data[name],
            )
            known = {digest_of(value) for value in (pairs[name][0], mine)}
            known.add(digests.get(f"{form.instance.pk}.{name}", ""))
            if digest_of(now) not in known:
                form.add_error(name, changed_meanwhile(form.fields[name], now))


def refuse_other_rows(formset: Any, is_of_pictures: bool) -> None:
    """Add errors to the rows that were changed and can't be prepared."""
    if not formset.has_changed():
        return
    if not is_of_pictures:
        formset.non_form_errors().append(NOT_PREPARED)
        return
    formset.is_valid()  # a row takes errors only once it has been read
    for form in formset.initial_forms:
        others = [n for n in form.changed_data if n not in picture_fields()]
        if others and form.is_valid():
            form.add_error(others[0], NOT_PREPARED)


def _own_picture_fields() -> list[str]:
    return [name for name in picture_fields() if name != GONE]


def _live_pictures(formset: Any) -> dict[int, Any]:
    rows = formset.model._base_manager
    return {row.pk: row for row in rows.filter(**{formset.fk.name: formset.instance})}


def _differing(live: Any, cleaned: dict[str, Any], names: list[str]) -> Pairs:
    pairs = {}
    for name in names:
        if name in cleaned:
            before, after = getattr(live, name), cleaned[name]
            if digest_of(before) != digest_of(after):
                pairs[name] = (before, "" if after is None else after)
    return pairs
