"""The forms in which changes of a public thing are prepared: its words, its rows."""

from copy import copy
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import (
    GONE,
    PREPARED_ROWS,
    PreparedChange,
    row_fields,
    words_of,
)
from centre.documents.models import Document
from centre.staff.date_inputs import MomentInput
from centre.staff.forms import ContentForm, MomentField
from centre.staff.merging import changed_meanwhile, digest_of
from centre.staff.prepared_rules import Pairs
from centre.staff.rows import PreparableFormSet

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
    for rows in filter(partial(hasattr, live), PREPARED_ROWS):
        for row in getattr(live, rows).all():
            for name in [*row_fields(type(row)), *_file_field(type(row))]:
                values[f"{rows}.{row.pk}.{name}"] = getattr(row, name)
    values["appears_at"] = appears_at
    return " ".join(f"{name}:{digest_of(value)}" for name, value in values.items())


def read_live_seen(sent: str) -> dict[str, str]:
    """Read these digests back; what makes no sense is left out."""
    return dict(part.split(":") for part in sent.split() if part.count(":") == 1)


def row_pairs(
    formset: Any, stored: PreparedChange | None, *, first: bool
) -> dict[str, Pairs]:
    """Return what is prepared of each row; those that a page did not show stay.

    The form of the public page, the `first` one, shows nothing that was prepared
    before: that stays as well.
    """
    live, fields = live_rows(formset), row_fields(formset.model)
    found = {str(k): stored.of_row(row) for k, row in live.items()} if stored else {}
    for form in formset.initial_forms:
        row = live.get(form.instance.pk)
        if row is None:
            continue
        key = str(row.pk)
        if form in formset.deleted_forms:
            found[key] = {GONE: (False, True)}
        else:
            kept = found.get(key, {}) if first else {}
            found[key] = kept | _differing(row, form.cleaned_data, fields)
    return found


def ask_about_rows(formset: Any, stored: PreparedChange, seen: str) -> None:
    """Add errors where the public page has what nobody here has seen."""
    live, digests = live_rows(formset), read_live_seen(seen)
    formset.is_valid()  # a row takes errors only once it has been read
    replacements = stored.replacements(formset.model.rows_name)
    for form in formset.initial_forms:
        row = live.get(form.instance.pk)
        if row is None or form in formset.deleted_forms:
            continue
        before = {name: pair[0] for name, pair in stored.of_row(row).items()}
        if replacement := replacements.get(row.pk):
            before["file"] = replacement.file_before
        for name in {*before}.intersection(form.cleaned_data) - {GONE}:
            now, mine = getattr(row, name), form.cleaned_data[name]
            known = {digest_of(value) for value in (before[name], mine)}
            known.add(digests.get(f"{row.rows_name}.{row.pk}.{name}", ""))
            if digest_of(now) not in known:
                shown = getattr(now, "shown_name", now)
                form.add_error(name, changed_meanwhile(form.fields[name], shown))


def refuse_unprepared(formset: Any, stored: PreparedChange | None) -> None:
    """Add errors to the rows that were changed and can't be prepared, or were before.

    `stored` is what is prepared already; the form of the public page does not show it.
    """
    if not formset.has_changed():
        return
    if not isinstance(formset, PreparableFormSet):
        formset.non_form_errors().append(NOT_PREPARED)
        return
    formset.is_valid()  # a row takes errors only once it has been read
    waits = [*row_fields(formset.model), *_file_field(formset.model), GONE]
    for form in formset.initial_forms:
        others = [name for name in form.changed_data if name not in waits]
        if others and form.is_valid():
            form.add_error(others[0], NOT_PREPARED)
        elif stored:
            _ask_about_prepared(form, stored)
    for form in formset.extra_forms:
        for name in {*formset.not_prepared}.intersection(form.changed_data):
            form.add_error(name, NOT_PREPARED)


def _ask_about_prepared(form: Any, stored: PreparedChange) -> None:
    """Add an error where somebody prepared something else of a row already."""
    row = form.instance
    known = {name: pair[1] for name, pair in stored.of_row(row).items()}
    if replacement := stored.replacements(row.rows_name).get(row.pk):
        known["file"] = replacement.filename
    for name in {*known}.intersection(form.changed_data, form.cleaned_data):
        if digest_of(form.cleaned_data[name]) != digest_of(known[name]):
            text = PREPARED_OTHERWISE % {"text": known[name]}
            form.add_error(name, ValidationError(text))


def _file_field(model: Any) -> tuple[str, ...]:
    """Return the field of a file that can be replaced: a document's."""
    return ("file",) if issubclass(model, Document) else ()


def live_rows(formset: Any) -> dict[int, Any]:
    """Return the rows of a formset's thing as the public sees them, by key."""
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
