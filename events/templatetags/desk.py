"""Template tags of the staff site's pages about visits."""

from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from events.models import Registration, StudyVisit

register = template.Library()


@register.simple_tag
def delegation_link(delegation: Registration) -> SafeString:
    """Return a link to a delegation's page that names it."""
    url = reverse("admin:events_registration_change", args=[delegation.pk])
    text = f"{delegation.organisation}, {delegation.city} ({delegation.country.code})"
    return format_html('<a href="{}">{}</a>', url, text)


@register.simple_tag
def people_of(delegation: Registration) -> str:
    """Return the number of people of a delegation as text."""
    text = ngettext("%(people)s person", "%(people)s people", delegation.seats)
    return text % {"people": delegation.seats}


@register.simple_tag
def visit_url(user: Any, visit: StudyVisit) -> str:
    """Return the URL of a visit's dashboard, or of its check-in where that is all."""
    full = _may_see(user, "registration") and _may_see(user, "studyvisit")
    name = "events_studyvisit_desk" if full else "events_day"
    return reverse(f"admin:{name}", args=[visit.pk])


@register.simple_tag
def visits_at_the_door(user: Any) -> list[StudyVisit]:
    """Return the visits of today for staff who may check in but see no delegations."""
    if not user.has_perm("events.add_arrival") or _may_see(user, "registration"):
        return []
    begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = StudyVisit.objects.filter(
        starts_at__lt=begin + timedelta(days=1), ends_at__gte=begin
    )
    return list(today.upcoming(begin))


def _may_see(user: Any, model: str) -> bool:
    """Return whether a user may view or change a model, as the admin decides it."""
    names = (f"events.view_{model}", f"events.change_{model}")
    return any(user.has_perm(name) for name in names)
