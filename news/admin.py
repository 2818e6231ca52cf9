"""The desk's forms for news."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centre.staff.content import AddressedAdmin, NotCompleteFilter
from centre.staff.documents import DocumentInline
from centre.staff.fields import LatestSelect
from centre.staff.mixins import as_staff
from centre.staff.pasting import PastesLanguages
from centre.staff.pictures import PictureInline
from centre.staff.publishing import PublicationFilter, PublishableAdmin
from news.models import Post, PostDocument, PostPicture, Topic
from news.views import render_post


class PostPictureInline(PictureInline):
    model = PostPicture


class PostDocumentInline(DocumentInline):
    model = PostDocument


@admin.register(Post)
class PostAdmin(PastesLanguages, PublishableAdmin):
    """Posts, with their pictures; the author is who writes one, or whom they name."""

    details = (
        (
            _("Publishing"),
            {"fields": (("published_at", "published_until"), "author", "byline")},
        ),
        (_("Belongs to"), {"fields": ("topics", "visit", "activity")}),
    )
    inlines = (PostPictureInline, PostDocumentInline)
    list_filter = (PublicationFilter, NotCompleteFilter, "topics")
    date_hierarchy = "published_at"
    formfield_overrides = {
        **PublishableAdmin.formfield_overrides,
        # Topics are few: boxes to tick.
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    render_public = staticmethod(render_post)
    pasted_columns = ("title", "lead", "body")
    searched_fields = ("visit", "activity")
    not_copied = frozenset({"author", "visit"})
    copied_rows = (PostPicture,)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Find visits and activities by a search: there are thousands after years."""
        if db_field.name in self.searched_fields:
            kwargs["widget"] = LatestSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_safe_pictures(self, original: Post) -> bool:
        """Return whether it is no report: guests agreed to be seen in that one."""
        return original.visit_id is None

    def save_model(
        self, request: HttpRequest, obj: Post, form: Any, change: bool
    ) -> None:
        if not change and obj.author_id is None:
            obj.author = as_staff(request).user
        super().save_model(request, obj, form, change)


@admin.register(Topic)
class TopicAdmin(AddressedAdmin):
    """What readers browse news by."""

    list_display = ("heading", "position", "languages_written")
    details = ((None, {"fields": ("position",)}),)
