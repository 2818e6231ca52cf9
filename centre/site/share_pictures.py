"""The share pictures: drawn for what is public, in the version that its page names."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from centre.models import Centre, Page
from centre.pictures.share import ShareCard, house_card, share_jpeg
from centre.web.caching import cookieless
from events.activities.views import SESSIONS_OF_ONE
from events.metadata.share_cards import activity_card, type_card, visit_card
from events.models import Activity, ActivityType, StudyVisit
from news.models import Post, Topic
from news.share_cards import post_card, topic_card

A_YEAR = 31_536_000


@cookieless
def share_picture(
    request: HttpRequest, version: str, language: str, kind: str, slug: str
) -> HttpResponse:
    """Serve a page's share picture; 503 while this process draws another one.

    Raises Http404 where nothing public has this address in this version.
    """
    if kind not in CARDS or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        card = _card(kind, slug)
    if card.version != version:
        raise Http404
    jpeg = share_jpeg(card)
    if jpeg is None:
        return HttpResponse(
            status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"}
        )
    response = HttpResponse(jpeg, content_type="image/jpeg")
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    # Messengers in a browser show it on pages of their own.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _card(kind: str, slug: str) -> ShareCard:
    """Return the card of what is public under a kind and a slug.

    Raises Http404 where there is nothing.
    """
    try:
        card = CARDS[kind](slug)
    except (ObjectDoesNotExist, KeyError):
        raise Http404 from None
    return replace(card, house=Centre.load().localized.name)


def page_card(stored: Page) -> ShareCard:
    """Return the card of one of the house's texts: its title."""
    return ShareCard(
        kind="page",
        slug=stored.slug,
        language=get_language() or "",
        title=stored.localized.title,
    )


def _activity(slug: str) -> ShareCard:
    activities = Activity.objects.published().select_related("type")
    activity = activities.prefetch_related("pictures").get(slug=slug)
    sessions = activity.sessions.upcoming(timezone.now())[:SESSIONS_OF_ONE]
    return activity_card(activity, sessions)


def _post(slug: str) -> ShareCard:
    posts = Post.objects.published().prefetch_related("pictures")
    return post_card(posts.get(slug=slug))


def _visit(slug: str) -> ShareCard:
    visits = StudyVisit.objects.published().prefetch_related("pictures")
    return visit_card(visits.get(slug=slug))


CARDS: dict[str, Callable[[str], ShareCard]] = {
    "house": house_card,
    "page": lambda slug: page_card(Page.objects.published().get(slug=slug)),
    "post": _post,
    "topic": lambda slug: topic_card(Topic.objects.get(slug=slug)),
    "activity": _activity,
    "type": lambda slug: type_card(ActivityType.objects.get(slug=slug)),
    "visit": _visit,
}
