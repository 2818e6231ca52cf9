"""Register which fields of the Centre and its pages are translated."""

import simple_history
from modeltranslation.translator import TranslationOptions, register, translator

from centre.documents.translation import DocumentTranslation
from centre.models import AccessibilityStatement, Centre, Page, PageDocument, Recording


@register(Centre)
class CentreTranslation(TranslationOptions):
    fields = (
        "name",
        "tagline",
        "lead",
        "about",
        "floor",
        "getting_there",
        "step_free",
        "hearing_loop",
        "opening_hours",
        "operator",
        "registration_notice",
    )


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


@register(AccessibilityStatement)
class AccessibilityStatementTranslation(TranslationOptions):
    fields = ("not_accessible", "features", "building", "communication")


@register(Recording)
class RecordingTranslation(TranslationOptions):
    fields = ("captions",)


translator.register(PageDocument, DocumentTranslation)

simple_history.register(AccessibilityStatement)
simple_history.register(Centre)
simple_history.register(Page)
