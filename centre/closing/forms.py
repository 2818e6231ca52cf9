"""The form of a day on which the house is closed: what becomes of each thing."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.closing.rules import Closing, offers_on, sessions_on, visits_on
from centre.content.date_bounds import validate_date_bounds
from centre.content.languages import direction
from centre.staff.date_inputs import DayInput
from centre.text.dates import format_day, format_time, in_krakow, last_day
from events.activities.closed_days import closures_within
from events.models import Activity, Session, StudyVisit

LEAVE, CANCEL, MOVE = "leave", "cancel", "move"
CANCEL_OR_MOVE = [
    (CANCEL, _("cancel it")),
    (MOVE, _("move it to")),
    (LEAVE, _("leave it as it is")),
]
_KINDS = {
    "session": Session._meta.verbose_name,
    "visit": StudyVisit._meta.verbose_name,
    "offer": Activity._meta.get_field("standing").verbose_name,
}
CLOSE = [(CANCEL, _("it is closed that day")), (LEAVE, _("leave it as it is"))]


class DayForm(forms.Form):
    """Which day it is about; asked in the address."""

    day = forms.DateField(
        label=_("Day"), widget=DayInput, validators=[validate_date_bounds]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin in the day until there is one; then what follows is read first."""
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.attrs["autofocus"] = not self.is_bound


class ClosingForm(forms.Form):
    """Why it is closed, in each language, and what becomes of each thing of the day."""

    whole_house = forms.BooleanField(
        label=_("The whole Centre is closed: enter it in the closed days"),
        required=False,
        initial=True,
        help_text=_("Then all standing offers rest, and every page says so."),
    )
    with_news = forms.BooleanField(
        label=_("Prepare a draft for the news"), required=False, initial=True
    )

    def __init__(self, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        for code, name in settings.CENTRE_LANGUAGES.items():
            self.fields[f"note_{code}"] = forms.CharField(
                label=name,
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs={"lang": code, "dir": direction(code)}),
            )
        for kind, thing, words in self._things:
            choices = CLOSE if kind == "offer" else CANCEL_OR_MOVE
            key = f"{kind}-{thing.pk}"
            self.fields[key] = forms.ChoiceField(
                choices=choices, label=words, initial=CANCEL
            )
            if kind != "offer":
                self.fields[f"{key}-to"] = forms.DateField(
                    label=_("New day"),
                    required=False,
                    widget=DayInput,
                    validators=[validate_date_bounds],
                )

    @cached_property
    def _things(self) -> list[tuple[str, Any, str]]:
        """Each thing of the day: its kind, itself and its words with the hours."""
        sessions = sessions_on(self.day).select_related("activity")
        return [
            *(("session", s, _said(s, s.activity)) for s in sessions),
            *(("visit", v, _said(v, v)) for v in visits_on(self.day)),
            *(("offer", o, str(o)) for o in offers_on(self.day)),
        ]

    @property
    def things(self) -> list[dict[str, Any]]:
        """Return each thing with its fields, for the page."""
        rows = []
        for kind, thing, words in self._things:
            key = f"{kind}-{thing.pk}"
            to = f"{key}-to"
            rows.append(
                {
                    "words": words,
                    "kind": _KINDS[kind],
                    "what": self[key],
                    "to": self[to] if to in self.fields else None,
                }
            )
        return rows

    @property
    def notes(self) -> list[forms.BoundField]:
        """Return the fields of the notes, one for each language."""
        return [self[f"note_{code}"] for code in settings.CENTRE_LANGUAGES]

    def clean(self) -> dict[str, Any]:
        """Ask for a note, and for the day that something moves to."""
        data = super().clean() or {}
        if not any(data.get(f"note_{code}") for code in settings.CENTRE_LANGUAGES):
            first = f"note_{settings.LANGUAGE_CODE}"
            self.add_error(first, _("Say why, in one language at least."))
        for kind, thing, _words in self._things:
            key = f"{kind}-{thing.pk}"
            if data.get(key) != MOVE or f"{key}-to" in self.errors:
                continue
            to = data.get(f"{key}-to")
            if to in (None, self.day):
                self.add_error(f"{key}-to", _("Choose another day."))
            elif to < timezone.localdate():
                self.add_error(f"{key}-to", _("This day is over. Choose a later one."))
        return data

    def closed_then(self) -> list[str]:
        """Return the closures that things would move into, in words; for a valid form.

        They are told and not refused: a concert on a holiday may be meant.
        """
        spans = []
        for kind, thing, _words in self._things:
            key = f"{kind}-{thing.pk}"
            if self.cleaned_data[key] == MOVE:
                to = self.cleaned_data[f"{key}-to"]
                begins = in_krakow(thing.starts_at).date()
                spans.append(
                    (to, to + (last_day(thing.starts_at, thing.ends_at) - begins))
                )
        return closures_within(spans, timezone.localdate())

    def closing(self) -> Closing:
        """Return what was decided."""
        data = self.cleaned_data
        chosen: dict[str, dict[int, date | None]] = {
            "session": {},
            "visit": {},
            "offer": {},
        }
        for kind, thing, _words in self._things:
            key = f"{kind}-{thing.pk}"
            if data[key] != LEAVE:
                to = data.get(f"{key}-to") if data[key] == MOVE else None
                chosen[kind][thing.pk] = to
        return Closing(
            day=self.day,
            notes={c: data[f"note_{c}"] for c in settings.CENTRE_LANGUAGES},
            sessions=chosen["session"],
            visits=chosen["visit"],
            offers=frozenset(chosen["offer"]),
            whole_house=data["whole_house"],
            with_news=data["with_news"],
        )

    def refuse_move(self, kind: str, pk: int, error: ValidationError) -> None:
        """Say beside a thing why it can't move to the day that was chosen."""
        text = " ".join(error.messages).strip() or _("Choose another day.")
        self.add_error(f"{kind}-{pk}-to", text)


def _said(timed: Any, thing: Any) -> str:
    language = get_language() or ""
    start, end = in_krakow(timed.starts_at), in_krakow(timed.ends_at)
    hours = f"{format_time(start.time())}–{format_time(end.time())}"
    if start.date() != end.date():
        days = (format_day(m.date(), language) for m in (start, end))
        return f"{' – '.join(days)}: {thing}"
    return f"{hours}: {thing}"
