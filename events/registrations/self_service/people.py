"""All people of a delegation at once: entered as a table, and printed as a list."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centre.web.refused import bind, refuse
from events.exceptions import ChangesClosed, TooManyNames
from events.models import Registration
from events.registrations.rules.change_requests import request_delegate_change
from events.registrations.rules.delegates import DelegateData, save_delegates
from events.registrations.self_service.context import manage_context
from events.registrations.self_service.decorators import registration_from_token
from events.registrations.self_service.people_table import PeopleTableForm
from events.registrations.self_service.trust import has_sensitive_access


@registration_from_token
def add_all(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Enter all people of a pasted table, or none (POST); after the deadline, ask."""
    form = bind(request, PeopleTableForm)
    if request.method == "POST":
        if form.is_valid() and _add_all(form, registration):
            return redirect("events:registration", token)
        return refuse(request, form)
    context = {**manage_context(registration, token), "form": form}
    return render(request, "events/registrations/self_service/people.html", context)


def _add_all(form: PeopleTableForm, registration: Registration) -> bool:
    """Add the people, or ask staff to; return False where the form has an error."""
    people, now = form.cleaned_data["table"], timezone.now()
    try:
        save_delegates(registration=registration, people=people, at=now)
    except TooManyNames:
        form.add_error("table", _too_many(registration, people))
    except ChangesClosed:
        _ask_staff(registration, people)
    return form.is_valid()


@registration_from_token
@require_safe
def list_people(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Show the list of people to print; addresses only with sensitive access."""
    trusted = has_sensitive_access(request, registration, timezone.now())
    context = {
        **manage_context(registration, token),
        "people": list(registration.delegates.all()),
        "sensitive_shown": trusted,
    }
    return render(
        request, "events/registrations/self_service/people_list.html", context
    )


def _too_many(registration: Registration, people: list[DelegateData]) -> str:
    text = _(
        "With these lines there would be more names than places. Places: %(places)d, "
        "names on the list: %(names)d, lines here: %(lines)d"
    )
    return text % {
        "places": registration.seats,
        "names": registration.delegates.count(),
        "lines": len(people),
    }


@transaction.atomic
def _ask_staff(registration: Registration, people: list[DelegateData]) -> None:
    now = timezone.now()
    for person in people:
        request_delegate_change(registration=registration, person=person, at=now)
