"""What somebody may do on the desk, in words, as boxes to tick."""

from collections import Counter, defaultdict
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy

# The four that Django gives to each model; others have words of their own.
VERBS = {
    "view": pgettext_lazy("permission", "see"),
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
}


def names_of_things() -> dict[Any, str]:
    """Return what the desk has a form of, each model with its name in the plural.

    Rows of several things may have one name (pictures): the thing stands behind it.
    """
    pages = admin.site._registry.values()
    names = {page.model: _plural(page.model) for page in pages}
    rows = {i.model: page.model for page in pages for i in page.inlines}
    rows = {row: thing for row, thing in rows.items() if row not in names}
    times = Counter(map(_plural, rows))
    for row, thing in rows.items():
        name = _plural(row)
        names[row] = name if times[name] == 1 else f"{name} ({_plural(thing)})"
    return names


def _plural(model: Any) -> str:
    return str(capfirst(model._meta.verbose_name_plural))


def permissions_of_the_desk() -> QuerySet[Permission]:
    """Return what can be allowed here: all about things that the desk has a form of."""
    types = ContentType.objects.get_for_models(*names_of_things()).values()
    known = Permission.objects.select_related("content_type")
    return known.filter(content_type__in=types)


def permission_boxes() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return all permissions in the active language, by what they are about.

    Who does not see the heading hears it with each box.
    """
    names = names_of_things()
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for permission in permissions_of_the_desk():
        model: Any = permission.content_type.model_class()
        label = format_html(
            '<span><span class="visually-hidden">{}: </span>{}</span>',
            names[model],
            permission_in_words(permission),
        )
        groups[names[model]].append((permission.pk, label))
    return sorted(groups.items())


def permission_in_words(permission: Permission) -> str:
    """Return what a permission allows, in the active language."""
    verb = permission.codename.removesuffix(f"_{permission.content_type.model}")
    return str(VERBS[verb]) if verb in VERBS else gettext(permission.name)


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions as boxes, in groups."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(queryset=permissions_of_the_desk(), **kwargs)
        self.choices = permission_boxes
