"""The page on which staff join two delegations of one visit."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centre.staff.mixins import StaffRequest
from centre.web.refused import bind
from events.models import Delegate, Registration
from events.registrations.rules.merge import (
    find_people_in_both,
    find_shared_email,
    merge_delegations,
)
from events.registrations.staff.actions import cleaned_answers
from events.registrations.staff.change_requests import ChangeRequestActions


class MergeForm(forms.Form):
    """Which delegation stays, and which one joins it; of two that is the other."""

    kept = forms.TypedChoiceField(
        label=_("Which delegation stays"),
        coerce=int,
        help_text=_(
            "Its contact person, its link, its language and its reference stay. The "
            "other delegation ends. This can’t be undone."
        ),
    )
    joining = forms.TypedChoiceField(label=_("Which one joins it"), coerce=int)

    def __init__(self, *args: Any, chosen: list[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = {registration.pk: registration for registration in chosen}
        choices = [
            (r.pk, f"{r.reference}: {r.contact_name}, {r.organisation} ({r.seats})")
            for r in chosen
        ]
        fields: Any = self.fields.values()
        for field in fields:
            field.choices = choices
        if len(chosen) == 2:
            del self.fields["joining"]

    def clean(self) -> dict[str, Any]:
        """Both as delegations, never one and the same."""
        kept = self.cleaned_data.get("kept")
        others = [pk for pk in self.chosen if pk != kept]
        if "joining" not in self.fields and kept:
            self.cleaned_data["joining"] = others[0]
        elif kept and self.cleaned_data.get("joining") == kept:
            self.add_error("joining", _("Choose another one than the one that stays"))
        return {name: self.chosen[pk] for name, pk in self.cleaned_data.items()}


class MergeActions(ChangeRequestActions):
    """Joining the delegations of the address's `id`s, two at a time."""

    def action_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.join_view)
        url = path("join/", view, name="events_registration_join")
        return [*super().action_urls(), url]

    def join_view(self, request: StaffRequest) -> HttpResponse:
        """Ask which one stays, show what comes of it, then join them."""
        self._require_change(request)
        chosen = self._chosen(request)
        if len(chosen) < 2:
            raise Http404
        first = {"kept": chosen[0].pk, "joining": chosen[1].pk}
        look = first if len(chosen) == 2 else None
        form = bind(request, MergeForm, chosen=chosen, initial=first)
        if look and not form.is_bound:
            form = MergeForm(look, chosen=chosen, initial=first)
        given = cleaned_answers(form)
        act = partial(merge_delegations, at=timezone.now(), staff=request.user)
        return self._answer(
            request,
            given["kept"] if given else chosen[0],
            _("Join the delegations"),
            form,
            act,
            chosen=[*given.values()] if given else chosen,
            notes=_what_comes_of_it(**given) if given else [],
            harms=True,
            back=reverse("admin:events_studyvisit_desk", args=[chosen[0].visit_id]),
        )


def _what_comes_of_it(kept: Registration, joining: Registration) -> list[str]:
    """How many people there are then, and who was in both."""
    people = ngettext(
        "Afterwards: %(delegation)s, %(count)d person.",
        "Afterwards: %(delegation)s, %(count)d people.",
        kept.seats + joining.seats,
    ) % {"delegation": kept, "count": kept.seats + joining.seats}
    notes = {
        gettext(
            "In both, and one person afterwards: %(names)s. The places stay."
        ): find_people_in_both(kept, joining),
        gettext(
            "The same e-mail under two names, so both stay: %(names)s."
        ): find_shared_email(kept, joining),
    }
    return [
        people,
        *(text % {"names": _names(pairs)} for text, pairs in notes.items() if pairs),
    ]


def _names(pairs: list[tuple[Delegate, Delegate]]) -> str:
    """Each name once: "Anna Żak / Zak Anna, Olga"."""
    names = [dict.fromkeys([one.full_name, other.full_name]) for one, other in pairs]
    return ", ".join(" / ".join(two) for two in names)
