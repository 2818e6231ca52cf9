"""The tables of news, with no more of them than the yardstick shows.

A text is read in the page's language, and in Polish where that one has none.
"""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language

LANGUAGES = ("pl", "en", "uk")


def text_of(name: str) -> property:
    """Return a property: the row's text of this name in the active language."""
    return property(
        lambda row: (
            getattr(row, f"{name}_{get_language()}") or getattr(row, f"{name}_pl")
        )
    )


def columns(*names: str) -> list[str]:
    """Return the columns of texts that a page in the active language reads."""
    codes = dict.fromkeys((get_language(), "pl"))
    return [f"{name}_{code}" for name in names for code in codes]


class Topic(models.Model):
    """A topic of posts."""

    name_pl, name_en, name_uk = (models.TextField() for _ in LANGUAGES)
    slug = models.SlugField()
    position = models.SmallIntegerField()
    name = text_of("name")

    class Meta:
        managed = False
        db_table = "news_topic"
        ordering = ("position", "pk")

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Post(models.Model):
    """A piece of news."""

    title_pl, title_en, title_uk = (models.TextField() for _ in LANGUAGES)
    lead_pl, lead_en, lead_uk = (models.TextField() for _ in LANGUAGES)
    body_pl, body_en, body_uk = (models.TextField() for _ in LANGUAGES)
    slug = models.SlugField()
    byline = models.TextField()
    published_at = models.DateTimeField()
    topics = models.ManyToManyField(Topic, related_name="posts", through="PostTopic")
    title, lead, body = text_of("title"), text_of("lead"), text_of("body")

    class Meta:
        managed = False
        db_table = "news_post"
        ordering = ("-published_at", "-pk")

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.slug])


class PostTopic(models.Model):
    """Which post has which topic."""

    post = models.ForeignKey(Post, models.DO_NOTHING)
    topic = models.ForeignKey(Topic, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "news_post_topics"


class Picture(models.Model):
    """A picture of a post, with the copies that were made of it."""

    post = models.ForeignKey(Post, models.DO_NOTHING, related_name="pictures")
    image = models.TextField()
    rendered = models.TextField()
    alt_pl, alt_en, alt_uk = (models.TextField() for _ in LANGUAGES)
    position = models.SmallIntegerField()
    alt = text_of("alt")

    class Meta:
        managed = False
        db_table = "news_postpicture"
        ordering = ("position", "pk")

    @property
    def folder(self) -> str:
        """Where its copies lie."""
        name = self.image.removeprefix("pictures/").removesuffix(".jpg")
        return f"/media/sizes/{name}/{self.rendered}"


class Document(models.Model):
    """A document of a post."""

    post = models.ForeignKey(Post, models.DO_NOTHING, related_name="documents")
    file: Any = models.TextField()
    title_pl, title_en, title_uk = (models.TextField() for _ in LANGUAGES)
    title = text_of("title")

    class Meta:
        managed = False
        db_table = "news_postdocument"
