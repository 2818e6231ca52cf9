"""Documents in the forms of the objects that they belong to."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import File
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from centre.content.languages import columns
from centre.documents.library import find_stored_document, is_document_file
from centre.documents.models import Document
from centre.documents.recordings import Recording
from centre.documents.refusals import FileRefused
from centre.documents.storage import PrivateFileField, private_storage
from centre.documents.uploads import CleanDocument, clean_document
from centre.staff.fields import HiddenField
from centre.staff.forms import LanguageFields
from centre.staff.merging import MergingForm
from centre.staff.taking import TakesFromLibrary

FILE_NOT_STORED = _(
    "The file could not be stored; the disk may be full. Nothing of your text is lost: "
    "save it without the file, tell whoever runs the site, and try again later."
)
NO_TAGS = _(
    "This PDF has no tags, so screen readers don’t know its headings and its order. "
    "Save it as a tagged PDF, or say that it is hard to use."
)

NOT_IN_LIBRARY = _("This document is no longer in the library. Choose another one.")
FOR_SOME = _(
    "This document is only for those who came to a visit, so it can’t be offered to "
    "everybody here. Change that where it is now, or choose another one."
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
    """The form of a document: what a new file is, its checks have found out.

    That of a new one may take the file of a document that the `reader` sees elsewhere,
    `taken`; it begins with what is said of it there.
    """

    not_stored = False  # the disk refused the files of this request
    reader: Any = AnonymousUser()
    taken = forms.CharField(label="", required=False, widget=HiddenField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.add_prefix("taken")
        sent = self.data.get(name) if self.is_bound else self.initial.get("taken")
        self.original: Document | None = None
        if sent and self.instance.pk is None and "file" in self.fields:
            self.original = find_stored_document(str(sent), self.reader)
            self.fields["file"].required = False
        if self.original:
            self._begin_as(self.original)

    def _begin_as(self, original: Document) -> None:
        """Show the file that is taken, and first what is said of it elsewhere."""
        self.initial["file"] = original.file
        if not self.is_bound:
            said = {*self.fields} - {"file", "taken", "position"}
            known = {field.name for field in original._meta.concrete_fields}
            for name in said & known:
                self.initial[name] = getattr(original, name)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        uploaded = self.cleaned_data.get("file")
        checked = getattr(uploaded, "checked", None)
        if self._takes():
            checked = self._take_stored()
        if checked:
            self._judge(checked)
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

    def _post_clean(self) -> None:
        """Refuse, once all is known, what only some may have where everybody may."""
        inherited: Any = super()
        inherited._post_clean()
        if self._takes() and self.original and not self.original.is_for_everybody:
            row: Any = self.instance
            if row.is_for_everybody:
                self.add_error("file", FOR_SOME)

    def _takes(self) -> bool:
        """Return whether the file of a stored document counts: none came along."""
        asked = self.cleaned_data.get("taken") and "file" not in self.changed_data
        return bool(asked and self.instance.pk is None)

    def _take_stored(self) -> CleanDocument | None:
        """Take the file of a stored document, with the checks of any upload."""
        if self.original is None:
            self.add_error("file", NOT_IN_LIBRARY)
            return None
        name = str(self.original.file.name)
        try:
            with private_storage().open(name) as stored:
                checked = clean_document(File(stored, name=self.original.filename))
        except FileRefused as error:
            self.add_error("file", error)
            return None
        self.cleaned_data["file"] = name
        return checked

    def _judge(self, checked: CleanDocument) -> None:
        """Write down what a file is; add errors where it is not as it is said to be."""
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


class DocumentInline(TakesFromLibrary, PrivateFiles, TranslationStackedInline):
    """The documents of an object, in their order."""

    form = DocumentForm
    template = "admin/includes/documents.html"
    is_file = staticmethod(is_document_file)
    folds_rows = True
    extra = 0
    more_details: tuple[str, ...] = ()  # what one kind of document has besides
    details_first = True

    @property
    def details(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The fieldset of what is the same in each language, or can wait of it."""
        more = () if self.is_prepared else self.more_details
        fields = ("file", ("language", "access"), *more, "position", "taken")
        return ((None, {"fields": fields, "classes": ["document-details"]}),)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.not_prepared = self.more_details
        formset.form.reader = request.user
        return formset
