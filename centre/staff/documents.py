"""Documents in the forms of the objects that they belong to."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.languages import columns
from centre.documents.models import Document
from centre.documents.recordings import Recording
from centre.documents.storage import PrivateFileField
from centre.staff.forms import LanguageFields
from centre.staff.merging import MergingForm
from centre.staff.rows import LongRows, PreparableFormSet

FILE_NOT_STORED = _(
    "The file could not be stored; the disk may be full. Nothing of your text is lost: "
    "save it without the file, tell whoever runs the site, and try again later."
)
NO_TAGS = _(
    "This PDF has no tags, so screen readers don’t know its headings and its order. "
    "Save it as a tagged PDF, or say that it is hard to use."
)


class StoredFileInput(AdminFileWidget):
    """The input of a private file; the present one is named as readers get it."""

    template_name = "admin/widgets/stored_file.html"


class PrivateFiles(LanguageFields):
    """Inlines of rows that have private files."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **LanguageFields.formfield_overrides,
        PrivateFileField: {"widget": StoredFileInput},
    }

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        formset.form.not_stored = getattr(request, "file_not_stored", False)
        return formset


class DocumentForm(MergingForm):
    """The form of a document: what a new file is, its checks have found out."""

    not_stored = False  # the disk refused the files of this request

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        self._judge_file()
        titles = columns(self._meta.model, settings.LANGUAGE_CODE)
        if not any(self._titles()) and titles["title"] not in self.errors:
            text = _("Give the document a title, in one language at least.")
            self.add_error(titles["title"], text)
        return data

    def _titles(self) -> list[str]:
        """Return the titles of all languages, those of fields that are not here too."""
        names = [
            columns(self._meta.model, code)["title"]
            for code in settings.MODELTRANSLATION_LANGUAGES
        ]
        return [
            (self.cleaned_data.get(n, getattr(self.instance, n)) or "").strip()
            for n in names
        ]

    def _judge_file(self) -> None:
        checked = getattr(self.cleaned_data.get("file"), "checked", None)
        if checked is None:
            return
        self.instance.describe(checked, timezone.now())
        if self.not_stored:
            self.add_error("file", FILE_NOT_STORED)
        says_tagged = self.cleaned_data.get("access") == Document.Access.TAGGED
        if says_tagged and checked.has_tags is False:
            self.add_error("access", NO_TAGS)


class RecordingForm(MergingForm):
    """The form of a recording, which has captions in one language at least."""

    not_stored = False

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        changed = {"video", "poster"} & set(self.changed_data)
        if changed:
            self.instance.touch(timezone.now())
        if changed and self.not_stored:
            self.add_error(min(changed), FILE_NOT_STORED)
        names = [
            columns(Recording, code)["captions"]
            for code in settings.MODELTRANSLATION_LANGUAGES
        ]
        if not any(self.cleaned_data.get(n) or n in self.errors for n in names):
            self.add_error(names[0], _("Add captions in one language at least."))
        return data


class RecordingInline(PrivateFiles, TranslationStackedInline):
    """What a page says in sign language: one recording at most."""

    model = Recording
    form = RecordingForm
    max_num = 1
    extra = 0
    details = ((None, {"fields": ("video", "poster")}),)
    details_first = True


class DocumentInline(LongRows, PrivateFiles, TranslationStackedInline):
    """The documents of an object, in their order."""

    form = DocumentForm
    formset = PreparableFormSet
    folds_rows = True
    extra = 0
    more_details: tuple[str, ...] = ()  # what one kind of document has besides
    is_prepared = False  # what is shown is prepared: nothing of what can't wait
    details_first = True

    @property
    def details(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The fieldset of what is the same in each language."""
        more = () if self.is_prepared else self.more_details
        fields = ("file", ("language", "access"), *more, "position")
        return ((None, {"fields": fields, "classes": ["document-details"]}),)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.not_prepared = self.more_details
        return formset
