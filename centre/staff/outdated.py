"""What a form says of outdated translations, and what staff answer."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest

from centre.content.outdated import OutdatedText, small_change
from centre.staff.mixins import PageAdmin


@dataclass
class OutdatedLanguage:
    """The texts of a thing that are outdated in one language."""

    code: str
    labels: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The language by its own name."""
        return settings.CENTRE_LANGUAGES[self.code]

    @property
    def value(self) -> str:
        """What the form sends to say that all of them are right."""
        return " ".join(self.marks)


def outdated_languages(thing: Any) -> list[OutdatedLanguage]:
    """Return what is outdated of a thing and its parts, language by language."""
    found: dict[str, OutdatedLanguage] = {}
    for row in OutdatedText.objects.of(thing):
        if row.language.replace("_", "-") not in settings.CENTRE_LANGUAGES:
            continue
        code = row.language.replace("_", "-")
        language = found.setdefault(code, OutdatedLanguage(code))
        label = _label(row)
        if label not in language.labels:
            language.labels.append(label)
        language.marks.append(row.mark)
    return [found[code] for code in settings.CENTRE_LANGUAGES if code in found]


def _label(row: OutdatedText) -> str:
    """Return the name of a field, with that of the part which has it."""
    opts = apps.get_model(row.part)._meta
    name = str(opts.get_field(row.field).verbose_name)
    return name if row.part == row.model else f"{opts.verbose_name}: {name}"


class KeepsTranslations(PageAdmin):
    """A mixin for forms of translated content: what is outdated, and what is not.

    `small_change` says that translations are as right as before, `still_right` which
    of those that were left behind have been read.
    """

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        with small_change("small_change" in request.POST):
            super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save the parts, then believe what was said of what had been shown."""
        with small_change("small_change" in request.POST):
            super().save_related(request, form, formsets, change)
        marks = " ".join(request.POST.getlist("still_right")).split()
        if marks:
            OutdatedText.objects.of(form.instance).confirm(marks)
