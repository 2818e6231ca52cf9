"""The page of the bin, and what deleting on the desk does."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from centre.content.bin import BinEntry
from centre.content.files import HasFiles
from centre.content.publishing import Publishable
from centre.staff import bin as bin_of_desk
from centre.staff.action_log import Kind, record_action
from centre.staff.history import written
from centre.staff.mixins import PageAdmin
from centre.web import errors

MOST = 200  # entries on the page


class DeletesIntoBin(PageAdmin):
    """A mixin for admins of content: what is deleted can be brought back.

    With it come the rows of its form, and those of `rows_without_form`.
    """

    rows_without_form: tuple[type[Model], ...] = ()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> Any:
        """Ask before deleting; a thing that became needed meanwhile stays."""
        context = {"into_bin": days_in_bin(), **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except ProtectedError:
            return HttpResponseRedirect(request.get_full_path())

    def response_delete(
        self, request: HttpRequest, obj_display: str, obj_id: int
    ) -> HttpResponse:
        text = format_html(
            '{} <a href="{}">{}</a>',
            _("It is in the bin."),
            reverse("admin:bin"),
            _("Bin"),
        )
        self.message_user(request, text, messages.SUCCESS)
        return super().response_delete(request, obj_display, obj_id)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            self._put_in_bin(request, [obj])
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        with transaction.atomic():
            self._put_in_bin(request, queryset)
            super().delete_queryset(request, queryset)

    def _put_in_bin(self, request: HttpRequest, things: Any) -> None:
        parts = [inline.model for inline in self.inlines]
        parts += self.rows_without_form
        for thing in things:
            bin_of_desk.put_in_bin(thing, parts, request.user, timezone.now())


def days_in_bin() -> int:
    """Return for how many days the bin keeps a thing."""
    return settings.CENTRE_RETENTION["bin"]


def bin_view(request: HttpRequest) -> HttpResponse:
    """Show what was deleted of what the reader may delete, the newest first.

    Raises PermissionDenied for who may delete nothing.
    """
    models = _own_models(request)
    if not models:
        raise PermissionDenied
    entries = BinEntry.objects.filter(model__in=models).select_related("deleted_by")
    rows = [
        {
            "entry": entry,
            "kind": models[entry.model]._meta.verbose_name,
            "when": written(entry.deleted_at),
        }
        for entry in entries.defer("rows", "references")[:MOST]
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Bin"),
        "rows": rows,
        "days": days_in_bin(),
    }
    return TemplateResponse(request, "admin/bin.html", context)


def restore_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring one thing back, and lead to its form.

    Raises Http404 where the reader has no such entry.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    entry = _own_entry(request, pk)
    try:
        restored = bin_of_desk.restore(entry)
    except BinEntry.DoesNotExist:
        raise Http404 from None
    except (IntegrityError, bin_of_desk.NotRestored):
        text = _(
            "“%(thing)s” can’t be brought back: something else has its place, or what "
            "it belongs to is deleted too. Bring that back first."
        )
        messages.error(request, text % {"thing": entry.title})
        return HttpResponseRedirect(reverse("admin:bin"))
    record_action(request.user, Kind.ACTED, restored.thing, _("Bring back"))
    messages.success(request, _("“%(thing)s” is back.") % {"thing": entry.title})
    if restored.slugs:
        text = _("Its address was taken meanwhile. It is now: %(address)s")
        messages.warning(request, text % {"address": ", ".join(restored.slugs)})
    if isinstance(restored.thing, Publishable) and restored.thing.is_published():
        messages.warning(request, _("It is on the site now."))
    return HttpResponseRedirect(_form_url(restored.thing))


def empty_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one entry for good.

    Raises Http404 where the reader has no such entry.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    entry = _own_entry(request, pk)
    bin_of_desk.delete_entries(BinEntry.objects.filter(pk=entry.pk))
    gone = apps.get_model(entry.model)(pk=entry.object_key)
    record_action(request.user, Kind.ACTED, gone, _("Delete for good"))
    messages.success(request, _("Deleted for good: %(thing)s") % {"thing": entry.title})
    return HttpResponseRedirect(reverse("admin:bin"))


def has_bin(request: HttpRequest) -> bool:
    """Return whether the reader may delete anything."""
    return bool(_own_models(request))


def _own_models(request: HttpRequest) -> dict[str, Any]:
    """Return the models, by label, that the reader may delete; of files, change."""
    found = []
    for model, model_admin in admin.site._registry.items():
        if not isinstance(model_admin, DeletesIntoBin):
            continue
        if model_admin.has_delete_permission(request):
            found.append(model)
        if model_admin.has_change_permission(request):
            rows = [inline.model for inline in model_admin.inlines]
            found += [model for model in rows if issubclass(model, HasFiles)]
    return {model._meta.label_lower: model for model in found}


def _form_url(thing: Any) -> str:
    """Return the address of a thing's form, of a file that of what it belongs to."""
    if isinstance(thing, HasFiles):
        thing = thing.owner
    meta = thing._meta
    name = f"admin:{meta.app_label}_{meta.model_name}_change"
    return reverse(name, args=[thing.pk])


def _own_entry(request: HttpRequest, pk: int) -> BinEntry:
    entry = BinEntry.objects.filter(pk=pk, model__in=_own_models(request)).first()
    if entry is None:
        raise Http404
    return entry
