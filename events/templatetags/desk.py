"""Parts of the staff's pages about visits."""

from typing import Any

from django import template
from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import Registration, StudyVisit, VisitRequest

register = template.Library()


@register.simple_tag
def delegation_link(delegation: Registration) -> SafeString:
    """Who a delegation is, as a link to its page."""
    url = reverse("admin:events_registration_change", args=[delegation.pk])
    text = f"{delegation.organisation}, {delegation.city} ({delegation.country.code})"
    return format_html('<a href="{}">{}</a>', url, text)


@register.simple_tag
def requests_link() -> str:
    """The list of requests for a visit; "" while the admin has none."""
    try:
        return reverse("admin:events_visitrequest_changelist")
    except NoReverseMatch:
        return ""


@register.simple_tag
def waiting_requests(user: Any) -> list[VisitRequest]:
    """The requests for a visit that wait for an answer of ours, the oldest first."""
    may = {"events.view_visitrequest", "events.change_visitrequest"}
    if not any(user.has_perm(name) for name in may):
        return []
    waiting = VisitRequest.objects.filter(status__in=VisitRequest.WAITING)
    return list(waiting.order_by("created_at", "pk")[:6])


@register.simple_tag
def coming_visits(user: Any) -> list[StudyVisit]:
    """The next visits with their places and what waits for an answer."""
    may = {"events.view_registration", "events.change_registration"}
    if not any(user.has_perm(name) for name in may):
        return []
    requested = Q(registrations__status=Registration.Status.REQUESTED)
    visits = StudyVisit.objects.upcoming().with_seats_taken()
    return list(visits.annotate(to_answer=Count("registrations", requested))[:6])
