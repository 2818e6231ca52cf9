"""Staff's page of the links by which others look at a draft."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.content.prepared import PreparedChange
from centre.content.preview_links import PREVIEW_DAYS, PreviewLink
from centre.staff.mixins import PageAdmin, as_staff
from centre.staff.secret_links import (
    end_link,
    link_addresses,
    new_press,
    press_on,
    valid_links,
)
from centre.web.caching import store_nowhere


def _days() -> list[tuple[int, str]]:
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
        for days in (PREVIEW_DAYS, 7, 3, 1)
    ]


class PreviewLinkForm(forms.Form):
    """How long a new link is valid."""

    days = forms.TypedChoiceField(label=_("Valid for"), choices=_days, coerce=int)


class PreviewLinksMixin(PageAdmin):
    """A mixin for admins of what can be published."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_links"
        view = self.admin_site.admin_view(self.preview_links)
        return [path("<path:object_id>/links/", view, name=name), *super().get_urls()]

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, Any]]:
        """Return what leads on from a form, with the way to its preview links."""
        inherited: Any = super()
        links: list[tuple[str, Any]] = inherited.object_links(request, obj)
        may = self.has_change_permission(request, obj)
        is_seen = obj.is_published() and not getattr(obj, "prepared", None)
        if not may or obj.pk is None or is_seen:
            return links
        return [*links, (self._links_address(obj), _("Link for looking at it"))]

    def preview_links(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a link and show it once; list those that are valid, and end one.

        Raises Http404 where there is no such thing, PermissionDenied where staff may
        not change it.
        """
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        links = PreviewLink.objects.of(thing)
        if "end" in request.POST:
            return end_link(request, links)
        form, made = PreviewLinkForm(request.POST or None), []
        if form.is_valid():
            made = self._make_link(request, thing, form.cleaned_data["days"])
        response = render(
            request,
            "admin/preview_links.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Link for looking at it"),
                "opts": self.opts,
                "thing": thing,
                "form": form,
                "made": made,
                "press": new_press(),
                "is_public": thing.is_published(),
                "is_prepared": PreparedChange.objects.of(thing).exists(),
                "links": valid_links(links),
            },
        )
        store_nowhere(response)
        return response

    def _make_link(
        self, request: HttpRequest, thing: Any, days: int
    ) -> list[tuple[str, str, str]]:
        """Make a link; return its code, name and address for each public language."""
        now, user = timezone.now(), as_staff(request).user
        token = PreviewLink.make(
            thing, days=days, at=now, user=user, press=press_on(request)
        )
        self.log_change(request, thing, str(_("Link for looking at it")))
        return link_addresses("preview-link", token, settings.LANGUAGES)

    def _links_address(self, thing: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_links"
        return reverse(name, args=[thing.pk])
