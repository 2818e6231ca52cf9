"""The page on which a delegation selects parts of the visit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from centre.web.refused import bind, refuse
from events.exceptions import ChangesClosed, PartRefused, TransitionNotAllowed
from events.models import Registration
from events.registrations.part_forms import ChosenPartsForm
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.part_selection import select_parts
from events.registrations.self_service.decorators import registration_from_token


@registration_from_token
def parts(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Show the selected parts (GET); change them, or ask staff to (POST).

    After the deadline a form that was opened before it is stored as a change request.
    """
    form = bind(request, ChosenPartsForm, registration=registration)
    sent = form.is_bound and registration.status in Registration.ACTIVE
    if not (sent or parts_open(registration)):
        return redirect("events:registration-change", token)
    if request.method == "POST":
        if form.is_valid() and _select(form, registration):
            return redirect("events:registration", token)
        return refuse(request, form)
    context = {
        "registration": registration,
        "visit": registration.visit,
        "token": token,
        "form": form,
    }
    return render(request, "events/registrations/self_service/parts.html", context)


def parts_open(registration: Registration) -> bool:
    """Return whether the delegation itself may select parts now."""
    active = registration.status in Registration.ACTIVE
    return active and registration.may_be_changed(timezone.now())


def _select(form: ChosenPartsForm, registration: Registration) -> bool:
    """Select the parts, or ask staff to; return False where the form has an error."""
    try:
        select_parts(
            registration=registration, selections=form.selections(), at=timezone.now()
        )
    except PartRefused as refusal:
        form.refuse(refusal)
    except ChangesClosed:
        request_change(
            registration=registration, text=form.selections_text(), at=timezone.now()
        )
    except TransitionNotAllowed:
        pass  # the page after the redirect shows the status
    return form.is_valid()
