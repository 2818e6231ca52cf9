"""What stands in the way of deleting, told without reading all of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import quote
from django.db.models import PROTECT
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# Of each kind; a type has all activities of many years.
NAMED_AT_MOST = 10


def held_by(
    objs: Any, opts: Any, site: AdminSite, request: HttpRequest
) -> Iterator[str | list[str]]:
    """Yield what keeps things of one model from being deleted; nothing if they can be.

    Of each kind it is how many there are, then a list of the newest, with a link for
    who may open it. Django would read every one with all its texts.
    """
    for rel in opts.related_objects:
        if rel.on_delete is not PROTECT:
            continue
        rows = rel.related_model._default_manager.filter(
            **{f"{rel.field.name}__in": objs}
        )
        if number := rows.count():
            kind = capfirst(rel.related_model._meta.verbose_name_plural)
            yield _counted(str(kind), number)
            newest = rows.order_by("-pk")[:NAMED_AT_MOST]
            yield [_linked(row, site, request) for row in newest]


def _counted(kind: str, number: int) -> str:
    """Return how many there are, and that only the newest follow where it is so."""
    if number <= NAMED_AT_MOST:
        return f"{kind}: {number}"
    words = {"kind": kind, "number": number}
    return _("%(kind)s: %(number)s. The newest:") % words


def _linked(row: Any, site: AdminSite, request: HttpRequest) -> str:
    model_admin = site._registry.get(type(row))
    if not (model_admin and model_admin.has_view_or_change_permission(request, row)):
        return str(row)
    opts = row._meta
    name = f"{site.name}:{opts.app_label}_{opts.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[quote(row.pk)]), row)
