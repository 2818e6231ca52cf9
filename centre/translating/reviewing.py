"""An editor looks at a proposal, takes it over or refuses it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.content.plain_text import plain_text
from centre.content.proposals import Proposal
from centre.content.richtext import RichTextField
from centre.staff.history import written
from centre.staff.mixins import PageAdmin, as_staff
from centre.text.fields import CharFormField
from centre.translating.applying import NotApplied, shown_digests, take_over
from centre.translating.board import BOARD_PAGES
from centre.translating.comparing import compare_words, mark_changes
from centre.translating.kinds import BOARD_KINDS, may_change_kind
from centre.translating.proposing import (
    NotWaiting,
    digests_of,
    refuse_proposal,
)
from centre.translating.texts import TextPair, pairs_of, texts_of
from centre.web.refused import SeeOther, given_back


class DecisionForm(forms.Form):
    """Which fields are taken over, or why none is."""

    fields_taken = forms.MultipleChoiceField(required=False)
    answer = CharFormField(
        label=_("Why not, in a word to who proposed it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, names: list[str], *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["fields_taken"]
        choices.choices = [(name, name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Ask for what a decision needs.

        Raises ValidationError.
        """
        data = super().clean() or {}
        if "refuse" in self.data and not data.get("answer"):
            text = _("Say in a word why, so that the next one is better.")
            self.add_error("answer", text)
        elif "refuse" not in self.data and not data.get("fields_taken"):
            raise forms.ValidationError(_("Tick what you take over."))
        return data


@dataclass(frozen=True)
class ReviewRow:
    """One field of a proposal: its source, what changes, what has changed since."""

    field: str
    label: str
    pair: TextPair | None
    change: SafeString
    is_same: bool
    only_format: bool
    source_changed: bool
    target_changed: bool

    @property
    def is_stale(self) -> bool:
        """Whether it was made from texts that are no longer there."""
        return self.source_changed or self.target_changed


def review_rows(proposal: Proposal, thing: Any) -> list[ReviewRow]:
    """Return what a proposal changes, field by field, in the order of the form."""
    pairs = {pair.field: pair for pair in pairs_of(thing, proposal.language)}
    present = texts_of(thing)[proposal.language]
    now = digests_of(thing, proposal.language)
    rows = []
    for field in type(thing)._meta.fields:
        if field.name not in proposal.texts or field.name not in present:
            continue
        before, after = present[field.name], proposal.texts[field.name]
        plain = plain_text(before), plain_text(after)
        shown = plain if isinstance(field, RichTextField) else (before, after)
        was, is_now = (
            digests.get(field.name) or ["", ""] for digests in (proposal.made_from, now)
        )
        rows.append(
            ReviewRow(
                field=field.name,
                label=str(capfirst(field.verbose_name)),
                pair=pairs.get(field.name),
                change=mark_changes(compare_words(*shown)),
                is_same=before == after,
                only_format=before != after and shown[0] == shown[1],
                source_changed=was[0] != is_now[0],
                target_changed=was[1] != is_now[1],
            )
        )
    return rows


class ReviewPages(PageAdmin):
    """A mixin for the board: the page of one proposal."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.review)
        name = "centre_outdatedtext_review"
        return [path("proposals/<int:pk>/", view, name=name), *super().get_urls()]

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a proposal changes, and decide it, once.

        Raises Http404 where it or its thing is gone, PermissionDenied where staff may
        not change the thing.
        """
        proposal, thing = _find_proposal(request, pk)
        rows = review_rows(proposal, thing) if proposal.is_waiting else []
        names = [row.field for row in rows]
        sent = request.POST or given_back(request)
        form = DecisionForm(names, sent, initial={"fields_taken": names})
        if request.method == "POST" and form.is_valid():
            try:
                return self._decide(request, proposal, form)
            except NotApplied as refused:
                form.add_error(None, [*refused.errors])
                thing.refresh_from_db()
                rows = review_rows(proposal, thing)
            except NotWaiting:
                text = _("Somebody decided this or sent another one meanwhile.")
                self.message_user(request, text, messages.WARNING)
                return SeeOther(reverse(f"{BOARD_PAGES}_review", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposed translation"),
            "opts": self.opts,
            "proposal": proposal,
            "thing": thing,
            "rows": rows,
            "form": form,
            "ticked": form["fields_taken"].value() or [],
            "seen": shown_digests(request, proposal, thing) if rows else "",
            "made_at": written(proposal.made_at),
            "decided_at": proposal.decided_at and written(proposal.decided_at),
            "language": _language_of(proposal),
            "tells_delegations": "venue" in names,
        }
        return render(request, "admin/centre/translations/review.html", context)

    def _decide(
        self, request: HttpRequest, proposal: Proposal, form: DecisionForm
    ) -> HttpResponse:
        """Do what a valid form says, say so, and lead to the board.

        Raises NotWaiting, NotApplied.
        """
        now, revision = timezone.now(), request.POST.get("revision", "")
        if "refuse" in request.POST:
            answer, user = form.cleaned_data["answer"], as_staff(request).user
            refuse_proposal(proposal.pk, revision, answer=answer, user=user, at=now)
            text = str(_("The proposal is refused."))
        else:
            fields = form.cleaned_data["fields_taken"]
            seen = request.POST.get("seen", "")
            take_over(request, proposal.pk, revision, fields, seen, now)
            words = ngettext(
                "%(number)d text is taken over.",
                "%(number)d texts are taken over.",
                len(fields),
            )
            text = words % {"number": len(fields)}
        self.message_user(request, text, messages.SUCCESS)
        return redirect(f"{reverse(f'{BOARD_PAGES}_changelist')}?proposed=on")


def _find_proposal(request: HttpRequest, pk: int) -> tuple[Proposal, Any]:
    known = Proposal.objects.select_related("made_by", "decided_by")
    proposal = get_object_or_404(known, pk=pk)
    kinds = {kind.label: kind.model for kind in BOARD_KINDS}
    model = kinds.get(proposal.model)
    if model is None or not may_change_kind(as_staff(request).user, model):
        raise PermissionDenied
    thing = proposal.thing
    if thing is None or proposal.language not in settings.CENTRE_LANGUAGES:
        raise Http404
    return proposal, thing


def _language_of(proposal: Proposal) -> tuple[str, str]:
    return proposal.language, settings.CENTRE_LANGUAGES[proposal.language]
