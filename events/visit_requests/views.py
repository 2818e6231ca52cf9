"""Asking for a visit, and the page that the request's link opens.

GET shows, POST acts and redirects.
"""

from contextlib import suppress
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre.models import Centre
from centre.pictures.share import house_card
from centre.text.spoken import spoken_names
from centre.web.caching import private
from centre.web.canonical import seo
from centre.web.refused import bind, refuse, refused_because
from events.exceptions import RegistrationRefused, TransitionNotAllowed
from events.links import throttling, tokens
from events.links.decorators import object_from_token
from events.metadata.structured_data import visit_request_nodes
from events.models import VisitRequest
from events.registrations.fields import is_left_empty, mask_email
from events.registrations.rules.register import DisplayedText
from events.visit_requests.drafts import RequestDraft
from events.visit_requests.emails import request_url
from events.visit_requests.forms import (
    REQUEST_STEPS,
    RequestStep,
    SendStep,
    TurnDownForm,
    new_submission_key,
    request_data,
)
from events.visit_requests.rules import (
    ask_for_visit,
    take_proposal,
    turn_down_proposal,
    withdraw_request,
)
from events.visit_requests.status_text import request_heading, request_next_step
from events.visit_requests.wishes import wished_time

Status = VisitRequest.Status
STEP_PAGES = {
    "asker": "events:request-new",
    "wish": "events:request-wish",
    "send": "events:request-send",
}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def request_step(request: HttpRequest, name: str) -> HttpResponse:
    """One small form; what it gets is kept, and the next step follows."""
    draft, names = RequestDraft(request), [*REQUEST_STEPS]
    initial = {"submission_key": new_submission_key(), **draft.answers(name)}
    form = bind(request, REQUEST_STEPS[name], initial=initial)
    if isinstance(form, SendStep) and (sent := _sent_before(form)):
        return redirect("events:request-sent", sent)
    if names.index(name) > names.index(draft.next_step()):
        return redirect(STEP_PAGES[draft.next_step()])
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        if isinstance(form, SendStep):
            return _send(request, draft, form)
        draft.keep(name, form)
        return redirect(STEP_PAGES[draft.next_step()])
    return _step_page(request, draft, name, form)


def _step_page(
    request: HttpRequest, draft: RequestDraft, name: str, form: RequestStep
) -> HttpResponse:
    """Show a step; where nobody has answered yet, search engines may keep the first."""
    names = [*REQUEST_STEPS]
    number = names.index(name) + 1
    context = {
        "form": form if form.is_bound else draft.outdated(name) or form,
        "step": name,
        "number": number,
        "total": len(names),
        "back": STEP_PAGES[names[number - 2]] if number > 1 else "events:visit-list",
        "notice": Centre.load().notice,
    }
    if number > 1 or form.is_bound or not draft.is_empty:
        return render(request, "events/visit_requests/form.html", context)
    context |= {
        **seo(request),
        "share": house_card("ask"),
        "structured_data": visit_request_nodes,
    }
    response = render(request, "events/visit_requests/form.html", context)
    response.headers["X-Robots-Tag"] = "all"
    return response


def _sent_before(form: SendStep) -> str:
    """Return the link's token of the request that was sent with this key, if any."""
    if not (form.is_bound and form.is_valid()):
        return ""
    sent = tokens.digest(form.cleaned_data["submission_key"])
    asked = VisitRequest.objects.filter(submission_hash=sent).first()
    return tokens.manage_token(asked) if asked else ""


def _send(request: HttpRequest, draft: RequestDraft, form: SendStep) -> HttpResponse:
    """Ask for the visit, or say why not; the answers survive a refusal."""
    if not (is_left_empty(request, form) and in_time(request, form)):
        return refuse(request, form)
    notice = Centre.load().notice
    data = request_data(
        {**draft.answers("asker"), **draft.answers("wish")},
        language=get_language() or "",
        notice=DisplayedText(notice.registration_notice, notice.language),
    )
    key = form.cleaned_data["submission_key"]
    asked = ask_for_visit(data=data, submission_key=key, at=timezone.now())
    draft.forget()
    return redirect("events:request-sent", asked.token)


def in_time(request: HttpRequest, form: SendStep) -> bool:
    """Whether this network has not asked too often lately; else the form says so."""
    try:
        throttling.hit("ask", throttling.client_ip(request))
    except throttling.RateLimitExceeded:
        form.add_error(None, _("Please try again in a while"))
        return False
    return True


def _requests() -> QuerySet[VisitRequest]:
    return VisitRequest.objects.select_related("visit", "registration")


request_from_token = object_from_token(_requests, "events:request")


@request_from_token
@require_safe
def request_sent(request: HttpRequest, asked: VisitRequest, token: str) -> HttpResponse:
    """The reference and the link."""
    context = request_context(asked, token)
    return render(request, "events/visit_requests/sent.html", context)


@request_from_token
@require_safe
def request_detail(
    request: HttpRequest, asked: VisitRequest, token: str
) -> HttpResponse:
    """A request as its link shows it."""
    context = request_context(asked, token)
    has_page = bool(context["manage_token"])
    context |= {
        "heading": request_heading(asked),
        "next_step": request_next_step(asked, registration_shown=has_page),
        "can_take": asked.status == Status.PROPOSED and asked.visit is not None,
        "is_over": asked.status in {Status.DECLINED, Status.WITHDRAWN},
    }
    return render(request, "events/visit_requests/detail.html", context)


@request_from_token
def request_withdraw(
    request: HttpRequest, asked: VisitRequest, token: str
) -> HttpResponse:
    """Ask once more (GET); take the request back (POST)."""
    if request.method != "POST" and _may(asked, Status.WITHDRAWN):
        context = request_context(asked, token)
        return render(request, "events/visit_requests/withdraw.html", context)
    if request.method == "POST":
        # Answered in the meantime? Then the page says how.
        with suppress(TransitionNotAllowed):
            withdraw_request(request=asked, at=timezone.now())
    return redirect("events:request", token)


@request_from_token
def request_accept(
    request: HttpRequest, asked: VisitRequest, token: str
) -> HttpResponse:
    """Take the visit that was proposed: registers the delegation (POST)."""
    if request.method == "POST":
        try:
            take_proposal(request=asked, at=timezone.now())
        except TransitionNotAllowed:
            pass  # taken or withdrawn in the meantime: the page says so
        except RegistrationRefused:
            return refuse(request, reason="refused")
    if asked.status == Status.PROPOSED and refused_because(request):
        context = request_context(asked, token)
        return render(request, "events/visit_requests/refused.html", context)
    return redirect("events:request", token)


@request_from_token
def request_turn_down(
    request: HttpRequest, asked: VisitRequest, token: str
) -> HttpResponse:
    """Ask why a proposal does not suit (GET); give it back (POST)."""
    if not _may(asked, Status.UNSUITABLE):
        return redirect("events:request", token)
    form = bind(request, TurnDownForm)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        # Withdrawn or taken in the meantime? Then the page says so.
        with suppress(TransitionNotAllowed):
            turn_down_proposal(request=asked, at=timezone.now(), **form.cleaned_data)
        return redirect("events:request", token)
    context = {**request_context(asked, token), "form": form}
    return render(request, "events/visit_requests/turn_down.html", context)


def request_context(asked: VisitRequest, token: str) -> dict[str, Any]:
    """Return what the templates behind a request's link all print."""
    proposed = asked.status in {Status.PROPOSED, Status.ACCEPTED}
    visit = asked.visit if proposed else None
    return {
        "asked": asked,
        "contact_email": mask_email(asked.contact_email),
        "token": token,
        "request_url": request_url(asked),
        "visit": visit,
        "visit_is_public": visit and visit.is_published(timezone.now()),
        "spoken": spoken_names(asked.languages),
        "wished": wished_time(asked),
        "can_withdraw": _may(asked, Status.WITHDRAWN),
        "manage_token": _manage_token(asked),
    }


def _may(asked: VisitRequest, status: str) -> bool:
    return status in VisitRequest.TRANSITIONS[asked.status]


def _manage_token(asked: VisitRequest) -> str:
    """The link to the registration, as long as no newer one was given out.

    A newer one may be somebody else's: the delegation was handed over.
    """
    registration = asked.registration
    if registration is None or registration.token_version != 1:
        return ""
    return tokens.manage_token(registration)
