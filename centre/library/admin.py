"""The library's pages on the desk."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from centre.documents.library import documents_seen_by
from centre.documents.models import Document
from centre.library import file_views
from centre.library.documents import document_entries
from centre.library.finding import (
    LIBRARY_ROWS,
    UNKNOWN,
    LibraryQuestion,
    find_files,
    pictures_seen_by,
)
from centre.library.places import entries_of, read_files
from centre.library.targets import find_target
from centre.library.uploading import MOST_AT_ONCE
from centre.models import LibraryPicture, PictureRights
from centre.pictures.library import note_consent
from centre.pictures.models import Picture
from centre.pictures.tasks import render_picture, tidy_later
from centre.pictures.uploads import ACCEPT, MAX_BYTES, MEGA
from centre.staff.content import ContentAdmin
from centre.staff.forms import ContentForm
from centre.staff.mixins import as_staff
from centre.staff.pictures import (
    RENDERED_ANEW,
    PictureFields,
    PictureForm,
)


class LibraryPictureForm(PictureForm, ContentForm):
    """The form of a picture that belongs to nothing."""


@admin.register(LibraryPicture)
class LibraryAdmin(PictureFields, ContentAdmin):
    """All pictures that somebody may see; the form is of those that belong nowhere."""

    form = LibraryPictureForm
    has_order = False

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.not_stored = getattr(request, "file_not_stored", False)
        return form

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save a picture; queue its sizes where they are not those of its file."""
        super().save_model(request, obj, form, change)
        if not change:
            note_consent(obj.image.name, form.cleaned_data.get("consent", ""))
        if RENDERED_ANEW & set(form.changed_data):
            render_picture.enqueue(obj._meta.label, obj.pk)
        if change and "image" in form.changed_data:
            tidy_later(form.initial["image"].name)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(pictures_seen_by(request.user))

    def get_urls(self) -> list[Any]:
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"library-{name}")
                for name, route, view in (
                    ("documents", "documents/", self.documents_view),
                    ("upload", "upload/", file_views.upload_view),
                    ("file", "file/<str:file>/", file_views.file_view),
                    (
                        "take-down",
                        "file/<str:file>/take-down/",
                        file_views.take_down_view,
                    ),
                )
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Show the pictures that were asked for, a page at a time."""
        kinds = pictures_seen_by(request.user)
        if not kinds:
            raise PermissionDenied
        question = LibraryQuestion.of(request.GET)
        page = _page(request, kinds, question)
        context = {
            **self._context(request, kinds, question, page),
            "title": _("Pictures"),
            "entries": entries_of(read_files(page, kinds), as_staff(request).user),
            "target": find_target(request, request.GET.get("for", ""), Picture),
            "may_add": self.has_add_permission(request),
            "languages": settings.CENTRE_LANGUAGES.items(),
            "consents": [(UNKNOWN, _("not known")), *PictureRights.Consent.choices[1:]],
            "accept": ACCEPT,
            "most_at_once": MOST_AT_ONCE,
            "largest_megabytes": MAX_BYTES // MEGA,
        }
        return TemplateResponse(request, "admin/centre/library/pictures.html", context)

    def documents_view(self, request: HttpRequest) -> HttpResponse:
        """Show the documents that were asked for, a page at a time."""
        kinds = documents_seen_by(request.user)
        if not kinds:
            raise PermissionDenied
        asked = LibraryQuestion.of(request.GET)
        question = LibraryQuestion(asked.words, asked.kind, document=asked.document)
        page = _page(request, kinds, question)
        target = find_target(request, request.GET.get("for", ""), Document)
        rows, user = read_files(page, kinds), as_staff(request).user
        context = {
            **self._context(request, kinds, question, page),
            "title": _("Documents"),
            "entries": document_entries(rows, user, kinds, target),
            "target": target,
        }
        return TemplateResponse(request, "admin/centre/library/documents.html", context)

    def _context(
        self, request: HttpRequest, kinds: list[Any], question: Any, page: Any
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "question": question,
            "page": page,
            "kinds": [(k._meta.label_lower, kind_in_words(k)) for k in kinds],
        }


def kind_in_words(model: Any) -> Any:
    """Return what the files of a model belong to, in the plural."""
    owner = model.owner_field()
    if not owner or model._meta.verbose_name not in {_("picture"), _("document")}:
        return model._meta.verbose_name_plural
    return model._meta.get_field(owner).related_model._meta.verbose_name_plural


def _page(request: HttpRequest, kinds: list[Any], question: LibraryQuestion) -> Any:
    found = Paginator(find_files(kinds, question), LIBRARY_ROWS)
    page = found.get_page(request.GET.get("page"))
    # Its last row is at most so far down in its kind.
    most = page.number * LIBRARY_ROWS
    page.object_list = find_files(kinds, question, most)[most - LIBRARY_ROWS : most]
    return page
