"""What every page of the day has in common: who may see it, and its frame."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from centre.text.dates import format_date
from centre.web.caching import View, private
from events.models import StudyVisit


def permitted(*permissions: str) -> Callable[[View], View]:
    """For pages of the desk that need all these permissions; stored nowhere."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return private(wrapped)

    return decorate


def sees_delegations(user: Any) -> bool:
    """Return whether a user may see delegations at all, as the admin decides it."""
    names = ("view_registration", "change_registration")
    return any(user.has_perm(f"events.{name}") for name in names)


def check_day(request: HttpRequest, visit: StudyVisit) -> None:
    """Check that the door is open: who sees no delegations sees those of today alone.

    Raises PermissionDenied.
    """
    if sees_delegations(request.user):
        return
    days = (localdate(visit.starts_at), localdate(visit.ends_at))
    if not days[0] <= localdate() <= days[1]:
        raise PermissionDenied


def onsite_page(
    request: HttpRequest, template: str, title: Any, **context: Any
) -> TemplateResponse:
    """A page of the day within the desk's frame; it says if that is yet to come."""
    visit = context["visit"]
    return TemplateResponse(
        request,
        template,
        {
            **admin.site.each_context(request),
            "title": title,
            "opts": StudyVisit._meta,
            "not_come": "" if visit.has_come(timezone.now()) else not_come_text(visit),
            **context,
        },
    )


def not_come_text(visit: StudyVisit) -> str:
    """Say that what belongs to the day of a visit has to wait for it."""
    text = gettext("This is possible from the first day of the visit: %(day)s.")
    language = get_language() or ""
    return text % {"day": format_date(visit.starts_at, language)}
