"""How many come, and who: an offer is taken, the number of people is changed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from centre.web.refused import bind, refuse, refused_because
from events.exceptions import (
    ChangesClosed,
    GroupTooLarge,
    NotEnoughPlaces,
    OfferLapsed,
    TooManyNames,
)
from events.models import Registration
from events.registrations.name_forms import WhoComesForm, has_too_many_names
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.seats import change_seats
from events.registrations.rules.waiting import accept_offer
from events.registrations.self_service.context import manage_context
from events.registrations.self_service.decorators import registration_from_token
from events.registrations.self_service.forms import SeatsForm


@registration_from_token
def take_offer(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Accept the offered places, or say that it is too late (POST).

    Where there are more names than places it asks who comes (GET).
    """
    form = bind(
        request,
        WhoComesForm,
        people=has_too_many_names(registration),
        places=registration.seats,
    )
    context = {**manage_context(registration, token), "form": form}
    if request.method == "POST":
        return _take(request, registration, token, form)
    if refused_because(request) == "too-late":
        return render(
            request, "events/registrations/self_service/too_late.html", context
        )
    if not form.people:
        return redirect("events:registration", token)
    return render(request, "events/registrations/self_service/who_comes.html", context)


def _take(
    request: HttpRequest, registration: Registration, token: str, form: WhoComesForm
) -> HttpResponse:
    """Accept the offer for those who come; whoever was not asked yet is asked then."""
    asked = "shown" in request.POST
    if asked and not form.is_valid():
        return refuse(request, form)
    leaving = form.leaving() if asked else set()
    try:
        accept_offer(registration=registration, at=timezone.now(), leaving=leaving)
    except OfferLapsed:
        return refuse(request, reason="too-late")
    except TooManyNames:
        if not asked:
            return redirect("events:registration-offer", token)
        form.refuse_names(registration.delegates.all(), registration.seats)
        return refuse(request, form)
    return redirect("events:registration", token)


@registration_from_token
def seats(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Change the number of people (POST); after the deadline, ask staff to.

    Fewer places than names lead to the same page, which then asks who comes.
    """
    form = _seats_form(request, registration)
    if request.method == "POST":
        return _save_seats(request, registration, token, form)
    if not (form.is_bound or registration.may_be_changed(timezone.now())):
        return redirect("events:registration-change", token)
    refused = form.has_error("seats", "places")
    context = {
        **manage_context(registration, token),
        "form": form,
        "ask_for": form["seats"].value() if refused else "",
    }
    return render(request, "events/registrations/self_service/seats.html", context)


def _save_seats(
    request: HttpRequest, registration: Registration, token: str, form: SeatsForm
) -> HttpResponse:
    """Change the number of people; with too many names, ask who comes first."""
    if not form.is_valid():
        return refuse(request, form)
    try:
        saved = _change_seats(form, registration)
    except TooManyNames:
        wanted, saved = form.cleaned_data["seats"], False
        if not form.people:
            return redirect(f"{request.path}?seats={wanted}")
        form.refuse_names(registration.delegates.all(), wanted)
    return redirect("events:registration", token) if saved else refuse(request, form)


def _seats_form(request: HttpRequest, registration: Registration) -> SeatsForm:
    """Return the form, with ticks for the people where fewer are to come."""
    wanted = request.GET.get("seats", "")[:4]
    people = list(registration.delegates.all())
    if request.method == "POST":
        asks = "shown" in request.POST
    else:
        asks = wanted.isdecimal() and int(wanted) < len(people)
    return bind(
        request,
        SeatsForm,
        people=people if asks else (),
        initial={"seats": wanted or registration.seats},
    )


def _change_seats(form: SeatsForm, registration: Registration) -> bool:
    """Change the seats, or ask staff to; return False where the form has an error.

    Raises TooManyNames.
    """
    wanted, now = form.cleaned_data["seats"], timezone.now()
    try:
        change_seats(
            registration=registration, seats=wanted, at=now, leaving=form.leaving()
        )
    except ChangesClosed:
        request_change(registration=registration, seats=min(wanted, 999), at=now)
    except GroupTooLarge as refusal:
        form.add_error("seats", _at_most(refusal.largest_group))
    except NotEnoughPlaces as refusal:
        form.add_error("seats", ValidationError(_at_most(refusal.left), "places"))
    return form.is_valid()


def _at_most(possible: int) -> str:
    return ngettext(
        "At most %(count)d person is possible",
        "At most %(count)d people are possible",
        possible,
    ) % {"count": possible}
