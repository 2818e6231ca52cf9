"""The desk of a visit: how full it is, what needs staff, its delegations."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from centre.web.caching import store_nowhere
from events.models import Registration, StudyVisit
from events.onsite.permissions import sees_delegations
from events.visits.actions import VisitActions
from events.visits.dashboard import read_dashboards

Status = Registration.Status

PAGE = 50


class DashboardMixin(VisitActions):
    """A mixin for the admin of visits: the desk, its asking pages, the link to it."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.desk_view)
        return [
            path("<int:pk>/desk/", view, name="events_studyvisit_desk"),
            *self.action_urls(),
            *super().get_urls(),
        ]

    def desk_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything about a visit's delegations, for those who may see them."""
        may = request.user.has_perm
        if not (self.has_view_permission(request) and sees_delegations(request.user)):
            raise PermissionDenied
        visit = self.get_queryset(request).filter(pk=pk).first()
        if visit is None:
            raise Http404
        now = timezone.now()
        [dashboard] = read_dashboards([visit], now, sees_needs=may("events.view_need"))
        state = request.GET.get("state", "")
        listed = dashboard.of(state) if state else dashboard.delegations
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": visit,
            "visit": visit,
            "dashboard": dashboard,
            "state": state,
            "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
            "may_change": may("events.change_registration"),
            "may_add": may("events.add_registration"),
            "may_change_visit": self.has_change_permission(request, visit),
            "can_approve": state in {Status.REQUESTED, Status.LATE},
            "cancelled": visit.state == StudyVisit.State.CANCELLED,
            "over": visit.ends_at <= now,
            "can_invite": visit.is_published(now) and visit.is_ahead(now),
            "has_come": visit.has_come(now),
        }
        response = TemplateResponse(
            request, "admin/events/visits/dashboard.html", context
        )
        store_nowhere(response)
        return response
