"""Work that is due by time alone; `manage.py do_due_work` does it every minute."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from centre.content.ends import end_publications
from centre.content.language_wishes import forget_wishes
from centre.documents.tasks import sweep_private_files
from centre.interrupted_tasks import resume_interrupted
from centre.pictures.tasks import render_again, sweep_files
from centre.search.forgetting import forget_words
from centre.search.tasks import queue_new_words
from centre.staff.prepared_rules import publish_due
from centre.staff.presence import forget_presence
from events.mail.kinds import Kind
from events.mail.tasks import deliver_due_mail
from events.messages.rules import send_due_messages
from events.models import (
    ClockRun,
    OutgoingEmail,
    Registration,
    RetentionRun,
    StudyVisit,
)
from events.privacy.purge import purge
from events.registrations.mail import contact_emails
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.invitees import ask_invitees_again
from events.registrations.rules.verification import expire_unverified, remind_unverified
from events.registrations.rules.waiting import (
    end_waiting_list,
    lapse_offers,
    promote_waiting,
)

logger = logging.getLogger(__name__)

Status = Registration.Status

REMIND_BEFORE = timedelta(days=3)
ASK_FOR_NAMES_BEFORE = timedelta(days=4)
THANK_AFTER = timedelta(hours=20)
THANK_AT_MOST_AFTER = timedelta(days=7)  # later it would only puzzle

PURGE_EVERY = timedelta(hours=23)
# A machine whose time jumped forward would erase what is to be kept.
LONGEST_PAUSE = timedelta(days=30)


def do_due_work(at: datetime) -> dict[str, int]:
    """Do all work that is due at a moment (aware); return how much of each kind.

    Each kind may run twice, or in two processes at once, and does its work once. One
    that raises an error is logged and noted, and the others are done.

    Raises OperationalError or InterfaceError where the database does not answer.
    """
    work: dict[str, Callable[[datetime], int]] = {
        "proofs": _verifications,
        "offers": _offers,
        "reminders": _reminders,
        "names": _names,
        "thanks": _thanks,
        "messages": send_due_messages,
        "invitees": ask_invitees_again,
        "purge": _purge,
        "interrupted": resume_interrupted,
        "pictures": render_again,
        "words": queue_new_words,
        "wishes": forget_wishes,
        "prepared": publish_due,
        "ended": end_publications,
        "presence": forget_presence,
        "first": lambda at: write_first_emails.func(),
        # Last, to send what the others queued; and what a killed worker left behind.
        "mail": lambda at: deliver_due_mail.func(),
    }
    done, failing = {}, []
    for name, do in work.items():
        try:
            done[name] = do(at)
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("Due work failed: %s", name)
            failing.append(name)
    ClockRun.objects.update_or_create(pk=1, defaults={"at": at, "failing": failing})
    return done


def paused_for(at: datetime) -> timedelta | None:
    """Return how long ago the due work was done, if that is longer than it should be.

    After a restore, or where the site stood still, that is so, too: a person decides.
    """
    last = ClockRun.objects.first()
    pause = at - last.at if last else timedelta()
    return pause if pause >= LONGEST_PAUSE else None


def _verifications(at: datetime) -> int:
    """Remind contacts to verify their e-mail; expire registrations past the time."""
    number = remind_unverified(at)
    overdue = Registration.objects.unverified().filter(proof_due_at__lte=at)
    for visit in StudyVisit.objects.filter(pk__in=overdue.values("visit")):
        number += len(expire_unverified(visit=visit, at=at))
    return number


def _offers(at: datetime) -> int:
    """End offers and waiting lists whose time is over; offer places that are free.

    Held seats expire by time alone, so every visit with a waiting list is checked.
    """
    number = 0
    waiting = Registration.objects.filter(
        status__in=[Status.WAITLISTED, Status.OFFERED]
    )
    for visit in StudyVisit.objects.filter(pk__in=waiting.values("visit")):
        number += len(lapse_offers(visit=visit, at=at))
        number += len(end_waiting_list(visit=visit, at=at))
        number += len(promote_waiting(visit=visit, at=at))
    return number


def _reminders(at: datetime) -> int:
    """Remind the delegations of visits that begin soon."""
    near = _confirmed(visit__starts_at__gt=at, visit__starts_at__lte=at + REMIND_BEFORE)
    return _write(Kind.REMINDER, near, at)


def _names(at: datetime) -> int:
    """Ask once for missing names, before the deadline for names."""
    due = Q(visit__names_due_at__gt=at)
    due &= Q(visit__names_due_at__lte=at + ASK_FOR_NAMES_BEFORE)
    nameless = _confirmed(due).annotate(named=Count("delegates"))
    return _write(Kind.NAMES_DUE, nameless.filter(named__lt=F("seats")), at)


def _thanks(at: datetime) -> int:
    """Thank the delegations that attended."""
    over = Q(visit__ends_at__lte=at - THANK_AFTER)
    over &= Q(visit__ends_at__gt=at - THANK_AT_MOST_AFTER)
    came = Registration.objects.filter(over, status=Status.ATTENDED)
    return _write(Kind.THANKS, came.select_related("visit"), at)


def _purge(at: datetime) -> int:
    """Erase once a day personal data past its retention, files and words of nothing."""
    last = RetentionRun.objects.order_by("pk").last()
    if last and at - last.at < PURGE_EVERY:
        return 0
    purge(at, apply=True)
    sweep_files(at)
    sweep_private_files(at)
    forget_words()
    return 1


def _confirmed(*conditions: Q, **lookups: object) -> QuerySet[Registration]:
    confirmed = Registration.objects.filter(
        *conditions,
        **lookups,
        status=Status.CONFIRMED,
        visit__state=StudyVisit.State.PLANNED,
    )
    return confirmed.select_related("visit")


def _write(kind: Kind, registrations: QuerySet[Registration], at: datetime) -> int:
    written = OutgoingEmail.objects.filter(kind=kind, once__isnull=False)
    left = registrations.exclude(pk__in=written.values("registration"))
    left = left.exclude(contact_email="")  # erased
    return sum(
        contact_emails.queue_once(kind, registration, at) for registration in left
    )
