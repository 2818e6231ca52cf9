"""Background work of the events app: mail goes out, once.

    waiting -> being sent -> sent
                          -> waiting      the server said no; later again
                          -> failed       it said no for good, or too often
                          -> waiting      perhaps sent; once more, if losing it is worse
                          -> perhaps sent it is for staff to decide

Mail that a stranger may have asked for stays within an hour's limit of each mailbox,
over all delegations. It is counted here, where it goes out, and not where it is
written: so no way in is forgotten, and no two requests wait for each other's count.

"Being sent" has a commit of its own before the server is called. So a mail whose worker
was killed is found in that state, and never taken for one that has not gone out.

While the server has it no row is locked and no transaction is open: a server may take
its time, and nobody else waits for it. Who sends holds an advisory lock of the database
instead, which ends with the worker's connection and which nobody waits for.

A server that answers nobody is waited for once a minute, by one mail: each of them
would be waited for, and pictures, imports and all else that is due behind them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from centre.database import require_own_session
from centre.text.emails import fold_email
from events.links import throttling
from events.mail.delivery import PerhapsSent, build_message, send
from events.mail.failures import OF_THE_SERVER, Failure, diagnose
from events.mail.kinds import MAIL_KINDS, IfUnsure
from events.models import OutgoingEmail
from events.models.messages import WRITTEN_TO

State = OutgoingEmail.State
ENDED = (State.SENT, State.FAILED)

# Waiting times before the second, third ... attempt. After the last one staff see
# the mail as failed.
RETRY_AFTER = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
    timedelta(hours=24),
]
# Before that a worker may have begun whose commit nobody sees yet.
SURELY_LOCKED_AFTER = timedelta(minutes=1)
PERHAPS_SENT_AGAIN_AFTER = timedelta(minutes=5)
# How long nobody asks a server that did not answer; the clock asks each minute.
ASK_AGAIN_AFTER = SURELY_LOCKED_AFTER
# In seconds: after that other work has its turn, and the next task sends the others.
SEND_FOR = 30
# How long mail beyond a mailbox's limit waits for an hour with room.
PUT_OFF_AT_MOST = timedelta(hours=24)


@task()
def deliver_due_mail() -> int:
    """Send all mail that is due, and say how many went out.

    It looks for everything that is due, not for one mail: so mail whose own task was
    lost with a killed worker goes out with the next one. Where the server does not
    answer, or `SEND_FOR` is over, the others stay due.
    """
    find_interrupted(timezone.now())
    if _server_is_away(timezone.now()):
        return 0
    began, number = time.monotonic(), 0
    for pk in list(OutgoingEmail.objects.due().values_list("pk", flat=True)):
        if time.monotonic() - began > SEND_FOR:
            deliver_due_mail.enqueue()
            break
        if deliver(pk):
            number += 1
        elif _server_is_away(timezone.now()):
            break
    return number


def _server_is_away(at: datetime) -> bool:
    """Return whether some mail met no answer of the server within the last minute."""
    lately = OutgoingEmail.objects.filter(
        state__in=[State.QUEUED, State.UNSURE],
        failure__in=OF_THE_SERVER,
        sending_since__gt=at - ASK_AGAIN_AFTER,
        sending_since__lte=at,  # a clock that was set back stops nothing
    )
    return lately.exists()


def deliver(pk: int) -> bool:
    """Send one mail, at most once at a time, and say whether it went out.

    A failure is kept with its reason and tried again after `RETRY_AFTER`; nothing is
    ever dropped. What the mail said is erased once it is out.
    """
    with _sending(pk) as is_ours:
        mail = _begin(pk) if is_ours else None
        return mail is not None and _record(mail, _try_to_send(mail))


@transaction.atomic(durable=True)
def find_interrupted(at: datetime) -> int:
    """Find mail whose worker was killed at it: perhaps sent. Return how many."""
    begun = OutgoingEmail.objects.filter(
        state=State.SENDING, sending_since__lte=at - SURELY_LOCKED_AFTER
    )
    rows = begun.select_for_update(skip_locked=True)
    left = [mail for mail in rows if _try_lock("xact_lock", mail.pk)]
    for mail in left:
        _note_perhaps_sent(mail)
    return len(left)


@contextmanager
def _sending(pk: int) -> Iterator[bool]:
    """Mark for all processes who sends a mail; False where another one does."""
    require_own_session()
    is_ours = _try_lock("lock", pk)
    try:
        yield is_ours
    finally:
        if is_ours:
            _advisory("pg_advisory_unlock", pk)


def _try_lock(kind: str, pk: int) -> bool:
    """Take the lock of who sends a mail, until the transaction or session ends."""
    return _advisory(f"pg_try_advisory_{kind}", pk)


def _advisory(function: str, pk: int) -> bool:
    table = OutgoingEmail._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtextextended(%s, %s))",
            [table, pk],
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic(durable=True)
def _begin(pk: int) -> OutgoingEmail | None:
    """Write down that a mail is being sent, and since when; None if it is not due."""
    due = OutgoingEmail.objects.due().filter(pk=pk)
    mail = due.select_for_update(skip_locked=True).first()
    if mail is None or not (_is_wanted(mail) and _has_turn(mail)):
        return None
    mail.state = State.SENDING
    mail.sending_since = timezone.now()
    mail.attempts += 1
    mail.save()
    return mail


def _is_wanted(mail: OutgoingEmail) -> bool:
    """Return whether a mail may still go out; one that has lost its reason never will.

    It is erased then, so that nobody sends it again.
    """
    registration = mail.registration
    if registration is None or not MAIL_KINDS[mail.kind].ends_with_registration:
        return True
    if registration.status in WRITTEN_TO:
        return True
    mail.state, mail.failure = State.FAILED, Failure.ENDED
    mail.text = mail.html = mail.calendar = mail.error = ""
    mail.save()
    return False


def _has_turn(mail: OutgoingEmail) -> bool:
    """Return whether a mailbox may get this mail now; if not, put it off or drop it."""
    now = timezone.now()
    if not mail.limited or mail.attempts:
        return True
    if throttling.allows("mail", fold_email(mail.recipient), now):
        return True
    if MAIL_KINDS[mail.kind].can_wait and now - mail.created_at < PUT_OFF_AT_MOST:
        _wait(mail, timedelta(seconds=throttling.seconds_left(now)))
    else:
        mail.state, mail.failure = State.FAILED, Failure.TOO_MANY
        mail.save()
    return False


def _try_to_send(mail: OutgoingEmail) -> Exception | None:
    """Give a mail to the server, outside of any transaction; return what went wrong."""
    try:
        send(build_message(mail))
    except Exception as error:
        return error
    return None


@transaction.atomic(durable=True)
def _record(begun: OutgoingEmail, error: Exception | None) -> bool:
    """Note how sending went, on the row as it is now, and say whether it went out.

    Meanwhile it may have been erased: then its reason is not kept, and it never goes
    out empty.
    """
    mail = (
        OutgoingEmail.objects.select_for_update()
        .filter(pk=begun.pk, state=State.SENDING, sending_since=begun.sending_since)
        .first()
    )
    if mail is None:
        return False
    if isinstance(error, PerhapsSent):
        _note_perhaps_sent(mail)
    elif error:
        _note_failure(mail, error)
    else:
        mail.state = State.SENT
        mail.sent_at = timezone.now()
        mail.text = mail.html = mail.calendar = mail.error = mail.failure = ""
        mail.save()
    if mail.state in ENDED and MAIL_KINDS[mail.kind].erases_address:
        OutgoingEmail.objects.filter(pk=mail.pk).blank()
    return error is None


def _note_failure(mail: OutgoingEmail, error: Exception) -> None:
    """Keep the reason, and plan the next attempt if one may help."""
    what = diagnose(error)
    over = mail.attempts > len(RETRY_AFTER) or what.for_good
    mail.failure, mail.error = (what.failure, what.said) if mail.text else ("", "")
    if over or not mail.text:
        mail.state = State.FAILED
        mail.save()
    else:
        _wait(mail, RETRY_AFTER[mail.attempts - 1])


def _note_perhaps_sent(mail: OutgoingEmail) -> None:
    """Try once more, with the same Message-ID, or leave it to staff."""
    mail.failure, mail.error = (Failure.INTERRUPTED if mail.text else ""), ""
    may_repeat = MAIL_KINDS[mail.kind].if_unsure is IfUnsure.SEND_AGAIN
    again = mail.text and not mail.perhaps_sent and may_repeat
    mail.perhaps_sent = True
    if again:
        _wait(mail, PERHAPS_SENT_AGAIN_AFTER)
    else:
        mail.state = State.UNSURE
        mail.save()


def _wait(mail: OutgoingEmail, time: timedelta) -> None:
    """Put a mail back into the queue."""
    mail.state = State.QUEUED
    mail.due_at = timezone.now() + time
    mail.save()
    deliver_due_mail.using(run_after=mail.due_at).enqueue()
