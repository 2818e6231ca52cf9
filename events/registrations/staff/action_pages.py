"""The pages that ask before an action on delegations, and do it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from centre.staff.mixins import StaffRequest
from centre.text.keys import is_row_key
from centre.web.refused import refuse
from events.models import Registration, StudyVisit
from events.registrations.staff.actions import (
    ACTIONS,
    Action,
    Outcome,
    carry_out,
    cleaned_answers,
    form_for,
)
from events.registrations.staff.confirmation import (
    ConfirmationPageMixin,
    done_message,
    is_confirmed,
)
from events.registrations.staff.dry_run import captured_emails, dry_run


class DelegationActions(ConfirmationPageMixin):
    """The actions of `ACTIONS`, for one delegation or several of one visit."""

    def action_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.act_view)
        return [path("act/<slug:name>/", view, name="events_registration_act")]

    def act_view(self, request: StaffRequest, name: str) -> HttpResponse:
        """Act on POST with `confirmed`, and go back; else ask what would happen."""
        action = ACTIONS.get(name)
        chosen = self._chosen(request)
        if action is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        visit = chosen[0].visit
        fitting = [registration for registration in chosen if action.fits(registration)]
        form = form_for(action, request, fitting or chosen)
        given = cleaned_answers(form)
        if is_confirmed(request) and given is not None:
            with transaction.atomic(), captured_emails(visit) as mails:
                outcome = carry_out(action, chosen, given, request)
            self._tell(request, action, outcome, len(mails))
            return HttpResponseRedirect(_back(chosen))
        if request.method == "POST":
            return refuse(request, form)
        return self._ask(request, action, visit, chosen, form, given)

    def _ask(
        self,
        request: StaffRequest,
        action: Action,
        visit: StudyVisit,
        chosen: list[Registration],
        form: BaseForm | None,
        given: dict[str, Any] | None,
    ) -> HttpResponse:
        """Rehearse as far as the answers go, and show what came of it."""
        outcome = Outcome([], [])

        def act() -> None:
            tried = carry_out(action, chosen, given or {}, request)
            outcome.done[:], outcome.refused[:] = tried.done, tried.refused

        preview = dry_run(visit, act) if given is not None else None
        return self.ask(
            request,
            title=action.label,
            visit=visit,
            form=form,
            chosen=chosen,
            outcome=outcome,
            people=sum(registration.seats for registration in outcome.done),
            preview=preview,
            can_confirm=bool(outcome.done),
            harms=action.harms,
            back=_back(chosen),
        )

    def _chosen(self, request: HttpRequest) -> list[Registration]:
        """Those of the address's `id`s that exist, all of one visit."""
        ids = [*filter(is_row_key, request.GET.getlist("id"))]
        found = self.get_queryset(request).filter(pk__in=ids[:1000])
        chosen = list(found.select_related("visit").order_by("queue_at", "pk"))
        if len({registration.visit_id for registration in chosen}) != 1:
            raise Http404
        return chosen

    def _tell(
        self, request: HttpRequest, action: Action, outcome: Outcome, mails: int
    ) -> None:
        for registration in outcome.done:
            self.log_change(request, registration, action.label)
        if outcome.done:
            text = done_message(action.label, len(outcome.done), mails)
            self.message_user(request, text, messages.SUCCESS)
        for registration, why in outcome.refused:
            self.message_user(request, f"{registration}: {why}", messages.WARNING)


def _back(chosen: list[Registration]) -> str:
    """One delegation's page; the visit's desk for several."""
    if len(chosen) == 1:
        return reverse("admin:events_registration_change", args=[chosen[0].pk])
    return reverse("admin:events_studyvisit_desk", args=[chosen[0].visit_id])
