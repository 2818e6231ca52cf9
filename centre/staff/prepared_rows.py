"""The rows of new pictures and documents in the form of prepared changes."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from centre.content.languages import complete_languages
from centre.content.prepared import PreparedChange, PreparedRow
from centre.documents.prepared import PreparedDocument
from centre.documents.tasks import tidy_file_later
from centre.pictures.prepared import PreparedPicture
from centre.pictures.tasks import render_picture
from centre.staff.documents import DocumentInline
from centre.staff.files import tidy_replaced
from centre.staff.mixins import AnyAdmin
from centre.staff.pictures import PictureFormSet, PictureInline, save_pictures
from centre.staff.prepared_forms import live_rows
from centre.staff.rows import PreparableFormSet
from centre.staff.taking import TakingFormSet


class NewPictureFormSet(PictureFormSet):
    """New pictures, which need descriptions as their thing's pictures do."""

    thing: Any = None  # with the words of the form

    def is_public(self) -> bool:
        """Return whether readers see the thing."""
        return bool(getattr(self.thing, "published_at", None))

    def languages_described(self) -> list[str]:
        """Return the languages in which the thing is complete."""
        return complete_languages(self.thing)


class NewDocumentFormSet(TakingFormSet):
    """New documents; among them those whose document is gone from the public page.

    Kept here, such a file becomes a new document.
    """

    thing: Any = None

    def get_queryset(self) -> Any:
        if not hasattr(self, "_new"):
            present = self.thing.documents.values("pk") if self.thing else ()
            waiting = ~Q(replaces__in=present) | Q(replaces=None)
            rows: Any = self.queryset
            self.queryset, self._new = rows.filter(waiting), True
        return super().get_queryset()

    def keep_as_new(self) -> None:
        """Let what the page showed as new replace nothing any more."""
        shown = [form.instance.pk for form in self.initial_forms]
        rows = self.model._base_manager.filter(pk__in=shown)
        rows.update(replaces=None, file_before="")


class NewRows(AnyAdmin):
    """Inlines of new rows; whoever may add such to the thing may do so here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class PreparedPictureInline(NewRows, PictureInline):
    """New pictures."""

    model = PreparedPicture
    formset = NewPictureFormSet


class PreparedDocumentInline(NewRows, DocumentInline):
    """New documents."""

    model = PreparedDocument
    formset = NewDocumentFormSet


WAITING_INLINES: dict[str, Any] = {
    "pictures": PreparedPictureInline,
    "documents": PreparedDocumentInline,
}


def is_of_new(formset: Any) -> bool:
    """Return whether the rows of a formset are new ones, which wait."""
    return issubclass(formset.model, PreparedRow)


def keep_waiting_rows(formsets: Any, prepared: PreparedChange) -> None:
    """Keep the new rows and the new files of valid formsets with what is prepared."""
    for formset in formsets:
        if is_of_new(formset):
            formset.instance = prepared
            formset.save()
            if isinstance(formset, PictureFormSet):
                save_pictures(formset)
            else:
                tidy_replaced(formset)
                formset.keep_as_new()
        elif isinstance(formset, PreparableFormSet):
            _keep_new(formset, prepared)
            if formset.model.rows_name == "documents":
                _keep_files(formset, prepared)


def _keep_new(formset: Any, prepared: PreparedChange) -> None:
    model = WAITING_INLINES[formset.model.rows_name].model
    for form in formset.extra_forms:
        if form.has_changed() and form not in formset.deleted_forms:
            row = model.of_row(form.instance, prepared)
            row.save()
            if isinstance(row, PreparedPicture):
                render_picture.enqueue(row._meta.label, row.pk)


def _keep_files(formset: Any, prepared: PreparedChange) -> None:
    """Keep the files that take the place of those of present documents."""
    live = live_rows(formset)
    waiting = prepared.replacements("documents")
    for form in formset.initial_forms:
        row, old = live.get(form.instance.pk), waiting.get(form.instance.pk)
        goes = form in formset.deleted_forms
        if row is None or (old is None and "file" not in form.changed_data):
            continue
        if goes or "file" in form.changed_data:
            if old:
                old.delete()
                tidy_file_later(old.file.name)
            if not goes:
                _wait_with_file(form.instance, prepared, row)
        elif old and old.file_before != row.file.name:  # seen, and meant
            old.file_before = row.file.name
            old.save(update_fields=["file_before"])


def _wait_with_file(document: Any, prepared: PreparedChange, row: Any) -> None:
    waiting = PreparedDocument.of_row(document, prepared)
    waiting.replaces, waiting.file_before = row.pk, row.file.name
    waiting.save()
