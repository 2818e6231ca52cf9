"""Reads of news."""

from typing import Self

from centre.content.publishing import PublishableQuerySet


class PostQuerySet(PublishableQuerySet):
    """Posts."""

    def newest_first(self) -> Self:
        """The order of every list of news."""
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> Self:
        """With what a list shows of each post, and not its long text."""
        return self.brief().prefetch_related("pictures")

    def for_page(self) -> Self:
        """With what a post's own page shows."""
        return self.select_related("visit", "activity").prefetch_related(
            "pictures", "topics"
        )
