"""The desk's page of the log: who did what, found by person, kind, thing and day."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from centre.people import StaffAction
from centre.staff.history import written
from centre.staff.mixins import ReadOnlyAdmin
from centre.staff.roles import ROLES_BY_KEY
from centre.templatetags.desk_log import field_name


class PersonFilter(admin.SimpleListFilter):
    """By the name that an account has or had."""

    title = _("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = StaffAction.objects.order_by("username").values_list("username")
        return [(name, name) for (name,) in names.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(username=self.value()) if self.value() else queryset


class ThingFilter(admin.SimpleListFilter):
    """By the kind of thing."""

    title = _("thing")
    parameter_name = "thing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        labels = StaffAction.objects.exclude(model="").order_by("model")
        known = labels.values_list("model", flat=True).distinct()
        return [(label, kind_of_thing(label)) for label in known]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(model=self.value()) if self.value() else queryset


def kind_of_thing(label: str) -> str:
    """Return what a model is called, or was: the label of one that is gone."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


@admin.register(StaffAction)
class StaffActionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Show the log; nobody changes it, and a line has no page of its own."""

    list_display = ("when", "username", "kind", "thing", "more")
    list_display_links = None
    list_filter = (PersonFilter, "kind", ThingFilter)
    search_fields = ("username", "=object_key")
    date_hierarchy = "at"
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether somebody may see the log."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=_("when"), ordering="at")
    def when(self, action: StaffAction) -> str:
        """Return the day and the minute."""
        return written(action.at)

    @admin.display(description=_("thing"))
    def thing(self, action: StaffAction) -> SafeString | str:
        """Return kind and number of a thing, leading to its form where it has one."""
        if not action.model:
            return ""
        text = f"{kind_of_thing(action.model)} {action.object_key}"
        try:
            name = f"admin:{action.model.replace('.', '_')}_change"
            url = reverse(name, args=[action.object_key])
        except NoReverseMatch:
            return text
        return format_html('<a href="{}">{}</a>', url, text)

    @admin.display(description=_("more"))
    def more(self, action: StaffAction) -> str:
        """Return the details in the reader's language."""
        return ", ".join(map(detail_in_words, action.details))


def detail_in_words(detail: str) -> str:
    """Return a detail in the active language: a role, an action, a field or a sign."""
    sign, key = (detail[:1], detail[1:]) if detail[:1] in "+-" else ("", detail)
    if sign and key in ROLES_BY_KEY:
        return f"{sign} {ROLES_BY_KEY[key].name}"
    words = pgettext("action", detail)
    return words if words != detail else field_name(detail)
