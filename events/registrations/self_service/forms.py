"""The forms of the pages behind the links of registrations and of delegates."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.text.fields import CharFormField, EmailFormField
from events.links import tokens
from events.models import Delegate, Need
from events.registrations.fields import (
    MAX_NAME,
    contact_name_field,
    email_field,
    people_field,
    share_field,
)
from events.registrations.name_forms import WhoComesForm
from events.registrations.needs import NEEDS, NeedEntry, free_text_entries
from events.registrations.rules.delegates import DelegateData
from events.registrations.self_service.trust import SENSITIVE_ACCESS_TTL

NAME = forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})


class ManageForm(forms.Form):
    """A form with our own messages beside the fields, without the browser's."""

    use_required_attribute = False


class SeatsForm(WhoComesForm):
    """A new number of people and, where there are too many names, who comes."""

    seats = people_field()


class ChangeForm(ManageForm):
    """A change that staff are asked for: a number of people, or a text."""

    seats = people_field(
        {"max_value": _("Enter a smaller number")},
        label=_("Number of people (optional)"),
        required=False,
        max_value=999,
        help_text=_("Only if it should change."),
    )
    text = CharFormField(
        label=_("What should change? (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a request that asks for nothing."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data["seats"] or data["text"]):
            self.add_error("text", _("Tell us what should change"))
        return data


def _language_choices() -> list[tuple[Any, Any]]:
    return [("", _("As for the delegation")), *settings.LANGUAGES]


class DelegateForm(ManageForm):
    """A delegate, as the contact enters them; `email_shown` shows a stored e-mail."""

    full_name = CharFormField(
        label=_("Full name"),
        max_length=MAX_NAME,
        widget=NAME,
        error_messages={"required": _("Enter the person’s name")},
    )
    badge_name = CharFormField(
        label=_("Name on the badge (optional)"),
        required=False,
        max_length=60,
        help_text=_("If it should be another than the full name."),
        widget=NAME,
    )
    role = CharFormField(
        label=_("Position (optional)"), required=False, max_length=120, widget=NAME
    )
    email = EmailFormField(
        label=_("E-mail (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our e-mails (optional)"),
        required=False,
        choices=_language_choices,
    )

    def __init__(
        self,
        *args: Any,
        delegate: Delegate | None = None,
        email_shown: bool = False,
        **kw: Any,
    ) -> None:
        names = ("full_name", "badge_name", "role", "language")
        kw["initial"] = {name: getattr(delegate, name, "") for name in names}
        super().__init__(*args, **kw)
        self.fields["email"].help_text = _(
            "We will tell the person once that you entered the name, with a link "
            "to correct it."
        )
        if delegate and delegate.email:
            now = _(
                "Now: %(email)s. Leave this empty to keep it. A new address gets a new "
                "link, and needs that were told by the old one are erased."
            ) % {"email": delegate.email}
            kept = _(
                "There is an address. Leave this empty to keep it. A new one gets a "
                "new link, and needs that were told by the old one are erased."
            )
            self.fields["email"].help_text = now if email_shown else kept

    def delegate_data(self) -> DelegateData:
        """Return the answers as `add_delegate` and `correct_delegate` take them."""
        return DelegateData(**self.cleaned_data)


class OwnDelegateForm(DelegateForm):
    """A delegate's own data, as they correct it; their e-mail address is shown."""

    def __init__(self, *args: Any, delegate: Delegate, **kw: Any) -> None:
        super().__init__(*args, delegate=delegate, **kw)
        self.initial["email"] = delegate.email
        self.fields["email"].help_text = ""


class NeedsForm(ManageForm):
    """Needs of a delegation: how many people need what.

    What is refused, for want of consent above all, is kept for an hour alone.
    """

    kept_for = SENSITIVE_ACCESS_TTL

    consent_text = _(
        "The people concerned agree that the Centre keeps these needs to prepare the "
        "visit. The consent can be taken back at any time."
    )
    words = CharFormField(
        label=_("Anything else to prepare (optional)"),
        required=False,
        max_length=300,
        help_text=_("Say what is needed. You need not say why."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        error_messages={
            "required": _("Without this consent we keep nothing of what is above")
        }
    )

    # Whether the fields showed the stored needs: then an empty field removes a need,
    # else it leaves the need as it is.
    shown = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, needs: list[Need] | None, seats: int, **kw: Any
    ) -> None:
        """Show the stored `needs`; None where they may not be shown."""
        super().__init__(*args, **kw)
        self.initial["shown"] = needs is not None
        self.needs, self.seats = needs or [], seats
        self.groups = []
        fields = {}
        for kind, names in NEEDS.items():
            for code, name in names.items():
                number = sum((n.kind, n.code) == (kind, code) for n in self.needs)
                fields[f"{kind}-{code}"] = self.need_field(name, number)
            self.groups.append((Need.Kind(kind).label, [f"{kind}-{c}" for c in names]))
        self.fields = {**fields, **self.fields}
        self.fields["consent"].label = self.consent_text
        self.initial["words"] = next((n.text for n in self.needs if not n.code), "")

    def need_field(self, name: Any, number: int) -> forms.Field:
        """Return the field of one code, with the stored number."""
        return share_field(name, self.seats, initial=number or None)

    def answered(self) -> set[tuple[str, str]] | None:
        """Return kind and code of each typed need where none was shown; else None.

        None means all; see `save_needs`.
        """
        data = self.cleaned_data
        if data.get("shown", True):
            return None
        names = [name for _label, names in self.groups for name in names]
        codes = {_kind_and_code(name) for name in names if data[name] is not None}
        texts = {(need.kind, need.code) for need in free_text_entries(data["words"])}
        return codes | texts

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return each kind's name and its fields."""
        return [(name, [self[f] for f in fields]) for name, fields in self.groups]

    def need_entries(self) -> list[NeedEntry]:
        """Return the needs to store, one for each person and need."""
        codes = [(f, self.cleaned_data[f]) for _name, fs in self.groups for f in fs]
        return [
            NeedEntry(*_kind_and_code(field))
            for field, number in codes
            for _i in range(number or 0)
        ] + free_text_entries(self.cleaned_data["words"])


def _kind_and_code(name: str) -> tuple[str, str]:
    kind, _dash, code = name.partition("-")
    return kind, code


class OwnNeedsForm(NeedsForm):
    """A delegate's own needs; the stored ones are shown to them."""

    shown = None  # type: ignore[assignment]

    consent_text = _(
        "I agree that the Centre keeps these needs to prepare my visit. I can take "
        "this back at any time."
    )

    def need_field(self, name: Any, number: int) -> forms.Field:
        """Return a tick for one code."""
        return forms.BooleanField(label=name, required=False, initial=bool(number))


def _enter_the_digits() -> str:
    digits = tokens.CODE_DIGITS
    text = ngettext(
        "Enter the %(count)d digit from our e-mail",
        "Enter the %(count)d digits from our e-mail",
        digits,
    )
    return text % {"count": digits}


class MailCodeForm(ManageForm):
    """The code from our e-mail, with or without spaces."""

    code = CharFormField(
        label=_("Code from our e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
        error_messages={"required": lazy(_enter_the_digits, str)()},
    )


class HandoverForm(ManageForm):
    """The name and e-mail address of the next contact."""

    name = contact_name_field()
    email = email_field(
        autocomplete="off", help_text=_("Our question goes to this address.")
    )


class LostLinkForm(ManageForm):
    """The e-mail address that a link is mailed to."""

    email = email_field(help_text=_("The address to which we write about the visit."))
