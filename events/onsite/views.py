"""At the door, on a phone: who is expected, who is in, whole groups or some people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import StaffRequest
from centre.web.refused import given_back
from events.links.qr import qr_file
from events.models import Consent, Registration, StudyVisit
from events.onsite import checkin
from events.onsite.arriving import (
    MAX_AT_ONCE,
    find_delegations,
    is_count,
    number,
    press_button,
    who_is_in,
)
from events.onsite.lists import in_order, in_pictures
from events.onsite.permissions import (
    check_day,
    not_come_text,
    onsite_page,
    permitted,
)


@permitted("events.add_arrival")
def day(request: StaffRequest, visit: int) -> HttpResponse:
    """All delegations that are expected; a search finds the others as well."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    check_day(request, study_visit)
    everybody = in_order(study_visit.registrations.with_arrivals())
    expected = [d for d in everybody if d.status in checkin.EXPECTED]
    query = request.GET.get("q", "").strip()
    found = find_delegations(study_visit, everybody, query) if query else expected
    return onsite_page(
        request,
        "admin/events/onsite/day.html",
        _("Check-in"),
        visit=study_visit,
        delegations=found,
        query=query,
        expected_statuses=checkin.EXPECTED,
        seats=sum(d.seats for d in expected),
        came=sum(d.came for d in everybody),
    )


@permitted("events.add_arrival")
def delegation(request: StaffRequest, reference: str) -> HttpResponse:
    """One delegation at the door; the code on its sheet opens this page."""
    registration = _registration(reference)
    check_day(request, registration.visit)
    if registration.joined_to:  # its code was mailed before
        whole = registration.joined_to.reference
        return HttpResponseRedirect(
            reverse("admin:events_day_delegation", args=[whole])
        )
    if request.method == "POST":
        _act(request, registration)
        return HttpResponseRedirect(request.path)
    return onsite_page(
        request,
        "admin/events/onsite/delegation.html",
        registration.organisation,
        in_pictures=in_pictures(Consent.objects.filter(registration=registration)),
        **who_is_in(registration),
    )


def _registration(reference: str) -> Registration:
    known = Registration.objects.select_related("visit")
    return get_object_or_404(known, reference=reference)


def _act(request: StaffRequest, registration: Registration) -> None:
    """Do what a button says, and say what came of it."""
    answer = press_button(request.POST, registration, staff=request.user)
    level = messages.SUCCESS if answer.log_kind else messages.WARNING
    messages.add_message(request, level, answer.text)
    if answer.log_kind:
        record_action(request.user, answer.log_kind, registration)
        _warn_if_above(request, registration)


def _warn_if_above(request: StaffRequest, registration: Registration) -> None:
    above = checkin.present(registration).count() - registration.seats
    if above > 0 and "undo" not in request.POST:
        text = ngettext(
            "That is %(count)d person more than are registered.",
            "That is %(count)d people more than are registered.",
            above,
        )
        messages.warning(request, text % {"count": above})


@permitted("events.view_registration")
def qr(request: StaffRequest, reference: str) -> HttpResponse:
    """The delegation's code as a picture."""
    return HttpResponse(
        qr_file(_registration(reference)), content_type="image/svg+xml; charset=utf-8"
    )


@permitted("events.add_arrival")
def printed_list(request: StaffRequest, visit: int) -> HttpResponse:
    """Type in a list on paper in one go; only numbers that were changed count."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    check_day(request, study_visit)
    expected = study_visit.registrations.filter(status__in=checkin.EXPECTED)
    delegations = in_order(expected.with_arrivals())
    given = given_back(request) or QueryDict()
    if request.method == "POST":
        if not study_visit.has_come(timezone.now()):
            messages.error(request, not_come_text(study_visit))
            return HttpResponseRedirect(reverse("admin:events_day", args=[visit]))
        for registration in delegations:
            _enter(request, registration)
        messages.success(request, gettext("The list is entered."))
        return HttpResponseRedirect(reverse("admin:events_day", args=[visit]))
    return onsite_page(
        request,
        "admin/events/onsite/list.html",
        _("Enter a list"),
        visit=study_visit,
        delegations=[(d, given.get(_field_of(d), d.came)) for d in delegations],
    )


def _field_of(registration: Any) -> str:
    """Return the name of a delegation's field, with how many were in till then."""
    return f"arrived-{registration.pk}-{registration.came}"


def _enter(request: StaffRequest, registration: Registration) -> None:
    """One line. Its field's name says how many were in when the page was made."""
    prefix = f"arrived-{registration.pk}-"
    field = next((name for name in request.POST if name.startswith(prefix)), "")
    typed, seen = request.POST.get(field, "").strip(), number(field[len(prefix) :])
    if not is_count(typed) or number(typed) == seen:
        return
    try:
        checkin.set_arrived(
            registration=registration,
            number=min(number(typed), MAX_AT_ONCE),
            seen=seen,
            at=timezone.now(),
            staff=request.user,
        )
        record_action(request.user, Kind.CHECKED_IN, registration, _("Enter a list"))
    except (checkin.ChangedMeanwhile, checkin.NotExpected):
        text = gettext(
            "%(organisation)s was changed by somebody else meanwhile and is left as "
            "it was."
        )
        messages.warning(request, text % {"organisation": registration.organisation})


@permitted("events.change_registration")
def close(request: StaffRequest, visit: int) -> HttpResponse:
    """Say of everybody whether they came, after a page that asks; then the figures."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    back = reverse("admin:events_day", args=[visit])
    if request.method == "POST":
        closed = _close(request, study_visit)
        if closed and request.user.has_perm("events.add_visitfigure"):
            back = reverse("admin:events_day_figures", args=[visit])
        return HttpResponseRedirect(back)
    coming = study_visit.registrations.filter(status__in=checkin.EXPECTED)
    expected = in_order(coming.with_arrivals())
    missing = [d for d in expected if not d.came]
    return onsite_page(
        request,
        "admin/events/onsite/close.html",
        _("Close the day"),
        visit=study_visit,
        came=len(expected) - len(missing),
        missing=missing,
        back=back,
    )


def _close(request: StaffRequest, visit: StudyVisit) -> bool:
    try:
        came, missing = checkin.close_day(
            visit=visit, at=timezone.now(), staff=request.user
        )
    except checkin.DayNotOver:
        messages.error(request, not_come_text(visit))
        return False
    record_action(request.user, Kind.ACTED, visit, _("Close the day"))
    text = gettext("The day is closed. Delegations that came: %(came)d, not: %(not)d.")
    messages.success(request, text % {"came": came, "not": missing})
    return True
