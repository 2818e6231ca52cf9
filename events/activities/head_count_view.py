"""The page on which it is typed how many came, on a phone at the door."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import PageAdmin, as_staff
from centre.web.caching import private
from centre.web.refused import given_back
from events.activities.head_count import (
    CountedMeanwhile,
    countable_on,
    set_head_count,
)
from events.activities.head_count_form import CountedDayForm, HeadCountForm
from events.activities.periods import ONE_DAY
from events.models import HeadCount


class HeadCountMixin(PageAdmin):
    """A mixin for the admin of activities."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(private(self.head_count))
        name = "events_activity_count"
        return [path("count/", view, name=name), *super().get_urls()]

    def head_count(self, request: HttpRequest) -> HttpResponse:
        """Show what was on on a day, and write down how many came.

        Raises PermissionDenied for who may not count, and for another day than today
        where somebody does not see the activities.
        """
        sees_all = self.has_view_permission(request)
        if not as_staff(request).user.has_perm("events.add_headcount"):
            raise PermissionDenied
        asked = CountedDayForm(request.GET if "day" in request.GET else None)
        day = _day_of(asked)
        if day != timezone.localdate() and not sees_all:
            raise PermissionDenied
        things = countable_on(day, get_language() or "") if day else []
        sent = request.POST or given_back(request)
        forms = [HeadCountForm(thing, sent) for thing in things]
        if request.method == "POST" and all(form.is_valid() for form in forms):
            _save(request, forms)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            **_days_around(day),
            "title": _("How many came"),
            "opts": self.opts,
            "sees_all": sees_all,
            "asked": asked,
            "day": day,
            "forms": forms,
        }
        return render(request, "admin/events/activities/count.html", context)


def _day_of(asked: CountedDayForm) -> date | None:
    """Return the day that is asked for, today without one; None for what is none."""
    if not asked.is_bound:
        return timezone.localdate()
    return asked.cleaned_data["day"] if asked.is_valid() else None


def _days_around(day: date | None) -> dict[str, str]:
    """Return the addresses of the days before and after, of those that have come."""
    url = reverse("admin:events_activity_count")
    around = {"before": day - ONE_DAY, "after": day + ONE_DAY} if day else {}
    today = timezone.localdate()
    return {name: f"{url}?day={d}" for name, d in around.items() if d <= today}


def _save(request: HttpRequest, forms: list[HeadCountForm]) -> None:
    """Write each number that was changed, and say what came of it."""
    written = 0
    for form in forms:
        if form.numbers == form.seen_numbers:
            continue
        try:
            if set_head_count(form.thing, form.numbers, form.seen_numbers):
                name = HeadCount._meta.verbose_name
                record_action(request.user, Kind.CHANGED, form.thing.activity, name)
            written += 1
        except CountedMeanwhile:
            text = gettext(
                "%(activity)s was counted by somebody else meanwhile and is left as it "
                "is. Look again before you change it."
            )
            messages.warning(request, text % {"activity": form.thing.activity})
    if _is_gone(request, forms):
        text = gettext(
            "Something is no longer on that day. What you typed for it is not kept."
        )
        messages.warning(request, text)
    if written:
        messages.success(request, _("The numbers are saved."))


def _is_gone(request: HttpRequest, forms: list[HeadCountForm]) -> bool:
    """Return whether numbers were sent for what was cancelled or moved meanwhile."""
    known = {form.add_prefix("people") for form in forms}
    sent = (name for name in request.POST if request.POST[name])
    return any(name.endswith("-people") and name not in known for name in sent)
