"""Feedback after a visit, by the link of the thank-you e-mail."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from centre.web.refused import bind, refuse
from events.links.decorators import object_from_token
from events.models import Feedback, Registration
from events.registrations.self_service.materials import materials_of


class FeedbackForm(forms.ModelForm):
    """One question with choices, and two with free texts."""

    use_required_attribute = False

    score = forms.TypedChoiceField(
        label=_("How useful was the visit?"),
        coerce=int,
        choices=[
            (5, _("very useful")),
            (4, _("useful")),
            (3, _("partly")),
            (2, _("not very useful")),
            (1, _("not at all")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how useful the visit was")},
    )

    class Meta:
        model = Feedback
        fields = ("score", "useful", "missing")
        labels = {
            "useful": _("What was most useful? (optional)"),
            "missing": _("What was missing? (optional)"),
        }


# Who came, also where the day was not closed.
CAME = (Registration.Status.CONFIRMED, Registration.Status.ATTENDED)


def _came() -> QuerySet[Registration]:
    """Return the delegations of past visits that may say how it was."""
    over = Registration.objects.filter(visit__ends_at__lte=timezone.now())
    return over.filter(status__in=CAME).select_related("visit")


@object_from_token(_came, "events:feedback")
def feedback(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Ask for feedback (GET); store it without saying whose it is (POST).

    A link gives one answer: after that it says thank you.
    """
    if registration.feedback_given:
        return redirect("events:feedback-thanks", token)
    form = bind(request, FeedbackForm)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        _save_once(form, registration)
        return redirect("events:feedback-thanks", token)
    context = {**_thanks_context(registration, token), "form": form}
    return render(request, "events/registrations/self_service/feedback.html", context)


@transaction.atomic
def _save_once(form: FeedbackForm, registration: Registration) -> None:
    """Store the answer, unless another one was sent by the same link."""
    unanswered = Registration.objects.filter(pk=registration.pk, feedback_given=False)
    if not unanswered.update(feedback_given=True):
        return
    form.instance.visit = registration.visit
    form.instance.language = get_language() or ""
    form.instance.given_on = timezone.localdate()
    form.save()


@object_from_token(_came, "events:feedback")
@require_safe
def thanks(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Say that the feedback has arrived."""
    context = _thanks_context(registration, token)
    return render(
        request, "events/registrations/self_service/feedback_thanks.html", context
    )


def _thanks_context(registration: Registration, token: str) -> dict[str, Any]:
    """Return the visit, and whether its materials wait on the delegation's page."""
    has_materials = bool(materials_of(registration, timezone.now()))
    return {
        "visit": registration.visit,
        "token": token,
        "has_materials": has_materials,
    }
