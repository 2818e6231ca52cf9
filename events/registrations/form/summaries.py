"""A registration's answers as text, for the page that shows them before sending."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from events.models import StudyVisit, VisitPart
from events.registrations.form.drafts import Draft
from events.registrations.form.forms import Step
from events.registrations.part_text import people_in


@dataclass(frozen=True)
class AnswerRow:
    """One question, its answer ("" where none was given), and where to change it."""

    label: str
    value: str
    change_url: str
    language: str = ""  # of the label, where it is not the page's


def answer_rows(visit: StudyVisit, draft: Draft) -> list[AnswerRow]:
    """Return every answer, in the order of the questions."""
    return [
        row
        for step, form in draft.steps.items()
        for row in (
            _part_rows(visit, draft)
            if step == "parts"
            else _rows(visit, step, form, draft.answers(step))
        )
    ]


def _rows(
    visit: StudyVisit, step: str, form: type[Step], answers: dict[str, Any]
) -> list[AnswerRow]:
    """Return the answers of one step."""
    return [
        AnswerRow(
            label=str(field.label).removesuffix(_(" (optional)")),
            value=_answer_text(name, answers[name]),
            change_url=_url(visit, step, name),
        )
        for name, field in form.base_fields.items()
        if name in answers  # some are asked only where they matter
    ]


def _part_rows(visit: StudyVisit, draft: Draft) -> list[AnswerRow]:
    """Return how many people go to each part."""
    answers = draft.answers("parts")
    rows = []
    for part in VisitPart.objects.filter(visit=visit).with_people():
        seats, localized = answers.get(f"part-{part.pk}") or 0, part.localized
        waits = bool(answers.get(f"wait-{part.pk}")) and seats > part.left
        rows.append(
            AnswerRow(
                label=f"{localized.title} ({part.held_in})",
                value=people_in(seats, waits=waits) if seats else _("Nobody"),
                change_url=_url(visit, "parts", f"part-{part.pk}"),
                language=localized.language,
            )
        )
    return rows


def _url(visit: StudyVisit, step: str, field: str) -> str:
    """Return the URL where an answer can be changed."""
    return reverse(f"events:register-{step}", args=[visit.slug]) + f"#id_{field}"


def _answer_text(name: str, value: object) -> str:
    """Return an answer as people read it: yes or no, a country's name, or as typed."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "country":
        return str(countries.name(str(value)))
    return "" if value is None else str(value)
