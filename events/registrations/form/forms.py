"""The steps of a registration, each one small form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.text.fields import CharFormField
from events.exceptions import PartFull, PartRefused
from events.links.tokens import code_hash
from events.models import SeatBlock, StudyVisit, VisitPart
from events.places.count import free_for
from events.registrations.fields import (
    city_field,
    clean_name_lines,
    contact_name_field,
    country_field,
    email_field,
    names_field,
    notice_read_field,
    organisation_field,
    people_field,
    phone_field,
)
from events.registrations.part_forms import PartsForm
from events.registrations.rules.parts import validate_selections

State = StudyVisit.RegistrationState


class Step(forms.Form):
    """A step: it knows the visit, and how many people are registered for it.

    `people` is 0 before the step that asks for it.
    """

    use_required_attribute = False

    def __init__(
        self, *args: Any, visit: StudyVisit, people: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.visit, self.people = visit, people

    def typed(self) -> dict[str, str]:
        """Return what was sent for the fields of this step, unchecked."""
        return {name: self.data[name] for name in self.fields if name in self.data}


class DelegationStep(Step):
    """The organisation that is coming, and where it is from."""

    organisation = organisation_field()
    city = city_field()
    country = country_field()


class ContactStep(Step):
    """The contact: name, e-mail and phone."""

    contact_name = contact_name_field()
    contact_email = email_field(
        help_text=_("We will send the confirmation and the link to this address.")
    )
    contact_phone = phone_field(
        _("With the country code. For the day of the visit only.")
    )


class PeopleStep(Step):
    """How many people come, their names if known, waiting, and a code."""

    seats = people_field()
    may_wait = forms.BooleanField(
        label=_("Put us on the waiting list if there are too few places"),
        required=False,
        help_text=_("If places become free, we offer them to you by e-mail."),
    )
    min_seats = people_field(
        label=_("What is the smallest group you would come with? (optional)"),
        required=False,
        help_text=_("Left empty: only with all of you."),
    )
    code = CharFormField(
        label=_("Code (optional)"),
        required=False,
        max_length=40,
        help_text=_("If we hold places for you, we have sent you a code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    names = names_field(
        _("One person a line. You can also tell us the names later."), rows=6
    )
    message = CharFormField(
        label=_("Message to us (optional)"),
        required=False,
        max_length=2000,
        help_text=_("What would you like to see or talk about?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Drop the fields about waiting where none is needed, and a code not in use."""
        super().__init__(*args, **kwargs)
        self.blocks = list(SeatBlock.objects.unused().filter(visit=self.visit))
        # A late request gets no places now, so there is nothing to fit or to wait for.
        self.late = self.visit.registration_state == State.CLOSED
        self.can_wait = self.visit.has_waiting_list and not self.late
        self.free = free_for(self.visit, in_turn=not self.late)
        if not (self.can_wait and self._may_need_to_wait()):
            del self.fields["may_wait"], self.fields["min_seats"]
        if not self.blocks:
            del self.fields["code"]

    def _may_need_to_wait(self) -> bool:
        """Whether no places are left, or fewer than was typed or answered before."""
        asked = str(self["seats"].value() or "").strip()
        wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else 0
        possible = wanted <= self.visit.largest_group
        return not self.free.available or (possible and wanted > self.free.available)

    @property
    def refuses_size(self) -> bool:
        """Whether the delegation is too large for the visit, or for what is left."""
        return any(self.has_error("seats", code) for code in ("too-large", "places"))

    def clean_seats(self) -> int:
        """Refuse a group larger than any delegation may bring.

        The number that is named is the page's: no more than are left, if any are left.
        """
        seats = self.cleaned_data["seats"]
        if seats > self.visit.largest_group:
            largest = self.visit.group_size
            raise forms.ValidationError(
                ngettext(
                    "One delegation may bring at most %(count)d person",
                    "One delegation may bring at most %(count)d people",
                    largest,
                )
                % {"count": largest},
                "too-large",
            )
        return seats

    def clean_code(self) -> str:
        """Refuse a code that belongs to no held seats of the visit."""
        code = self.cleaned_data["code"].strip()
        if code and self._block(code) is None:
            raise forms.ValidationError(_("We don’t know this code, or it has expired"))
        return code

    def _block(self, code: str) -> SeatBlock | None:
        hashed = code_hash(code)
        return next((b for b in self.blocks if b.code_hash == hashed), None)

    def clean_names(self) -> str:
        """Return the names one a line, without empty lines; refuse too long ones."""
        return "\n".join(clean_name_lines(self.cleaned_data["names"]))

    def clean(self) -> dict[str, Any]:
        """Refuse more names than people, and too few places without a tick to wait."""
        data = super().clean() or self.cleaned_data
        self._check_places(data)
        names = data.get("names", "").splitlines()
        seats = data.get("seats")
        if seats is not None and len(names) > seats:
            self.add_error("names", _("There are more names than people"))
        return data

    def _check_places(self, data: dict[str, Any]) -> None:
        """Refuse what `register_delegation` would refuse for want of places."""
        seats, min_seats = data.get("seats"), data.get("min_seats")
        if seats is None or self.late:
            return
        if min_seats and min_seats > seats:
            self.add_error("min_seats", _("This is more than the number of people"))
        block = self._block(data.get("code") or "")
        left = self.free.with_held(block.left if block else 0).available
        if seats <= left or data.get("may_wait"):
            return
        text = ngettext(
            "Only %(count)d place is left", "Only %(count)d places are left", left
        )
        none = _("No places are left")
        said = text % {"count": left} if left else none
        self.add_error("seats", forms.ValidationError(said, "places"))
        if self.can_wait and "may_wait" in self.fields:
            self.add_error("may_wait", _("Tick this to wait for places"))


class PrivacyStep(Step):
    """The information on personal data, and the consent to invitations."""

    notice_read = notice_read_field()
    invitations = forms.BooleanField(
        label=_("You may write to me about later study visits (optional)"),
        required=False,
    )


class SubmitForm(forms.Form):
    """The last button; its key makes sending it twice the same as once."""

    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PartsStep(Step, PartsForm):
    """How many people go to each part; a step for visits that have parts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = VisitPart.objects.with_people().filter(visit=self.visit)
        self.ask_for(parts, self.people)

    def clean(self) -> dict[str, Any]:
        """Refuse selections that `register_delegation` would refuse."""
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        left = {part.pk: part.left for part in self.parts}
        try:
            validate_selections(self.people, self.selections(), self.parts)
        except PartRefused as refusal:
            self.refuse(refusal)
        for selection in self.selections():
            possible = left[selection.part]
            if selection.seats > possible and not selection.may_wait:
                self.refuse(PartFull(selection.part, possible))
        return data
