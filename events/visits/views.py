"""Public pages of study visits: the list, one visit and its calendar."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from centre.content.languages import localized_with
from centre.content.made_once import read_rows_of
from centre.documents.models import documents_on_page
from centre.pictures.share import house_card
from centre.web.caching import public, takes
from centre.web.canonical import find_by_slug, render_thing, seo
from centre.web.paging import page_of
from centre.web.years import query_of, year_asked, years_of
from events.ical import calendar_addresses, calendar_response, visit_calendar
from events.metadata.share_cards import visit_card
from events.metadata.structured_data import visit_list_nodes, visit_nodes
from events.models import StudyVisit

PAST_VISITS_A_PAGE = 12
# How many coming visits the home page chooses from.
VISITS_LOOKED_AT = 12
State = StudyVisit.RegistrationState


@public
@takes("page", "year")
def visit_list(request: HttpRequest) -> HttpResponse:
    """List the coming visits, and the past ones page by page."""
    published = StudyVisit.objects.published()
    year = year_asked(request.GET)
    over = published.past()
    found = over.filter(starts_at__year=year) if year else over
    past = page_of(found.for_list(), request.GET.get("page"), PAST_VISITS_A_PAGE)
    is_first = past.number == 1 and not year
    context = {
        "upcoming": published.upcoming().with_seats_taken().brief() if is_first else (),
        "is_first": is_first,
        "page_obj": past,
        "year": year and str(year),
        "years": years_of(over, "starts_at"),
        "structured_data": visit_list_nodes,
        "share": house_card("visits"),
        **seo(request, query=query_of(year, past.number)),
    }
    return render(request, "events/visits/studyvisit_list.html", context)


def next_to_join(now: datetime) -> StudyVisit | None:
    """Return the coming visit that the home page invites to, None if there is none.

    The next one with places comes first, then one with a waiting list, then one whose
    registration opens soon. A visit that nobody can join invites nobody.
    """
    coming = StudyVisit.objects.published(now).upcoming(now).with_seats_taken().brief()
    states = [
        (visit.registration_state_at(now), visit) for visit in coming[:VISITS_LOOKED_AT]
    ]
    wanted = (State.OPEN, State.WAITING, State.OPENS_SOON)
    return next((v for want in wanted for state, v in states if state == want), None)


def _public_visits() -> QuerySet[StudyVisit]:
    return StudyVisit.objects.published().with_seats_taken()


@public
@find_by_slug(_public_visits)
def visit_detail(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """Show one public visit."""
    return render_visit(request, visit)


def render_visit(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """Render a visit's page, for the public and for staff's preview."""
    read_rows_of(visit, "pictures", "programme", "parts")
    reports: Any = visit.reports
    over = visit.registration_state == State.PAST
    context = {
        "visit": visit,
        "programme": visit.programme.all(),
        "parts": visit.parts.all(),
        "documents": documents_on_page(visit),
        "report": reports.published().newest_first().first() if over else None,
        "access": localized_with(visit, "access_note"),
        "needs_code": visit.registration_state == State.FULL and visit.has_held_seats,
        "structured_data": partial(visit_nodes, visit),
        "share": visit_card(visit),
        "calendar": calendar_addresses(
            reverse("events:visit-calendar", args=[visit.localized_slug])
        ),
    }
    return render_thing(request, "events/visits/studyvisit_detail.html", visit, context)


@public
@find_by_slug(_public_visits)
def visit_ics(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """Serve a visit as a calendar file."""
    return calendar_response(visit_calendar(visit), f"visit-{visit.localized_slug}.ics")
