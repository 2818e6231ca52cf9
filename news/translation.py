"""Register which fields of news are translated."""

import simple_history
from modeltranslation.translator import TranslationOptions, register, translator

from centre.documents.translation import DocumentTranslation
from centre.pictures.translation import PictureTranslation
from news.models import Post, PostDocument, PostPicture, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(Post)
class PostTranslation(TranslationOptions):
    fields = ("title", "lead", "body")


translator.register(PostPicture, PictureTranslation)
translator.register(PostDocument, DocumentTranslation)


simple_history.register(Topic)
simple_history.register(Post)
simple_history.register(PostDocument)
simple_history.register(PostPicture)
