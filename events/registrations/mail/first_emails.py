"""Background work: the first e-mail about a registration, after the visit's lock.

Its words, two templates and a calendar file take longer than all the rest of
registering (docs/adr/0053). `Registration.first_mail_due` is written with the
registration, so nothing is lost with a killed worker.
"""

import logging

from django.db import transaction
from django_tasks import task

from events.models import Registration
from events.registrations.mail.contact_emails import write_first

logger = logging.getLogger(__name__)


@task()
def write_first_emails() -> int:
    """Write all first e-mails that are due, the oldest first; return how many.

    One that can't be written stays due, is logged, and keeps no other one waiting.
    """
    due = Registration.objects.first_mail_due().values_list("pk", flat=True)
    return sum(map(_write, list(due)))


def _write(pk: int) -> bool:
    try:
        return _write_one(pk)
    except Exception:
        logger.exception("The first e-mail of registration %s can't be written.", pk)
        return False


@transaction.atomic
def _write_one(pk: int) -> bool:
    """Write one, unless somebody else is at it; say whether.

    Only the registration's row is locked, never the visit's.
    """
    due = Registration.objects.first_mail_due().select_related("visit").filter(pk=pk)
    rows = due.select_for_update(of=("self",), skip_locked=True)
    registration = rows.first()
    return registration is not None and write_first(registration)
