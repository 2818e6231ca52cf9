"""Background work of the events app: mail goes out, once.

    waiting -> being sent -> sent
                          -> waiting      the server said no; later again
                          -> failed       it said no for good, or too often
                          -> waiting      perhaps sent; once more, if losing it is worse
                          -> perhaps sent it is for staff to decide

"Being sent" has a commit of its own before the server is called. So a mail whose worker
was killed is found in that state, and never taken for one that has not gone out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.mail.delivery import PerhapsSent, build_message, refused_for_good, send
from events.mail.kinds import MAIL_KINDS, IfUnsure
from events.models import OutgoingEmail

State = OutgoingEmail.State

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
# A worker holds the row's lock while it sends, but for a moment at the beginning.
SURELY_LOCKED_AFTER = timedelta(minutes=1)
PERHAPS_SENT_AGAIN_AFTER = timedelta(minutes=5)


@task()
def deliver_due_mail() -> int:
    """Send all mail that is due, and say how many went out.

    It looks for everything that is due, not for one mail: so mail whose own task was
    lost with a killed worker goes out with the next one.
    """
    find_interrupted(timezone.now())
    due = OutgoingEmail.objects.due().values_list("pk", flat=True)
    return sum(deliver(pk) for pk in list(due))


def deliver(pk: int) -> bool:
    """Send one mail, at most once at a time, and say whether it went out.

    A failure is kept with its reason and tried again after `RETRY_AFTER`; nothing is
    ever dropped. What the mail said is erased once it is out.
    """
    since = _begin(pk)
    return since is not None and _send(pk, since)


@transaction.atomic(durable=True)
def find_interrupted(at: datetime) -> int:
    """Find mail whose worker was killed at it: perhaps sent. Return how many."""
    begun = OutgoingEmail.objects.filter(
        state=State.SENDING, sending_since__lte=at - SURELY_LOCKED_AFTER
    )
    # Whoever still sends holds the row, and is skipped.
    left = list(begun.select_for_update(skip_locked=True))
    for mail in left:
        _note_perhaps_sent(mail, "Interrupted")
    return len(left)


@transaction.atomic(durable=True)
def _begin(pk: int) -> datetime | None:
    """Write down that a mail is being sent, and since when; None if it is not due."""
    due = OutgoingEmail.objects.due().filter(pk=pk)
    mail = due.select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    mail.state = State.SENDING
    mail.sending_since = timezone.now()
    mail.attempts += 1
    mail.save()
    return mail.sending_since


@transaction.atomic(durable=True)
def _send(pk: int, since: datetime) -> bool:
    """Send what was begun, under the row's lock, and note how it went."""
    begun = OutgoingEmail.objects.select_for_update().filter(
        pk=pk, state=State.SENDING, sending_since=since
    )
    mail = begun.first()
    if mail is None:
        return False
    try:
        send(build_message(mail))
    except PerhapsSent as error:
        _note_perhaps_sent(mail, str(error))
        return False
    except Exception as error:
        _note_failure(mail, error)
        return False
    mail.state = State.SENT
    mail.sent_at = timezone.now()
    mail.text = mail.html = mail.calendar = mail.error = ""
    mail.save()
    return True


def _note_failure(mail: OutgoingEmail, error: Exception) -> None:
    """Keep the reason, and plan the next attempt if one may help."""
    mail.error = f"{type(error).__name__}: {error}"[:2000]
    if mail.attempts > len(RETRY_AFTER) or refused_for_good(error):
        mail.state = State.FAILED
        mail.save()
    else:
        _wait(mail, RETRY_AFTER[mail.attempts - 1])


def _note_perhaps_sent(mail: OutgoingEmail, error: str) -> None:
    """Try once more, with the same Message-ID, or leave it to staff."""
    mail.error = error[:2000]
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
