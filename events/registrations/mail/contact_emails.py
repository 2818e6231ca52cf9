"""What a delegation hears from us, in the language of its registration.

The contact hears everything. People with an e-mail of their own have the visit in
their calendars too, so they hear what changes there (delegate_emails.py).
"""

from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from centre.content.languages import localized_with, public_language
from centre.content.plain_text import plain_text
from centre.mail import RenderedEmail, render_email
from centre.models import Centre
from centre.text.dates import format_deadline
from centre.text.emails import unlinked
from events.links.qr import PICTURE_ID
from events.links.tokens import CODE_TTL, mail_code, mailed_token
from events.mail import outbox
from events.mail.custom_text import custom_text
from events.mail.kinds import MAIL_KINDS, AskedBy, Kind, MailKind
from events.models import (
    ChangeRequest,
    OutgoingEmail,
    Registration,
    StudyVisit,
    VisitDocument,
)
from events.registrations.mail import delegate_emails
from events.registrations.mail.calendar import (
    calendar_status,
    former_time,
    registration_calendar,
)
from events.registrations.part_text import part_lines, programme_lines

Status = Registration.Status

# What a delegation hears when its registration comes into a status.
KIND_OF_STATUS: dict[str, Kind] = {
    Status.REQUESTED: Kind.REQUESTED,
    Status.CONFIRMED: Kind.RECEIVED,
    Status.WAITLISTED: Kind.WAITLISTED,
    Status.OFFERED: Kind.OFFERED,
    Status.LATE: Kind.LATE,
    Status.DECLINED: Kind.DECLINED,
    Status.WITHDRAWN: Kind.WITHDRAWN,
    Status.CANCELLED: Kind.CANCELLED,
    Status.LAPSED: Kind.LAPSED,
    Status.EXPIRED: Kind.EXPIRED,
}
# People try numbers: a change waits so long for the next one, and they are one mail.
SEATS_SETTLE = timedelta(minutes=5)
SETTLING = [kind for kind, row in MAIL_KINDS.items() if row.settles]
# In every mail to a contact who has not confirmed the address yet: where the
# registration holds places, and where it holds none.
CONFIRM_HOLDING = _(
    "Please confirm your address: open the link below and press the button by "
    "%(confirm_by)s. Without that your registration will end, and places it holds "
    "will go to others."
)
CONFIRM = _(
    "Please confirm your address: open the link below and press the button by "
    "%(confirm_by)s. Without that your registration will end."
)
# Asked of who is confirmed for a visit that moved, until they answer.
STILL_COMING = _("Please open the link and say whether you are still coming.")
# To who came, where there is something for them.
MATERIALS = _(
    "The same link leads to the materials of the visit. They are for those who were "
    "there: please don’t pass the link on."
)


def queue_status(registration: Registration, *, at: datetime, reason: str = "") -> None:
    """Say what has become of a registration; with its link and its calendar."""
    _queue(KIND_OF_STATUS[registration.status], registration, at=at, reason=reason)


def write_first(registration: Registration) -> bool:
    """Write the first e-mail about a registration, as it was then; say whether.

    Twice is the same as once: who clears `first_mail_due` writes it.
    """
    due = Registration.objects.first_mail_due().filter(pk=registration.pk)
    registration.first_mail_due = False
    if not due.update(first_mail_due=False):
        return False
    then, as_it_was = registration.history.earliest("pk"), copy(registration)
    as_it_was.status, as_it_was.seats = then.to_status, then.seats
    _write(KIND_OF_STATUS[then.to_status], as_it_was, at=then.at, steps=1)
    return True


def queue_link(
    registration: Registration, *, at: datetime, renewed: bool = False
) -> None:
    """Send the link to a registration that exists; say so where it was `renewed`."""
    with translation.override(public_language(registration.language)):
        renewal = gettext("This link is new. The one we sent before no longer works.")
    _queue(Kind.LINK, registration, at=at, reason=renewal if renewed else "")


def queue_code(registration: Registration, *, at: datetime) -> None:
    """Send the code that is good now; whatever else waits to go out stays."""
    code = mail_code(registration, at)
    _write(Kind.CODE, registration, at=at, reason=f"{code[:3]} {code[3:]}")


def queue_changed(registration: Registration, *, at: datetime) -> None:
    """Say how many people are registered, once no further change has come."""
    _queue(Kind.CHANGED, registration, at=at, due_at=at + SEATS_SETTLE)


def queue_parts(registration: Registration, *, at: datetime) -> None:
    """Say which parts its people are in, once no further change has come."""
    _queue(Kind.PARTS, registration, at=at, due_at=at + SEATS_SETTLE)


def queue_part_free(registration: Registration, *, at: datetime) -> None:
    """Say that its people have come from a part's waiting list into the part."""
    _queue(Kind.PART_FREE, registration, at=at)


def queue_change_answer(change: ChangeRequest, *, at: datetime, reason: str) -> None:
    """Say whether a change was made, with what staff add and how it is now."""
    with translation.override(public_language(change.registration.language)):
        answer = gettext("The change has been made.")
        if change.status == ChangeRequest.Status.REFUSED:
            answer = gettext("We are sorry: we can’t make this change.")
    reason = "\n".join(filter(None, [answer, reason]))
    _queue(Kind.CHANGE_ANSWER, change.registration, at=at, reason=reason)


def queue_handover_done(
    registration: Registration, *, former: str, at: datetime
) -> None:
    """Send the new contact a link, and tell the former one, who gets none."""
    queue_link(registration, at=at, renewed=True)
    _write(Kind.HANDED_OVER, registration, at=at, recipient=former)


def queue_merged(registration: Registration, *, at: datetime) -> None:
    """Tell the contacts of two delegations that are one now, whose it is.

    Each learns of the other the name and the organisation, never the address. A mail
    that the visit has changed, which still waits, goes out from the surviving one.
    """
    whole = registration.surviving
    registration.emails.filter(
        kind=Kind.VISIT_CHANGED, state=OutgoingEmail.State.QUEUED, perhaps_sent=False
    ).update(registration=whole)
    for kind, to, other in (
        (Kind.JOINED, registration, whole),
        (Kind.JOINED_BY, whole, registration),
    ):
        with translation.override(public_language(to.language)):
            who = gettext("The other contact person: %(contact)s (%(organisation)s).")
            reason = who % {
                "contact": unlinked(other.contact_name),
                "organisation": unlinked(other.organisation),
            }
        if not other.contact_name:  # erased
            reason = ""
        _queue(kind, to, at=at, reason=reason)


def queue_visit_changed(
    registration: Registration, *, at: datetime, due_at: datetime
) -> None:
    """Say when and where the visit is now; the calendar file moves the entry."""
    _queue(Kind.VISIT_CHANGED, registration, at=at, due_at=due_at)


def queue_once(kind: Kind, registration: Registration, at: datetime) -> bool:
    """Write a reminder or a thank-you, if none was written yet; say whether.

    The database refuses a second one, from another process too.
    """
    try:
        with transaction.atomic():
            _queue(kind, registration, at=at, once=f"{kind}-{registration.pk}")
    except IntegrityError:
        return False
    return True


def manage_url(token: str, language: str, view: str = "registration") -> str:
    """Return the whole address of the page that a token opens, in a language."""
    with translation.override(language):
        path = reverse(f"events:{view}", kwargs={"token": token})
    return settings.SITE_URL + path


def compose_contact_email(
    kind: str, registration: Registration, *, reason: str = ""
) -> RenderedEmail:
    """Render a mail as it would go out; nothing needs to be saved."""
    language = public_language(registration.language)
    with translation.override(language):
        context = contact_context(kind, registration, language)
        moved = kind == Kind.VISIT_CHANGED
        context["reason"] = reason or (former_time(registration.visit) if moved else "")
        return render_email(
            text="mail/registrations/contact.txt",
            html="mail/registrations/contact.html",
            context=context,
        )


def _queue(
    kind: Kind,
    registration: Registration,
    *,
    at: datetime,
    due_at: datetime | None = None,
    **more: Any,
) -> None:
    """Write one mail; what waits to go out is written anew, so that it is still true.

    A change that waits gives way to the next one like it, and to the end of it all.
    The first e-mail is written before any other.
    """
    if registration.first_mail_due:
        write_first(registration)
    waiting = registration.emails.filter(
        kind__in=SETTLING, state=OutgoingEmail.State.QUEUED, perhaps_sent=False
    )
    rows = list(waiting.select_for_update())
    waiting.filter(pk__in=[row.pk for row in rows]).delete()
    _write(kind, registration, at=at, due_at=due_at, **more)
    if registration.status in Registration.ACTIVE:
        settling = {row.kind: row.due_at for row in rows if row.kind != kind}
        for other, then in settling.items():
            _write(Kind(other), registration, at=at, due_at=then)


def _write(
    kind: Kind,
    registration: Registration,
    *,
    at: datetime,
    reason: str = "",
    recipient: str = "",
    once: str | None = None,
    due_at: datetime | None = None,
    steps: int | None = None,
) -> None:
    """Write a mail to the contact, or to another recipient; to delegates as well.

    An erased contact has no address and gets none; the delegates hear what they hear.
    """
    row, language = MAIL_KINDS[kind], public_language(registration.language)
    if to := recipient or registration.contact_email:
        outbox.enqueue(
            compose_contact_email(kind, registration, reason=reason),
            at=at,
            due_at=due_at,
            registration=registration,
            kind=kind,
            once=once,
            recipient=to,
            limited=row.asked_by in _who_may_mail(registration),
            language=language,
            calendar=_calendar(row, registration, at, steps) if row.calendar else "",
        )
    if row.to_delegates:
        delegate_emails.queue_for_delegates(kind, registration, at=at, due_at=due_at)


def _who_may_mail(registration: Registration) -> set[AskedBy]:
    """Return who may have typed an address that is not the contact's own."""
    verified = registration.proven_at is not None
    if verified or registration.source == Registration.Source.STAFF:
        return {AskedBy.ANYBODY}
    return {AskedBy.ANYBODY, AskedBy.CONTACT}


def _calendar(
    row: MailKind, registration: Registration, at: datetime, steps: int | None
) -> str:
    with translation.override(public_language(registration.language)):
        return registration_calendar(
            registration, at=at, left=row.reader_left, steps=steps
        )


def contact_context(
    kind: str, registration: Registration, language: str
) -> dict[str, Any]:
    """Return what the templates print, in the active language."""
    row, visit = MAIL_KINDS[kind], registration.visit
    intro, extra_paragraph = custom_text(kind, registration, visit, language)
    confirmed = registration.status == Status.CONFIRMED
    status = calendar_status(registration, left=row.reader_left)
    centre = Centre.load()
    return {
        **_sentences(row, registration, own_intro=intro),
        "extra_paragraph": extra_paragraph,
        "name": "" if row.reader_left else registration.contact_name,
        "registration": registration,
        "parts": part_lines(registration),
        "programme": programme_lines(visit) if row.programme else [],
        "visit": visit.localized,
        "centre": centre.localized,
        **(_way(centre) if row.way else {}),
        "language": language,
        "manage_url": _link(row, registration, language),
        "asks_feedback": row.link == "feedback",
        "visit_url": settings.SITE_URL + visit.get_absolute_url(),
        "door_code": PICTURE_ID if confirmed and row.door_code else "",
        "calendar": row.calendar,
        "new_entry": row.new_entry,
        "cancelled": status == "CANCELLED",
    }


def _way(centre: Centre) -> dict[str, Any]:
    """Return the house's address and the way there, line by line and without links."""
    there = localized_with(centre, "getting_there")
    lines = plain_text(there.getting_there, with_links=False).splitlines()
    return {
        "address": centre.postal_address,
        "house": there,
        "way": [line for line in lines if line],
    }


def _link(row: MailKind, registration: Registration, language: str) -> str:
    if not row.link:
        return ""
    return manage_url(mailed_token(registration), language, row.link)


def _sentences(
    row: MailKind, registration: Registration, *, own_intro: str
) -> dict[str, str]:
    """Our own sentences, filled in; the intro is staff's own where there is one."""
    visit, params = registration.visit, _params(registration)
    text = row.text(
        postponed=visit.state == StudyVisit.State.POSTPONED,
        unverified=registration.proof_due_at is not None,
    )
    note = text.footer_note
    if row.asks_still_coming and registration.move_to_answer is not None:
        note = f"{STILL_COMING} {note}"
    if row.materials and _has_materials(visit):
        note = MATERIALS
    return {
        "subject": str(text.subject) % params,
        "intro": own_intro or text.intro % params,
        "confirm": _asked_to_confirm(registration) % params,
        "footer_note": str(note),
    }


def _has_materials(visit: StudyVisit) -> bool:
    documents = VisitDocument.objects.for_who_came()
    return documents.filter(visit=visit.pk).exists()


def _asked_to_confirm(registration: Registration) -> str:
    """Return our request to confirm the address; "" where there is nothing to confirm.

    An offer has a deadline of its own, and taking it confirms the address too.
    """
    if not registration.proof_due_at or registration.status == Status.OFFERED:
        return ""
    return str(CONFIRM_HOLDING if registration.holds_places else CONFIRM)


def _place(registration: Registration) -> int:
    """Return its rank on the waiting list; of one that waits no more, behind whom."""
    queue = Registration.objects.filter(visit=registration.visit_id).waiting()
    waits = registration.pk and registration.status == Status.WAITLISTED
    return queue.ahead_of(registration).count() + 1 if waits else 1


def _params(registration: Registration) -> dict[str, Any]:
    """What stands for the names in our sentences, in the active language."""
    ends_at = registration.offer_expires_at
    proof_due_at = registration.proof_due_at
    visit = registration.visit
    language = get_language() or ""
    return {
        "names_due": format_deadline(visit.names_due_at or visit.starts_at, language),
        "reference": registration.reference,
        "visit": visit.localized.title,
        "seats": registration.seats,
        "wished": registration.wanted_seats,
        "place": _place(registration),
        "deadline": format_deadline(ends_at, language) if ends_at else "",
        "confirm_by": format_deadline(proof_due_at, language) if proof_due_at else "",
        "minutes": CODE_TTL // timedelta(minutes=1),
    }
