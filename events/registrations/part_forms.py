"""The questions about a visit's parts: how many people of a delegation go where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
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
    """A part, its fields, and where else its people could go."""

    part: VisitPart
    seats: forms.BoundField
    wait: forms.BoundField | None
    instead: list[VisitPart]


class PartsForm(forms.Form):
    """A number for each part, and a tick to wait where a part may be too small.

    `parts` know their `people`; `most` is how many people there are to ask for.
    """

    use_required_attribute = False
    parts: list[VisitPart]
    most: int

    def ask_for(self, parts: Iterable[VisitPart], most: int) -> None:
        """Add the fields of each part."""
        self.parts, self.most = list(parts), most
        for part in self.parts:
            self.fields[f"part-{part.pk}"] = share_field(_("How many of you?"), most)
            if part.left < most:
                self.fields[f"wait-{part.pk}"] = forms.BooleanField(
                    label=_("Wait for places if there are too few"), required=False
                )

    def part_rows(self) -> Iterator[PartRow]:
        """What the page shows of each part."""
        for part in self.parts:
            wait = f"wait-{part.pk}"
            yield PartRow(
                part,
                seats=self[f"part-{part.pk}"],
                wait=self[wait] if wait in self.fields else None,
                instead=self._instead_of(part),
            )

    def _instead_of(self, part: VisitPart) -> list[VisitPart]:
        """The same in another language or at another time, with more room.

        Parts that can stand for one another have the same title.
        """
        if part.left >= self.most:
            return []
        same = (other for other in self.parts if str(other) == str(part))
        return [other for other in same if other.left > part.left]

    def wishes(self) -> tuple[PartSelection, ...]:
        """What was asked for of each part."""
        return tuple(
            PartSelection(
                part=part.pk,
                seats=self.cleaned_data.get(f"part-{part.pk}") or 0,
                may_wait=bool(self.cleaned_data.get(f"wait-{part.pk}")),
            )
            for part in self.parts
        )

    def refuse(self, refusal: PartRefused) -> None:
        """Say beside the part's number why it can't be."""
        number, tick = f"part-{refusal.part}", f"wait-{refusal.part}"
        if number not in self.fields:
            self.add_error(None, _("One of the parts is no longer there"))
            return
        self.add_error(number, refusal_text(refusal))
        if isinstance(refusal, PartFull) and tick in self.fields:
            self.add_error(tick, _("Tick this to wait for places"))


class ChosenPartsForm(PartsForm):
    """Who goes where, of a delegation that is registered; the service decides."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        chosen = {c.part_id: c for c in registration.part_choices.all()}
        kwargs["initial"] = {f"part-{pk}": c.seats for pk, c in chosen.items()} | {
            f"wait-{pk}": c.waiting_since is not None for pk, c in chosen.items()
        }
        super().__init__(*args, **kwargs)
        parts = VisitPart.objects.with_people(excluding=registration)
        self.ask_for(parts.filter(visit=registration.visit), registration.seats)

    def in_words(self) -> str:
        """What was chosen of each part, a line each, for staff to read."""
        number = {wish.part: wish.seats for wish in self.wishes()}
        return "\n".join(
            f"{part_facts(part)}: {people_in(number[part.pk], waits=False)}"
            for part in self.parts
        )


class StaffPartsForm(ChosenPartsForm):
    """The same for staff, with each part in words beside its number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_for_staff(self)

    def clean(self) -> dict[str, Any]:
        """The choice as the service takes it."""
        super().clean()
        return {"wishes": self.wishes()}


def label_for_staff(form: PartsForm) -> None:
    """Name each part where a form has no place for more than labels."""
    for part in form.parts:
        facts = f"{part_facts(part)}: {places_left(part)}"
        form.fields[f"part-{part.pk}"].label = facts
