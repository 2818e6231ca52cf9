"""What staff do with prepared changes of a public thing: prepare, look, publish."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange, words_of
from centre.staff.history import written
from centre.staff.mixins import PageAdmin, as_staff
from centre.staff.prepared_forms import (
    LIVE_SEEN,
    PUBLISH_NOW,
    ask_about_rows,
    live_seen,
    prepared_form,
    refuse_unprepared,
    row_pairs,
)
from centre.staff.prepared_rows import WAITING_INLINES, is_of_new, keep_waiting_rows
from centre.staff.prepared_rules import (
    NotPublished,
    discard_prepared,
    keep_prepared,
    publish_prepared,
)
from centre.staff.rows import PreparableFormSet
from centre.web.refused import SeeOther

# The button of a public thing's form that keeps its words as prepared changes.
PREPARE = "_prepare"
# The parameter of a form's address that asks for what the public sees.
LIVE = "live"
# The button that discards what is prepared.
DISCARD = "_discard"


def is_prepared_form(request: HttpRequest) -> bool:
    """Return whether a request is for the form of what is prepared."""
    return vars(request).get("preparing", False)


def prepares(request: HttpRequest) -> bool:
    """Return whether what a request sends is prepared, and changes no public page."""
    pressed = request.method == "POST" and PREPARE in request.POST
    return is_prepared_form(request) or pressed


class PreparedComesFirst(Exception):
    """Something is prepared of the thing whose form is asked for."""


class PreparesChanges(PageAdmin):
    """Mixed by the site into every admin of what can be published."""

    # --- Addresses ----------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_prepared"
        view = self.admin_site.admin_view(self.prepared_view)
        return [
            path("<path:object_id>/prepared/", view, name=name),
            *super().get_urls(),
        ]

    def _address(self, page: str, key: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[key])

    def prepared_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Serve the form of what is prepared of a thing, or discard that.

        Raises PermissionDenied where staff may not change it.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if DISCARD in request.POST:
            return self._discard(request, object_id)
        vars(request)["preparing"] = True
        return self.changeform_view(request, object_id)

    def _discard(self, request: HttpRequest, object_id: str) -> HttpResponse:
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        discard_prepared(thing)
        self.log_change(request, thing, _("Prepared changes discarded"))
        text = _("The prepared changes are discarded. The public page is as it was.")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", thing.pk))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        """Serve a form; that of what is prepared comes first, where there is some."""
        asks_for_live = request.method != "GET" or LIVE in request.GET
        vars(request)["leads_to_prepared"] = (
            not asks_for_live
            and not is_prepared_form(request)
            and self.has_change_permission(request)
        )
        try:
            return super().changeform_view(request, object_id, *args, **kw)
        except PreparedComesFirst:
            query = request.GET.urlencode()
            address = self._address("prepared", object_id)
            return HttpResponseRedirect(f"{address}?{query}" if query else address)

    # --- The form -----------------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: Any = None
    ) -> Any:
        """Return a thing; with what is prepared of it, where its form asks for that.

        Raises PreparedComesFirst where its form was asked for, and something is.
        """
        thing: Any = super().get_object(request, object_id, from_field)
        if thing is None:
            return None
        if thing.has_prepared and vars(request).get("leads_to_prepared"):
            raise PreparedComesFirst
        if is_prepared_form(request):
            stored = PreparedChange.objects.of(thing).first()
            changed = stored.lay_over(thing) if stored else []
            thing.prepared, thing.changed_on_both_sides = stored, changed
        return thing

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if change and prepares(request):
            first = not is_prepared_form(request)
            kwargs["form"] = prepared_form(self.form, first=first)
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the words of each language alone, and when all of it appears."""
        sets = super().get_fieldsets(request, obj)
        if not is_prepared_form(request):
            return sets
        words = {*words_of(self.model)}
        named = [
            (name, {**options, "fields": [f for f in options["fields"] if f in words]})
            for name, options in sets
        ]
        kept = [(name, options) for name, options in named if options["fields"]]
        when = {"fields": ["appears_at", "seen"]}
        return [*kept, (_("When it appears"), when)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return none in the form of what is prepared: it has no such field."""
        return (
            ()
            if is_prepared_form(request)
            else super().get_readonly_fields(request, obj)
        )

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        inlines: list[Any] = super().get_inline_instances(request, obj)
        if not is_prepared_form(request):
            return inlines
        prepared = []
        for inline in inlines:
            new = WAITING_INLINES.get(getattr(inline.model, "rows_name", ""))
            if new is None:
                continue
            prepared.append(inline)
            if inline.has_add_permission(request, obj):
                prepared.append(new(PreparedChange, self.admin_site))
            inline.is_prepared, inline.max_num = True, 0
        return prepared

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if is_of_new(inline):
            stored = PreparedChange.objects.of(obj).first()
            kwargs["instance"] = stored or PreparedChange()
            kwargs.pop("queryset", None)
        return kwargs

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        made: Any = super()
        formsets, inlines = made._create_formsets(request, obj, change)
        if change and prepares(request):
            vars(request)["prepared_formsets"] = formsets
            for formset in formsets:
                if is_of_new(formset):
                    formset.thing = obj
                elif is_prepared_form(request):
                    formset.prepared = PreparedChange.objects.of(obj).first()
        return formsets, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any
    ) -> HttpResponse:
        obj = context["original"]
        if obj and self.has_change_permission(request, obj):
            context |= self._told_of_prepared(request, obj)
        return super().render_change_form(request, context, *args, **kw)

    def _told_of_prepared(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what a form says of prepared changes, its own or another's."""
        live, stored = obj.as_read, None
        if live.has_prepared:
            rows = PreparedChange.objects.of(obj).select_related("changed_by")
            stored = rows.first()
        told: dict[str, Any] = {
            "prepared": stored,
            "can_prepare": live.is_published() and not stored,
            "prepared_url": self._address("prepared", obj.pk),
            "live_url": f"{self._address('change', obj.pk)}?{LIVE}=yes",
        }
        if stored:
            told["prepared_when"] = written(stored.changed_at)
            told["prepared_for"] = stored.appears_at and written(stored.appears_at)
        if is_prepared_form(request):
            told |= {
                "prepared_form": True,
                LIVE_SEEN: live_seen(live, stored.appears_at if stored else None),
                "changed_meanwhile": self._changed_words(
                    live, getattr(obj, "changed_on_both_sides", [])
                ),
            }
        return told

    def _changed_words(self, live: Any, names: list[str]) -> list[tuple[str, Any, Any]]:
        """Return the field, its label and the public text of what changed twice."""
        found = []
        for name in names:
            field: Any = self.model._meta.get_field(name)
            found.append((name, capfirst(field.verbose_name), getattr(live, name)))
        return found

    # --- Keeping and publishing ---------------------------------------------------

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Look at the rows, once the form itself is right; save nothing."""
        if change and prepares(request):
            stored = form.stored
            for formset in vars(request)["prepared_formsets"]:
                if not is_prepared_form(request):
                    refuse_unprepared(formset, stored)
                elif stored and not is_of_new(formset):
                    seen = request.POST.get(LIVE_SEEN, "")
                    ask_about_rows(formset, stored, seen)
        return super().save_form(request, form, change)

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if not prepares(request):
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the rows; of what is prepared, keep it apart, or publish it at once."""
        if not prepares(request):
            super().save_related(request, form, formsets, change)
            return
        now, user, thing = timezone.now(), as_staff(request).user, form.live
        first = not is_prepared_form(request)
        rows = {
            formset.model.rows_name: row_pairs(formset, form.stored, first=first)
            for formset in formsets
            if isinstance(formset, PreparableFormSet) and not is_of_new(formset)
        }
        was = form.stored and form.stored.appears_at
        keep_prepared(
            thing,
            form.pairs(),
            rows,
            appears_at=form.cleaned_data.get("appears_at", was),
            is_small="small_change" in request.POST,
            user=user,
            at=now,
        )
        keep_waiting_rows(formsets, PreparedChange.objects.of(thing).get())
        kept = discard_prepared(thing, empty_only=True)
        vars(request)["kept_prepared"] = kept

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        if prepares(request):
            return _("Changes prepared")
        return super().construct_change_message(request, form, formsets, add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what is kept, and go on with it; publish it if that was asked for."""
        if not prepares(request):
            response: Any = super().response_change(request, obj)
            if LIVE in request.GET and response.headers.get("Location") == request.path:
                return HttpResponseRedirect(f"{request.path}?{LIVE}=yes")
            return cast(HttpResponse, response)
        if not vars(request)["kept_prepared"]:
            text = _("Nothing differs from what the public sees, so nothing is kept.")
            self.message_user(request, text, messages.INFO)
            return HttpResponseRedirect(self._address("change", obj.pk))
        if PUBLISH_NOW in request.POST:
            return self._publish(request, obj)
        text = _("The changes are kept. The public page stays as it is until then.")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self._address("prepared", obj.pk))

    def _publish(self, request: HttpRequest, obj: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                publish_prepared(obj, at=timezone.now(), user=request.user)
        except NotPublished as refusal:
            text = _("The changes are kept, and not published:")
            reasons = " ".join(refusal.reasons) or refusal.held.label
            self.message_user(request, f"{text} {reasons}", messages.ERROR)
            return SeeOther(self._address("prepared", obj.pk))
        self.log_change(request, obj, _("Prepared changes published"))
        link = format_html(
            '{} <a href="{}">{}</a>',
            _("The prepared changes are on the site now."),
            obj.get_absolute_url(),
            _("Look at it"),
        )
        self.message_user(request, link, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", obj.pk))
