"""The page behind a delegation's link on which it chooses parts of the visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from events.exceptions import ChangesClosed, PartRefused, TransitionNotAllowed
from events.models import Registration
from events.registrations.part_forms import ChosenPartsForm
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.part_selection import select_parts
from events.registrations.self_service.decorators import registration_from_token


@registration_from_token
def parts(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Who goes where (GET), changed (POST); after the deadline staff are asked.

    What was chosen before it and comes after it is kept in words as a request.
    """
    sent = request.method == "POST" and registration.status in Registration.ACTIVE
    if not (sent or parts_open(registration)):
        return redirect("events:registration-change", token)
    form = ChosenPartsForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid() and _choose(form, registration):
        return redirect("events:registration", token)
    context = {
        "registration": registration,
        "visit": registration.visit,
        "token": token,
        "form": form,
    }
    return render(request, "events/registrations/self_service/parts.html", context)


def parts_open(registration: Registration) -> bool:
    """Whether the delegation itself may choose parts now."""
    active = registration.status in Registration.ACTIVE
    return active and registration.may_be_changed(timezone.now())


def _choose(form: ChosenPartsForm, registration: Registration) -> bool:
    """Whether it is done or too late; if not, the form says why."""
    try:
        select_parts(registration=registration, wishes=form.wishes(), at=timezone.now())
    except PartRefused as refusal:
        form.refuse(refusal)
    except ChangesClosed:
        request_change(
            registration=registration, text=form.in_words(), at=timezone.now()
        )
    except TransitionNotAllowed:
        pass  # the page that it leads to says how things are
    return form.is_valid()
