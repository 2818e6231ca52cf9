"""Register which fields of the Centre and its pages are translated."""

import simple_history
from modeltranslation.translator import TranslationOptions, register, translator

from centre.documents.translation import DocumentTranslation
from centre.models import (
    AccessibilityStatement,
    Centre,
    Emblem,
    HouseClosure,
    HousePicture,
    LibraryPicture,
    Page,
    PageDocument,
    PagePicture,
    PreparedDocument,
    PreparedPicture,
    Recording,
    SiteNotice,
)
from centre.pictures.translation import PictureTranslation


@register(Centre)
class CentreTranslation(TranslationOptions):
    fields = (
        "name",
        "tagline",
        "lead",
        "about",
        "floor",
        "getting_there",
        "step_free_way",
        "step_free",
        "hearing_loop",
        "opening_hours",
        "operator",
        "in_short",
        "picture_terms",
        "registration_notice",
    )


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(AccessibilityStatement)
class AccessibilityStatementTranslation(TranslationOptions):
    fields = ("not_accessible", "features", "building", "communication")


@register(HouseClosure)
class HouseClosureTranslation(TranslationOptions):
    fields = ("reason",)


@register(SiteNotice)
class SiteNoticeTranslation(TranslationOptions):
    fields = ("text",)


translator.register(
    [HousePicture, LibraryPicture, PagePicture, PreparedPicture], PictureTranslation
)


@register(Emblem)
class EmblemTranslation(PictureTranslation):
    fields = ("statement",)


@register(Recording)
class RecordingTranslation(TranslationOptions):
    fields = ("captions",)


translator.register([PageDocument, PreparedDocument], DocumentTranslation)

simple_history.register(AccessibilityStatement)
simple_history.register(Centre)
simple_history.register(HouseClosure)
simple_history.register(LibraryPicture, excluded_fields=["image"])
simple_history.register(Page)
simple_history.register(PageDocument)
simple_history.register(PagePicture)
simple_history.register(SiteNotice)
