"""The page that asks before an action: who, how many mails, what they say."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import services
from events.admin.actions import (
    ACTIONS,
    Action,
    Outcome,
    ReasonForm,
    answers_of,
    carry_out,
    form_for,
)
from events.admin.rehearsal import Rehearsal, rehearse, rehearse_for_all, watched
from events.models import OutgoingEmail, Registration, StudyVisit


def words_of_done(title: Any, done: int, mails: int) -> str:
    """What was done, to how many, and how many mails go out for it."""
    text = ngettext(
        "%(action)s: done for %(count)d delegation.",
        "%(action)s: done for %(count)d delegations.",
        done,
    ) % {"action": title, "count": done}
    sent = ngettext("%(mails)s mail goes out", "%(mails)s mails go out", mails)
    return f"{text} {sent % {'mails': mails}}."


def is_confirmed(request: HttpRequest) -> bool:
    """Whether a request acts, instead of asking what would happen."""
    return request.method == "POST" and "confirmed" in request.POST


class AskingMixin:
    """Asking pages of the admin; the object is a ModelAdmin."""

    def ask(self, request: HttpRequest, **context: Any) -> HttpResponse:
        """The page itself."""
        given = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = TemplateResponse(request, "admin/events/ask.html", given)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class DelegationActions(AskingMixin):
    """The actions of `ACTIONS`, for one delegation or several of one visit."""

    def action_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.act_view)
        return [path("act/<slug:name>/", view, name="events_registration_act")]

    def act_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """Ask on GET, and on POST without `confirmed`; else act and go back."""
        action = ACTIONS.get(name)
        chosen = self._chosen(request)
        if action is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        visit = chosen[0].visit
        fitting = [registration for registration in chosen if action.fits(registration)]
        form = form_for(action, request, fitting or chosen)
        given = answers_of(form)
        if is_confirmed(request) and given is not None:
            with transaction.atomic(), watched(visit) as mails:
                outcome = carry_out(action, chosen, given, request)
            self._tell(request, action, outcome, len(mails))
            return HttpResponseRedirect(_back(chosen))
        return self._ask(request, action, visit, chosen, form, given)

    def _ask(self, request, action, visit, chosen, form, given) -> HttpResponse:
        """Rehearse as far as the answers go, and show what came of it."""
        outcome = Outcome([], [])

        def act() -> None:
            tried = carry_out(action, chosen, given, request)
            outcome.done.extend(tried.done)
            outcome.refused.extend(tried.refused)

        rehearsal = rehearse(visit, act) if given is not None else None
        return self.ask(
            request,
            title=action.label,
            visit=visit,
            form=form,
            chosen=chosen,
            outcome=outcome,
            people=sum(registration.seats for registration in outcome.done),
            rehearsal=rehearsal,
            can_confirm=bool(outcome.done),
            harms=action.harms,
            back=_back(chosen),
        )

    def _chosen(self, request: HttpRequest) -> list[Registration]:
        """Those of the address's `id`s that exist, all of one visit."""
        ids = [value for value in request.GET.getlist("id") if value.isdecimal()]
        found = self.get_queryset(request).filter(pk__in=ids[:1000])
        chosen = list(found.select_related("visit").order_by("queue_at", "pk"))
        if len({registration.visit_id for registration in chosen}) != 1:
            raise Http404
        return chosen

    def _tell(
        self, request: HttpRequest, action: Action, outcome: Outcome, mails: int
    ) -> None:
        for registration in outcome.done:
            self.log_change(request, registration, str(action.label))
        if outcome.done:
            text = words_of_done(action.label, len(outcome.done), mails)
            self.message_user(request, text, messages.SUCCESS)
        for registration, why in outcome.refused:
            self.message_user(request, f"{registration}: {why}", messages.WARNING)


class VisitActions(AskingMixin):
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

        def act() -> list[Registration]:
            return services.promote_waiting(visit=visit, at=timezone.now())

        if is_confirmed(request):
            return self._done(request, visit, title, act())
        offered: list[Registration] = []
        rehearsal = rehearse(visit, lambda: offered.extend(act()))
        return self._look(request, visit, title, offered, rehearsal)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the visit and tell every delegation."""
        visit = self._visit(request, pk)
        title = _("Cancel the visit")
        form = ReasonForm(request.POST if request.POST else {"reason": ""})
        given = answers_of(form)

        def act() -> list[Registration]:
            reason = (given or {}).get("reason", "")
            return services.cancel_visit(
                visit=visit, at=timezone.now(), staff=request.user, reason=reason
            )

        if is_confirmed(request) and given is not None:
            return self._done(request, visit, title, act(), cancels=True)
        told = list(visit.registrations.active().order_by("queue_at", "pk"))
        rehearsal = rehearse_for_all(visit, OutgoingEmail.Kind.CANCELLED, act)
        return self._look(request, visit, title, told, rehearsal, form)

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
        rehearsal: Rehearsal,
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
            rehearsal=rehearsal,
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
            text = _("This visit is already cancelled.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(_desk(visit))
        self.log_change(request, visit, str(title))
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


def _back(chosen: list[Registration]) -> str:
    """One delegation's page; the visit's desk for several."""
    if len(chosen) == 1:
        return reverse("admin:events_registration_change", args=[chosen[0].pk])
    return reverse("admin:events_studyvisit_desk", args=[chosen[0].visit_id])
