"""The news as Atom feeds, one for each language and topic (RFC 4287)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from centre.models import Centre
from centre.secret_keys import secret_keys
from centre.web.caching import public
from centre.web.canonical import get_by_slug
from news.models import Post, Topic

ENTRIES = 20


class FullTextFeed(Atom1Feed):
    """Atom whose entries hold the whole text beside the lead."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class NewsFeed(Feed):
    """The newest posts, of a topic or of all, that are complete in its language."""

    feed_type = FullTextFeed
    is_public = True

    def __call__(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        answer: Any = public(super().__call__)
        return answer(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, slug: str | None = None) -> Topic | None:
        """Return the topic that a slug leads to; None for all posts.

        Raises Http404 where there is no such topic.
        """
        return None if slug is None else get_by_slug(Topic.objects.all(), slug)

    def title(self, topic: Topic | None) -> str:
        about = f"{topic.localized.name} – " if topic else ""
        return f"{Centre.load().localized.name}: {about}{gettext('News')}"

    def link(self, topic: Topic | None) -> str:
        path = topic.get_absolute_url() if topic else reverse("news:post-list")
        return settings.SITE_URL + path

    def feed_url(self, topic: Topic | None) -> str:
        return feed_address(topic)

    def feed_guid(self, topic: Topic | None) -> str:
        return permanent_id("feed", topic.pk if topic else "all")

    def author_name(self, topic: Topic | None) -> str:
        """Return the house's name, else its host: whose account wrote is not public."""
        return Centre.load().localized.name or urlsplit(settings.SITE_URL).netloc

    def author_link(self, topic: Topic | None) -> str:
        return f"{settings.SITE_URL}/"

    def items(self, topic: Topic | None) -> QuerySet[Post]:
        posts = Post.objects.published().complete_in(get_language() or "")
        if topic:
            posts = posts.filter(topics=topic)
        return posts.newest_first()[:ENTRIES]

    def item_title(self, item: Post) -> str:
        return item.localized.title

    def item_description(self, item: Post) -> str:
        return item.localized.lead

    def item_extra_kwargs(self, item: Post) -> dict[str, str]:
        return {"content": item.localized.body}

    def item_author_name(self, item: Post) -> str | None:
        """Return who signs a post; without, it is the feed's author's."""
        return item.byline or None

    def item_link(self, item: Post) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Post) -> str:
        return permanent_id("post", item.pk)

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return max(filter(None, [item.published_at, item.updated_at]))


def feed_address(topic: Topic | None) -> str:
    """Return the whole address of a topic's feed, or of that of all posts."""
    if topic is None:
        return settings.SITE_URL + reverse("news:feed")
    return settings.SITE_URL + reverse("news:topic-feed", args=[topic.localized_slug])


def permanent_id(kind: str, key: object) -> str:
    """Return the id of a thing in the active language (RFC 4287, 4.2.6).

    It outlives a change of the slug and of the site's domain, and no other site has it.
    The oldest secret key makes it, so it outlives a change of the key as well.
    """
    named, oldest = f"{kind}/{key}#{get_language()}", secret_keys()[-1]
    digest = salted_hmac("news.feeds", named, secret=oldest).digest()
    return UUID(bytes=digest[:16], version=4).urn
