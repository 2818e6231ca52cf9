"""What several forms of the events share: fields, rows to look at, names."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.spoken import SPOKEN_CHOICES


class SpokenField(forms.MultipleChoiceField):
    """Boxes to tick; an address that fills a form in has them with commas between."""

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value


class SpokenLanguages:
    """The languages that something is held in, as boxes to tick."""

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name != "languages":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return SpokenField(
            label=db_field.verbose_name.capitalize(),
            choices=SPOKEN_CHOICES,
            widget=forms.CheckboxSelectMultiple,
        )


class ReadOnlyInline(admin.TabularInline):
    """Rows to look at."""

    template = "admin/includes/rows.html"
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows with what they refer to, so that no row asks once more."""
        shown = (f for f in self.model._meta.fields if f.name in self.fields)
        related = [field.name for field in shown if field.is_relation]
        rows = super().get_queryset(request)
        return rows.select_related(*related) if related else rows

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> tuple[str, ...]:
        """All of them, those too that no form could have."""
        return self.fields


def written(text: str, *, holds_link: bool) -> SafeString:
    """What somebody wrote, never as a link, with a warning where it might be one."""
    words = linebreaksbr(text or "-", autoescape=True)
    if not holds_link:
        return words
    return format_html(
        "<strong>{}</strong><br>{}",
        _("There is a web address in the answers. Open it only if you trust it."),
        words,
    )


def own_language_name(code: str) -> SafeString:
    """A language of the site by its own name; the code of one that it lost."""
    name = settings.CENTRE_LANGUAGES.get(code, code)
    return format_html('<span lang="{}">{}</span>', code, name)
