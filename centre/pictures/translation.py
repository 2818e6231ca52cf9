"""Which fields of a picture have a column for every language."""

from modeltranslation.translator import TranslationOptions


class PictureTranslation(TranslationOptions):
    fields: tuple[str, ...] = ("alt", "caption")
