"""Saving a visit: what would be mailed is shown before anything is saved."""

from typing import Any

from django.db import IntegrityError, transaction
from django.forms import all_valid
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Registration, StudyVisit
from events.registrations.staff.confirmation import ConfirmationPageMixin, is_confirmed
from events.registrations.staff.dry_run import EmailPreview
from events.visits.previews import preview_saving

GOING_BACK = _("Nothing is saved and nobody is told. What you typed is still here.")
# A browser sends a file once: the page that asks could not pass it on.
WITH_PICTURES = _(
    "Nothing is saved yet: what is mailed can’t be shown together with new pictures. "
    "Save this without them first, then add the pictures."
)
# What the page that asks sends of its own.
OWN = {"csrfmiddlewaretoken", "confirmed", "back"}


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
        if "back" in request.POST:
            vars(request)["held_back"] = GOING_BACK
        elif object_id and request.method == "POST" and not is_confirmed(request):
            asking = self._ask_if_mailed(request, object_id)
            if asking and not request.FILES:
                return asking
            vars(request)["held_back"] = WITH_PICTURES if asking else ""
        return super().changeform_view(request, object_id, *args, **kw)

    def _ask_if_mailed(
        self, request: HttpRequest, object_id: str
    ) -> HttpResponse | None:
        """Read the form as it would be saved; what is wrong with it is said later."""
        visit: StudyVisit | None = self.get_object(request, object_id)
        if visit is None or not self.has_change_permission(request, visit):
            return None
        try:
            with transaction.atomic():
                preview, chosen = self._preview(request, visit)
        except IntegrityError:  # two people at once: saving says so, if it still is so
            return None
        if not preview.total:
            return None
        return self._ask_to_save(request, visit, preview, chosen)

    def _preview(
        self, request: HttpRequest, visit: StudyVisit
    ) -> tuple[EmailPreview, list[Registration]]:
        """Nothing, of a form that would be refused."""
        typed = StudyVisit.objects.get(pk=visit.pk)
        made = self.get_form(request, typed, change=True)
        form = made(request.POST, request.FILES, instance=typed)
        formsets, _inlines = self._create_formsets(  # type: ignore[attr-defined]
            request, typed, change=True
        )
        if not (form.is_valid() and all_valid(formsets)):
            return EmailPreview.of([]), []
        return preview_saving(visit, typed, formsets, timezone.now())

    def _ask_to_save(
        self,
        request: HttpRequest,
        visit: StudyVisit,
        preview: EmailPreview,
        chosen: list[Registration],
    ) -> HttpResponse:
        """Who is mailed what; the page carries all that was typed."""
        typed = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OWN
            for value in values
        ]
        return self.ask(
            request,
            title=_("Save and send"),
            visit=visit,
            chosen=chosen,
            preview=preview,
            can_confirm=True,
            typed=typed,
        )
