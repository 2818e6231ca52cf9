"""The board of translations on the desk."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.language_wishes import wishes_for
from centre.content.outdated import OutdatedText
from centre.staff.mixins import ReadOnlyAdmin
from centre.translating.board import (
    BOARD_ROWS,
    find_things,
    kinds_and_keys,
    rows_of,
    with_texts,
)
from centre.translating.exchange import ExchangePages
from centre.translating.kinds import BoardKind, kinds_for
from centre.translating.link_pages import VolunteerPages
from centre.translating.reviewing import ReviewPages
from centre.translating.views import ProposingPages


@admin.register(OutdatedText)
class BoardAdmin(
    ReviewPages,
    ProposingPages,
    VolunteerPages,
    ExchangePages,
    ReadOnlyAdmin,
    admin.ModelAdmin,
):
    """The board, for whoever may change or propose texts; it shows those alone."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(kinds_for(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether there is something on the board; a row has no page here."""
        return obj is None and bool(kinds_for(request.user))

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Show the board, or what of one kind or language needs translating."""
        kinds = kinds_for(request.user)
        if not kinds:
            raise PermissionDenied
        language = request.GET.get("language", "")
        language = language if language in settings.CENTRE_LANGUAGES else ""
        chosen = request.GET.get("kind", "")
        shown = [kind for kind in kinds if kind.label == chosen] or kinds
        choices = {name: name in request.GET for name in ("asked", "proposed")}
        page = _page(request, shown, language, **choices)
        found = with_texts(page, shown)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Translations"),
            "rows": rows_of(found, shown, wishes_for(kinds_and_keys(found))),
            "page": page,
            "kinds": [(k.label, k.model._meta.verbose_name_plural) for k in kinds],
            "chosen": chosen,
            "language": language,
            **choices,
            "languages": settings.CENTRE_LANGUAGES.items(),
        }
        return TemplateResponse(
            request, "admin/centre/translations/board.html", context
        )


def _page(
    request: HttpRequest,
    kinds: list[BoardKind],
    language: str,
    *,
    asked: bool,
    proposed: bool,
) -> Any:
    lacking = [language] if language else []
    now = timezone.now()
    found = find_things(kinds, now, lacking, most_asked=asked, proposed=proposed)
    return Paginator(found, BOARD_ROWS).get_page(request.GET.get("page"))
