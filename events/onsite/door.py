"""The door for who has its link for one day: check-in, without an account.

The link's secret is all that is asked: no session. Reading changes nothing, because
messengers open links by themselves; the browser remembers the link for as long as it
holds, so that the codes of delegations lead there (`door_code.py`). Shown is what is
needed to let people in: delegations that are expected, the names of their people, who
is in. No contact, no address, no needs.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from centre.staff.action_log import record_action
from centre.text.dates import format_date
from centre.web.caching import View, private
from centre.web.refused import SeeOther
from events.links import throttling
from events.links.decorators import refuse_wrong_link
from events.models import DoorLink, Registration
from events.onsite import checkin
from events.onsite.arriving import (
    Answer,
    DoorOutcome,
    find_delegations,
    number,
    press_button,
    who_is_in,
)
from events.onsite.door_code import remember_link
from events.onsite.lists import in_order

BY_LINK = _("By a link for the door")


def behind_door_link(view: Callable[..., HttpResponse]) -> View:
    """Decorate a view of the door: it gets the link instead of the secret.

    A link whose day is to come says when it opens, one that is over whom to ask; wrong
    ones are refused as all are. Raises Http404 there.
    """

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        link, now = DoorLink.find(token), timezone.now()
        if link is None:
            return refuse_wrong_link(request)
        if link.is_over(now) or link.is_early(now):
            return _closed(request, link)
        response = view(request, link, token, **kwargs)
        if request.method != "POST":
            remember_link(response, link, token)
        return response

    return wrapped


def _closed(request: HttpRequest, link: DoorLink) -> HttpResponse:
    is_over = link.is_over(timezone.now())
    context = {
        "visit": link.visit,
        "is_over": is_over,
        "day": format_date(link.day, request.LANGUAGE_CODE or ""),
    }
    status = HTTPStatus.GONE if is_over else HTTPStatus.OK
    return render(request, "events/onsite/closed.html", context, status=status)


@behind_door_link
@require_safe
def door_by_link(request: HttpRequest, link: DoorLink, token: str) -> HttpResponse:
    """Show the delegations that are expected, or those in which a query is found."""
    expected = link.visit.registrations.filter(status__in=checkin.EXPECTED)
    everybody = in_order(expected.with_arrivals())
    query = request.GET.get("q", "").strip()
    context = {
        "visit": link.visit,
        "token": token,
        "query": query,
        "delegations": find_delegations(link.visit, everybody, query)
        if query
        else everybody,
        "seats": sum(d.seats for d in everybody),
        "came": sum(d.came for d in everybody),
    }
    return render(request, "events/onsite/door.html", context)


@csrf_exempt  # nobody can forge what is sent to a secret address
@behind_door_link
@require_http_methods(["GET", "HEAD", "POST"])
def delegation_by_link(
    request: HttpRequest, link: DoorLink, token: str, reference: str
) -> HttpResponse:
    """Show one delegation of the link's visit; let its people in, or take it back.

    Raises Http404 for those of other visits, and those that are not expected.
    """
    known = link.visit.registrations.select_related("joined_to")
    registration = known.filter(reference=reference).first()
    if registration and registration.joined_to:
        return redirect("door-delegation", token, registration.joined_to.reference)
    if registration is None or registration.status not in checkin.EXPECTED:
        raise Http404
    if request.method == "POST":
        answer = _act(request, link, registration)
        return SeeOther(f"{request.path}?{answer.outcome}={answer.count}")
    context = {
        "token": token,
        "answer": _told(request),
        "in_pictures": (),  # is nothing to the door
        **who_is_in(registration),
    }
    return render(request, "events/onsite/delegation.html", context)


def _act(request: HttpRequest, link: DoorLink, registration: Registration) -> Answer:
    """Do what a button says, in the name of who made the link; the log says how."""
    if not throttling.allows("door", link.token_hash, timezone.now()):
        return Answer(DoorOutcome.TOO_OFTEN)
    answer = press_button(request.POST, registration, staff=link.made_by, by_link=True)
    if answer.log_kind:
        record_action(link.made_by, answer.log_kind, registration, BY_LINK)
    return answer


def _told(request: HttpRequest) -> Answer | None:
    """Return what the address says came of the last button."""
    told = [each for each in DoorOutcome if each in request.GET]
    return Answer(told[0], number(request.GET[told[0]])) if told else None
