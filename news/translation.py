"""Which fields of news have a column for every language."""

import simple_history
from modeltranslation.translator import TranslationOptions, register

from news.models import Post, PostPicture, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(Post)
class PostTranslation(TranslationOptions):
    fields = ("title", "lead", "body")


@register(PostPicture)
class PostPictureTranslation(TranslationOptions):
    fields = ("alt",)


simple_history.register(Topic)
simple_history.register(Post)
