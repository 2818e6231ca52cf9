"""The form of a study visit: never fewer places than are taken by an oversight."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.staff.fields import HiddenField
from centre.staff.forms import ContentForm
from centre.text.fields import CharFormField
from events.models import StudyVisit
from events.registrations.needs import INTERPRETED
from events.visits.pasted_programme import Programme

State = StudyVisit.State


class PastedLines(forms.Textarea):
    """Lines to paste, with a button of their own."""

    template_name = "admin/widgets/pasted_lines.html"


class VisitForm(ContentForm):
    """A visit's form; the box `over_capacity` is shown when it is needed."""

    interpreted = forms.MultipleChoiceField(
        label=capfirst(StudyVisit._meta.get_field("interpreted").verbose_name),
        help_text=StudyVisit._meta.get_field("interpreted").help_text,
        required=False,
        choices=[*INTERPRETED.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    over_capacity = forms.BooleanField(
        label=_("Save it so"), required=False, widget=HiddenField
    )

    pasted_programme = CharFormField(
        label=_("Paste a programme"),
        required=False,
        max_length=10_000,
        strip=False,
        widget=PastedLines(attrs={"rows": 4, "data-pastes-rows": True}),
        help_text=_(
            "A table from Word or Excel, or lines such as “10:00–11:30 Welcome”. A "
            "line with a day, or “Day 2”, says when the following ones are. Each "
            "becomes a new item below, to look at before you save; what is there stays."
        ),
    )

    # What became of the pasted lines; nothing is saved then.
    pasted: Programme | None = None
    # Why it is not saved now; the admin says so for a request.
    held_back: Promise | str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("state")
        if field and self.instance.state != State.CANCELLED:
            field.choices = [c for c in field.choices if c[0] != State.CANCELLED]
            field.help_text = _(
                "A visit is cancelled on its desk, where every delegation is told."
            )

    def clean(self) -> dict[str, Any] | None:
        """After the row is locked: ask where fewer places remain than are taken."""
        data = super().clean()
        if self.pasted:
            self._tell_of_pasted(self.pasted)
        if self.held_back:
            raise ValidationError(str(self.held_back))
        capacity = self.cleaned_data.get("capacity")
        if (
            capacity is None
            or not self.instance.pk
            or "capacity" not in self.changed_data
        ):
            return data
        over = self.instance.count_seats_taken() - capacity
        if over > 0:
            self._ask_about(over)
        return data

    def _tell_of_pasted(self, pasted: Programme) -> None:
        """Refuse to save before somebody has looked at what became of the lines."""
        for line in pasted.faulty:
            text = _("Line %(number)d, “%(text)s”: %(why)s.")
            filled = {"number": line.number, "text": line.text[:60], "why": line.why}
            self.add_error("pasted_programme", text % filled)
        count = len(pasted.items)
        told = ngettext(
            "Nothing is saved yet: %(count)d pasted line is in the programme below. "
            "Look at it, then save.",
            "Nothing is saved yet: %(count)d pasted lines are in the programme below. "
            "Look at them, then save.",
            count,
        )
        raise ValidationError(told % {"count": count})

    def _ask_about(self, over: int) -> None:
        """Refuse what nobody ticked, and show the box with the number beside it."""
        label = ngettext(
            "Over by %(over)d place: save it so",
            "Over by %(over)d places: save it so",
            over,
        )
        box = self.fields["over_capacity"]
        box.label, box.widget = label % {"over": over}, forms.CheckboxInput()
        self["over_capacity"].label = box.label  # it took the label before this
        if self.cleaned_data.get("over_capacity"):
            return
        text = ngettext(
            "%(over)d place more is taken than that. Nobody loses a place, and nothing "
            "is offered until there is room. Tick the box below to save it so.",
            "%(over)d places more are taken than that. Nobody loses a place, and "
            "nothing is offered until there is room. Tick the box below to save it so.",
            over,
        )
        raise ValidationError({"capacity": text % {"over": over}})
