"""Registering a delegation step by step.

GET shows, POST acts and redirects. Everything that can refuse a registration has a
page or a message of its own.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from centre.models import Centre
from centre.web.caching import private
from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    PartRefused,
    RegistrationClosed,
    RegistrationNotOpenYet,
    RegistrationRefused,
    TooManyNames,
    UnknownCode,
)
from events.links import throttling, tokens
from events.models import StudyVisit
from events.places.count import free_for
from events.registrations.fields import is_left_empty
from events.registrations.form.drafts import STEPS, Draft
from events.registrations.form.forms import PrivacyStep, Step, SubmitForm
from events.registrations.form.summaries import answer_rows
from events.registrations.mail.contact_emails import manage_url
from events.registrations.part_text import choices_of
from events.registrations.rules.late import MAX_DRAFT_AGE, is_late
from events.registrations.rules.links import send_link_again
from events.registrations.rules.register import register_delegation
from events.registrations.self_service.status_text import confirm_by, describe_status
from events.registrations.self_service.trust import grant_sensitive_access

State = StudyVisit.RegistrationState

# Why a visit can't be registered for now: the template `refused.html` words it.
REFUSED_STATES = {
    State.NONE: "closed",
    State.PAST: "closed",
    State.CLOSED: "closed",
    State.OPENS_SOON: "opens-soon",
    State.FULL: "full",
    State.POSTPONED: "closed",
    State.CANCELLED: "closed",
}
REFUSAL_PAGES: dict[type[RegistrationRefused], str] = {
    RegistrationNotOpenYet: "opens-soon",
    RegistrationClosed: "closed",
    NotEnoughPlaces: "full",
    GroupTooLarge: "too-large",
}


@private
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One small form; what it gets is kept, and the next step follows.

    What can't be accepted is kept too, so that it is there, with what is wrong with
    it, in another language or after a look at another page.
    """
    visit = _visit(slug)
    draft = Draft(request, visit)
    if draft.is_sent:
        if name != next(iter(STEPS)):
            return redirect("events:register-done", slug)
        draft.start_again()
    late = _is_late(visit, draft)
    reason = _why_refused(visit)
    if reason and not late:
        return _refused(request, visit, reason)
    draft.begin()
    if name not in draft.steps or (name == "parts" and not draft.people):
        return redirect(f"events:register-{draft.next_step()}", slug)
    form = _form_of(request, visit, draft, name)
    if request.method == "POST":
        if form.is_valid() and is_left_empty(request, form):
            draft.keep(name, {**form.cleaned_data, **_texts_shown(form)})
            return redirect(f"events:register-{draft.next_step()}", slug)
        draft.keep_typed(name, form.typed())
    context = {**_step_context(visit, draft, name, form), **_late_context(late)}
    return render(request, "events/registrations/form/step.html", context)


def _form_of(request: HttpRequest, visit: StudyVisit, draft: Draft, name: str) -> Step:
    """A step with what was sent now, or what was typed or answered before."""
    sent = request.POST.dict() if request.method == "POST" else draft.typed(name)
    return STEPS[name](
        sent, visit=visit, people=draft.people, initial=draft.answers(name)
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """All answers once more; sending them twice is the same as once."""
    visit = _visit(slug)
    draft = Draft(request, visit)
    if draft.is_sent:
        return redirect("events:register-done", slug)
    if draft.next_step() != "check":
        return redirect(f"events:register-{draft.next_step()}", slug)
    form = SubmitForm(request.POST or None, initial={"submission_key": draft.key})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["submission_key"] != draft.key:
            return redirect("events:register-check", slug)  # another tab's answers
        return _send(request, visit, draft)
    context = {
        "visit": visit,
        "answers": answer_rows(visit, draft),
        "form": form,
        **_late_context(_is_late(visit, draft)),
        "waits": _is_to_wait(visit, draft),
    }
    return render(request, "events/registrations/form/check.html", context)


def _is_to_wait(visit: StudyVisit, draft: Draft) -> bool:
    """Whether these answers lead to the waiting list, as things are now."""
    asked = draft.delegation(get_language() or "")
    if asked.code or not asked.may_wait:
        return False
    return asked.seats > free_for(visit).available


def _send(request: HttpRequest, visit: StudyVisit, draft: Draft) -> HttpResponse:
    """Register, or say why not; the draft survives every refusal."""
    now = timezone.now()
    try:
        throttling.hit("register", throttling.client_ip(request), now)
    except throttling.RateLimitExceeded:
        return _refused(request, visit, "too-often", status=429)
    if draft.age(now) < settings.CENTRE_FASTEST_REGISTRATION:
        return _refused(request, visit, "too-fast")
    try:
        done = register_delegation(
            visit=visit,
            delegation=draft.delegation(get_language() or ""),
            submission_key=draft.key,
            begun_at=draft.begun_at,
            at=now,
        )
    except RegistrationRefused as refusal:
        return _after(refusal, request, visit, draft)
    draft.finish("registered")
    grant_sensitive_access(request, done.registration, now)
    return redirect("events:register-done", visit.slug)


def _after(
    refusal: RegistrationRefused, request: HttpRequest, visit: StudyVisit, draft: Draft
) -> HttpResponse:
    """Back to the step that can be mended, else the page that says why not."""
    if isinstance(refusal, AlreadyRegistered):
        email = draft.answers("contact")["contact_email"]
        send_link_again(visit=visit, email=email, at=timezone.now())
        draft.finish("already")
        return redirect("events:register-done", visit.slug)
    if isinstance(refusal, UnknownCode):
        return redirect("events:register-people", visit.slug)
    if isinstance(refusal, TooManyNames):
        draft.ask_again("people")
        return redirect("events:register-people", visit.slug)
    if isinstance(refusal, PartRefused):
        draft.ask_again("parts")
        return redirect("events:register-parts", visit.slug)
    left = getattr(refusal, "left", visit.seats_left)
    reason = REFUSAL_PAGES.get(type(refusal), "unknown")
    return _refused(request, visit, reason, left)


@private
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened: the reference and the link, or the neutral answer to a repeat."""
    visit = _visit(slug)
    draft = Draft(request, visit)
    sent = draft.last_sent
    if sent is None:
        return redirect(f"events:register-{draft.next_step()}", slug)
    if sent["outcome"] == "already":
        return _refused(request, visit, "already")
    registration = get_object_or_404(
        visit.registrations, submission_hash=tokens.digest(sent["key"])
    )
    token = tokens.manage_token(registration)
    context = {
        "visit": visit,
        "registration": registration,
        "confirm_by": confirm_by(registration),
        "status_text": describe_status(registration, timezone.now()),
        "manage_url": manage_url(token, get_language() or ""),
        "choices": choices_of(registration),
        # A newer link may be somebody else's.
        "link_works": registration.token_version == 1,
    }
    return render(request, "events/registrations/form/done.html", context)


def _why_refused(visit: StudyVisit) -> str | None:
    """Why nobody can register now. Seats that are held are open to who has the code."""
    reason = REFUSED_STATES.get(visit.registration_state)
    return None if reason == "full" and visit.has_held_seats else reason


def _is_late(visit: StudyVisit, draft: Draft) -> bool:
    """Whether what was begun in time would come too late now, and still be kept."""
    return is_late(visit, begun_at=draft.begun_at, at=timezone.now())


def _late_context(late: bool) -> dict[str, Any]:
    return {"late": late, "late_hours": MAX_DRAFT_AGE // timedelta(hours=1)}


def _visit(slug: str) -> StudyVisit:
    visits = StudyVisit.objects.published().with_seats_taken()
    return get_object_or_404(visits, slug=slug)


def _refused(
    request: HttpRequest,
    visit: StudyVisit,
    reason: str,
    left: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """A clear ending: why not, and what to do instead."""
    context = {
        "visit": visit,
        "reason": reason,
        "seats_left": visit.seats_left if left is None else left,
        "can_wait": visit.has_waiting_list,
    }
    return render(
        request, "events/registrations/form/refused.html", context, status=status
    )


def _step_context(
    visit: StudyVisit, draft: Draft, name: str, form: Any
) -> dict[str, Any]:
    names = [*draft.steps]
    number = names.index(name)
    previous = names[number - 1] if number else ""
    return {
        "visit": visit,
        "form": form,
        "step": name,
        "number": number + 1,
        "total": len(names) + 1,  # and the answers once more
        "back": f"events:register-{previous}" if previous else "events:visit-detail",
        "notice": Centre.load().notice if name == "privacy" else None,
    }


def _texts_shown(form: Any) -> dict[str, str]:
    """The texts beside the ticks and their languages, to be kept with the consents."""
    if not isinstance(form, PrivacyStep):
        return {}
    notice = Centre.load().notice
    return {
        "notice_text": notice.registration_notice,
        "notice_language": notice.language,
        "invitations_text": str(form.fields["invitations"].label),
        "invitations_language": get_language() or "",
    }
