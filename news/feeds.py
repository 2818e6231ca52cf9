"""The news as Atom feeds, one for each language (RFC 4287)."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from centre.models import Centre
from centre.web.caching import public
from news.models import Post

ENTRIES = 20


class NewsFeed(Feed):
    """The newest posts that are complete in the feed's language."""

    feed_type = Atom1Feed
    is_public = True

    def __call__(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        return public(super().__call__)(request, *args, **kwargs)

    def title(self) -> str:
        return f"{Centre.load().localized.name}: {gettext('News')}"

    def link(self) -> str:
        return settings.SITE_URL + reverse("news:post-list")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("news:feed")

    def items(self) -> QuerySet[Post]:
        in_language = Post.objects.published().complete_in(get_language() or "")
        return in_language.newest_first().brief()[:ENTRIES]

    def item_title(self, item: Post) -> str:
        return item.localized.title

    def item_description(self, item: Post) -> str:
        return item.localized.lead

    def item_link(self, item: Post) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Post) -> str:
        """Return an identifier that outlives a change of the slug."""
        return f"{settings.SITE_URL}/post/{item.pk}#{get_language()}"

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.updated_at
