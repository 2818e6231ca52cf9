"""A few words after a visit, by the link in the thank-you mail."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from centre.pages import private
from events.models import Feedback, Registration
from events.tokens import read_token


class FeedbackForm(forms.ModelForm):
    """One question to tick, two to write to."""

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


@private
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Ask after the visit; what is sent is kept without saying whose it is."""
    registration = _of_a_past_visit(token)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.visit = registration.visit
        form.instance.language = get_language() or ""
        form.instance.given_on = timezone.localdate()
        form.save()
        return redirect("events:feedback-thanks", token)
    context = {"visit": registration.visit, "form": form}
    return render(request, "events/feedback.html", context)


@private
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it has arrived."""
    visit = _of_a_past_visit(token).visit
    return render(request, "events/feedback_thanks.html", {"visit": visit})


def _of_a_past_visit(token: str) -> Registration:
    """The registration that a link opens, once its visit is over; else not found."""
    found = Registration.objects.select_related("visit").filter(
        token_hash=read_token(token)[0], visit__ends_at__lte=timezone.now()
    )
    registration = found.first()
    if registration is None:
        raise Http404
    return registration
