"""Public pages of study visits: the list, one visit and its calendar."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from centre.content.languages import localized_with
from centre.pictures.share import house_card
from centre.web.caching import public
from centre.web.canonical import redirect_to, render_thing, seo
from centre.web.paging import page_of
from events.ical import calendar_addresses, calendar_response, visit_calendar
from events.metadata.share_cards import visit_card
from events.metadata.structured_data import visit_list_nodes, visit_nodes
from events.models import StudyVisit

PAST_VISITS_A_PAGE = 12
State = StudyVisit.RegistrationState


@public
def visit_list(request: HttpRequest) -> HttpResponse:
    """List the coming visits, and the past ones page by page."""
    visits = StudyVisit.objects.published().for_list()
    past = page_of(visits.past(), request.GET.get("page"), PAST_VISITS_A_PAGE)
    context = {
        "upcoming": visits.upcoming().with_seats_taken(),
        "page_obj": past,
        "structured_data": visit_list_nodes,
        "share": house_card("visits"),
        **seo(request, number=past.number),
    }
    return render(request, "events/visits/studyvisit_list.html", context)


@public
def visit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one public visit. A former slug redirects to it."""
    visit = _public_visit(slug)
    return redirect_to(visit) if visit.slug != slug else render_visit(request, visit)


def render_visit(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """Render a visit's page, for the public and for staff's preview."""
    reports: Any = visit.reports
    over = visit.registration_state == State.PAST
    context = {
        "visit": visit,
        "programme": visit.programme.all(),
        "parts": visit.parts.all(),
        "report": reports.published().newest_first().first() if over else None,
        "access": localized_with(visit, "access_note"),
        "needs_code": visit.registration_state == State.FULL and visit.has_held_seats,
        "structured_data": partial(visit_nodes, visit),
        "share": visit_card(visit),
        "calendar": calendar_addresses(
            reverse("events:visit-calendar", args=[visit.slug])
        ),
    }
    return render_thing(request, "events/visits/studyvisit_detail.html", visit, context)


@public
def visit_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve a visit as a calendar file."""
    body = visit_calendar(_public_visit(slug))
    return calendar_response(body, f"visit-{slug}.ics")


def _public_visit(slug: str) -> StudyVisit:
    visits = StudyVisit.objects.published().with_seats_taken()
    try:
        return visits.prefetch_related("pictures").by_slug_or_former(slug)
    except StudyVisit.DoesNotExist:
        raise Http404 from None
