"""Read-only rows, long selects, filters, hidden fields, names in staff's pages."""

from copy import copy
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centre.text.keys import is_row_key

LATEST_CHOICES = 100


class LatestSelect(AutocompleteSelect):
    """The admin's select that finds any row; without JavaScript, among the latest.

    Its field accepts any row. The form of a thing costs the same, however many rows of
    the other kind there are.
    """

    @property
    def media(self) -> forms.Media:
        """Return the admin's files, and the names that they leave out."""
        names: Any = Script("staff/select-names.js", defer=True)
        return super().media + forms.Media(js=["admin/js/autocomplete.js", names])

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        """Return the latest and what is chosen, in the order of the field."""
        choices: Any = copy(self.choices)
        latest = choices.queryset.order_by("-pk").values("pk")[:LATEST_CHOICES]
        chosen = [*filter(is_row_key, value)]
        rows = choices.queryset.filter(Q(pk__in=latest) | Q(pk__in=chosen))
        choices.queryset = rows.brief()
        self.choices = choices
        return forms.Select.optgroups(self, name, value, attr)


class SearchedChoices(AutocompleteJsonView):
    """What a select of the admin finds, also for whoever may fill in its form.

    An editor chooses the visit of a report and has no page of visits. The fields are
    those that the admin of the form names in `searched_fields`.
    """

    admin_site: Any
    source_field: Any

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether somebody may see what is found, or fill in the form."""
        if super().has_perm(request, obj=obj):
            return True
        try:
            form = self.admin_site.get_model_admin(self.source_field.model)
        except NotRegistered:
            return False
        if self.source_field.name not in getattr(form, "searched_fields", ()):
            return False
        may = form.has_add_permission(request) or form.has_change_permission(request)
        return bool(may)


class ReadOnlyInline(admin.TabularInline):
    """Rows that are shown and can't be changed."""

    template = "admin/includes/rows.html"
    fields: ClassVar[tuple[str, ...]]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Read the rows with what they refer to, so that no row costs a query."""
        names = {name.removesuffix("_name") for name in self.fields}
        shown = (f for f in self.model._meta.fields if f.name in names)
        related = [field.name for field in shown if field.is_relation]
        rows = super().get_queryset(request)
        return rows.select_related(*related) if related else rows

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> tuple[str, ...]:
        """Return all fields, those too that no form can have."""
        return self.fields

    @admin.display(description=_("member of staff"))
    def staff_name(self, row: Any) -> str:
        """The account by its name: few may open its page, where Django would lead."""
        return str(row.staff or self.get_empty_value_display())


class RelatedBriefFilter(admin.RelatedOnlyFieldListFilter):
    """Filter a list by what its rows refer to, whose rich texts are not read."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the things that rows refer to, in their own order."""
        rows = model_admin.get_queryset(request).order_by()
        used = rows.values_list(f"{self.field_path}__pk").distinct()
        things = field.related_model._default_manager.filter(pk__in=used).brief()
        return [(thing.pk, str(thing)) for thing in things]


class NamesCountry:
    """A mixin for lists with a country: one name is looked up for each row.

    For a field with choices the admin would make the names of all countries each time.
    """

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, row: Any) -> str:
        return str(row.country.name)


class HiddenField(forms.HiddenInput):
    """A field that nobody sees, and that no label of the admin's form stands for."""

    def id_for_label(self, id_: str) -> str:
        return ""


def own_language_name(code: str) -> SafeString:
    """Return a language's own name; the code where the site no longer has it."""
    name = settings.CENTRE_LANGUAGES.get(code, code)
    return format_html('<span lang="{}">{}</span>', code, name)
