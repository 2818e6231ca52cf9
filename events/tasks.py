"""Background work of the events app."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from centre.models import Centre
from events.models import OutgoingEmail

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


@task()
def deliver_due_mail() -> int:
    """Send all mail that is due, and say how many went out.

    It looks for everything that is due, not for one mail: so mail whose own task was
    lost with a killed worker goes out with the next one.
    """
    due = OutgoingEmail.objects.due().values_list("pk", flat=True)
    return sum(deliver(pk) for pk in list(due))


@transaction.atomic
def deliver(pk: int) -> bool:
    """Send one mail, at most once at a time, and note how it went.

    The row stays locked while it is sent, so two workers never send it both. A
    failure is kept with its reason and tried again after `RETRY_AFTER`; nothing is
    ever dropped. What the mail said is erased once it is out.
    """
    mail = (
        OutgoingEmail.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    )
    if mail is None or mail.state != OutgoingEmail.State.QUEUED:
        return False
    mail.attempts += 1
    try:
        _message(mail).send()
    except Exception as error:
        _note_failure(mail, error)
        return False
    mail.state = OutgoingEmail.State.SENT
    mail.sent_at = timezone.now()
    mail.text = mail.html = mail.calendar = mail.error = ""
    mail.save()
    return True


def _note_failure(mail: OutgoingEmail, error: Exception) -> None:
    """Keep the reason, and plan the next attempt if there is one left."""
    mail.error = f"{type(error).__name__}: {error}"[:2000]
    if mail.attempts > len(RETRY_AFTER):
        mail.state = OutgoingEmail.State.FAILED
    else:
        mail.due_at = timezone.now() + RETRY_AFTER[mail.attempts - 1]
        deliver_due_mail.using(run_after=mail.due_at).enqueue()
    mail.save()


def _message(mail: OutgoingEmail) -> EmailMultiAlternatives:
    """The mail as it goes out; its Message-ID is the same at every attempt."""
    reply_to = Centre.load().email
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.recipient],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("visit.ics", mail.calendar, "text/calendar")
    return message
