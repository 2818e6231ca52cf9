"""The steps of a registration, each one small form."""

from typing import Any

from django import forms
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from centre.sorting import sort_key
from events.models import StudyVisit


def country_choices() -> list[tuple[str, str]]:
    """All countries in the active language, in its alphabetical order."""
    language = get_language() or "en"
    names = sorted(countries, key=lambda country: sort_key(country.name, language))
    return [("", _("Choose a country")), *((code, name) for code, name in names)]


class Step(forms.Form):
    """What every step knows: the visit that it registers for."""

    use_required_attribute = False

    def __init__(self, *args: Any, visit: StudyVisit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit = visit

    def typed(self) -> dict[str, str]:
        """What was sent for the fields of this step, as it came."""
        return {name: self.data[name] for name in self.fields if name in self.data}


class DelegationStep(Step):
    """Who is coming."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your organisation")},
    )
    city = forms.CharField(
        label=_("City"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Enter the city your organisation is in")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        help_text=_("The country of your organisation."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Choose a country")},
    )


class ContactStep(Step):
    """Whom we write to."""

    contact_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Enter the name of the contact person")},
    )
    contact_email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We send the confirmation and the link to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter an e-mail address"),
            "invalid": _("Enter an e-mail address like name@example.org"),
        },
    )
    contact_phone = forms.CharField(
        label=_("Phone (optional)"),
        max_length=40,
        required=False,
        help_text=_("With the country code. For the day of the visit only."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


class PeopleStep(Step):
    """How many come, and who they are if that is known already."""

    seats = forms.IntegerField(
        label=_("Number of people"),
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={
            "required": _("Enter how many people are coming"),
            "invalid": _("Enter a whole number, like 6"),
            "min_value": _("At least one person has to come"),
        },
    )
    names = forms.CharField(
        label=_("Names (optional)"),
        required=False,
        max_length=6000,
        help_text=_("One person a line. You can also tell us the names later."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    message = forms.CharField(
        label=_("Message to us (optional)"),
        required=False,
        max_length=2000,
        help_text=_("What would you like to see or talk about?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_seats(self) -> int:
        """Say at once what registering would refuse: the group's size, the places."""
        seats = self.cleaned_data["seats"]
        largest, left = self.visit.largest_group, self.visit.seats_left
        if seats > largest:
            raise forms.ValidationError(
                ngettext(
                    "One delegation may bring at most %(count)d person",
                    "One delegation may bring at most %(count)d people",
                    largest,
                )
                % {"count": largest}
            )
        if seats > left:
            raise forms.ValidationError(
                ngettext(
                    "Only %(count)d place is left",
                    "Only %(count)d places are left",
                    left,
                )
                % {"count": left}
            )
        return seats

    def clean_names(self) -> str:
        """One name a line, without empty lines, none longer than a name can be."""
        lines = [
            " ".join(line.split()) for line in self.cleaned_data["names"].splitlines()
        ]
        names = [line for line in lines if line]
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError(
                _("Write each name on a line of its own, at most 120 characters")
            )
        return "\n".join(names)

    def clean(self) -> dict[str, Any]:
        """No more names than people."""
        data = super().clean() or self.cleaned_data
        names = data.get("names", "").splitlines()
        seats = data.get("seats")
        if seats is not None and len(names) > seats:
            self.add_error("names", _("There are more names than people"))
        return data


class PrivacyStep(Step):
    """The information on personal data, and what may be agreed to."""

    notice_read = forms.BooleanField(
        label=_("I have read this information"),
        error_messages={"required": _("Confirm that you have read the information")},
    )
    invitations = forms.BooleanField(
        label=_("You may write to me about later study visits (optional)"),
        required=False,
    )


class SubmitForm(forms.Form):
    """The last button; its key makes sending it twice the same as once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
