"""Saving a visit: what would be mailed is shown before anything is saved."""

from typing import Any

from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from events.models import OutgoingEmail, Registration, StudyVisit
from events.registrations.staff.confirmation import ConfirmationPageMixin, is_confirmed
from events.registrations.staff.dry_run import EmailPreview, captured_emails

GOING_BACK = _("Nothing is saved and nobody is told. What you typed is still here.")
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
        form = super().get_form(request, obj, change=change, **kwargs)
        form.held_back = getattr(request, "held_back", "")
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        """Save what mails nobody; else take it back and ask, or do what was confirmed.

        It is saved for the look as well, so that what is shown is what goes out.
        """
        save = super().changeform_view
        visit = self.get_object(request, object_id) if object_id else None
        if "back" in request.POST:
            request.held_back = GOING_BACK
        if visit is None or request.method != "POST" or is_confirmed(request):
            return save(request, object_id, *args, **kw)
        with transaction.atomic():
            with captured_emails(visit) as mails:
                response = save(request, object_id, *args, **kw)
            if mails:
                transaction.set_rollback(True)
        if mails and request.FILES:
            request.held_back = WITH_PICTURES
            mails, response = [], save(request, object_id, *args, **kw)
        return self._ask_to_save(request, visit, mails) if mails else response

    def _ask_to_save(
        self, request: HttpRequest, visit: StudyVisit, mails: list[OutgoingEmail]
    ) -> HttpResponse:
        """Who is mailed what; the page carries all that was typed."""
        request._messages = default_storage(request)  # what was said is not true
        told = {mail.registration_id for mail in mails}
        chosen = Registration.objects.filter(pk__in=told).order_by("queue_at", "pk")
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
            chosen=list(chosen),
            preview=EmailPreview.of(mails),
            can_confirm=True,
            typed=typed,
        )
