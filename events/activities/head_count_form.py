"""The fields in which it is typed how many came."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.date_bounds import validate_date_bounds
from centre.staff.date_inputs import DayInput
from centre.text.fields import IntegerFormField
from events.activities.head_count import Countable, Numbers
from events.models.head_counts import MOST_PEOPLE


def _today_at_most(day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))


class CountedDayForm(forms.Form):
    """Which day is counted; asked in the address."""

    day = forms.DateField(
        label=_("Day"),
        widget=DayInput,
        validators=[validate_date_bounds, _today_at_most],
    )


class HeadCountForm(forms.Form):
    """How many came to one thing, with what its writer saw of it."""

    people = IntegerFormField(
        label=_("How many people came"),
        required=False,
        min_value=0,
        validators=[
            MaxValueValidator(
                MOST_PEOPLE, _("That is too many. Enter at most %(limit_value)s.")
            )
        ],
    )
    children = IntegerFormField(
        label=_("Children among them"), required=False, min_value=0
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, thing: Countable, data: Any = None) -> None:
        people, children = thing.numbers
        seen = f"{_written(people)} {_written(children)}"
        first = {"people": people, "children": children, "seen": seen}
        super().__init__(data, prefix=thing.key, initial=first)
        self.thing = thing
        for name in ("people", "children"):
            self.fields[name].widget.attrs |= {
                "inputmode": "numeric",
                "autocomplete": "off",
                "max": MOST_PEOPLE,
            }

    def clean(self) -> dict[str, Any]:
        """Refuse children without people, and more of them than people."""
        cleaned = super().clean() or {}
        people, children = cleaned.get("people"), cleaned.get("children")
        if children is not None and people is None and not self.has_error("people"):
            self.add_error(
                "people", _("Enter how many came in all, children included.")
            )
        elif children is not None and people is not None and children > people:
            self.add_error(
                "children", _("These are more than the people who came in all.")
            )
        return cleaned

    @property
    def numbers(self) -> Numbers:
        """What was typed."""
        return self.cleaned_data["people"], self.cleaned_data["children"]

    @property
    def seen_numbers(self) -> Numbers:
        """What the page showed; of a forged one nothing that could be there."""
        people, _space, children = self.cleaned_data["seen"].partition(" ")
        return _read(people), _read(children)


def _written(number: int | None) -> str:
    return "-" if number is None else str(number)


def _read(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) < 6
    return int(text) if known else None
