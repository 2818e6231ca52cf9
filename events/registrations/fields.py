"""Form fields that the pages of registrations and visit requests share."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from centre.text.fields import CharFormField, EmailFormField, IntegerFormField
from centre.text.sorting import sort_key
from events.models.contacts import MAX_NAME

WHOLE_NUMBER = _("Enter a whole number, like 6")


class NumberInput(forms.TextInput):
    """A short box for a number: a phone shows digits, no mouse wheel changes it."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric", "class": "short"})


def organisation_field() -> CharFormField:
    """Return the field of an organisation's name."""
    return CharFormField(
        label=_("Organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your organisation")},
    )


def city_field() -> CharFormField:
    """Return the field of an organisation's city."""
    return CharFormField(
        label=_("City"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": _("Enter the city your organisation is in")},
    )


def country_choices() -> list[tuple[str, str]]:
    """Return all countries in the active language, in its alphabetical order."""
    language = get_language() or "en"
    names = sorted(countries, key=lambda country: sort_key(country.name, language))
    return [("", _("Choose a country")), *((code, name) for code, name in names)]


def country_field() -> forms.ChoiceField:
    """Return the field of an organisation's country."""
    return forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        help_text=_("The country of your organisation."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Choose a country")},
    )


def contact_name_field() -> CharFormField:
    """Return the field of the contact's name."""
    return CharFormField(
        label=_("Full name"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Enter the name of the contact person")},
    )


def email_field(*, autocomplete: str = "email", **kwargs: Any) -> EmailFormField:
    """Return the field of an e-mail address; `kwargs` replace its defaults."""
    attrs = {"autocomplete": autocomplete, "spellcheck": "false"}
    errors = {"required": _("Enter an e-mail address")}
    return EmailFormField(
        **{
            "label": _("E-mail"),
            "max_length": 254,
            "widget": forms.EmailInput(attrs=attrs),
            "error_messages": errors,
            **kwargs,
        }
    )


def phone_field(help_text: Any) -> CharFormField:
    """Return the optional field of a phone number; `help_text` says what it is for."""
    return CharFormField(
        label=_("Phone (optional)"),
        max_length=40,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )


def people_field(errors: Any = (), **kwargs: Any) -> IntegerFormField:
    """Return the field of a number of people; `errors` add to its messages."""
    return IntegerFormField(
        **{
            "label": _("Number of people"),
            "min_value": 1,
            "widget": NumberInput(),
            "error_messages": {
                "required": _("Enter how many people are coming"),
                "invalid": WHOLE_NUMBER,
                "min_value": _("At least one person has to come"),
                **dict(errors),
            },
            **kwargs,
        }
    )


def share_field(label: Any, people: int, initial: int | None = None) -> forms.Field:
    """Return the optional field of how many of `people` something is about."""
    return IntegerFormField(
        label=label,
        required=False,
        min_value=0,
        max_value=people,
        initial=initial,
        widget=NumberInput(),
        error_messages={
            "invalid": WHOLE_NUMBER,
            "min_value": WHOLE_NUMBER,
            "max_value": _("This is more than the number of people"),
        },
    )


def names_field(help_text: Any, rows: int) -> CharFormField:
    """Return the optional field of a delegation's names; see `clean_name_lines`."""
    return CharFormField(
        label=_("Names (optional)"),
        required=False,
        max_length=6000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}),
    )


def clean_name_lines(text: str) -> list[str]:
    """Return the names, one of each line, without empty lines.

    Raises ValidationError where a name is longer than MAX_NAME.
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    names = [line for line in lines if line]
    if any(len(name) > MAX_NAME for name in names):
        raise forms.ValidationError(
            _("Write each name on a line of its own, at most %(most)d characters"),
            params={"most": MAX_NAME},
        )
    return names


def notice_read_field() -> forms.BooleanField:
    """Return the tick that the information on personal data was read."""
    return forms.BooleanField(
        label=_("I have read this information"),
        error_messages={"required": _("Confirm that you have read the information")},
    )


def is_left_empty(request: HttpRequest, form: forms.Form) -> bool:
    """Return whether the honeypot is empty, a hidden field that only programs fill in.

    Where it is not, add an error to the form.
    """
    if not request.POST.get("website"):
        return True
    form.add_error(
        None,
        _("Leave empty the field that asks to be left empty, and send the page again."),
    )
    return False


def mask_email(email: str) -> str:
    """Return an e-mail address that only its owner recognises, like "a***@example.org".

    "" stays "".
    """
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}***{at}{domain}" if email else ""
