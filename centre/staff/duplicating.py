"""Begin something new from something that is there: a form that is filled, not saved.

Nothing is written until somebody saves, so a copy that nobody wanted leaves nothing.
Its address is made of the title that it is saved with.
"""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centre.content.addressed import slug_columns
from centre.content.languages import columns, complete_languages
from centre.pictures.library import PictureRights
from centre.pictures.models import Picture
from centre.staff.mixins import PageAdmin, as_staff

# The parameter of a new form's address that names what it is filled from.
TEMPLATE = "copy_of"
# What something new never takes over from another.
NEVER_COPIED = {
    *("id", "slug", *slug_columns()),
    *("published_at", "published_until", "is_sample"),
}


class Duplicates(PageAdmin):
    """A mixin for admins whose things serve as templates of new ones.

    `not_copied` names the fields that belong to the one thing, `copied_rows` the models
    of the rows that a copy begins with; others are left out.
    """

    not_copied: frozenset[str] = frozenset()
    copied_rows: tuple[type[models.Model], ...] = ()

    def object_links(self, request: HttpRequest, obj: Any) -> list[tuple[str, Any]]:
        """Return what leads on from a form, with the way to a copy."""
        if not self.has_add_permission(request):
            return []
        add = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return [(f"{add}?{TEMPLATE}={obj.pk}", _("Use as a template"))]

    def template_of(self, request: HttpRequest) -> Any:
        """Return what the address of a new form names as its template, or None.

        Raises Http404 where there is no such thing, or staff may not see it.
        """
        key = request.GET.get(TEMPLATE)
        if key is None:
            return None
        found = self.get_object(request, key)
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        original = self.template_of(request)
        if original is None:
            return initial
        text = _(
            "This is filled from “%(thing)s” and not saved yet. Change the title first."
        )
        self.message_user(request, text % {"thing": original}, messages.INFO)
        copied = self._copied(original, self.not_copied | NEVER_COPIED)
        return initial | self.moved(original, copied)

    def _copied(self, original: Any, left_out: Any) -> dict[str, Any]:
        """Return what a copy begins with, by field; those of hands alone."""
        fields = (*original._meta.concrete_fields, *original._meta.many_to_many)
        kept = (f for f in fields if f.editable and f.name not in left_out)
        values = {f.name: f.value_from_object(original) for f in kept}
        return values

    def moved(self, original: Any, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a copy, or of a row of it, moved to their new time."""
        return values

    def has_safe_pictures(self, original: Any) -> bool:
        """Return whether a template's pictures may be shown in its copy, too."""
        return True

    # --- Rows ---------------------------------------------------------------------

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        inlines = super().get_inline_instances(request, obj)
        if obj is None and request.method == "GET" and TEMPLATE in request.GET:
            for inline in inlines:
                inline.extra = len(self._rows(request, inline.model))
        return inlines

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and request.method == "GET" and TEMPLATE in request.GET:
            kwargs["initial"] = self._rows(request, inline.model)
        return kwargs

    def _rows(self, request: HttpRequest, model: Any) -> list[dict[str, Any]]:
        """Return what each row of a kind begins with; pictures come with saving."""
        if model not in self.copied_rows or issubclass(model, Picture):
            return []
        known = vars(request).setdefault("template_rows", {})
        if model not in known:
            original = self.template_of(request)
            field = _field_to(model, self.model)
            rows = model._default_manager.filter(**{field: original})
            known[model] = [
                self.moved(original, self._copied(row, {"id", field})) for row in rows
            ]
        return known[model]

    # --- Pictures -----------------------------------------------------------------

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the rows; what is made from a template gets its pictures too."""
        super().save_related(request, form, formsets, change)
        original = None if change else self.template_of(request)
        if original is not None and self.has_safe_pictures(original):
            for formset in formsets:
                if formset.model in self.copied_rows:
                    _copy_pictures(request, formset.model, original, form.instance)


def _copy_pictures(request: HttpRequest, model: Any, original: Any, copy: Any) -> None:
    """Show a template's pictures in its copy: the same files, with their words.

    One that lacks a description, where readers may see the copy at once, stays behind,
    and so does one that somebody in it does not agree to.
    """
    permission = f"{model._meta.app_label}.add_{model._meta.model_name}"
    if not issubclass(model, Picture) or not as_staff(request).user.has_perm(
        permission
    ):
        return
    field = model.owner_field()
    needed = [columns(model, code)["alt"] for code in complete_languages(copy)]
    refused = PictureRights.objects.filter(consent=PictureRights.Consent.REFUSED)
    pictures = model._default_manager.filter(**{field: original})
    for picture in pictures.exclude(image__in=refused.values("image")):
        described = picture.decorative or all(getattr(picture, n) for n in needed)
        if described or not copy.published_at:
            picture.pk, picture._state.adding = None, True
            setattr(picture, field, copy)
            picture.save()


def _field_to(model: Any, owner: Any) -> str:
    """Return the name of a row's field that leads to what it belongs to."""
    return next(f.name for f in model._meta.fields if f.related_model is owner)
