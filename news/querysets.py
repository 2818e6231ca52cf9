"""Reads of news."""

from datetime import UTC, datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from centre.content.date_bounds import FIRST_MOMENT
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

    def beside(self, key: int, most: int) -> Self:
        """Return the newest posts but for one, those that share a topic with it first.

        Only so many of the newest are looked at, however many there are; of them the
        keys alone, until it is known which are read.
        """
        others = self.exclude(pk=key)
        dates = others.newest_first().values("published_at")
        # By a date, not by keys: for those the database would go through all posts.
        since = Coalesce(Subquery(dates[NEWEST - 1 : NEWEST]), FIRST_MOMENT)
        order = (_shares_topic(self.model, key).desc(), "-published_at", "-pk")
        newest = others.filter(published_at__gte=since)
        chosen = newest.order_by(*order).values("pk")[:most]
        return self.filter(pk__in=chosen).order_by(*order).brief()


@rows_made_once(-1, datetime.min.replace(tzinfo=UTC))
def posts_beside(model: Any, key: int, at: datetime) -> Any:
    """Return the posts that a post's page leads to; `at` is a moment (aware)."""
    return model.objects.published(at).beside(key, POSTS_BESIDE)


def _topics(model: Any) -> Any:
    """Which post has which topic, of the posts of the outer query."""
    through = model._meta.get_field("topics").remote_field.through
    return through.objects.filter(post=OuterRef("pk"))


@made_once(None)
def _topic_keys(model: Any, _nothing: None) -> ArraySubquery:
    return ArraySubquery(_topics(model).values("topic"))


def _shares_topic(model: Any, key: int) -> Coalesce:
    # Not EXISTS: for that PostgreSQL reads all posts of the topics once, however many.
    through = _topics(model).model
    topics = through.objects.filter(post=key).values("topic")
    shared = _topics(model).filter(topic__in=topics).values(yes=Value(True))
    return Coalesce(Subquery(shared[:1]), False)
