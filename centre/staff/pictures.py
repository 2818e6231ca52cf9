"""Pictures in the forms of the objects that they belong to."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.languages import columns, complete_languages
from centre.content.prepared import GONE, PreparedChange
from centre.pictures.files import sources
from centre.pictures.models import Picture
from centre.pictures.tasks import (
    MAX_ATTEMPTS,
    RENDER_AGAIN_AFTER,
    picture_models,
    render_picture,
    tidy_later,
)
from centre.staff.bin import remove_picture_everywhere
from centre.staff.fields import HiddenField
from centre.staff.forms import LanguageFields
from centre.staff.merging import MergingForm
from centre.staff.rows import LongFormSet, LongRows

# What a picture's sizes are made from.
RENDERED_ANEW = {"image", "focal_x", "focal_y"}
NOT_STORED = _(
    "The picture could not be stored; the disk may be full. Nothing of your text is "
    "lost: save it without the picture, tell whoever runs the site, and try again "
    "later."
)
GIVEN_UP = _(
    "Its smaller copies could not be made, so pages load slowly. Save the picture in "
    "another program as a JPEG, and upload it anew."
)


class PictureForm(MergingForm):
    """The form of a picture. A new file has no sizes yet, whatever the old one had."""

    not_stored = False  # the disk refused the files of this request
    withdrawn = forms.BooleanField(
        label=_("Somebody in it no longer agrees"),
        required=False,
        help_text=_(
            "Saving removes the picture at once and for good: here, wherever else it "
            "is shown, and from the bin."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or "image" not in self.fields:
            self.fields["withdrawn"].widget = HiddenField()

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if "image" in self.changed_data:
            self.instance.rendered = ""
            if self.not_stored:
                self.add_error("image", NOT_STORED)
        if RENDERED_ANEW & set(self.changed_data):
            self.instance.render_attempts = 0
            self.instance.render_due_at = timezone.now() + RENDER_AGAIN_AFTER
        return data


class PictureFormSet(LongFormSet):
    """The pictures of one object, which need descriptions where it is published.

    With `prepared` they are shown as they are prepared, and none of them is saved.
    """

    prepared: PreparedChange | None = None
    _is_laid_over = False

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.prepared and not self._is_laid_over:
            self._is_laid_over = True
            for row in rows:
                self.prepared.lay_over_picture(row)
        return rows

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.prepared and self.prepared.takes_out(form.instance):
            form.fields[GONE].initial = True

    def clean(self) -> None:
        super().clean()
        if self.is_public():
            for form in self.forms:
                shown = form.instance.pk or form.cleaned_data.get("image")
                if form not in self.deleted_forms and shown:
                    self._require_descriptions(form)
            if self.instance.pk:
                self._require_descriptions_of_hidden()

    def is_public(self) -> bool:
        """Return whether readers may see the object once this is saved."""
        return bool(getattr(self.instance, "published_at", None))

    def languages_described(self) -> list[str]:
        """Return the languages in which the object is complete."""
        return complete_languages(self.instance)

    def _require_descriptions_of_hidden(self) -> None:
        """Require the same of pictures that the page does not show."""
        lacking = Q()
        for code in self.languages_described():
            column = columns(self.model, code)["alt"]
            lacking |= Q(**{column: ""}) | Q(**{column: None})
        if lacking and self.hidden_rows().filter(lacking, decorative=False).exists():
            raise ValidationError(
                _(
                    "A picture that is not shown on this page lacks its description. "
                    "Describe it, or mark it as decorative, before you publish."
                )
            )

    def _require_descriptions(self, form: forms.ModelForm) -> None:
        """Require a description in every language that the object is complete in."""
        if form.cleaned_data.get("decorative") or form.cleaned_data.get("withdrawn"):
            return
        for code in self.languages_described():
            column = columns(type(form.instance), code)["alt"]
            if not (form.cleaned_data.get(column) or "").strip():
                form.add_error(
                    column,
                    _(
                        "Describe the picture in this language, or mark it as "
                        "decorative: this is published with it."
                    ),
                )


class PictureInline(LongRows, LanguageFields, TranslationStackedInline):
    """The pictures of an object, the cover first."""

    form = PictureForm
    formset = PictureFormSet
    extra = 0
    readonly_fields = ("thumbnail",)
    first_details: tuple[Any, ...] = ()  # what one kind of picture has besides
    is_prepared = False  # what is shown is prepared: no other file, no other cut
    details_first = True

    @property
    def details(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The fieldset of what is the same in every language."""
        if self.is_prepared:
            fields: Any = ("thumbnail", "credit", "decorative", "position")
            return ((None, {"fields": fields, "classes": ["picture-details"]}),)
        fields = (
            "thumbnail",
            "image",
            *self.first_details,
            "credit",
            "decorative",
            ("position", "focal_x", "focal_y"),
            "withdrawn",
        )
        return ((None, {"fields": fields, "classes": ["picture-details"]}),)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.not_stored = getattr(request, "file_not_stored", False)
        return formset

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
        shown = format_html(
            '<img class="thumbnail" src="{}" alt="">', default_storage.url(name)
        )
        if stored.render_attempts < MAX_ATTEMPTS:
            return shown
        return format_html('{}<p class="help">{}</p>', shown, GIVEN_UP)


def save_pictures(formset: PictureFormSet) -> None:
    """Queue, after saving, the sizes of new pictures and the tidying of old files.

    What somebody no longer agrees to goes at once.
    """
    for picture in formset.new_objects:
        render_picture.enqueue(picture._meta.label, picture.pk)
    for picture, changed in formset.changed_objects:
        if RENDERED_ANEW & set(changed):
            render_picture.enqueue(picture._meta.label, picture.pk)
    for form in formset.initial_forms:
        if form.cleaned_data.get("withdrawn"):
            remove_picture_everywhere(form.initial["image"].name, picture_models())
        elif form in formset.deleted_forms or "image" in form.changed_data:
            tidy_later(form.initial["image"].name)
