"""What study visits wait for: the numbers are those of each visit's own desk."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from centre.text.dates import format_date, format_when
from centre.today.items import WaitingGroup, WaitingRow, may_see
from events.models import OutgoingEmail, StudyVisit, VisitRequest
from events.visits.dashboard import VisitDashboard, read_dashboards

# How long a visit that ended stays on the first page: paper lists are entered later.
LISTED_AFTER_END = timedelta(days=7)


def dashboards_for(user: Any, at: datetime) -> list[VisitDashboard]:
    """Return the desks of the visits at hand that a user may open, the next one first.

    They are the coming ones, and those that ended in the last days.
    """
    if not (
        may_see(user, "events.registration") and may_see(user, "events.studyvisit")
    ):
        return []
    visits = StudyVisit.objects.upcoming(at - LISTED_AFTER_END).brief()
    return read_dashboards(
        list(visits), at, sees_needs=user.has_perm("events.view_need")
    )


def waiting_at_visits(
    user: Any, dashboards: list[VisitDashboard]
) -> list[WaitingGroup]:
    """Return what each visit waits for, as its desk says it.

    Failed mail is left out for whoever sees the outbox, which has all of it.
    """
    language = get_language() or ""
    sees_mail = may_see(user, "events.outgoingemail")
    groups = []
    for dashboard in dashboards:
        visit = dashboard.visit
        url = reverse("admin:events_studyvisit_desk", args=[visit.pk])
        rows = [
            WaitingRow(item.heading, f"{url}#task-{item.name}", number=len(item.rows))
            for item in dashboard.items
            if not (sees_mail and item.name == "mail")
        ]
        when = format_when(visit.starts_at, visit.ends_at, language)
        groups.append(WaitingGroup(f"visit-{visit.pk}", visit, rows, url, when))
    return groups


def waiting_requests(user: Any) -> WaitingGroup:
    """Return the requests for a visit that nobody answered, the oldest first."""
    rows = []
    if may_see(user, "events.visitrequest"):
        asked = VisitRequest.objects.filter(status__in=VisitRequest.WAITING)
        rows = [_request_row(request) for request in asked.order_by("created_at", "pk")]
    url = reverse("admin:events_visitrequest_changelist")
    return WaitingGroup("requests", _("Requests for a visit to answer"), rows, url)


def _request_row(request: VisitRequest) -> WaitingRow:
    people = ngettext("%(people)s person", "%(people)s people", request.seats)
    asked_on = format_date(request.created_at, get_language() or "")
    note = f"{people % {'people': request.seats}} · {asked_on}"
    if request.holds_link:
        note += f" · {_('there is a web address in its answers')}"
    name = f"{request.organisation}, {request.city}"
    url = reverse("admin:events_visitrequest_change", args=[request.pk])
    return WaitingRow(name, url, note)


def failed_mail(user: Any) -> WaitingGroup:
    """Return the mail that did not go out, or only perhaps."""
    number = 0
    if may_see(user, "events.outgoingemail"):
        number = OutgoingEmail.objects.for_staff().count()
    url = reverse("admin:events_outgoingemail_changelist") + "?state__in=failed,unsure"
    text = ngettext(
        "mail did not go out, or only perhaps",
        "mails did not go out, or only perhaps",
        number,
    )
    rows = [WaitingRow(text, url, number=number)] if number else []
    return WaitingGroup("mail", _("Mail that failed"), rows, url)
