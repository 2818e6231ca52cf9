"""The page of a person who is asked to become the contact of a delegation."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centre.web.caching import private
from centre.web.refused import refuse, refused_because
from events.exceptions import AlreadyRegistered
from events.links.decorators import object_from_token
from events.links.tokens import mailed_token
from events.models import HandOver
from events.registrations.rules.handover import accept_handover, decline_handover


def _open_questions() -> QuerySet[HandOver]:
    asked_after = timezone.now() - HandOver.ANSWER_TTL
    questions = HandOver.objects.filter(asked_at__gt=asked_after)
    return questions.select_related("registration__visit")


@object_from_token(_open_questions, "events:take-over")
def answer(request: HttpRequest, question: HandOver, token: str) -> HttpResponse:
    """Show who asks (GET); accept or decline the handover (POST)."""
    try:
        if "yes" in request.POST:
            registration = accept_handover(question=question, at=timezone.now())
            return redirect("events:registration", mailed_token(registration))
        if "no" in request.POST:
            decline_handover(question=question)
            return redirect("events:take-over-declined")
    except HandOver.DoesNotExist as gone:  # answered in another window, or taken back
        raise Http404 from gone
    except AlreadyRegistered:
        return refuse(request, reason="registered")
    if request.method == "POST":
        return redirect("events:take-over", token)  # neither button was pressed
    registration = question.registration
    context = {
        "question": question,
        "registration": registration,
        "visit": registration.visit,
        "active": registration.status in registration.ACTIVE,
        "registered": refused_because(request) == "registered",
    }
    return render(
        request, "events/registrations/self_service/handover_answer.html", context
    )


@private
@require_safe
def declined(request: HttpRequest) -> HttpResponse:
    """Say that the handover was declined, and the address erased."""
    return render(request, "events/registrations/self_service/handover_declined.html")
