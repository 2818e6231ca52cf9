"""The question who comes, where a delegation has more names than places."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Delegate, Registration


class PeopleTicks(forms.CheckboxSelectMultiple):
    """A tick for each person; the page also sends back whom it showed."""

    template_name = "events/includes/people_ticks.html"


class ComingField(forms.MultipleChoiceField):
    """Who comes; whoever has left the list meanwhile is passed over."""

    widget = PeopleTicks

    def to_python(self, value: Any) -> list[str]:
        """Return the ticked people who are still on the list."""
        return [pk for pk in super().to_python(value) if self.valid_value(pk)]


class WhoComesForm(forms.Form):
    """Ticks of those who come: at most as many as there are places.

    It asks where there are `people`, all of them ticked at first. The places are
    `places`, or the answer to the field `seats`.
    """

    use_required_attribute = False
    sent_along = ("shown",)  # by PeopleTicks

    def __init__(
        self,
        *args: Any,
        people: Iterable[Delegate] = (),
        places: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.ask_about(people)

    def ask_about(self, people: Iterable[Delegate]) -> None:
        """Ask about people instead of those asked about before."""
        self.people = list(people)
        choices = [(str(person.pk), person.full_name) for person in self.people]
        self.fields.pop("coming", None)
        if choices:
            self.fields["coming"] = ComingField(
                label=_("Who is coming?"),
                choices=choices,
                initial=[pk for pk, _name in choices],
                help_text=_("Anybody not ticked will be taken off the list."),
                error_messages={"required": _("Tick who is coming")},
            )

    def clean(self) -> dict[str, Any]:
        """Refuse more people than places."""
        data = super().clean() or self.cleaned_data
        places = data.get("seats") or self.places
        if places and len(data.get("coming", ())) > places:
            self.add_error("coming", _at_most(places))
        return data

    def leaving(self) -> set[int]:
        """Return the primary keys of the people who were shown and have no tick."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict()
        shown = set(sent.getlist("shown"))
        coming = self.cleaned_data.get("coming", []) if self.is_bound else []
        return {
            person.pk
            for person in self.people
            if str(person.pk) in shown and str(person.pk) not in coming
        }

    def refuse_names(self, people: Iterable[Delegate], places: int) -> None:
        """Say that there are too many names, and ask about those there are now."""
        self.ask_about(people)
        self.add_error("coming", _at_most(places))


def _at_most(places: int) -> str:
    return ngettext(
        "There is %(count)d place. Tick at most %(count)d person",
        "There are %(count)d places. Tick at most %(count)d people",
        places,
    ) % {"count": places}


def has_too_many_names(registration: Registration) -> list[Delegate]:
    """Return the people of an offer of fewer places than names; [] for any other."""
    if registration.status != Registration.Status.OFFERED:
        return []
    people = list(registration.delegates.all())
    return people if len(people) > registration.seats else []
