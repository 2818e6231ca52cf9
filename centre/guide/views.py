"""The pages of the guide: all of it, to search and print, and each chapter alone.

They are open to everybody. Nothing in them is a secret, and whoever can't sign in needs
to read how that is done.
"""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from centre.guide.chapters import CHAPTERS, read_guide


@never_cache
@require_safe
def guide_view(request: HttpRequest) -> HttpResponse:
    """Show the whole guide on one page, which the browser itself can search."""
    return _page(request, "admin/guide/whole.html", {"title": _("Guide")})


@never_cache
@require_safe
def chapter_view(request: HttpRequest, key: str) -> HttpResponse:
    """Show one chapter, with the way to those around it.

    Raises Http404 for a chapter that there is not.
    """
    if key not in CHAPTERS:
        raise Http404
    chapters, place = read_guide(), CHAPTERS.index(key)
    context = {
        "chapter": chapters[place],
        "title": chapters[place].title,
        "before": chapters[place - 1] if place else None,
        "after": chapters[place + 1] if place + 1 < len(chapters) else None,
    }
    return _page(request, "admin/guide/chapter.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    frame = admin.site.each_context(request)
    return render(request, template, {**frame, "chapters": read_guide(), **context})
