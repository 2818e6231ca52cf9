"""A registration's answers as text, for the page that shows them before sending."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries import countries

from events.models import StudyVisit, VisitPart
from events.registrations.form.drafts import Draft
from events.registrations.form.forms import Step
from events.registrations.part_text import people_in, time_of


@dataclass(frozen=True)
class AnswerRow:
    """One question and its answer, "" where none was given.

    `detail` tells parts of one name apart, in the page's language.
    """

    label: str
    value: str
    language: str = ""  # of the label, where it is not the page's
    detail: str = ""


@dataclass(frozen=True)
class StepAnswers:
    """The answers of one step, and where to change them."""

    step: str
    rows: list[AnswerRow]
    change_url: str


# Said by having come so far, or worth a line only where there is one.
LEFT_OUT = {"notice_read"}
ONLY_IF_GIVEN = {"code", "min_seats"}


def answers_by_step(visit: StudyVisit, draft: Draft) -> list[StepAnswers]:
    """Return every answer, in the order of the questions."""
    return [
        StepAnswers(
            step=step,
            rows=_part_rows(visit, draft)
            if step == "parts"
            else _rows(form, draft.answers(step)),
            change_url=reverse(f"events:register-{step}", args=[visit.localized_slug]),
        )
        for step, form in draft.steps.items()
    ]


def _rows(form: type[Step], answers: dict[str, Any]) -> list[AnswerRow]:
    """Return the answers of one step."""
    shown = {
        name: answers[name]
        for name in form.base_fields
        if name in answers  # some are asked only where they matter
        and name not in LEFT_OUT
        and (answers[name] or name not in ONLY_IF_GIVEN)
    }
    return [
        AnswerRow(
            label=str(form.base_fields[name].label).removesuffix(_(" (optional)")),
            value=_answer_text(name, answer),
        )
        for name, answer in shown.items()
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
                label=localized.title,
                value=people_in(seats, waits=waits) if seats else _("Nobody"),
                language=localized.language,
                detail=f"{time_of(part)}, {part.held_in}",
            )
        )
    return rows


def _answer_text(name: str, value: object) -> str:
    """Return an answer as people read it: yes or no, a country's name, or as typed."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "country":
        return str(countries.name(str(value)))
    return "" if value is None else str(value)
