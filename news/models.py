"""News: posts, their topics and pictures."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import Addressed, slug_rules
from centre.content.date_bounds import moments_rule
from centre.content.languages import publishable_rule
from centre.content.mapped import mapped_indexes
from centre.content.publishing import Publishable, end_rule
from centre.content.richtext import RichTextField
from centre.documents.models import Document
from centre.pictures.models import Picture
from centre.text.fields import CleanCharField, CleanTextField
from news.querysets import PostQuerySet


class Topic(Addressed):
    """A topic of posts; readers browse by it."""

    translation_required = ("name",)
    page_view = "news:topic"

    name = CleanCharField(_("name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]
        constraints = slug_rules("topic")


class TopicLink(NamedTuple):
    """What a link to a topic's list needs; equal where it looks the same."""

    url: str
    name: str
    language: str


def topic_links(topics: Iterable[Topic]) -> tuple[TopicLink, ...]:
    """Return links to topics in the active language."""
    return tuple(
        TopicLink(topic.get_absolute_url(), localized.name, localized.language)
        for topic in topics
        for localized in [topic.localized]
    )


class Post(Publishable):
    """One piece of news."""

    translation_required = ("title", "lead", "body")
    page_view = "news:post-detail"

    title = CleanCharField(_("title"), max_length=160, blank=True)
    lead = CleanTextField(
        _("lead"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences; lists and search results show them."),
    )
    body = RichTextField(_("text"), blank=True)
    topics = models.ManyToManyField(
        Topic, verbose_name=_("topics"), related_name="posts", blank=True
    )
    byline = CleanCharField(
        _("signed by"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "A name that readers see, if its bearer wants that. Left empty, the text "
            "is the Centre’s."
        ),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        related_name="+",
    )
    visit = models.ForeignKey(
        "events.StudyVisit",
        models.SET_NULL,
        verbose_name=_("reports on the study visit"),
        null=True,
        blank=True,
        related_name="reports",
    )
    activity = models.ForeignKey(
        "events.Activity",
        models.SET_NULL,
        verbose_name=_("reports on the activity"),
        null=True,
        blank=True,
        related_name="reports",
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("news")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index("published_at", "id", name="post_newest_first"),
            *mapped_indexes("post"),
        ]
        constraints = [
            publishable_rule("post_published_is_complete", "title", "lead", "body"),
            moments_rule("post_date_in_bounds", "published_at"),
            end_rule("post_ends_after_it_begins"),
            *slug_rules("post"),
        ]

    @property
    def cover(self) -> "PostPicture | None":
        """The first picture; lists prefetch all of them."""
        return next(iter(self.pictures.all()), None)


class PostPicture(Picture):
    """A picture of a post: the first one is the cover, the others the gallery."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="pictures")

    class Meta(Picture.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PostDocument(Document):
    """A document of a post."""

    section = "news"
    post = models.ForeignKey(Post, models.CASCADE, related_name="documents")

    class Meta(Document.Meta):
        pass
