"""Reads of news."""

from typing import Self

from centre.content.publishing import PublishableQuerySet


class PostQuerySet(PublishableQuerySet):
    """Reads of posts."""

    def newest_first(self) -> Self:
        """Order posts as every list of news does."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> Self:
        """Read what a list shows of each post, without its rich text."""
        return self.brief().prefetch_related("pictures")

    def for_page(self) -> Self:
        """Read what a post's own page shows."""
        return self.select_related("visit", "activity").prefetch_related(
            "pictures", "topics"
        )
