"""Pages of the whole site, and the URLs that name no language."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control

from centre.content.structured_data import Node, breadcrumbs, organization
from centre.documents.models import documents_on_page
from centre.models import (
    Centre,
    HousePicture,
    Page,
    Recording,
)
from centre.pictures.share import house_card
from centre.pictures.weave import DARK_SCHEME, PALETTES, WEAVE_VERSION, weave_svg
from centre.site.share_pictures import page_card
from centre.web.caching import cookieless, public
from centre.web.canonical import find_by_slug, render_thing, seo
from events.activities.asked import Asked
from events.activities.listing import read_agenda
from events.activities.opening import offers_at
from events.models import Activity, ActivityType
from events.models.querysets import share_types
from events.visits.views import next_to_join
from news.models import Post

OFFERS_AT_HOME = 4
COMMISSIONER = "bip.brpo.gov.pl"  # of Human Rights: the last whom to complain to
POSTS_AT_HOME = 3


@cookieless
def choose_language(request: HttpRequest) -> HttpResponse:
    """Redirect a visitor whose URL names no language to the home page in theirs."""
    query = request.META.get("QUERY_STRING", "")
    return _negotiated(reverse("centre:home") + (f"?{query}" if query else ""))


@cookieless
def choose_admin_language(request: HttpRequest) -> HttpResponse:
    """Redirect staff to the admin in their language."""
    return _negotiated(reverse("admin:index"))


def _negotiated(target: str) -> HttpResponse:
    """Redirect one visitor, and let no proxy redirect others so."""
    response = HttpResponseRedirect(target)
    patch_cache_control(response, private=True, max_age=0)
    response.headers["Vary"] = "Accept-Language"
    return response


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the Centre, the next days, what is open, a visit and the latest news."""
    now = timezone.now()
    types = list(ActivityType.objects.all())
    agenda = read_agenda(now)
    share_types(types, (s.activity for _day, rows, _more in agenda for s in rows))
    standing = Activity.objects.published(now).standing_offers(timezone.localdate(now))
    context = {
        "agenda": agenda,
        "asked": Asked(),
        "today": timezone.localdate(now),
        "offers": [o for o in offers_at(standing, now) if o.state][:OFFERS_AT_HOME],
        "types": types,
        "visit": next_to_join(now),
        "posts": Post.objects.published(now).newest_first().for_list()[:POSTS_AT_HOME],
        "structured_data": _house_nodes,
        **seo(request),
    }
    return render(request, "centre/home.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Show what the Centre is, when it is open, who runs it and who pays for it."""
    context = {
        "pictures": HousePicture.objects.filter(page=HousePicture.Page.ABOUT),
        "structured_data": _about_nodes,
        "share": house_card("about"),
        **seo(request),
    }
    return render(request, "centre/about.html", context)


def _house_nodes(centre: Any) -> list[Node]:
    return [organization(centre)]


def _about_nodes(centre: Any) -> list[Node]:
    trail = breadcrumbs((gettext("About us"), reverse("centre:about")))
    return [organization(centre), trail]


@public
def visit_us(request: HttpRequest) -> HttpResponse:
    """Show where the Centre is, how to get in, and when it is open or closed."""
    context = {
        "pictures": HousePicture.objects.filter(page=HousePicture.Page.VISIT_US),
        "structured_data": _visit_us_nodes,
        "share": house_card("visit-us"),
        **seo(request),
    }
    return render(request, "centre/visit_us.html", context)


def _visit_us_nodes(centre: Any) -> list[Node]:
    trail = breadcrumbs((gettext("Visit us"), reverse("centre:visit-us")))
    return [organization(centre), trail]


@public
def media(request: HttpRequest) -> HttpResponse:
    """Show whom journalists ask, and the pictures and words that they may use."""
    context = {
        "pictures": HousePicture.objects.filter(page=HousePicture.Page.MEDIA),
        "structured_data": _media_nodes,
        "share": house_card("media"),
        **seo(request),
    }
    return render(request, "centre/media.html", context)


def _media_nodes(centre: Any) -> list[Node]:
    return [breadcrumbs((gettext("For the media"), reverse("centre:media")))]


@public
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """Show the declaration of accessibility.

    Until it is published, a page that has its address stands there.
    """
    statement = Centre.load().public_statement
    if statement is None:
        return page(request, request.path.rstrip("/").rpartition("/")[2])
    context = {
        "statement": statement,
        "commissioner": COMMISSIONER,
        "structured_data": _statement_nodes,
        **seo(request),
    }
    return render(request, "centre/accessibility.html", context)


def _statement_nodes(centre: Any) -> list[Node]:
    name = gettext("Declaration of accessibility")
    return [breadcrumbs((name, reverse("centre:accessibility")))]


@public
@find_by_slug(lambda: Page.objects.published())
def page(request: HttpRequest, stored: Page) -> HttpResponse:
    """Show one public page."""
    return render_page(request, stored)


def render_page(request: HttpRequest, stored: Page) -> HttpResponse:
    """Render a page, for the public and for staff's preview."""
    context = {
        "page": stored,
        "companion": stored.companion_role
        and Page.objects.published().filter(role=stored.companion_role).first(),
        "pictures": stored.pictures.all(),
        "documents": documents_on_page(stored),
        "recording": Recording.objects.filter(page=stored).first(),
        "structured_data": partial(_page_nodes, stored),
        "share": page_card(stored),
    }
    return render_thing(request, "centre/page_detail.html", stored, context)


@public
def what_we_do(request: HttpRequest) -> HttpResponse:
    """Serve the page "what we do" as a plain text that programs can read.

    The act of 19 July 2019 on accessibility asks for it (article 6, 3c). Raises Http404
    where there is no such page.
    """
    stored = Page.objects.published().filter(role=Page.Role.WHAT_WE_DO).first()
    if stored is None:
        raise Http404
    localized = stored.localized
    context = {"localized": localized, "centre": Centre.load()}
    with translation.override(localized.language):
        text = render_to_string("centre/what_we_do.txt", context)
    response = HttpResponse(
        f"{text.strip()}\n", content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Language"] = localized.language
    return response


def _page_nodes(stored: Page, centre: Any) -> list[Node]:
    return [breadcrumbs((str(stored.localized), stored.get_absolute_url()))]


@cookieless
@cache_control(public=True, max_age=31_536_000, immutable=True)
def weave_cover(
    request: HttpRequest, version: int, palette: str, seed: str
) -> HttpResponse:
    """Serve the woven cover of an object without a photograph, drawn from its slug.

    Raises Http404 where the version or the palette is unknown.
    """
    known = palette.removesuffix(DARK_SCHEME) in PALETTES
    if version != WEAVE_VERSION or not known or len(seed) > 90:
        raise Http404
    return HttpResponse(weave_svg(seed, palette), content_type="image/svg+xml")
