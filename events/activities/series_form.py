"""The forms of a series: what repeats, then each date, which may be left out or move.

What repeats is asked in the address, so that looking has no effect.
"""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict, from_current_timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import validate_date_bounds
from centre.staff.date_inputs import DayInput
from events.activities.periods import ONE_DAY
from events.activities.series import MAX_DATES, MAX_WEEKS, Repetition, days_off
from events.models import Activity, Session
from events.models.opening_hours import Weekday

MONTHLY = "0"
Times = tuple[datetime, datetime]


def _how_often() -> list[tuple[str, str]]:
    weeks = [
        (
            str(n),
            ngettext("every week", "every %(weeks)d weeks", n) % {"weeks": n},
        )
        for n in range(1, MAX_WEEKS + 1)
    ]
    return [*weeks, (MONTHLY, str(_("every month")))]


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class SeriesForm(forms.Form):
    """What repeats: weekdays, hours, from when, until when, how often."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=_("From (hour)"), widget=_clock())
    closes = forms.TimeField(
        label=_("Until (hour)"),
        widget=_clock(),
        help_text=_("An hour before the first one is one after midnight."),
    )
    first = forms.DateField(
        label=_("First day"), widget=DayInput, validators=[validate_date_bounds]
    )
    last = forms.DateField(
        label=_("Until (day)"), widget=DayInput, validators=[validate_date_bounds]
    )
    every = forms.ChoiceField(
        label=_("How often"),
        choices=_how_often,
        help_text=_(
            "Every month: in the same week of the month as the first time, the fifth "
            "one being the last."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what runs backwards, and more dates than can be looked at."""
        data = super().clean() or {}
        if self.errors:
            return data
        if data["opens"] == data["closes"]:
            self.add_error("closes", _("The end must be after the start."))
        if data["last"] < data["first"]:
            self.add_error("last", _("The last day is before the first one."))
        if not self.errors:
            self._find_days(data)
        return data

    def _find_days(self, data: dict[str, Any]) -> None:
        self.days = Repetition(
            data["weekdays"], data["first"], data["last"], int(data["every"])
        ).days(MAX_DATES + 1)
        if len(self.days) > MAX_DATES:
            text = _("More than %(most)d dates can’t be made at once. End earlier.")
            self.add_error("last", text % {"most": MAX_DATES})
        elif not self.days:
            self.add_error("last", _("No such weekday is between these two days."))

    def rows(self, activity: Activity) -> list[dict[str, Any]]:
        """Return what each date's form begins with, and a note why one is unticked.

        Those are left unticked on which nothing is meant to be, or where the activity
        starts at that moment already.
        """
        data = self.cleaned_data
        reasons = days_off(data["first"], data["last"])
        starts = {day: _start(day, data["opens"]) for day in self.days}
        there = Session.objects.filter(
            activity=activity, starts_at__in=[s for s in starts.values() if s]
        )
        there_already = {*there.values_list("starts_at", flat=True)}
        hours = {"opens": data["opens"], "closes": data["closes"]}
        rows = []
        for day in self.days:
            note = str(reasons.get(day, ""))
            if starts[day] in there_already:
                note = gettext("This session is there already.")
            rows.append({"take": not note, "day": day, "note": note, **hours})
        return rows


class DateForm(forms.Form):
    """One date: taken or left out, on its day or on another."""

    take = forms.BooleanField(label=_("Make it"), required=False)
    day = forms.DateField(
        label=_("Day"), widget=DayInput, validators=[validate_date_bounds]
    )
    opens = forms.TimeField(label=_("From (hour)"), widget=_clock())
    closes = forms.TimeField(label=_("Until (hour)"), widget=_clock())

    def full_clean(self) -> None:
        """Nothing is wrong with a date that is left out."""
        super().full_clean()
        if self.is_bound and not self["take"].data:
            self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.times = _moments(data["day"], data["opens"], data["closes"])
            start, end = self.times
            Session(starts_at=start, ends_at=end).full_clean(
                exclude={"activity", "starts_at"}
            )
        return data


def _start(day: date, opens: time) -> datetime | None:
    """Return when something begins, None in an hour that the clock skips or repeats."""
    try:
        return from_current_timezone(datetime.combine(day, opens))
    except ValidationError:
        return None


def _moments(day: date, opens: time, closes: time) -> Times:
    """Return the start and end of a date; hours that a clock skips are refused."""
    until = day if closes > opens else day + ONE_DAY
    return (
        from_current_timezone(datetime.combine(day, opens)),
        from_current_timezone(datetime.combine(until, closes)),
    )


class BaseDates(forms.BaseFormSet):
    """The dates of a series, of which one at least is made, none of them twice."""

    def clean(self) -> None:
        if any(self.errors):
            return
        times = self.times()
        if not times:
            raise ValidationError(_("Tick one date at least."))
        starts = [start for start, _end in times]
        for form in self.forms:
            if getattr(form, "times", None) and starts.count(form.times[0]) > 1:
                form.add_error("day", _("Two of these start at the same time."))

    def times(self) -> list[Times]:
        """Return the start and the end of each date that is taken."""
        taken = (form for form in self.forms if form.cleaned_data.get("take"))
        return [form.times for form in taken]


Dates = forms.formset_factory(
    DateForm, BaseDates, extra=0, max_num=MAX_DATES, absolute_max=MAX_DATES
)
