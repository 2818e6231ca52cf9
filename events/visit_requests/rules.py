"""Every change of a visit request: ask, propose, accept, decline, withdraw.

Each function locks the request's row and reads it again: of two decisions at once the
second is refused, and nothing is mailed twice.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from events.exceptions import RegistrationClosed, TransitionNotAllowed
from events.links import tokens
from events.models import Consent, StudyVisit, VisitRequest
from events.models.contacts import ContactData, contact_values
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
class VisitRequestData(ContactData):
    """The answers with which a delegation asks for a visit."""

    purpose: str
    dates: tuple[date, ...] = ()  # up to three days in Kraków; none needs a month
    month: date | None = None  # its first day: any day of it is possible
    days: int = 1  # how long the visit is to be
    flexible: bool = False  # whether other days are possible too
    seats: int
    languages: tuple[str, ...] = ()  # codes of those that its people understand
    notice: DisplayedText  # the text on personal data


@dataclass(frozen=True)
class VisitRequestResult:
    """A request and the token of its link; `is_new` is False for a repeat."""

    request: VisitRequest
    token: str
    is_new: bool


@transaction.atomic
def ask_for_visit(
    *, data: VisitRequestData, submission_key: str, at: datetime
) -> VisitRequestResult:
    """Store a delegation's request and mail it the link.

    The same `submission_key` again returns the same request and mails nothing, even
    where both are sent at the same moment.
    """
    submission_hash = tokens.digest(submission_key)
    request, is_new = VisitRequest.objects.get_or_create(
        submission_hash=submission_hash, defaults=_columns(data)
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
    """Propose a visit, and mail it with staff's `answer`; the delegation decides.

    Raises TransitionNotAllowed where the request's status allows no proposal, and
    RegistrationClosed for a visit that has begun or does not take place as planned.
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
    """Register the delegation for a visit, with the data of its request, and mail it.

    The registration's own e-mail, with its link, is the answer: one e-mail, not two.

    Raises TransitionNotAllowed and what `register_delegation` raises; then nothing
    changes.
    """
    request = _lock(request)
    request.visit = visit
    _decide(request, Status.ACCEPTED, at=at, staff=staff, answer=answer)
    return _register(request, at, emails.accepted_text(request))


@transaction.atomic
def take_proposal(*, request: VisitRequest, at: datetime) -> RegistrationResult:
    """Register the delegation for the visit that was proposed to it.

    Staff proposed the visit, so no approval is needed and the registration's time does
    not matter; the places do. Twice is the same as once.

    Raises TransitionNotAllowed where nothing is proposed, and what
    `register_delegation` raises.
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
    """Turn down the proposed visit, with the reason; staff may propose another.

    Twice is the same as once.

    Raises TransitionNotAllowed where nothing is proposed.
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
    """Turn down the open proposals of a visit that won't take place, and mail them."""
    for request in _proposed(visit):
        turn_down_proposal(request=request, at=at)


@transaction.atomic
def renew_proposals(*, visit: StudyVisit, at: datetime, due_at: datetime) -> None:
    """Mail all open proposals of a visit again, at its new time or place."""
    for request in _proposed(visit):
        request.visit = visit
        emails.queue_request_email(request, at=at, due_at=due_at)


@transaction.atomic
def decline_request(
    *, request: VisitRequest, at: datetime, staff: User, answer: str = ""
) -> VisitRequest:
    """Decline a request, and mail the reason.

    Raises TransitionNotAllowed where it is decided or withdrawn already.
    """
    request = _lock(request)
    _decide(request, Status.DECLINED, at=at, staff=staff, answer=answer)
    emails.queue_request_email(request, at=at)
    return request


@transaction.atomic
def withdraw_request(*, request: VisitRequest, at: datetime) -> VisitRequest:
    """Withdraw a request and confirm it by e-mail. Twice is the same as once.

    Raises TransitionNotAllowed where the request is accepted or declined already.
    """
    request = _lock(request)
    if request.status == Status.WITHDRAWN:
        return request
    _decide(request, Status.WITHDRAWN, at=at, staff=request.staff, answer="")
    emails.queue_request_email(request, at=at)
    return request


def _columns(data: VisitRequestData) -> dict[str, object]:
    """Return the columns of a new request with the delegation's answers."""
    columns = {
        **vars(data),
        "dates": sorted(data.dates),
        "languages": list(data.languages),
        "notice": store_notice(data.notice),
        "reference": unique_reference(VisitRequest),
    }
    token = tokens.manage_token(VisitRequest(reference=columns["reference"]))
    return {**columns, "token_hash": tokens.link_hash(token)}


def _lock(request: VisitRequest) -> VisitRequest:
    """Lock a request and return it read again: what was read before is stale."""
    locked = VisitRequest.objects.select_for_update(of=("self",))
    return locked.select_related("visit", "registration", "notice", "staff").get(
        pk=request.pk
    )


def _proposed(visit: StudyVisit) -> list[VisitRequest]:
    """Lock and return the open proposals of a visit whose row is locked.

    A delegation that takes or turns down a proposal at this moment has locked its row
    and waits for the visit's. That proposal is skipped: waiting for it here would be a
    deadlock.
    """
    rows = VisitRequest.objects.select_for_update(of=("self",), skip_locked=True)
    return list(rows.filter(visit=visit, status=Status.PROPOSED))


def _decide(
    request: VisitRequest, to: str, *, at: datetime, staff: User | None, answer: str
) -> None:
    """Change the status along the table of transitions, with who answered what.

    Raises TransitionNotAllowed.
    """
    if to not in VisitRequest.TRANSITIONS[request.status]:
        raise TransitionNotAllowed(request.status, to)
    request.status = to
    request.decided_at, request.staff, request.answer = at, staff, answer
    request.save()


def _ahead(visit: StudyVisit | None, at: datetime) -> StudyVisit:
    """Lock a visit and return it read again.

    Raises RegistrationClosed where it has begun or does not take place as planned.
    """
    locked = lock(visit) if visit else None
    if locked is None or not locked.is_ahead(at):
        raise RegistrationClosed
    return locked


def _register(
    request: VisitRequest, at: datetime, answer: str = ""
) -> RegistrationResult:
    """Register the delegation of a request; its e-mail contains the answer."""
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
    """Return the data of a request as `register_delegation` takes it."""
    notice = DisplayedText(request.notice.text, request.notice.language)
    return RegistrationData(
        **contact_values(request),
        seats=request.seats,
        message=request.purpose,
        consents={Consent.Purpose.NOTICE.value: notice},
    )
