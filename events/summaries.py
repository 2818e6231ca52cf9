"""A registration's answers in words, for the page that shows them once more."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from events.drafts import STEPS, Draft
from events.models import StudyVisit


@dataclass(frozen=True)
class AnswerRow:
    """One question, its answer ("" if none was given), and where to change it."""

    label: str
    value: str
    change_url: str


def answer_rows(visit: StudyVisit, draft: Draft) -> list[AnswerRow]:
    """Every answer in the order in which it was asked."""
    return [
        AnswerRow(
            label=str(field.label).removesuffix(_(" (optional)")),
            value=_words(name, draft.answers(step).get(name)),
            change_url=reverse(f"events:register-{step}", args=[visit.slug])
            + f"#id_{name}",
        )
        for step, form in STEPS.items()
        for name, field in form.base_fields.items()
        if name in draft.answers(step)  # some are asked only where they matter
    ]


def _words(name: str, value: object) -> str:
    """An answer as its question's reader would say it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "country":
        return str(countries.name(str(value)))
    return "" if value is None else str(value)
