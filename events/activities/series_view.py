"""The page on which a rule ("every Tuesday until …") becomes sessions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.staff.mixins import PageAdmin
from centre.web.refused import given_back
from events.activities.series import make_sessions
from events.activities.series_form import Dates, SeriesForm
from events.models import Activity


class SeriesMixin(PageAdmin):
    """A mixin for the admin of activities."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.series)
        name = "events_activity_series"
        return [path("<int:pk>/series/", view, name=name), *super().get_urls()]

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, Any]]:
        """Return what leads on from a form, with the way to a series."""
        inherited: Any = super()
        links: list[tuple[str, Any]] = inherited.object_links(request, obj)
        if obj.standing or not self.has_change_permission(request, obj):
            return links
        url = reverse("admin:events_activity_series", args=[obj.pk])
        return [*links, (url, _("Add sessions that repeat"))]

    def series(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what repeats, show each date, and make a session of each that is ticked.

        Raises Http404 where there is no such activity with dates, PermissionDenied
        where staff may not change it.
        """
        activity = self.get_object(request, str(pk))
        if activity is None or activity.standing:
            raise Http404
        if not self.has_change_permission(request, activity):
            raise PermissionDenied
        form = SeriesForm(request.GET if "first" in request.GET else None)
        dates = None
        if form.is_bound and form.is_valid():
            dates = Dates(
                request.POST or given_back(request),
                initial=form.rows(activity),
                prefix="dates",
                form_kwargs={"label_suffix": ""},
            )
            if request.POST and dates.is_valid():
                return self._make_sessions(request, activity, dates)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sessions that repeat"),
            "opts": self.opts,
            "activity": activity,
            "form": form,
            "dates": dates,
        }
        return render(request, "admin/events/activities/series.html", context)

    def _make_sessions(
        self, request: HttpRequest, activity: Activity, dates: Any
    ) -> HttpResponse:
        made = make_sessions(activity, dates.times())
        text = ngettext(
            "%(number)d session is made.", "%(number)d sessions are made.", len(made)
        ) % {"number": len(made)}
        if made:
            self.log_change(request, activity, text)
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:events_activity_change", activity.pk)
