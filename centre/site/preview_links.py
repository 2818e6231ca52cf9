"""The preview of a draft, for whoever has its secret link."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from centre.content.prepared import show_prepared
from centre.content.preview_links import PreviewLink
from centre.documents.models import documents_on_page
from centre.site.documents import send_document
from centre.staff.mixins import StaffRequest
from centre.web.caching import private
from events.links.decorators import refuse_wrong_link


@private
@require_safe
def preview_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Render what a secret link leads to, as its page will be in this language.

    Nothing is changed and nothing counted. What is public by now is at its own address,
    unless changes of it are prepared: those are shown.
    Wrong links are counted by network and refused after a while; a right one is not.

    Raises Http404 where the link opens nothing.
    """
    now = timezone.now()
    thing = PreviewLink.thing_of(token, now)
    if thing is None:
        return refuse_wrong_link(request)
    if show_prepared(thing) is None and thing.is_published(now):
        return redirect(thing)
    cast(StaffRequest, request).preview_bar = {
        "language": settings.CENTRE_LANGUAGES[translation.get_language() or ""],
        "publication": gettext("not published yet"),
        "token": token,
    }
    thing.published_at = thing.published_at or now  # as if it came out; not saved
    registered: Any = admin.site.get_model_admin(type(thing))
    return cast(HttpResponse, type(registered).render_public(request, thing))


@private
@require_safe
def preview_document(
    request: HttpRequest, token: str, section: str, pk: int
) -> HttpResponseBase:
    """Serve a document that the preview of a secret link offers, and no other.

    Raises Http404 where it offers none such, or the link opens nothing.
    """
    thing = PreviewLink.thing_of(token, timezone.now())
    if thing is None:
        return refuse_wrong_link(request)
    show_prepared(thing)
    offered = documents_on_page(thing) if hasattr(thing, "documents") else []
    for document in offered:
        if (document.section, document.pk) == (section, pk):
            return send_document(request, document)
    raise Http404
