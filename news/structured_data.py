"""What programs read of the news (schema.org)."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from centre.content.structured_data import (
    Node,
    breadcrumbs,
    known,
    picture_urls,
    publisher,
)
from news.models import Post, Topic


def post_nodes(post: Post, centre: Any) -> list[Node]:
    """Return a post as a NewsArticle of the house, and the way to it.

    Its author is who signs it, else the house: whose account wrote it is not public.
    """
    localized, path = post.localized, post.get_absolute_url()
    house, published_at = publisher(centre), post.published_at
    article = known(
        type="NewsArticle",
        headline=localized.title,
        description=localized.lead,
        inLanguage=localized.language,
        url=settings.SITE_URL + path,
        mainEntityOfPage=settings.SITE_URL + path,
        datePublished=published_at and published_at.isoformat(),
        dateModified=max(filter(None, [published_at, post.updated_at])).isoformat(),
        image=picture_urls(post.pictures.all()),
        author=known(type="Person", name=post.byline) if post.byline else house,
        publisher=house,
    )
    return [article, _trail((localized.title, path))]


def list_nodes(topic: Topic | None, centre: Any) -> list[Node]:
    """Return the way to all news, or to those of a topic."""
    if topic is None:
        return [_trail()]
    return [_trail((topic.localized.name, topic.get_absolute_url()))]


def _trail(*further: tuple[str, str]) -> Node:
    return breadcrumbs((gettext("News"), reverse("news:post-list")), *further)
