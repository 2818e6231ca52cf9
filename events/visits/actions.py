"""What staff can do to a whole visit, with a page that asks before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.staff.mixins import StaffRequest
from centre.web.refused import given_back
from events.models import Registration, StudyVisit
from events.registrations.rules.waiting import promote_waiting
from events.registrations.staff.actions import ReasonForm, cleaned_answers
from events.registrations.staff.confirmation import ConfirmationPageMixin, is_confirmed
from events.registrations.staff.dry_run import EmailPreview, dry_run
from events.visits.changes import cancel_visit
from events.visits.previews import preview_cancellation


class VisitActions(ConfirmationPageMixin):
    """What concerns a whole visit: offering free places now, cancelling it."""

    def action_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/offer/",
                wrap(self.offer_view),
                name="events_studyvisit_offer",
            ),
            path(
                "<int:pk>/cancel/",
                wrap(self.cancel_view),
                name="events_studyvisit_cancel",
            ),
        ]

    def offer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Offer free places along the waiting list, as happens by itself."""
        visit = self._visit(request, pk)
        title = _("Offer free places now")

        offered: list[Registration] = []

        def act() -> None:
            offered[:] = promote_waiting(visit=visit, at=timezone.now())

        if is_confirmed(request):
            act()
            return self._done(request, visit, title, offered)
        preview = dry_run(visit, act)
        return self._look(request, visit, title, offered, preview)

    def cancel_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """Cancel the visit and tell every delegation."""
        visit = self._visit(request, pk)
        title = _("Cancel the visit")
        form = ReasonForm(request.POST or given_back(request) or {"reason": ""})
        given = cleaned_answers(form)
        if is_confirmed(request) and given is not None:
            done = cancel_visit(
                visit=visit, at=timezone.now(), staff=request.user, **given
            )
            return self._done(request, visit, title, done, cancels=True)
        told = list(visit.registrations.active().order_by("queue_at", "pk"))
        preview = preview_cancellation(visit, (given or {}).get("reason", ""))
        return self._look(request, visit, title, told, preview, form)

    def _visit(self, request: HttpRequest, pk: int) -> StudyVisit:
        visit = self.get_object(request, str(pk))
        if visit is None:
            raise Http404
        if not self.has_change_permission(request, visit):
            raise PermissionDenied
        return visit

    def _look(
        self,
        request: HttpRequest,
        visit: StudyVisit,
        title: Any,
        chosen: list[Registration],
        preview: EmailPreview,
        form: Any = None,
    ) -> HttpResponse:
        """Ask. What has a form to fill in is cancelling."""
        cancels = form is not None
        planned = visit.state != StudyVisit.State.CANCELLED
        return self.ask(
            request,
            title=title,
            visit=visit,
            form=form,
            chosen=chosen,
            people=sum(registration.seats for registration in chosen),
            preview=preview,
            can_confirm=bool(chosen) or (cancels and planned),
            harms=cancels,
            back=_desk(visit),
        )

    def _done(
        self,
        request: HttpRequest,
        visit: StudyVisit,
        title: Any,
        told: list[Registration],
        cancels: bool = False,
    ) -> HttpResponse:
        """Say what was done, and go back to the desk."""
        if cancels and visit.state == StudyVisit.State.CANCELLED and not told:
            already = _("This visit is already cancelled.")
            self.message_user(request, already, messages.WARNING)
            return HttpResponseRedirect(_desk(visit))
        self.log_change(request, visit, title)
        text = ngettext(
            "%(action)s: done for %(count)d delegation.",
            "%(action)s: done for %(count)d delegations.",
            len(told),
        )
        filled = {"action": title, "count": len(told)}
        self.message_user(request, text % filled, messages.SUCCESS)
        return HttpResponseRedirect(_desk(visit))


def _desk(visit: StudyVisit) -> str:
    return reverse("admin:events_studyvisit_desk", args=[visit.pk])
