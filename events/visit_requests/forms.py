"""The forms of visit requests: to ask for a visit, and to turn a proposal down."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centre.content.date_bounds import validate_date_bounds
from centre.text.fields import CharFormField
from centre.text.spoken import SPOKEN_CHOICES
from events.links.tokens import new_key
from events.models.contacts import CONTACT_FIELDS
from events.models.requests import MAX_DAYS
from events.registrations.fields import (
    city_field,
    contact_name_field,
    country_field,
    email_field,
    notice_read_field,
    organisation_field,
    people_field,
    phone_field,
)
from events.registrations.rules.register import DisplayedText
from events.visit_requests.rules import VisitRequestData
from events.visit_requests.wishes import format_month

DATES = ("date_1", "date_2", "date_3")
MAX_PEOPLE = 1000
MONTHS_AHEAD = 19
TOO_FEW_DAYS = _("A visit has at least one day")
TOO_MANY_DAYS = ngettext_lazy(
    "A visit has at most %(limit_value)d day",
    "A visit has at most %(limit_value)d days",
    "limit_value",
)
TOO_MANY_PEOPLE = ngettext_lazy(
    "Write to us about more than %(limit_value)d person",
    "Write to us about more than %(limit_value)d people",
    "limit_value",
)


def new_submission_key() -> str:
    """Return a signed submission key: nobody can choose a key that others have."""
    return signing.dumps(new_key(), salt="visit-request")


class DayInput(forms.DateInput):
    """A date in the browser's own field, none before tomorrow."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "day"}, format="%Y-%m-%d")

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the first day that can be asked for, by the date in Kraków."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        return {**super().build_attrs(*args, **kwargs), "min": tomorrow.isoformat()}


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    errors = {
        "invalid": _("Enter a date with day, month and year"),
    }
    return forms.DateField(
        label=label,
        widget=DayInput(),
        error_messages=errors,
        validators=[validate_date_bounds],
        **kwargs,
    )


def month_choices() -> list[tuple[str, Any]]:
    """Return this month and those of a year and a half, by their first days."""
    today = timezone.localdate()
    numbers = range(today.month - 1, today.month - 1 + MONTHS_AHEAD)
    months = [date(today.year + n // 12, n % 12 + 1, 1) for n in numbers]
    named = ((month.isoformat(), format_month(month)) for month in months)
    return [("", str(_("Choose a month"))), *named]


class RequestStep(forms.Form):
    """A step of asking for a visit."""

    use_required_attribute = False


class AskerStep(RequestStep):
    """Who asks, with the fields of registrations."""

    organisation = organisation_field()
    city = city_field()
    country = country_field()
    contact_name = contact_name_field()
    contact_email = email_field(
        help_text=_("We will send the confirmation and the link to this address.")
    )
    contact_phone = phone_field(
        _("With the country code, in case we want to ask something.")
    )


class WishStep(RequestStep):
    """For what, when, for how long and for how many people."""

    purpose = CharFormField(
        label=_("Purpose and topics"),
        max_length=2000,
        help_text=_("What would you like to see, and whom would you like to talk to?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tell us what you would like to see")},
    )
    seats = people_field({"max_value": TOO_MANY_PEOPLE}, max_value=MAX_PEOPLE)
    month = forms.ChoiceField(
        label=_("Possible month"),
        required=False,
        choices=month_choices,
        help_text=_("If any day of it is possible. Otherwise name dates below."),
    )
    date_1 = _day(_("Possible date (optional)"), required=False)
    date_2 = _day(_("Second possible date (optional)"), required=False)
    date_3 = _day(_("Third possible date (optional)"), required=False)
    days = people_field(
        {
            "required": _("Enter how many days the visit is to be"),
            "min_value": TOO_FEW_DAYS,
            "max_value": TOO_MANY_DAYS,
        },
        label=_("Number of days"),
        initial=1,
        max_value=MAX_DAYS,
    )
    flexible = forms.BooleanField(
        label=_("Other days are possible too"), required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages your people understand (optional)"),
        required=False,
        choices=SPOKEN_CHOICES,
        help_text=_("If yours is not here, name it with the purpose above."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a wish without any time, days that are over, and a day twice."""
        data = super().clean() or self.cleaned_data
        seen = set()
        for name in DATES:
            day = data.get(name)
            if day is None:
                continue
            if day <= timezone.localdate():
                self.add_error(name, _("Choose a date in the future"))
            elif day in seen:
                self.add_error(name, _("Choose another date than above"))
            seen.add(day)
        if not (seen or data.get("month") or {*DATES, "month"} & {*self.errors}):
            self.add_error("month", _("Choose a month or at least one date"))
        return data


class SendStep(RequestStep):
    """The text on personal data, and the key that makes sending twice the same."""

    notice_read = notice_read_field()
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def clean_submission_key(self) -> str:
        """Return the key without its signature; replace and refuse a wrong one."""
        try:
            return signing.loads(
                self.cleaned_data["submission_key"], salt="visit-request"
            )
        except signing.BadSignature:
            data: Any = self.data
            self.data = data.copy()
            self.data["submission_key"] = new_submission_key()  # type: ignore[index]
            raise forms.ValidationError(
                _("Your answers are not sent yet. Send them once more.")
            ) from None


# The steps in their order.
REQUEST_STEPS: dict[str, type[RequestStep]] = {
    "asker": AskerStep,
    "wish": WishStep,
    "send": SendStep,
}


def request_data(
    answers: dict[str, Any], *, language: str, notice: DisplayedText
) -> VisitRequestData:
    """Return the answers of all steps as `ask_for_visit` takes them."""
    contact = {**answers, "language": language}
    month = answers["month"]
    return VisitRequestData(
        notice=notice,
        dates=tuple(answers[name] for name in DATES if answers[name]),
        month=date.fromisoformat(month) if month else None,
        days=answers["days"],
        flexible=answers["flexible"],
        languages=tuple(answers["languages"]),
        purpose=answers["purpose"],
        seats=answers["seats"],
        **{name: contact[name] for name in CONTACT_FIELDS},
    )


class TurnDownForm(forms.Form):
    """The reason why a proposed visit does not suit."""

    use_required_attribute = False

    reply = CharFormField(
        label=_("What would suit you better? (optional)"),
        required=False,
        max_length=1000,
        help_text=_("For example: other days, another hour, fewer people."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
