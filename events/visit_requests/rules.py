"""Asking for a visit when none is announced, and what becomes of it.

Every change locks the request's row and reads it again: of two who decide at once,
the second hears that it is decided already, and nothing is mailed twice.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import RegistrationClosed, TransitionNotAllowed
from events.links import tokens
from events.models import Consent, StudyVisit, VisitRequest
from events.places.locks import lock
from events.registrations.rules.register import (
    DisplayedText,
    RegistrationData,
    RegistrationResult,
    register_delegation,
    store_notice,
    unique_reference,
)
from events.visit_requests import emails

Status = VisitRequest.Status


@dataclass(frozen=True, kw_only=True)
class VisitRequestData:
    """What a delegation says when it asks for a visit."""

    organisation: str
    city: str
    country: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""
    language: str
    purpose: str
    dates: tuple[date, ...]  # one to three days in Kraków
    seats: int
    languages: tuple[str, ...] = ()  # codes of what its people understand
    notice: DisplayedText  # the text on personal data


@dataclass(frozen=True)
class VisitRequestResult:
    """A request and the token of its link; `is_new` tells a repeat apart."""

    request: VisitRequest
    token: str
    is_new: bool


@transaction.atomic
def ask_for_visit(
    *, wish: VisitRequestData, submission_key: str, at: datetime
) -> VisitRequestResult:
    """Keep a delegation's request and mail it the link.

    The same `submission_key` again gives the same request and mails nothing, also
    where both come at the same moment.
    """
    submission_hash = tokens.digest(submission_key)
    request, is_new = VisitRequest.objects.get_or_create(
        submission_hash=submission_hash, defaults=_columns(wish)
    )
    if is_new:
        emails.queue_request_email(request, at=at)
    return VisitRequestResult(request, tokens.manage_token(request), is_new)


@transaction.atomic
def propose_visit(
    *,
    request: VisitRequest,
    visit: StudyVisit,
    at: datetime,
    staff: User,
    answer: str = "",
) -> VisitRequest:
    """Propose a visit, and mail it with the answer; the delegation decides.

    Raises TransitionNotAllowed, and RegistrationClosed for a visit that has begun or
    does not take place as planned.
    """
    request = _lock(request)
    request.visit = _ahead(visit, at)
    _decide(request, Status.PROPOSED, at=at, staff=staff, answer=answer)
    emails.queue_request_email(request, at=at)
    return request


@transaction.atomic
def accept_request(
    *,
    request: VisitRequest,
    visit: StudyVisit,
    at: datetime,
    staff: User,
    answer: str = "",
) -> RegistrationResult:
    """Register the delegation for a visit with what it asked with, and mail it.

    The registration's own mail, with its link, is the answer: one mail, not two. Raises
    TransitionNotAllowed and whatever refuses a registration; then nothing changes.
    """
    request = _lock(request)
    request.visit = visit
    _decide(request, Status.ACCEPTED, at=at, staff=staff, answer=answer)
    return _register(request, at, emails.accepted_text(request))


@transaction.atomic
def take_proposal(*, request: VisitRequest, at: datetime) -> RegistrationResult:
    """Register a delegation that says yes to the visit proposed to it.

    Staff proposed it, so no approval is needed and the registration's time does not
    matter; the places do. Taking it twice is the same as once. Raises
    TransitionNotAllowed where nothing is proposed, and whatever refuses a registration.
    """
    request = _lock(request)
    if request.status == Status.ACCEPTED and request.registration:
        token = tokens.manage_token(request.registration)
        return RegistrationResult(request.registration, token, is_new=False)
    if request.status != Status.PROPOSED:
        raise TransitionNotAllowed(request.status, Status.ACCEPTED)
    _decide(request, Status.ACCEPTED, at=at, staff=request.staff, answer=request.answer)
    return _register(request, at)


@transaction.atomic
def turn_down_proposal(
    *, request: VisitRequest, at: datetime, reply: str = ""
) -> VisitRequest:
    """Say that the visit proposed does not suit, and why; staff may propose again.

    Twice is the same as once. Raises TransitionNotAllowed where nothing is proposed.
    """
    request = _lock(request)
    if request.status == Status.UNSUITABLE:
        return request
    request.reply = reply
    _decide(request, Status.UNSUITABLE, at=at, staff=request.staff, answer="")
    emails.queue_request_email(request, at=at)
    return request


@transaction.atomic
def end_proposals(*, visit: StudyVisit, at: datetime) -> None:
    """Say to those whom a visit is proposed that it will not be; staff look anew."""
    for request in _proposed(visit):
        turn_down_proposal(request=request, at=at)


@transaction.atomic
def renew_proposals(*, visit: StudyVisit, at: datetime, due_at: datetime) -> None:
    """Mail once more what is proposed: the visit is at another time or place now."""
    for request in _proposed(visit):
        request.visit = visit
        emails.queue_request_email(request, at=at, due_at=due_at)


@transaction.atomic
def decline_request(
    *, request: VisitRequest, at: datetime, staff: User, answer: str = ""
) -> VisitRequest:
    """Say no, with the reason. Raises TransitionNotAllowed."""
    request = _lock(request)
    _decide(request, Status.DECLINED, at=at, staff=staff, answer=answer)
    emails.queue_request_email(request, at=at)
    return request


@transaction.atomic
def withdraw_request(*, request: VisitRequest, at: datetime) -> VisitRequest:
    """Take a request back and confirm it by mail. Twice is the same as once.

    Raises TransitionNotAllowed once it is accepted or declined.
    """
    request = _lock(request)
    if request.status == Status.WITHDRAWN:
        return request
    _decide(request, Status.WITHDRAWN, at=at, staff=request.staff, answer="")
    emails.queue_request_email(request, at=at)
    return request


def _columns(wish: VisitRequestData) -> dict[str, object]:
    """A new row as the delegation describes itself."""
    columns = {
        **vars(wish),
        "dates": sorted(wish.dates),
        "languages": list(wish.languages),
        "notice": store_notice(wish.notice),
        "reference": unique_reference(VisitRequest),
    }
    token = tokens.manage_token(VisitRequest(reference=columns["reference"]))
    return {**columns, "token_hash": tokens.digest(token)}


def _lock(request: VisitRequest) -> VisitRequest:
    """The request, read again under its lock: what was read before it is stale."""
    locked = VisitRequest.objects.select_for_update(of=("self",))
    return locked.select_related("visit", "registration", "notice", "staff").get(
        pk=request.pk
    )


def _proposed(visit: StudyVisit) -> list[VisitRequest]:
    """The open proposals of a visit whose row is locked, locked themselves.

    Whoever takes or turns down one at this moment has its row and waits for the
    visit's, so that one is left to them: to wait for it here would be a deadlock.
    """
    rows = VisitRequest.objects.select_for_update(of=("self",), skip_locked=True)
    return list(rows.filter(visit=visit, status=Status.PROPOSED))


def _decide(
    request: VisitRequest, to: str, *, at: datetime, staff: User | None, answer: str
) -> None:
    """Change the status along the table of transitions, with who answered what."""
    if to not in VisitRequest.TRANSITIONS[request.status]:
        raise TransitionNotAllowed(request.status, to)
    request.status = to
    request.decided_at, request.staff, request.answer = at, staff, answer
    request.save()


def _ahead(visit: StudyVisit | None, at: datetime) -> StudyVisit:
    """A visit under its lock that is still to come. Raises RegistrationClosed."""
    locked = lock(visit) if visit else None
    if locked is None or not locked.is_ahead(at):
        raise RegistrationClosed
    return locked


def _register(
    request: VisitRequest, at: datetime, answer: str = ""
) -> RegistrationResult:
    """Make the registration that a request became; its mail says the answer."""
    registered = register_delegation(
        visit=_ahead(request.visit, at),
        delegation=_delegation(request),
        submission_key=tokens.manage_token(request),
        at=at,
        staff=request.staff,
        answer=answer,
    )
    request.registration = registered.registration
    request.save(update_fields=["registration"])
    return registered


def _delegation(request: VisitRequest) -> RegistrationData:
    """What the delegation said when it asked, as registering takes it."""
    notice = DisplayedText(request.notice.text, request.notice.language)
    return RegistrationData(
        organisation=request.organisation,
        city=request.city,
        country=str(request.country),
        contact_name=request.contact_name,
        contact_email=request.contact_email,
        contact_phone=request.contact_phone,
        language=request.language,
        seats=request.seats,
        message=request.purpose,
        consents={Consent.Purpose.NOTICE.value: notice},
    )
