"""The template tag by which the first page of the desk knows what needs staff."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone

from centre.today import house, prepared, standing, texts, visits
from centre.today.items import WaitingGroup
from centre.today.week import WeekDay, this_week
from events.visits.dashboard import VisitDashboard

register = template.Library()


@dataclass(frozen=True)
class Today:
    """What the first page shows: what waits, what is on, how full the visits are."""

    groups: list[WaitingGroup]
    week: list[WeekDay]
    dashboards: list[VisitDashboard]


@register.simple_tag
def today(user: Any, missing_duties: list[dict[str, Any]]) -> Today:
    """Return what needs a user now, the most urgent first; what may wait comes last."""
    at = timezone.now()
    dashboards = visits.dashboards_for(user, at)
    held, waiting_changes = prepared.prepared_changes(user)
    groups = [
        standing.standing_still(user, at),
        visits.failed_mail(user),
        visits.waiting_requests(user),
        *visits.waiting_at_visits(user, dashboards),
        house.overdue_retention(user, at),
        house.statement_to_review(user),
        held,
        texts.pictures_without_copies(user),
        texts.proposals(user, at),
        texts.translations(user, at),
        waiting_changes,
        *texts.unpublished(user, at),
        texts.duty_texts(missing_duties),
    ]
    waiting = [group for group in groups if group.rows]
    return Today(waiting, this_week(user, at), dashboards)
