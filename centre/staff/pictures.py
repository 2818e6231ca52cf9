"""Pictures in the forms of the objects that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.languages import columns, complete_languages
from centre.pictures.files import sources
from centre.pictures.models import Picture
from centre.pictures.tasks import render_picture, tidy_later
from centre.staff.forms import LanguageFields
from centre.staff.merging import MergingForm


class PictureForm(MergingForm):
    """The form of a picture. A new file has no sizes yet, whatever the old one had."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if "image" in self.changed_data:
            self.instance.rendered = ""
        return data


class PictureFormSet(forms.BaseInlineFormSet):
    """The pictures of one object, which need descriptions where it is published."""

    def clean(self) -> None:
        super().clean()
        if getattr(self.instance, "published_at", None):
            for form in self.forms:
                if form not in self.deleted_forms and form.cleaned_data.get("image"):
                    self._require_descriptions(form)

    def _require_descriptions(self, form: forms.ModelForm) -> None:
        """Require a description in every language that the object is complete in."""
        if form.cleaned_data.get("decorative"):
            return
        for code in complete_languages(self.instance):
            column = columns(type(form.instance), code)["alt"]
            if not (form.cleaned_data.get(column) or "").strip():
                form.add_error(
                    column,
                    _(
                        "Describe the picture in this language, or mark it as "
                        "decorative: this is published with it."
                    ),
                )


class PictureInline(LanguageFields, TranslationStackedInline):
    """The pictures of an object, the cover first."""

    form = PictureForm
    formset = PictureFormSet
    extra = 0
    readonly_fields = ("thumbnail",)
    details = (
        (
            None,
            {
                "fields": (
                    "thumbnail",
                    "image",
                    "decorative",
                    ("position", "focal_x", "focal_y"),
                ),
                "classes": ["picture-details"],
            },
        ),
    )
    details_first = True

    @admin.display(description=_("now"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        """Render the stored picture; a refused form holds one that was not stored."""
        stored: Picture | None = picture
        if not picture.image._committed:  # type: ignore[attr-defined]
            stored = type(picture)._base_manager.filter(pk=picture.pk).first()
        if stored is None or not stored.image:
            return "–"
        name = stored.image.name or ""
        if stored.rendered:
            copies = sources("card", name, stored.width, stored.height, stored.rendered)
            name = copies["webp"][0].name
        return format_html(
            '<img class="thumbnail" src="{}" alt="">', default_storage.url(name)
        )


def save_pictures(formset: PictureFormSet) -> None:
    """Queue, after saving, the sizes of new pictures and the tidying of old files."""
    for picture in formset.new_objects:
        render_picture.enqueue(picture._meta.label, picture.pk)
    for picture, changed in formset.changed_objects:
        if {"image", "focal_x", "focal_y"} & set(changed):
            render_picture.enqueue(picture._meta.label, picture.pk)
    for form in formset.initial_forms:
        if form in formset.deleted_forms or "image" in form.changed_data:
            tidy_later(form.initial["image"].name)


def forget_pictures(things: Any) -> None:
    """Queue, before objects are deleted, the tidying of their pictures' files."""
    for thing in things:
        for picture in thing.pictures.all():
            tidy_later(picture.image.name)
