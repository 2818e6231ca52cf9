"""Registering a delegation step by step.

GET shows, POST acts and redirects. Everything that can refuse a registration has a
page or a message of its own.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from centre.models import Centre
from centre.text.emails import fold_email
from centre.web.caching import private
from centre.web.canonical import find_by_slug, find_public
from centre.web.refused import SeeOther, bind, refuse
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
from events.registrations.form.summaries import answers_by_step
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
# Which step asks again for what was refused.
MENDED_IN: tuple[tuple[type[RegistrationRefused], str], ...] = (
    (UnknownCode, "people"),
    (TooManyNames, "people"),
    (NotEnoughPlaces, "people"),
    (GroupTooLarge, "people"),
    (PartRefused, "parts"),
)
TOO_OFTEN = _(
    "There were too many registrations from your network in this hour. Your answers "
    "are kept: send them again in an hour, or write to us."
)
TOO_FAST = _(
    "That was faster than people type, so we waited. Your answers are kept: send them "
    "again."
)
CANNOT_REGISTER = _("We can’t register your delegation. Your answers are kept.")


def _page(visit: StudyVisit, step: str) -> str:
    return reverse(f"events:register-{step}", args=[visit.localized_slug])


def _counted_visits() -> QuerySet[StudyVisit]:
    return StudyVisit.objects.published().with_seats_taken()


@private
@require_http_methods(["GET", "HEAD", "POST"])
@find_by_slug(_counted_visits)
def step(request: HttpRequest, visit: StudyVisit, name: str) -> HttpResponse:
    """One small form; what it gets is kept, and the next step follows.

    What can't be accepted is kept too, so that it is there, with what is wrong with
    it, in another language or after a look at another page.
    """
    draft = Draft(request, visit)
    if draft.is_sent:
        if name != next(iter(STEPS)):
            return redirect(_page(visit, "done"))
        draft.start_again()
    late = _is_late(visit, draft)
    reason = None if late else _why_refused(visit)
    if reason and request.method != "POST":
        return _refused(request, visit, reason)
    draft.begin()
    if name not in draft.steps or (name == "parts" and not draft.people):
        return redirect(_page(visit, draft.next_step()))
    form = _form_of(request, visit, draft, name)
    if request.method == "POST":
        if form.is_valid() and not reason:
            draft.keep(name, {**form.cleaned_data, **_texts_shown(form)})
            return redirect(_page(visit, draft.next_step()))
        draft.keep_typed(name, form.typed())
        return SeeOther(request.path)
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
@find_public(StudyVisit)
def check(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """All answers once more; sending them twice is the same as once."""
    draft = Draft(request, visit)
    if request.method == "POST" and draft.was_sent_with(
        request.POST.get("submission_key", "")
    ):
        return redirect(_page(visit, "done") + "?again")
    if draft.is_sent:
        return redirect(_page(visit, "done"))
    if draft.next_step() != "check":
        return redirect(_page(visit, draft.next_step()))
    form = bind(request, SubmitForm, initial={"submission_key": draft.key})
    if request.method == "POST":
        return _send(request, visit, draft, form)
    context = {
        "visit": visit,
        "groups": answers_by_step(visit, draft),
        "form": form,
        **_late_context(_is_late(visit, draft)),
        "waits": _is_to_wait(visit, draft),
        "number": len(draft.steps) + 1,
        "total": len(draft.steps) + 1,
    }
    return render(request, "events/registrations/form/check.html", context)


def _is_to_wait(visit: StudyVisit, draft: Draft) -> bool:
    """Whether these answers lead to the waiting list, as things are now."""
    asked = draft.delegation(get_language() or "")
    if asked.code or not asked.may_wait:
        return False
    return asked.seats > free_for(visit).available


def _send(
    request: HttpRequest, visit: StudyVisit, draft: Draft, form: SubmitForm
) -> HttpResponse:
    """Register, or say why not; the draft survives every refusal."""
    now = timezone.now()
    if form.data.get("submission_key") != draft.key:
        return redirect(_page(visit, "check"))  # another tab's answers
    if not (is_left_empty(request, form) and _in_time(request, draft, form, now)):
        return refuse(request, form)
    try:
        done = register_delegation(
            visit=visit,
            delegation=draft.delegation(get_language() or ""),
            submission_key=draft.key,
            begun_at=draft.begun_at,
            at=now,
        )
    except RegistrationRefused as refusal:
        return _after(refusal, request, visit, draft, form)
    draft.finish("registered")
    grant_sensitive_access(request, done.registration, now)
    return redirect(_page(visit, "done"))


def _in_time(
    request: HttpRequest, draft: Draft, form: SubmitForm, at: datetime
) -> bool:
    """Whether a person may have typed this, from a network that sent few; else say."""
    try:
        throttling.hit("register", throttling.client_ip(request), at)
    except throttling.RateLimitExceeded:
        form.add_error(None, TOO_OFTEN)
        return False
    if draft.age(at) < settings.CENTRE_FASTEST_REGISTRATION:
        form.add_error(None, TOO_FAST)
        return False
    return True


def _after(
    refusal: RegistrationRefused,
    request: HttpRequest,
    visit: StudyVisit,
    draft: Draft,
    form: SubmitForm,
) -> HttpResponse:
    """Redirect to the step that can be mended, else to the page that says why not.

    Each of them finds by itself what is wrong, as things are when it is read.
    """
    if isinstance(refusal, AlreadyRegistered):
        email = draft.answers("contact")["contact_email"]
        now = timezone.now()
        if throttling.allows("send-link", fold_email(email), now):
            send_link_again(visit=visit, email=email, at=now)
        draft.finish("already")
        return redirect(_page(visit, "done"))
    if isinstance(refusal, (RegistrationNotOpenYet, RegistrationClosed)):
        return redirect(_page(visit, "delegation"))
    if step := next((s for kind, s in MENDED_IN if isinstance(refusal, kind)), ""):
        draft.ask_again(step)
        return redirect(_page(visit, step))
    form.add_error(None, CANNOT_REGISTER)
    return refuse(request, form)


@private
@require_safe
@find_public(StudyVisit)
def done(request: HttpRequest, visit: StudyVisit) -> HttpResponse:
    """What happened: the reference and the link, or the neutral answer to a repeat."""
    draft = Draft(request, visit)
    sent = draft.last_sent
    if sent is None:
        return redirect(_page(visit, draft.next_step()))
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
        "again": "again" in request.GET,
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


def _refused(request: HttpRequest, visit: StudyVisit, reason: str) -> HttpResponse:
    """A clear ending: why not, and what to do instead."""
    context = {"visit": visit, "reason": reason}
    return render(request, "events/registrations/form/refused.html", context)


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
