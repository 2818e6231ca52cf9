"""Saving a visit: what would be mailed is shown before anything is saved."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.staff.preparing import prepares
from centre.text.dates import format_day
from events.models import Registration, StudyVisit
from events.registrations.staff.confirmation import ConfirmationPageMixin, is_confirmed
from events.registrations.staff.dry_run import EmailPreview
from events.visits.moving import Move, distance_of, move_rows_along
from events.visits.previews import preview_saving

GOING_BACK = _("Nothing is saved and nobody is told. What you typed is still here.")
# A browser sends a file once: the page that asks could not pass it on.
WITH_PICTURES = _(
    "Nothing is saved yet: what is mailed can’t be shown together with new pictures. "
    "Save this without them first, then add the pictures."
)
MOVED_BELOW = _(
    "Nothing is saved yet: the programme has moved along with the visit. Look at its "
    "hours below, then save."
)
# What the page that asks sends of its own.
OWN = {"csrfmiddlewaretoken", "confirmed", "back", "look", "along"}
ROWS_TOLD = 12  # of what moves along; more would hide the question


class MoveForm(forms.Form):
    """Whether the programme moves along with its visit; it does unless somebody says.

    What people typed is kept by the page that asks.
    """

    along = forms.ChoiceField(
        label=_("The visit moves to another day"),
        choices=[
            ("yes", _("its programme and its parts move along")),
            ("no", _("they stay where they are")),
        ],
        widget=forms.RadioSelect,
    )


class SavePreviewMixin(ConfirmationPageMixin):
    """A mixin for the admin of visits: another time, another place, more places."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.held_back = vars(request).get("held_back", "")
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        """Save what mails nobody and what was confirmed; else ask before."""
        if prepares(request):  # words alone: nobody is mailed
            return super().changeform_view(request, object_id, *args, **kw)
        if "back" in request.POST:
            vars(request)["held_back"] = GOING_BACK
        elif object_id and request.method == "POST":
            typed = request.POST
            moves = self._move_along(request, object_id)
            if not is_confirmed(request):
                asking = self._ask_before(request, object_id, typed, moves)
                if asking and not request.FILES:
                    return asking
                told = MOVED_BELOW if moves else WITH_PICTURES
                vars(request)["held_back"] = told if asking else ""
        return super().changeform_view(request, object_id, *args, **kw)

    def _move_along(self, request: HttpRequest, object_id: str) -> list[Move]:
        """Move the sent programme along with its visit, unless it is to stay."""
        visit: StudyVisit | None = self.get_object(request, object_id)
        if visit is None:
            return []
        moved, moves = move_rows_along(request.POST, visit)
        if request.POST.get("along") != "no":
            vars(request)["moved_by"] = distance_of(request.POST, visit)
            request.POST = moved  # type: ignore[assignment]
        return moves

    def _ask_before(
        self, request: HttpRequest, object_id: str, typed: QueryDict, moves: list[Move]
    ) -> HttpResponse | None:
        """Read the form as it would be saved; what is wrong with it is said later."""
        visit: StudyVisit | None = self.get_object(request, object_id)
        if visit is None or not self.has_change_permission(request, visit):
            return None
        try:
            with transaction.atomic():
                found = self._preview(request, visit)
        except IntegrityError:  # two people at once: saving says so, if it still is so
            return None
        if found is None or not (moves or found[0].total):
            return None
        return self._ask_to_save(request, visit, found, typed, moves)

    def _preview(
        self, request: HttpRequest, visit: StudyVisit
    ) -> tuple[EmailPreview, list[Registration]] | None:
        """Return what is mailed, and to whom; None of a form that would be refused."""
        typed = StudyVisit.objects.get(pk=visit.pk)
        made = self.get_form(request, typed, change=True)
        form = made(request.POST, request.FILES, instance=typed)
        formsets, _inlines = self._create_formsets(  # type: ignore[attr-defined]
            request, typed, change=True
        )
        if not (form.is_valid() and all_valid(formsets)):
            return None
        return preview_saving(visit, typed, formsets, timezone.now())

    def _ask_to_save(
        self,
        request: HttpRequest,
        visit: StudyVisit,
        found: tuple[EmailPreview, list[Registration]],
        typed: QueryDict,
        moves: list[Move],
    ) -> HttpResponse:
        """Who is mailed what, and what moves; the page carries all that was typed."""
        preview, chosen = found
        along = "no" if typed.get("along") == "no" else "yes"
        return self.ask(
            request,
            title=_("Save and send") if preview.total else _("Save"),
            visit=visit,
            chosen=chosen,
            preview=preview,
            can_confirm=True,
            form=MoveForm({"along": along}) if moves else None,
            notes=_told(moves),
            typed=[
                (name, value)
                for name, values in typed.lists()
                if name not in OWN
                for value in values
            ],
        )


def _told(moves: list[Move]) -> list[str]:
    """Return from when to when each row moves, in words."""
    language = get_language() or ""
    told = [
        f"{move.row}: {_moment(move.before, language)} → "
        f"{_moment(move.after, language)}"
        for move in moves[:ROWS_TOLD]
    ]
    return [*told, "…"] if len(moves) > ROWS_TOLD else told


def _moment(moment: datetime, language: str) -> str:
    return f"{format_day(moment.date(), language)}, {moment.hour}:{moment:%M}"
