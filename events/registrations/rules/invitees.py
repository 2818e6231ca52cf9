"""Who agreed to invitations to later visits: joining, leaving, being invited.

Only whoever owns an address can agree for it: so a registration's contact joins once
the address is verified.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from events.links.tokens import invitee_token, link_hash, new_key
from events.mail.kinds import Kind
from events.models import Consent, Invitation, Invitee, Registration, StudyVisit
from events.registrations.mail.invitation_emails import (
    compose_invitation,
    compose_renewal,
    queue_invitation_email,
)

Purpose = Consent.Purpose
ASK_AGAIN_BEFORE = timedelta(days=45)


def consent_ends_at(invitee: Invitee) -> datetime:
    """Return when an invitee is forgotten who does not agree again."""
    days = settings.CENTRE_RETENTION["invitees"]
    return invitee.agreed_at + timedelta(days=days)


def join_invitees(registration: Registration) -> None:
    """Write down a contact who agreed to invitations and whose address is verified.

    The visit is noted, so that invitations can go to whom its topic concerns.
    """
    consent = registration.consents.filter(
        purpose=Purpose.INVITATIONS, delegate=None, withdrawn_at=None
    ).first()
    if consent is None or not (registration.proven_at and registration.contact_email):
        return
    values = {
        "name": registration.contact_name,
        "language": registration.language,
        "country": registration.country,
        "text": consent.text,
        "agreed_at": consent.given_at,
        "asked_at": None,
    }
    known = Invitee.objects.filter(email__same_address=registration.contact_email)
    if not known.update(**values):
        made = Invitee(email=registration.contact_email, token_hash=new_key(), **values)
        made.save()
        made.token_hash = link_hash(invitee_token(made))
        made.save(update_fields=["token_hash"])
    known.get().visits.add(registration.visit_id)


@transaction.atomic
def leave_invitees(*, email: str, at: datetime) -> None:
    """Forget an address that was to be invited, and take its consents back."""
    Invitee.objects.filter(email__same_address=email).forget()
    Consent.objects.filter(
        purpose=Purpose.INVITATIONS,
        withdrawn_at=None,
        registration__contact_email__same_address=email,
    ).update(withdrawn_at=at)


@transaction.atomic
def invite(*, visit: StudyVisit, invitees: Iterable[Invitee], at: datetime) -> int:
    """Invite people to a visit whom nobody has invited to it; return how many.

    The database refuses a second invitation, of another process too.
    """
    number = 0
    chosen = Invitee.objects.filter(pk__in=[each.pk for each in invitees])
    for invitee in chosen.order_by("pk"):
        _row, is_new = Invitation.objects.get_or_create(
            invitee=invitee, visit=visit, defaults={"at": at}
        )
        if is_new:
            mail = compose_invitation(invitee, visit)
            once = f"invitation-{invitee.pk}-{visit.pk}"
            queue_invitation_email(Kind.INVITATION, invitee, mail, at=at, once=once)
            number += 1
    return number


def ask_invitees_again(at: datetime) -> int:
    """Ask those whose consent ends soon whether it still holds; return how many."""
    ends = timedelta(days=settings.CENTRE_RETENTION["invitees"])
    near = Invitee.objects.filter(
        asked_at=None, agreed_at__lte=at + ASK_AGAIN_BEFORE - ends
    )
    return sum(_ask_again(pk, at) for pk in [*near.values_list("pk", flat=True)])


@transaction.atomic
def _ask_again(pk: int, at: datetime) -> bool:
    """Ask one invitee, unless another process has."""
    rows = Invitee.objects.filter(pk=pk, asked_at=None)
    invitee = rows.select_for_update(skip_locked=True).first()
    if invitee is None:
        return False
    invitee.asked_at = at
    invitee.save(update_fields=["asked_at"])
    ends_at = max(consent_ends_at(invitee), at)
    mail = compose_renewal(invitee, ends_at)
    once = f"invitations-{invitee.pk}-{invitee.agreed_at:%Y%m%d%H%M%S}"
    queue_invitation_email(Kind.INVITATIONS_RENEWED, invitee, mail, at=at, once=once)
    return True
