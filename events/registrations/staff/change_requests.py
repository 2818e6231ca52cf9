"""Answers to delegations: changes asked for, and addresses that were wrong."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.staff.mixins import StaffRequest
from centre.text.emails import fold_email
from centre.text.fields import EmailFormField
from centre.web.refused import bind, refuse
from events.models import ChangeRequest, OutgoingEmail, Registration
from events.registrations.rules.change_requests import accept_change, refuse_change
from events.registrations.rules.contact import correct_contact, redirect_mail
from events.registrations.staff.action_pages import DelegationActions
from events.registrations.staff.actions import (
    StaffWhoComesForm,
    cleaned_answers,
    reason_form,
)
from events.registrations.staff.confirmation import done_message, is_confirmed
from events.registrations.staff.dry_run import EmailPreview, captured_emails, dry_run
from events.registrations.staff.refusals import REFUSAL_TEXTS, refusal_message

CHANGE_ANSWERS = {
    "accept": pgettext_lazy("action", "Accept the change"),
    "refuse": pgettext_lazy("action", "Refuse the change"),
}
CHANGE_RULES: dict[str, Callable[..., ChangeRequest]] = {
    "accept": accept_change,
    "refuse": refuse_change,
}


class AddressForm(forms.Form):
    """Where mail that failed should have gone."""

    email = EmailFormField(label=_("Right e-mail address"), max_length=254)


class ChangeRequestActions(DelegationActions):
    """Pages that ask before a change is answered or mail goes to another address."""

    def action_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            *super().action_urls(),
            path(
                "change/<int:pk>/<slug:answer>/",
                wrap(self.answer_view),
                name="events_registration_answer",
            ),
            path(
                "address/<int:pk>/",
                wrap(self.address_view),
                name="events_registration_address",
            ),
        ]

    def answer_view(self, request: StaffRequest, pk: int, answer: str) -> HttpResponse:
        """Accept or refuse a change that a delegation asked for."""
        if answer not in CHANGE_ANSWERS:
            raise Http404
        self._require_change(request)
        change = get_object_or_404(
            ChangeRequest.objects.select_related("registration__visit"), pk=pk
        )
        form = _answer_form(request, change, answer)
        act = partial(
            CHANGE_RULES[answer], change=change, at=timezone.now(), staff=request.user
        )
        title = CHANGE_ANSWERS[answer]
        return self._answer(request, change.registration, title, form, act)

    def address_view(self, request: StaffRequest, pk: int) -> HttpResponse:
        """Correct the address of mail that failed, and send it again."""
        self._require_change(request)
        mail = get_object_or_404(
            OutgoingEmail.objects.select_related("registration__visit"), pk=pk
        )
        registration = mail.registration
        if registration is None:
            raise Http404
        form = bind(request, AddressForm, initial={"email": mail.recipient})
        act = partial(send_to_right_address, mail, registration, staff=request.user)
        title = _("Correct the address and send again")
        return self._answer(request, registration, title, form, act)

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def _answer(
        self,
        request: HttpRequest,
        registration: Registration,
        title: Promise | str,
        form: forms.BaseForm | None,
        act: Callable[..., object],
        **shown: Any,
    ) -> HttpResponse:
        """Ask, or act and go to the delegation; a refusal is told, never a crash.

        `act` is called with what was answered.
        """
        given = cleaned_answers(form)
        back = reverse("admin:events_registration_change", args=[registration.pk])
        shown = {"chosen": [registration], "back": back, **shown}
        preview: EmailPreview | None = None
        refused: list[tuple[Registration, str]] = []
        try:
            if is_confirmed(request) and given is not None:
                with transaction.atomic(), captured_emails(registration.visit) as mails:
                    act(**given)
                for concerned in shown["chosen"]:
                    self.log_change(request, concerned, title)
                text = done_message(title, len(shown["chosen"]), len(mails))
                self.message_user(request, text, messages.SUCCESS)
                return HttpResponseRedirect(back)
            if given is not None:
                preview = dry_run(registration.visit, partial(act, **given))
        except REFUSAL_TEXTS as refusal:
            preview = EmailPreview.of([])
            refused = [(registration, refusal_message(refusal))]
        if request.method == "POST":
            return refuse(request, form)
        return self.ask(
            request,
            title=title,
            visit=registration.visit,
            form=form,
            outcome={"refused": refused},
            preview=preview,
            can_confirm=preview is not None and not refused,
            **shown,
        )


def _answer_form(
    request: HttpRequest, change: ChangeRequest, answer: str
) -> forms.Form | None:
    """Ask why not, or who comes if fewer do than there are names; else nothing."""
    if answer == "refuse":
        return reason_form(request)
    people = list(change.registration.delegates.all())
    if not change.seats or change.seats >= len(people):
        return None
    return bind(request, StaffWhoComesForm, people=people, places=change.seats)


def send_to_right_address(
    mail: OutgoingEmail, registration: Registration, *, email: str, staff: User
) -> None:
    """Correct whom a mail belongs to: a delegation's contact, or one of its people."""
    at = timezone.now()
    contact = fold_email(registration.contact_email)
    if fold_email(mail.recipient) == contact != fold_email(email):
        correct_contact(
            registration=registration,
            name=registration.contact_name,
            email=email,
            phone=registration.contact_phone,
            at=at,
            staff=staff,
        )
        return
    people = registration.surviving.delegates
    people.filter(email__same_address=mail.recipient).update(email=email)
    redirect_mail(mail=mail, email=email, at=at)
