"""The forms of visit requests: to ask for a visit, and to turn a proposal down."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from centre.content.date_bounds import validate_date_bounds
from centre.text.fields import CharFormField
from events.links.tokens import new_key
from events.models.contacts import CONTACT_FIELDS
from events.models.spoken import SPOKEN_CHOICES
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

# Heading and its questions; `last_fields` are those in no group.
GROUPS = [
    (_("Who is asking?"), ("organisation", "city", "country")),
    (
        _("Whom should we write to?"),
        ("contact_name", "contact_email", "contact_phone"),
    ),
    (
        _("What visit would you like?"),
        ("purpose", "date_1", "date_2", "date_3", "seats", "languages"),
    ),
]
DATES = ("date_1", "date_2", "date_3")
MAX_PEOPLE = 1000
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
        "required": _("Choose at least one possible date"),
        "invalid": _("Enter a date with day, month and year"),
    }
    return forms.DateField(
        label=label,
        widget=DayInput(),
        error_messages=errors,
        validators=[validate_date_bounds],
        **kwargs,
    )


class VisitRequestForm(forms.Form):
    """Who asks, for what, when and for how many, with the fields of registrations."""

    use_required_attribute = False

    organisation = organisation_field()
    city = city_field()
    country = country_field()
    contact_name = contact_name_field()
    contact_email = email_field(
        help_text=_("We send the confirmation and the link to this address.")
    )
    contact_phone = phone_field(
        _("With the country code, in case we want to ask something.")
    )
    purpose = CharFormField(
        label=_("Purpose and topics"),
        max_length=2000,
        help_text=_("What would you like to see, and whom would you like to talk to?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tell us what you would like to see")},
    )
    date_1 = _day(_("Possible date"), help_text=_("Give us a choice if you can."))
    date_2 = _day(_("Second possible date (optional)"), required=False)
    date_3 = _day(_("Third possible date (optional)"), required=False)
    seats = people_field({"max_value": TOO_MANY_PEOPLE}, max_value=MAX_PEOPLE)
    languages = forms.MultipleChoiceField(
        label=_("Languages your people understand (optional)"),
        required=False,
        choices=SPOKEN_CHOICES,
        help_text=_("If yours is not here, name it with the purpose above."),
        widget=forms.CheckboxSelectMultiple,
    )
    notice_read = notice_read_field()
    # Sending the same form twice asks once.
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return each heading with its questions."""
        return [(heading, [self[n] for n in names]) for heading, names in GROUPS]

    def last_fields(self) -> list[forms.BoundField]:
        """Return the questions without a group, below the text on personal data."""
        grouped = {name for _heading, names in GROUPS for name in names}
        return [f for f in self.visible_fields() if f.name not in grouped]

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

    def clean(self) -> dict[str, Any]:
        """Refuse dates that are not in the future, and the same date twice."""
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
        return data

    def request_data(self, *, language: str, notice: DisplayedText) -> VisitRequestData:
        """Return the answers as `ask_for_visit` takes them."""
        data = self.cleaned_data
        answers = {**data, "language": language}
        return VisitRequestData(
            notice=notice,
            dates=tuple(data[name] for name in DATES if data[name]),
            languages=tuple(data["languages"]),
            purpose=data["purpose"],
            seats=data["seats"],
            **{name: answers[name] for name in CONTACT_FIELDS},
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
