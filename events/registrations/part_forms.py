"""The questions about a visit's parts: how many people of a delegation go where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.exceptions import PartFull, PartRefused
from events.models import Registration, VisitPart
from events.registrations.fields import share_field
from events.registrations.part_text import (
    part_facts,
    people_in,
    places_left,
    refusal_text,
)
from events.registrations.rules.parts import PartSelection


@dataclass(frozen=True)
class PartRow:
    """A part, its fields, and the parts that could stand for it."""

    part: VisitPart
    seats: forms.BoundField
    wait: forms.BoundField | None
    instead: list[VisitPart]


class PartsForm(forms.Form):
    """A number for each part, and a tick to wait where a part may be too small.

    `parts` are annotated by `with_people()`; at most `max_people` go to one part.
    """

    use_required_attribute = False
    parts: list[VisitPart]
    max_people: int

    def ask_for(self, parts: Iterable[VisitPart], max_people: int) -> None:
        """Add the fields of each part."""
        self.parts, self.max_people = list(parts), max_people
        for part in self.parts:
            field = share_field(_("How many of you?"), max_people)
            field.error_messages = {
                code: _named(part, text) for code, text in field.error_messages.items()
            }
            self.fields[f"part-{part.pk}"] = field
            if part.left < max_people:
                self.fields[f"wait-{part.pk}"] = forms.BooleanField(
                    label=_("Wait for places if there are too few"), required=False
                )

    def part_rows(self) -> Iterator[PartRow]:
        """Yield what the page shows of each part."""
        for part in self.parts:
            wait = f"wait-{part.pk}"
            yield PartRow(
                part,
                seats=self[f"part-{part.pk}"],
                wait=self[wait] if wait in self.fields else None,
                instead=self._instead_of(part),
            )

    def _instead_of(self, part: VisitPart) -> list[VisitPart]:
        """Return the same part in another language or at another time, with more room.

        Parts that can stand for one another have the same title.
        """
        if part.left >= self.max_people:
            return []
        same = (other for other in self.parts if str(other) == str(part))
        return [other for other in same if other.left > part.left]

    def selections(self) -> tuple[PartSelection, ...]:
        """Return what was selected of each part."""
        return tuple(
            PartSelection(
                part=part.pk,
                seats=self.cleaned_data.get(f"part-{part.pk}") or 0,
                may_wait=bool(self.cleaned_data.get(f"wait-{part.pk}")),
            )
            for part in self.parts
        )

    def refuse(self, refusal: PartRefused) -> None:
        """Add the error of a refused part beside its number."""
        number, tick = f"part-{refusal.part}", f"wait-{refusal.part}"
        part = next((p for p in self.parts if p.pk == refusal.part), None)
        text = refusal_text(refusal)
        self.add_error(number, _named(part, text) if part else text)
        if isinstance(refusal, PartFull) and part and tick in self.fields:
            self.add_error(tick, _named(part, _("Tick this to wait for places")))


class ChosenPartsForm(PartsForm):
    """The parts of a registered delegation; `select_parts` decides what is possible."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        chosen = {c.part_id: c for c in registration.part_choices.all()}
        kwargs["initial"] = {f"part-{pk}": c.seats for pk, c in chosen.items()} | {
            f"wait-{pk}": c.waiting_since is not None for pk, c in chosen.items()
        }
        super().__init__(*args, **kwargs)
        parts = VisitPart.objects.with_people(excluding=registration)
        self.ask_for(parts.filter(visit=registration.visit), registration.seats)

    def selections_text(self) -> str:
        """Return what was selected of each part, a line each, for staff to read."""
        seats = {selection.part: selection.seats for selection in self.selections()}
        return "\n".join(
            f"{part_facts(part)}: {people_in(seats[part.pk], waits=False)}"
            for part in self.parts
        )


class StaffPartsForm(ChosenPartsForm):
    """The same for staff, with each part's facts as its number's label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_for_staff(self)

    def clean(self) -> dict[str, Any]:
        """Return the selections as `select_parts` takes them."""
        super().clean()
        return {"selections": self.selections()}


def _named(part: VisitPart, text: Promise | str) -> str:
    """Return a text with its part: several parts may have one title."""
    return f"{part_facts(part)}: {text}"


def label_for_staff(form: PartsForm) -> None:
    """Name each part in its label, for forms that show nothing but labels."""
    for part in form.parts:
        facts = f"{part_facts(part)}: {places_left(part)}"
        form.fields[f"part-{part.pk}"].label = facts
