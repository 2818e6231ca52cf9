"""Which fields of documents are translated; each model of documents is registered."""

from modeltranslation.translator import TranslationOptions


class DocumentTranslation(TranslationOptions):
    fields = ("title",)
