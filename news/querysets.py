"""Reads of news."""

from datetime import UTC, datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from centre.content.made_once import made_once, rows_made_once
from centre.content.publishing import PublishableQuerySet

# Of how many of the newest posts the ones beside a post are chosen.
NEWEST = 50
POSTS_BESIDE = 3


class PostQuerySet(PublishableQuerySet):
    """Reads of posts."""

    def newest_first(self) -> Self:
        """Order posts as every list of news does."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> Self:
        """Read what a list shows of each post, without its rich text.

        `topic_keys` are the keys of its topics: a list has all topics at hand.
        """
        posts = self.brief().prefetch_related("pictures")
        return posts.annotate(topic_keys=_topic_keys(self.model, None))

    def beside(self, key: int) -> Self:
        """Return the newest posts but for one, those that share a topic with it first.

        Only so many of the newest are looked at, however many there are.
        """
        newest = self.exclude(pk=key).newest_first().values("pk")[:NEWEST]
        shared = _shares_topic(self.model, key)
        return (
            self.filter(pk__in=newest)
            .order_by(shared.desc(), "-published_at", "-pk")
            .brief()
        )


@rows_made_once(-1, datetime.min.replace(tzinfo=UTC))
def posts_beside(model: Any, key: int, at: datetime) -> Any:
    """Return the posts that a post's page leads to; `at` is a moment (aware)."""
    return model.objects.published(at).beside(key)[:POSTS_BESIDE]


def _topics(model: Any) -> Any:
    """Which post has which topic, of the posts of the outer query."""
    through = model._meta.get_field("topics").remote_field.through
    return through.objects.filter(post=OuterRef("pk"))


@made_once(None)
def _topic_keys(model: Any, _nothing: None) -> ArraySubquery:
    return ArraySubquery(_topics(model).values("topic"))


@made_once(-1)
def _shares_topic(model: Any, key: int) -> Coalesce:
    # Not EXISTS: for that PostgreSQL reads all posts of the topics once, however many.
    shared = _topics(model).filter(topic__posts=key).values(yes=Value(True))
    return Coalesce(Subquery(shared[:1]), False)
