"""What staff can do to delegations: one table, and one page that asks before each.

The page shows who is concerned and runs the rules in a transaction that it takes back,
so that it counts and shows the very mails that would go out. Only its POST with
`confirmed` acts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.staff.mixins import StaffRequest
from centre.text.fields import CharFormField, IntegerFormField
from centre.web.refused import bind
from events.exceptions import TransitionNotAllowed
from events.models import Registration
from events.models.registrations import RegistrationStatus
from events.places.locks import lock_booking
from events.registrations.name_forms import WhoComesForm, has_too_many_names
from events.registrations.part_forms import StaffPartsForm
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.decisions import (
    approve_registration,
    decline_registration,
    put_on_waiting_list,
    reopen_registration,
)
from events.registrations.rules.links import replace_link
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.staff.refusals import REFUSAL_TEXTS, refusal_message

Status = Registration.Status


class ReasonForm(forms.Form):
    """Why; the delegation reads it."""

    reason = CharFormField(
        label=_("Reason (optional)"),
        required=False,
        max_length=300,
        help_text=_("Goes into the mail as it is, and into the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StaffWhoComesForm(WhoComesForm):
    """Who comes, as the rules take it."""

    def clean(self) -> dict[str, Any]:
        """Return whom there is no place for, in place of who comes."""
        data = super().clean()
        return {
            **{name: value for name, value in data.items() if name != "coming"},
            "leaving": self.leaving(),
        }


class StaffSeatsForm(StaffWhoComesForm):
    """How many people come and, where they have names, who."""

    seats = IntegerFormField(
        label=_("Number of people"), validators=[MinValueValidator(1)], max_value=999
    )


class ContactForm(forms.ModelForm):
    """Who gets the mail."""

    use_required_attribute = False

    class Meta:
        model = Registration
        fields = ("contact_name", "contact_email", "contact_phone")

    def validate_constraints(self) -> None:
        """Left to the service, which asks under the visit's lock."""


@dataclass(frozen=True)
class Action:
    """One thing to do, the statuses in which it can be done, and what does it."""

    name: str
    label: Promise
    statuses: tuple[RegistrationStatus, ...]
    act: Callable[..., Any]
    form: type[forms.BaseForm] | None = None
    harms: bool = False

    def fits(self, registration: Registration) -> bool:
        """Whether it can be done to a registration as it is."""
        return registration.status in self.statuses


def _contact(registration: Registration, **given: Any) -> None:
    for name in ("name", "email", "phone"):
        given[name] = given.pop(f"contact_{name}")
    correct_contact(registration=registration, **given)


ACTIONS = {
    action.name: action
    for action in (
        Action(
            "approve",
            pgettext_lazy("action", "Approve"),
            (Status.REQUESTED, Status.WAITLISTED, Status.OFFERED, Status.LATE),
            approve_registration,
        ),
        Action(
            "wait",
            pgettext_lazy("action", "Put on the waiting list"),
            (Status.REQUESTED,),
            put_on_waiting_list,
        ),
        Action(
            "decline",
            pgettext_lazy("action", "Decline"),
            (Status.REQUESTED, Status.WAITLISTED, Status.LATE),
            decline_registration,
            ReasonForm,
            harms=True,
        ),
        Action(
            "seats",
            pgettext_lazy("action", "Change the number of people"),
            (Status.REQUESTED, Status.CONFIRMED, Status.WAITLISTED, Status.LATE),
            change_seats,
            StaffSeatsForm,
        ),
        Action(
            "parts",
            pgettext_lazy("action", "Change the parts of the visit"),
            (*Registration.ACTIVE, Status.EXPIRED),
            select_parts,
            StaffPartsForm,
        ),
        Action(
            "contact",
            pgettext_lazy("action", "Correct the contact"),
            (*Registration.ACTIVE, Status.ATTENDED, Status.NO_SHOW),
            _contact,
            ContactForm,
        ),
        Action(
            "link",
            pgettext_lazy("action", "Send a new link, end the old one"),
            Registration.ACTIVE,
            replace_link,
        ),
        Action(
            "withdraw",
            pgettext_lazy("action", "Withdraw"),
            Registration.ACTIVE,
            withdraw_registration,
            ReasonForm,
            harms=True,
        ),
        Action(
            "reopen",
            pgettext_lazy("action", "Reopen"),
            (Status.DECLINED, Status.WITHDRAWN, Status.LAPSED, Status.EXPIRED),
            reopen_registration,
        ),
    )
}


def actions_for(registration: Registration, *, has_parts: bool) -> list[Action]:
    """Return what can be done to a registration as it is, in the table's order.

    `has_parts`: whether its visit has any.
    """
    names = {*ACTIONS} if has_parts else {*ACTIONS} - {"parts"}
    fitting = [action for action in ACTIONS.values() if action.fits(registration)]
    return [action for action in fitting if action.name in names]


@dataclass(frozen=True)
class Outcome:
    """What became of the chosen ones: done, or refused with a reason each."""

    done: list[Registration]
    refused: list[tuple[Registration, str]]


def carry_out(
    action: Action,
    chosen: Iterable[Registration],
    given: dict[str, Any],
    request: StaffRequest,
) -> Outcome:
    """Do it to each under its visit's lock, apart from the others.

    Whoever comes second finds another status than the action is for: it is told what
    the delegation is already, and nothing is mailed twice.
    """
    outcome = Outcome([], [])
    for registration in chosen:
        try:
            with transaction.atomic():
                current = lock_booking(registration)
                if not action.fits(current):
                    raise TransitionNotAllowed(current.status, action.name)
                action.act(
                    registration=current,
                    at=timezone.now(),
                    staff=request.user,
                    **given,
                )
            outcome.done.append(registration)
        except REFUSAL_TEXTS as refusal:
            outcome.refused.append((registration, refusal_message(refusal)))
    return outcome


def form_for(
    action: Action, request: HttpRequest, chosen: list[Registration]
) -> forms.BaseForm | None:
    """The action's form, filled in as things are; None where it asks for nothing.

    Who comes is asked of one delegation, never of several at once.
    """
    one = chosen[0] if len(chosen) == 1 else None
    if action.name == "approve" and one and (people := has_too_many_names(one)):
        return bind(request, StaffWhoComesForm, people=people, places=one.seats)
    if action.form is None:
        return None
    if issubclass(action.form, forms.ModelForm):
        instance = Registration.objects.get(pk=chosen[0].pk)
        return bind(request, action.form, instance=instance)
    if action.form is StaffPartsForm:
        return bind(request, action.form, registration=chosen[0])
    if action.form is ReasonForm:
        return reason_form(request)
    return bind(
        request,
        StaffSeatsForm,
        people=one.delegates.all() if one else (),
        initial={"seats": chosen[0].seats},
    )


def reason_form(request: HttpRequest) -> ReasonForm:
    """Return the form of a reason, at first with none, which is an answer, too."""
    form = bind(request, ReasonForm)
    return form if form.is_bound else ReasonForm({"reason": ""})


def cleaned_answers(form: forms.BaseForm | None) -> dict[str, Any] | None:
    """What was answered; {} where nothing is asked, None where it can't be used."""
    if form is None:
        return {}
    return dict(form.cleaned_data) if form.is_valid() else None
