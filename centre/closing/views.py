"""The page of a day on which the house is closed: list, preview, act."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.closing.forms import ClosingForm, DayForm
from centre.closing.rules import Closed, MoveRefused, close_day, preview_closing
from centre.staff.mixins import PageAdmin, as_staff
from centre.web.refused import given_back

NEEDED = ("events.change_activity", "events.change_studyvisit")


class ClosingDayMixin(PageAdmin):
    """A mixin for the admin of closed days."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.closing_day)
        name = "centre_houseclosure_day"
        return [path("day/", view, name=name), *super().get_urls()]

    def closing_day(self, request: HttpRequest) -> HttpResponse:
        """List what is on a day, show what would be mailed, cancel or move it.

        Raises PermissionDenied where staff may not change what is on it.
        """
        user = as_staff(request).user
        if not (self.has_add_permission(request) and user.has_perms(NEEDED)):
            raise PermissionDenied
        asked = DayForm(request.GET if "day" in request.GET else None)
        form = preview = None
        if asked.is_bound and asked.is_valid():
            sent = request.POST or given_back(request)
            form = ClosingForm(asked.cleaned_data["day"], sent)
            if request.POST and form.is_valid():
                try:
                    if "confirmed" in request.POST:
                        return self._close(request, form)
                    preview = preview_closing(
                        form.closing(), at=timezone.now(), staff=user
                    )
                except MoveRefused as refused:
                    form.refuse_move(refused.kind, refused.pk, refused.error)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The Centre is closed on a day"),
            "opts": self.opts,
            "asked": asked,
            "form": form,
            "preview": preview,
            "closed_then": form.closed_then() if form and preview else [],
        }
        return render(request, "admin/centre/closing/day.html", context)

    def _close(self, request: HttpRequest, form: ClosingForm) -> HttpResponse:
        done = close_day(
            form.closing(), at=timezone.now(), staff=as_staff(request).user
        )
        for thing in done.changed:
            logged = getattr(thing, "activity", thing)
            self.log_change(request, logged, str(_("The Centre is closed on a day")))
        self._tell(request, done)
        return redirect(f"{reverse('admin:centre_houseclosure_day')}?day={form.day}")

    def _tell(self, request: HttpRequest, done: Closed) -> None:
        number = len(done.changed)
        text = ngettext(
            "%(number)d thing changed.", "%(number)d things changed.", number
        )
        self.message_user(request, text % {"number": number}, messages.SUCCESS)
        if done.post:
            link = format_html(
                '{} <a href="{}">{}</a>',
                _("A draft for the news is ready:"),
                reverse("admin:news_post_change", args=[done.post.pk]),
                done.post,
            )
            self.message_user(request, link, messages.SUCCESS)
