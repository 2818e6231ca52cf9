"""Pictures in the forms of the objects that they belong to."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.languages import columns, complete_languages
from centre.pictures.files import PictureField, sources
from centre.pictures.library import (
    PICTURE_FOLDER,
    PictureRights,
    file_of,
    find_stored,
    is_file,
    leave_library,
    note_consent,
    refusal_of,
    refuse_refused,
)
from centre.pictures.models import Picture
from centre.pictures.tasks import (
    MAX_ATTEMPTS,
    RENDER_AGAIN_AFTER,
    picture_models,
    render_picture,
    tidy_later,
)
from centre.pictures.uploads import ACCEPT
from centre.staff.bin import remove_picture_everywhere
from centre.staff.fields import HiddenField
from centre.staff.forms import LanguageFields
from centre.staff.merging import MergingForm
from centre.staff.taking import TakesFromLibrary, TakingFormSet

# What a picture's sizes are made from.
RENDERED_ANEW = {"image", "focal_x", "focal_y"}
NOT_STORED = _(
    "The picture could not be stored; the disk may be full. Nothing of your text is "
    "lost: save it without the picture, tell whoever runs the site, and try again "
    "later."
)
NOT_THERE = _("This picture is no longer in the library. Choose another one.")
GIVEN_UP = _(
    "Its smaller copies could not be made, so pages load slowly. Save the picture in "
    "another program as a JPEG, and upload it anew."
)


class PictureForm(MergingForm):
    """The form of a picture. A new file has no sizes yet, whatever the old one had.

    Its file may be one that is stored already: `taken`, of the library or the history.
    """

    not_stored = False  # the disk refused the files of this request
    taken = forms.CharField(label="", required=False, widget=HiddenField)
    consent = forms.ChoiceField(
        label=_("Who is in it"),
        choices=PictureRights.Consent.choices,
        required=False,
        help_text=_("Whoever can be recognised has to agree to be shown."),
    )
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
        takes_file = "image" in self.fields
        if self.instance.pk is None or not takes_file:
            self.fields["withdrawn"].widget = HiddenField()
        if self.instance.pk or not takes_file:
            self.fields["consent"].widget = HiddenField()
        if takes_file:
            self.show_taken()

    def show_taken(self) -> None:
        """Let the form show the stored file that it takes, and ask for no other."""
        name = self.add_prefix("taken")
        sent = self.data.get(name) if self.is_bound else self.initial.get("taken")
        file = str(sent or "")
        if file == file_of(self.instance.image.name or ""):
            file = self.initial["taken"] = ""
        self.instance.taken = file if is_file(file) else ""
        self.fields["image"].required = not (file or self.instance.pk)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self._take_stored()
        self._refuse_refused()
        if {"image", "taken"} & set(self.changed_data):
            self.instance.rendered = ""
            if self.not_stored:
                self.add_error("image", NOT_STORED)
        if {*RENDERED_ANEW, "taken"} & set(self.changed_data):
            self.instance.render_attempts = 0
            self.instance.render_due_at = timezone.now() + RENDER_AGAIN_AFTER
        return data

    def _take_stored(self) -> None:
        """Take a picture that is stored already, where no file came along."""
        file = self.cleaned_data.get("taken")
        if not file or "image" in self.changed_data:
            return
        name = find_stored(file)
        if name:
            self.cleaned_data["image"] = name
        elif "image" not in self.errors:
            self.add_error("image", NOT_THERE)

    def _refuse_refused(self) -> None:
        """Refuse a file that comes in where somebody in it does not agree."""
        image = self.cleaned_data.get("image")
        if not image or not {"image", "taken"} & set(self.changed_data):
            return
        try:
            refuse_refused(
                image if isinstance(image, str) else PICTURE_FOLDER + image.name
            )
        except ValidationError as error:
            self.add_error("image", error)


class PictureFormSet(TakingFormSet):
    """The pictures of one object, which need descriptions where it is published."""

    def clean(self) -> None:
        super().clean()
        if self.is_public():
            for form in self.forms:
                shown = form.instance.pk or form.cleaned_data.get("image")
                if form not in self.deleted_forms and shown:
                    self._require_descriptions(form)
                    self._require_consent(form)
            if self.instance.pk:
                self._require_descriptions_of_hidden()

    def is_public(self) -> bool:
        """Return whether readers may see the object once this is saved."""
        return bool(getattr(self.instance, "published_at", None))

    def languages_described(self) -> list[str]:
        """Return the languages in which the object is complete."""
        return complete_languages(self.instance)

    def _require_consent(self, form: forms.ModelForm) -> None:
        """Refuse a stored picture, unless it goes, where somebody does not agree."""
        known = getattr(form.instance, "known_consent", "")
        is_refused = known == PictureRights.Consent.REFUSED
        if is_refused and not form.cleaned_data.get("withdrawn"):
            # Where changes are prepared the form has no file.
            where = "image" if "image" in form.fields else None
            image = form.initial.get("image", form.instance.image)
            form.add_error(where, refusal_of(image.name))

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


class PictureFields(LanguageFields):
    """A form of pictures: a description in each language stands beside the picture."""

    # The picture is shown; its file's name says nothing to anybody.
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **LanguageFields.formfield_overrides,
        PictureField: {"widget": forms.FileInput},
    }
    readonly_fields = ("thumbnail",)
    first_details: tuple[Any, ...] = ()  # what one kind of picture has besides
    has_order = True  # it is one of several of a thing
    is_prepared = False  # what is shown is prepared: no other file, no other cut
    details_first = True

    @property
    def details(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The fieldset of what is seen at a picture, in whichever language's tab."""
        if self.is_prepared:
            shown: Any = ("thumbnail", *self._descriptions(), "credit", "decorative")
            fields: Any = (*shown, "position")
            return ((None, {"fields": fields, "classes": ["picture-details"]}),)
        fields = (
            "thumbnail",
            "image",
            *self.first_details,
            *self._descriptions(),
            "decorative",
            "credit",
            "consent",
            (*(("position",) if self.has_order else ()), "focal_x", "focal_y"),
            "withdrawn",
            "taken",
        )
        return ((None, {"fields": fields, "classes": ["picture-details"]}),)

    def _descriptions(self) -> list[str]:
        return [columns(self.model, code)["alt"] for code in settings.CENTRE_LANGUAGES]

    def _columns(self, code: str) -> list[str]:
        alt = columns(self.model, code)["alt"]
        return [name for name in super()._columns(code) if name != alt]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Name the language of a description, which is in no tab."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self._descriptions():
            code = db_field.name.removeprefix("alt_").replace("_", "-")
            name = settings.CENTRE_LANGUAGES[code]
            field.label = format_lazy(_("Description ({language})"), language=name)
        return field

    @admin.display(description=_("now"))
    def thumbnail(self, picture: Picture) -> SafeString | str:
        """Render the stored picture; a refused form holds one that was not stored."""
        if file := getattr(picture, "taken", ""):
            return _rendered(default_storage.url(PICTURE_FOLDER + file))
        stored: Picture | None = picture
        if not picture.image._committed:  # type: ignore[attr-defined]
            stored = type(picture)._base_manager.filter(pk=picture.pk).first()
        if stored is None or not stored.image:
            return "–"
        name = stored.image.name or ""
        if stored.rendered:
            copies = sources("wide", name, stored.width, stored.height, stored.rendered)
            name = copies["webp"][0].name
        shown = _rendered(default_storage.url(name))
        shown += _rights_line(stored, getattr(picture, "known_consent", None))
        if stored.render_attempts < MAX_ATTEMPTS:
            return shown
        return format_html('{}<p class="help">{}</p>', shown, GIVEN_UP)


def _rendered(url: str) -> SafeString:
    return format_html('<img class="thumbnail" src="{}" alt="">', url)


def _rights_line(picture: Picture, consent: str | None) -> SafeString:
    """Say who is in a picture, with the way to its page in the library."""
    return format_html(
        '<p class="help">{} <a href="{}">{}</a></p>',
        format_lazy(
            _("Who is in it: {known}."),
            known=PictureRights.in_words(consent),
        ),
        reverse("admin:library-file", args=[file_of(picture.image.name or "")]),
        _("Change it, terms, where it is used"),
    )


class PictureInline(TakesFromLibrary, PictureFields, TranslationStackedInline):
    """The pictures of an object, the cover first."""

    is_file = staticmethod(is_file)

    form = PictureForm
    formset = PictureFormSet
    template = "admin/includes/pictures.html"
    accept = ACCEPT
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read who is in each picture along with it."""
        rights = PictureRights.objects.filter(image=OuterRef("image"))
        known = Subquery(rights.values("consent")[:1])
        return super().get_queryset(request).annotate(known_consent=known)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.not_stored = getattr(request, "file_not_stored", False)
        return formset


def save_pictures(formset: PictureFormSet) -> None:
    """Queue, after saving, the sizes of new pictures and the tidying of old files.

    What somebody no longer agrees to goes at once.
    """
    for form in formset.extra_forms:
        if form.instance.pk:
            _note_new(form)
    for picture in formset.new_objects:
        render_picture.enqueue(picture._meta.label, picture.pk)
    for picture, changed in formset.changed_objects:
        if {*RENDERED_ANEW, "taken"} & set(changed):
            render_picture.enqueue(picture._meta.label, picture.pk)
    for form in formset.initial_forms:
        if "image" not in form.initial:  # somebody else took it out meanwhile
            continue
        if form.cleaned_data.get("withdrawn"):
            remove_picture_everywhere(form.initial["image"].name, picture_models())
        elif form in formset.deleted_forms or {"image", "taken"} & {*form.changed_data}:
            tidy_later(form.initial["image"].name)


def _note_new(form: Any) -> None:
    """Write down what is known of a new picture's file, which is in use now."""
    name = form.instance.image.name
    note_consent(name, form.cleaned_data.get("consent", ""))
    if form.cleaned_data.get("taken"):
        leave_library(name)
