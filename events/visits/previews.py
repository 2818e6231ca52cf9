"""What a change of a visit will mail: composed and counted, not written."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from centre.content.languages import public_language
from centre.mail import RenderedEmail
from events.mail.kinds import Kind
from events.models import (
    Delegate,
    OutgoingEmail,
    PartChoice,
    ProgrammeItem,
    Registration,
    SeatBlock,
    StudyVisit,
    VisitPart,
    VisitRequest,
)
from events.registrations.mail.contact_emails import compose_contact_email
from events.registrations.mail.delegate_emails import (
    compose_delegate_email,
    notified_delegates,
)
from events.registrations.rules.parts import admit_waiting
from events.registrations.rules.waiting import promote_waiting
from events.registrations.staff.dry_run import EmailPreview, dry_run, twin_of
from events.visit_requests.emails import compose_request_email
from events.visits.changes import (
    Arrangements,
    asks_again,
    plan_announcement,
    remaining_rows,
)


def preview_cancellation(visit: StudyVisit, reason: str) -> EmailPreview:
    """Compose what `cancel_visit` will mail, one mail of each language."""
    visit = StudyVisit.objects.get(pk=visit.pk)
    visit.state = StudyVisit.State.CANCELLED
    nothing_chosen = Prefetch("part_choices", PartChoice.objects.none())

    def end(registration: Registration) -> None:
        registration.visit, registration.status = visit, Registration.Status.CANCELLED
        registration.proof_due_at = registration.move_to_answer = None
        prefetch_related_objects([registration], nothing_chosen)

    active = Registration.objects.filter(visit=visit).active()
    told = _preview_registrations(Kind.CANCELLED, active, end, reason)
    return told + _preview_proposals(visit)


def preview_saving(
    saved: StudyVisit, typed: StudyVisit, formsets: list[Any], at: datetime
) -> tuple[EmailPreview, list[Registration]]:
    """Compose what saving a visit will mail; return it with the delegations that hear.

    `typed` is the visit as its valid form makes it; it is of no use afterwards.
    """
    changed, told = _preview_change(typed, formsets, Arrangements.of(saved), at)
    offered = _preview_offers(typed, formsets, at)
    given = {mail.registration_id for mail in offered.mails if mail.registration_id}
    chosen = Registration.objects.filter(Q(pk__in=told) | Q(pk__in=given))
    return offered + changed, list(chosen.order_by("queue_at", "pk"))


def _preview_change(
    visit: StudyVisit, formsets: list[Any], before: Arrangements, at: datetime
) -> tuple[EmailPreview, QuerySet[Registration]]:
    """What `announce_changes` will mail about another time, place or programme."""
    now = Arrangements.of_form(visit, formsets)
    plan = plan_announcement(visit, before, now, at)
    if plan is None:
        return EmailPreview.of([]), Registration.objects.none()
    parts = {part.pk: part for part in remaining_rows(visit, formsets, VisitPart)}
    programme = remaining_rows(visit, formsets, ProgrammeItem)
    programme.sort(key=lambda item: item.starts_at)
    # Mails read it as if it had been read from the database already.
    vars(visit)["_prefetched_objects_cache"] = {"programme": programme}

    def move(registration: Registration) -> None:
        registration.visit = visit
        if now != before and registration.status == Registration.Status.CONFIRMED:
            asked = visit.calendar_sequence if asks_again(visit) else None
            registration.move_to_answer = asked
        prefetch_related_objects([registration], "part_choices")
        for choice in registration.part_choices.all():
            choice.part = parts.get(choice.part_id, choice.part)

    told = _preview_registrations(Kind.VISIT_CHANGED, plan.told, move)
    if now == before or visit.settling is None:
        return told, plan.told
    return _preview_proposals(visit) + told, plan.told


def _preview_offers(
    visit: StudyVisit, formsets: list[Any], at: datetime
) -> EmailPreview:
    """Who gets places that come free in the visit or in a part of it.

    The rules of the queue count what is in the database, so where somebody waits the
    visit, its parts and its held seats are saved, looked at and taken back: never the
    programme, never a picture.
    """
    waiting = Registration.objects.filter(visit=visit).waiting()
    for_parts = PartChoice.objects.queue().filter(part__visit=visit)
    if not (waiting.exists() or for_parts.exists()):
        return EmailPreview.of([])

    def act() -> None:
        visit.save()
        for formset in formsets:
            if formset.model is SeatBlock:
                for row in formset.extra_forms:
                    row.instance.code_hash = row.prefix  # its code is made later
            if formset.model in {SeatBlock, VisitPart}:
                formset.save()
        admit_waiting(visit, at)
        promote_waiting(visit=visit, at=at)

    return dry_run(visit, act)


def _preview_registrations(
    kind: Kind,
    registrations: QuerySet[Registration],
    change: Callable[[Registration], None],
    reason: str = "",
) -> EmailPreview:
    """One mail of a kind for each language, and how many contacts and people get it.

    `change` makes a registration what it will be by then.
    """
    contacts = registrations.exclude(contact_email="").order_by("queue_at", "pk")
    people = notified_delegates(Delegate.objects.filter(registration__in=registrations))
    firsts: dict[str, Registration | Delegate] = {}
    counts: Counter[tuple[str, str]] = Counter()
    hearers: list[Registration | Delegate] = [*contacts.defer("message"), *people]
    for hearer in hearers:
        own = hearer.language
        if isinstance(hearer, Delegate):
            own = own or hearer.registration.language
        language = public_language(own)
        firsts.setdefault(language, hearer)
        counts[kind, language] += 1
    mails = []
    for language, hearer in firsts.items():
        if isinstance(hearer, Delegate):
            change(hearer.registration)
            compose = partial(compose_delegate_email, kind, hearer)
            recipient = hearer.email
        else:
            change(hearer)
            compose = partial(compose_contact_email, kind, hearer, reason=reason)
            recipient = hearer.contact_email
        mails.append(_as_queued(kind, compose, recipient, language))
    return EmailPreview(mails, counts)


def _preview_proposals(visit: StudyVisit) -> EmailPreview:
    """What those hear whom a visit is only proposed: it is another one, or none."""
    proposed = VisitRequest.objects.filter(
        visit=visit, status=VisitRequest.Status.PROPOSED
    )
    mails = []
    for request in proposed:
        request.visit = visit
        if visit.state != StudyVisit.State.PLANNED:
            request.status, request.answer = VisitRequest.Status.UNSUITABLE, ""
        language = public_language(request.language)
        compose = partial(compose_request_email, request)
        to = request.contact_email
        mails.append(_as_queued(Kind.REQUEST_ANSWER, compose, to, language))
    return EmailPreview.of(mails)


def _as_queued(
    kind: Kind, compose: Callable[[], RenderedEmail], recipient: str, language: str
) -> OutgoingEmail:
    """The row that the outbox would get, as far as staff see it; not saved."""
    mail = compose()
    row = OutgoingEmail(
        kind=kind,
        subject=mail.subject,
        text=mail.text,
        recipient=recipient,
        language=language,
    )
    row.twin = twin_of(compose, language)
    return row
