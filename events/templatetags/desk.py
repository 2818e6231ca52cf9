"""Parts of the staff's pages about visits."""

from datetime import timedelta
from typing import Any

from django import template
from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from events.models import OutgoingEmail, Registration, StudyVisit, VisitRequest

register = template.Library()

# So long after its end a visit is on the first page: lists on paper come later.
STILL_AT_HAND = timedelta(days=7)


@register.simple_tag
def delegation_link(delegation: Registration) -> SafeString:
    """Who a delegation is, as a link to its page."""
    url = reverse("admin:events_registration_change", args=[delegation.pk])
    text = f"{delegation.organisation}, {delegation.city} ({delegation.country.code})"
    return format_html('<a href="{}">{}</a>', url, text)


@register.simple_tag
def people_of(delegation: Registration) -> str:
    """How many people it is, in words."""
    text = ngettext("%(people)s person", "%(people)s people", delegation.seats)
    return text % {"people": delegation.seats}


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
    if not _may_see(user, "visitrequest"):
        return []
    waiting = VisitRequest.objects.filter(status__in=VisitRequest.WAITING)
    return list(waiting.order_by("created_at", "pk")[:6])


@register.simple_tag
def visit_url(user: Any, visit: StudyVisit) -> str:
    """Where a visit is run from: its desk, or the day alone for those at the door."""
    desk = _may_see(user, "registration") and _may_see(user, "studyvisit")
    name = "events_studyvisit_desk" if desk else "events_day"
    return reverse(f"admin:{name}", args=[visit.pk])


@register.simple_tag
def failed_mail(user: Any) -> int:
    """How many mails did not go out, or only perhaps, whoever they are to."""
    if not _may_see(user, "outgoingemail"):
        return 0
    return OutgoingEmail.objects.for_staff().count()


def _at_hand() -> Any:
    """The coming visits, and those of the last days that are still to be closed."""
    return StudyVisit.objects.upcoming(timezone.now() - STILL_AT_HAND)


@register.simple_tag
def visits_at_the_door(user: Any) -> list[StudyVisit]:
    """The next visits, for those at the door who have no desk to find them on."""
    if not user.has_perm("events.add_arrival") or _may_see(user, "registration"):
        return []
    return list(_at_hand()[:6])


@register.simple_tag
def coming_visits(user: Any) -> list[StudyVisit]:
    """The next visits with their places and what waits for an answer."""
    if not _may_see(user, "registration"):
        return []
    requested = Q(registrations__status=Registration.Status.REQUESTED)
    visits = _at_hand().with_seats_taken()
    return list(visits.annotate(to_answer=Count("registrations", requested))[:6])


def _may_see(user: Any, model: str) -> bool:
    """Whoever may change a thing may see it, as everywhere in the admin."""
    names = (f"events.view_{model}", f"events.change_{model}")
    return any(user.has_perm(name) for name in names)
