"""What is printed for a visit: for everybody, or for one delegation."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from events.models import Consent, Registration, StudyVisit
from events.onsite.checkin import EXPECTED
from events.onsite.export import needs_counted
from events.onsite.lists import in_order, in_pictures
from events.onsite.permissions import permitted
from events.onsite.programme_sheets import programme_sheets

# A sheet has a code to draw: all of a large visit would hold a thread for seconds.
PROGRAMMES_AT_ONCE = 50
# Kind -> its title, its template.
SHEETS = {
    "programme": (_("Programme sheets"), "admin/events/onsite/sheet_programme.html"),
    "attendance": (_("Attendance list"), "admin/events/onsite/sheet_attendance.html"),
    "badges": (_("Name badges"), "admin/events/onsite/sheet_badges.html"),
    "cards": (_("Place cards"), "admin/events/onsite/sheet_cards.html"),
    "needs": (
        _("For the caterer and the guides"),
        "admin/events/onsite/sheet_needs.html",
    ),
}


@permitted("events.view_registration")
def sheet(request: HttpRequest, visit: int, kind: str) -> HttpResponse:
    """One kind of sheet for a visit; `?delegation=` asks for one delegation's.

    Many programmes are made in the background: see `sheet_runs.py` beside this.
    """
    if kind not in SHEETS or kind == "needs":
        raise Http404
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    reference = request.GET.get("delegation", "")
    if kind == "programme" and not reference and _are_many(study_visit):
        return redirect("admin:events_day_sheets", visit)
    delegations = _delegations(study_visit, reference)
    make = {"programme": _programme, "attendance": _attendance}.get(kind, _names)
    context = make(study_visit, delegations)
    record_action(request.user, Kind.PRINTED, study_visit, SHEETS[kind][0])
    return render_sheet(request, kind, study_visit, **context)


def _are_many(visit: StudyVisit) -> bool:
    expected = visit.registrations.filter(status__in=EXPECTED)
    return expected.count() > PROGRAMMES_AT_ONCE


@permitted("events.view_need")
def needs_sheet(request: HttpRequest, visit: int) -> HttpResponse:
    """What caterer and guides have to know, in numbers alone."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    coming = study_visit.registrations.filter(status__in=EXPECTED)
    return render_sheet(
        request,
        "needs",
        study_visit,
        people=coming.seats(),
        needs=needs_counted(study_visit),
        parts=[
            (part, sum(seats for _d, seats in _in_part(part, coming)))
            for part in study_visit.parts.prefetch_related("choices")
        ],
        languages=Counter(
            {code: coming.filter(language=code).seats() for code in _codes(coming)}
        ).most_common(),
    )


def render_sheet(
    request: HttpRequest, kind: str, visit: StudyVisit, **context: Any
) -> HttpResponse:
    """Answer with a kind of sheet, without the frame of the desk."""
    title, template = SHEETS[kind]
    shared = {"title": title, "visit": visit, "kind": kind}
    return render(request, template, shared | context)


def _delegations(visit: StudyVisit, reference: str) -> list[Registration]:
    """Who is expected, as at the door; one delegation in whatever status it is."""
    found = visit.registrations.prefetch_related("delegates", "part_choices")
    if not reference:
        return in_order(found.filter(status__in=EXPECTED))
    return [get_object_or_404(found, reference=reference)]


def _codes(delegations: Any) -> list[str]:
    return [*delegations.order_by().values_list("language", flat=True).distinct()]


def _in_part(part: Any, delegations: Any) -> list[tuple[Registration, int]]:
    """The delegations that chose a part, with how many people."""
    choices = [c for c in part.choices.all() if c.waiting_since is None]
    seats = {choice.registration_id: choice.seats for choice in choices}
    return [(d, seats[d.pk]) for d in delegations if d.pk in seats]


def _programme(visit: StudyVisit, delegations: list[Registration]) -> dict[str, Any]:
    """Each delegation's sheet, in its language."""
    return {"sheets": [*programme_sheets(visit, delegations)]}


def _attendance(visit: StudyVisit, delegations: list[Registration]) -> dict[str, Any]:
    """Lists to tick on paper: everybody for the door, then one for each part."""
    agree = in_pictures(Consent.objects.filter(registration__in=delegations))
    lists: list[Any] = [(None, [(d, d.seats) for d in delegations])]
    for part in visit.parts.prefetch_related("choices"):
        lists.append((part, _in_part(part, delegations)))
    return {
        "lists": [
            (part, [(d, seats, _lines(d, seats, agree)) for d, seats in rows])
            for part, rows in lists
        ]
    }


def _lines(d: Registration, seats: int, agree: set[int]) -> list[tuple[str, bool]]:
    """A line for each person, empty without a name; whether they agree to pictures."""
    people = [(person.full_name, person.pk in agree) for person in d.delegates.all()]
    return people + [("", False)] * max(0, seats - len(people))


def _names(visit: StudyVisit, delegations: list[Registration]) -> dict[str, Any]:
    """A badge or a card for each person, empty for who has no name yet."""
    agree = in_pictures(Consent.objects.filter(registration__in=delegations))
    cards = []
    for d in delegations:
        people = list(d.delegates.all())
        with translation.override(d.language):
            country = str(d.country.name)
        for person in [*people, *[None] * max(0, d.seats - len(people))]:
            name = person.badge_name or person.full_name if person else ""
            cards.append(
                {
                    "name": name,
                    "long": _is_long(name),
                    "role": person.role if person else "",
                    "pictures": person is not None and person.pk in agree,
                    "delegation": d,
                    "country": country,
                }
            )
    return {"cards": cards}


def _is_long(name: str) -> bool:
    """Whether a name in the large type would take more than two lines of 82 mm."""
    return len(name) > 24 or any(len(word) > 13 for word in name.split())
