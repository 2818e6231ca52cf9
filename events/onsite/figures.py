"""What stays of a visit when the people are forgotten, and the news made from it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centre.content.languages import columns, content_language
from centre.text.dates import format_date
from centre.text.lists import all_of
from centre.text.sorting import sort_key
from events.models import StudyVisit, VisitFigure
from events.places.locks import lock


@transaction.atomic
def write_figures(visit: StudyVisit) -> list[VisitFigure]:
    """Count delegations, seats and who came by country and city, as it is now.

    Doing it again replaces the figures. Where no people are left to count (they were
    forgotten since), the figures stay as they are.
    """
    visit = lock(visit)
    counted = _counted(visit)
    if counted:
        visit.figures.all().delete()
        VisitFigure.objects.bulk_create(counted)
    return list(visit.figures.all())


def _counted(visit: StudyVisit) -> list[VisitFigure]:
    """Count by city, which is one however its name was capitalised or spaced."""
    figures: dict[tuple[str, str], VisitFigure] = {}
    holding = visit.registrations.holding_seats().with_arrivals()
    for registration in holding.order_by("pk"):
        city = " ".join(registration.city.split())
        country = registration.country.code
        figure = figures.setdefault(
            (country, city.casefold()),
            VisitFigure(
                visit=visit,
                country=country,
                city=city,
                delegations=0,
                seats=0,
                attended=0,
            ),
        )
        figure.delegations += 1
        figure.seats += registration.seats
        figure.attended += registration.came
    return list(figures.values())


def draft_report(visit: StudyVisit, *, author: User) -> Any:
    """A draft for the news from the figures, in every language of the site.

    Never published by itself: staff read it and add what numbers can't say.
    """
    figures = [f for f in visit.figures.all() if f.attended]
    # The news know the visits; here they are known by what they say of a visit only.
    reports = visit.reports.model
    post = reports(visit=visit, author=author)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts = _texts(visit, figures, code)
        for field, column in columns(reports, code).items():
            setattr(post, column, texts[field])
    post.full_clean()
    post.save()
    return post


def _texts(visit: StudyVisit, figures: list[VisitFigure], code: str) -> dict[str, str]:
    """The title, the lead and the text in the active language."""
    title_column = columns(StudyVisit, content_language(visit, code))["title"]
    title, day = getattr(visit, title_column), format_date(visit.starts_at, code)
    people = sum(figure.attended for figure in figures)
    countries = _countries(figures, code)
    lead = ngettext(
        "On %(day)s we welcomed %(count)d guest.",
        "On %(day)s we welcomed %(count)d guests.",
        people,
    ) % {"day": day, "count": people}
    if countries:
        came_from = _("They came from: %(countries)s.")
        lead += " " + came_from % {"countries": all_of(countries)}
    cities = format_html_join(
        "",
        "<li><p>{}, {}: {}</p></li>",
        ((f.city, f.country.name, f.attended) for f in figures),
    )
    listed = format_html("<p>{}</p><ul>{}</ul>", _("Guests by city:"), cities)
    return {
        "title": (_("Study visit: %(title)s") % {"title": title})[:160],
        "lead": _shortened(lead),
        "body": format_html("<p>{}</p>{}", lead, listed if figures else ""),
    }


def _countries(figures: Iterable[VisitFigure], code: str) -> list[str]:
    """Each country once, by its name in the active language, in its alphabet."""
    names = {str(figure.country.name) for figure in figures}
    return sorted(names, key=lambda name: sort_key(name, code))


def _shortened(lead: str) -> str:
    """A lead has room for 400 characters."""
    return lead if len(lead) <= 400 else lead[:399].rsplit(",", 1)[0] + "…"
