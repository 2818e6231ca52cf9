"""Bases of staff's forms: native inputs, languages, no silent overwriting."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns, direction
from centre.content.publishing import INCOMPLETE
from centre.staff.date_inputs import DayInput, MomentInput
from centre.staff.merging import MergingForm
from centre.staff.mixins import AnyAdmin
from centre.text.fields import IntegerFormField


class MomentField(forms.DateTimeField):
    """A day and an hour in Kraków; one at the calendar's very end is shown as it is."""

    def prepare_value(self, value: Any) -> Any:
        try:
            return super().prepare_value(value)
        except OverflowError:
            return value


class NativeInputs(AnyAdmin):
    """Mixin: the browser's own inputs, https for URLs, forms that merge."""

    form: type[forms.ModelForm] = MergingForm

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.PositiveIntegerField: {"form_class": IntegerFormField},
        models.PositiveSmallIntegerField: {"form_class": IntegerFormField},
        models.DateTimeField: {
            "form_class": MomentField,
            "widget": MomentInput,
        },
        models.DateField: {"widget": DayInput},
        models.TimeField: {
            "widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        },
    }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return the fieldsets with what the form showed, for who may change it."""
        return self._with_seen(request, obj, super().get_fieldsets(request, obj))

    def _with_seen(self, request: HttpRequest, obj: Any, sets: Any) -> list[Any]:
        if not self.has_change_permission(request, obj):
            return [*sets]
        *others, (name, options) = sets
        fields = [field for field in options["fields"] if field != "seen"]
        return [*others, (name, {**options, "fields": [*fields, "seen"]})]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Leave out the icons that open, change or delete the thing that is chosen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False  # it leads to the same form
        return field


class LanguageFields(NativeInputs):
    """A fieldset for each language, named in that language, and `details` after them.

    `details` has what is the same in every language, as `fieldsets` would; it stands
    first where somebody looks for that first: when something is, which picture it is.
    `folded_texts` are fields that are seldom written: in each language they stand
    apart, behind their names.
    """

    details: tuple[Any, ...] = ()
    details_first = False
    folded_texts: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return a fieldset for every stored language, hidden ones too."""
        languages = [
            (
                format_html('<span lang="{}">{}</span>', code, name),
                {
                    "fields": self._columns(code),
                    "classes": ["language", f"language-{code}"],
                },
            )
            for code, name in settings.CENTRE_LANGUAGES.items()
        ]
        languages += self._folded_languages()
        if getattr(request, "reverting", False):
            sets = languages  # words alone
        elif self.details_first:
            sets = [*self.details, *languages]
        else:
            sets = [*languages, *self.details]
        return self._with_seen(request, obj, sets)

    def _columns(self, code: str) -> list[str]:
        """Return the columns of a language in the model's order."""
        names = columns(self.model, code)
        own = [f.name for f in self.model._meta.fields if f.name in names]
        return [names[name] for name in own if name not in self.folded_texts]

    def _folded_languages(self) -> list[Any]:
        """Return a fieldset for each language with the texts that are folded away."""
        if not self.folded_texts:
            return []
        fields = [self.model._meta.get_field(name) for name in self.folded_texts]
        labels = ", ".join(str(field.verbose_name) for field in fields)
        return [
            (
                format_html('<span lang="{}">{}</span>: {}', code, name, labels),
                {
                    "fields": [columns(self.model, code)[f] for f in self.folded_texts],
                    "classes": ["language", f"language-{code}", "collapse"],
                },
            )
            for code, name in settings.CENTRE_LANGUAGES.items()
        ]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Mark a column's input with its language, and label it without one."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        original = getattr(db_field, "translated_field", None)
        if field is not None and original is not None:
            field.label = capfirst(original.verbose_name)
            language = getattr(db_field, "language", "")
            field.widget.attrs |= {"lang": language, "dir": direction(language)}
        return field


class ContentForm(MergingForm):
    """A form of content, saved under its row's lock.

    `refused` and `reverting` are set by the admin for each request.
    """

    refused = False
    reverting = False
    taken_back: ClassVar[dict[str, Any]] = {}  # from an older version, by field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(self.taken_back)
        if self.reverting:
            self.initial["seen"] = ""  # what is sent back as it is shown is meant

    def clean(self) -> dict[str, Any] | None:
        if self.refused:
            raise ValidationError(
                _(
                    "This could not be saved: somebody saved something that is in its "
                    "way at the same moment. Check the address and the times, then "
                    "save again."
                )
            )
        if self.instance.pk:
            self._lock()
        data = super().clean()
        if "published_at" not in self.fields:
            return data
        if "_publish" in self.data:
            self._publish()
        elif not self.instance.is_published():
            self._refuse_a_past_date()
        return data

    def _post_clean(self) -> None:
        """Check the thing's own rules; say at an empty text that it is missing."""
        form: Any = super()
        form._post_clean()
        for place in ("published_at", NON_FIELD_ERRORS):
            if self.has_error(place, INCOMPLETE):
                self._tell_at_empty_text(place)

    def _tell_at_empty_text(self, place: str) -> None:
        """Move the error that no language is complete to the text that is missing.

        It is the first one of the language that lacks fewest.
        """
        empty = [_empty_columns(self.instance, code) for code, _n in settings.LANGUAGES]
        column = min(empty, key=len)[0]
        if column not in self.fields:
            return
        errors = self.errors[place].as_data()
        del self.errors[place]
        for error in errors:
            self.add_error(column if error.code == INCOMPLETE else place, error)

    def _publish(self) -> None:
        """Publish now, or from the date to come that stands in the form."""
        now = timezone.now()
        self.cleaned_data["published_at"] = max(
            self.cleaned_data.get("published_at") or now, now
        )

    def _refuse_a_past_date(self) -> None:
        """Refuse to save a draft with a date that would make it public at once.

        No button but "Publish now" does that.
        """
        moment = self.cleaned_data.get("published_at")
        if moment and moment <= timezone.now():
            text = _(
                "With this date it would be on the site at once. Empty the field, or "
                "press “Publish now”."
            )
            self.add_error("published_at", text)

    def _lock(self) -> None:
        """Lock the row until the save, and read what others have saved in it.

        Raises ValidationError where somebody else has deleted it.
        """
        rows = type(self.instance)._base_manager.select_for_update()
        stored = rows.filter(pk=self.instance.pk).first()
        if stored is None and self.reverting:
            self.instance.published_at = None  # what was deleted comes back as a draft
            return
        if stored is None:
            raise ValidationError(
                _("Somebody else deleted this while you were writing."), code="deleted"
            )
        for field in self.instance._meta.concrete_fields:
            setattr(self.instance, field.attname, getattr(stored, field.attname))


def _empty_columns(thing: Any, code: str) -> list[str]:
    """Return the columns of a language that are required and have no text."""
    names = columns(type(thing), code)
    required = [names[field] for field in thing.translation_required]
    return [column for column in required if not (getattr(thing, column) or "").strip()]
