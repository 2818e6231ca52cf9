"""Feedback after a visit, by the link of the thank-you e-mail."""

from django import forms
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
            (2, _("hardly")),
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


def _of_past_visits() -> QuerySet[Registration]:
    over = Registration.objects.filter(visit__ends_at__lte=timezone.now())
    return over.select_related("visit")


@object_from_token(_of_past_visits, "events:feedback")
def feedback(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Ask for feedback (GET); store it without saying whose it is (POST)."""
    form = bind(request, FeedbackForm)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        form.instance.visit = registration.visit
        form.instance.language = get_language() or ""
        form.instance.given_on = timezone.localdate()
        form.save()
        return redirect("events:feedback-thanks", token)
    context = {"visit": registration.visit, "form": form}
    return render(request, "events/registrations/self_service/feedback.html", context)


@object_from_token(_of_past_visits, "events:feedback")
@require_safe
def thanks(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponse:
    """Say that the feedback has arrived."""
    context = {"visit": registration.visit}
    return render(
        request, "events/registrations/self_service/feedback_thanks.html", context
    )
