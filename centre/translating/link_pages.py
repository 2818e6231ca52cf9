"""Staff's page of the links by which volunteers translate one thing."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.content.translation_links import LINK_DAYS, TranslationLink
from centre.staff.mixins import PageAdmin, as_staff
from centre.staff.secret_links import (
    end_link,
    link_addresses,
    new_press,
    press_on,
    valid_links,
)
from centre.translating.board import BOARD_PAGES
from centre.translating.texts import minutes_of_work, pairs_of
from centre.translating.views import find_thing
from centre.web.caching import store_nowhere


class VolunteerPages(PageAdmin):
    """A mixin for the board: a link is made, shown once, and ended."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.volunteer_links)
        name = "centre_outdatedtext_links"
        address = "links/<str:label>/<int:key>/<str:language>/"
        return [path(address, view, name=name), *super().get_urls()]

    def volunteer_links(
        self, request: HttpRequest, label: str, key: int, language: str
    ) -> HttpResponse:
        """Make a link and show it once; list those that are valid, and end one.

        Raises Http404 where there is no such thing or language, PermissionDenied where
        staff may not change it.
        """
        kind, thing = find_thing(as_staff(request).user, label, key, language)
        if kind.only_proposes:
            raise PermissionDenied
        links = TranslationLink.objects.into(thing, language)
        if "end" in request.POST:
            return end_link(request, links)
        is_new = request.method == "POST"
        context = {
            **self.admin_site.each_context(request),
            "title": _("Link for a volunteer"),
            "opts": self.opts,
            "thing": thing,
            "language": (language, settings.CENTRE_LANGUAGES[language]),
            "made": self._make_volunteer_link(request, thing, language)
            if is_new
            else [],
            "days": LINK_DAYS,
            "press": new_press(),
            "minutes": minutes_of_work(pairs_of(thing, language)),
            "beside": reverse(
                f"{BOARD_PAGES}_beside", args=[kind.label, thing.pk, language]
            ),
            "links": valid_links(links),
        }
        response = render(request, "admin/centre/translations/links.html", context)
        store_nowhere(response)
        return response

    def _make_volunteer_link(
        self, request: HttpRequest, thing: Any, language: str
    ) -> list[tuple[str, str, str]]:
        """Make a link; return its address in the volunteer's language."""
        now, user = timezone.now(), as_staff(request).user
        token = TranslationLink.make(
            thing, language, at=now, user=user, press=press_on(request)
        )
        self.log_change(request, thing, str(_("Link for a volunteer")))
        code = public_language(language)
        names = [(code, settings.CENTRE_LANGUAGES[code])]
        return link_addresses("translation-link", token, names)
