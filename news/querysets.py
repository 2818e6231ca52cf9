"""Reads of news."""

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from centre.content.publishing import PublishableQuerySet

# Of how many of the newest posts the ones beside a post are chosen.
NEWEST = 50


class PostQuerySet(PublishableQuerySet):
    """Reads of posts."""

    def newest_first(self) -> Self:
        """Order posts as every list of news does."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> Self:
        """Read what a list shows of each post, without its rich text.

        `topic_keys` are the keys of its topics: a list has all topics at hand.
        """
        of_post = self._topics.filter(post=OuterRef("pk")).values("topic")
        posts = self.brief().prefetch_related("pictures")
        return posts.annotate(topic_keys=ArraySubquery(of_post))

    def for_page(self) -> Self:
        """Read what a post's own page shows."""
        return self.select_related("visit", "activity").prefetch_related(
            "pictures", "topics"
        )

    def beside(self, post: Any) -> Self:
        """Return the newest other posts, those that share a topic with one first.

        Only so many of the newest are looked at, however many there are.
        """
        newest = self.exclude(pk=post.pk).newest_first().values("pk")[:NEWEST]
        shared = self._topics.filter(post=OuterRef("pk"), topic__posts=post.pk)
        return (
            self.filter(pk__in=newest)
            .order_by(Exists(shared).desc(), "-published_at", "-pk")
            .brief()
        )

    @property
    def _topics(self) -> Any:
        """Which post has which topic."""
        topics: Any = self.model._meta.get_field("topics")
        return topics.remote_field.through.objects
