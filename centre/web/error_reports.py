"""Errors on their way to people, by mail.

Nobody is told more than the log has: no visitor, no address, nothing that was typed.
"""

import logging
import threading
import time

from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage, get_connection

from centre.web.request_ids import current_request_id

# In seconds: a thousand errors are one mail, and the next one counts them.
MAIL_EVERY = 60 * 60
# In seconds. The visitor who met the error waits for it.
MAIL_TIMEOUT = 5


class MailHandler(logging.Handler):
    """Mail the first error of each hour to ADMINS, and how many there were since."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._lock = threading.Lock()
        self._last: float | None = None
        self._kept_back = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Mail a line of the log, or count it."""
        with self._lock:
            now = time.monotonic()
            is_first = self._last is None or now - self._last >= MAIL_EVERY
            if not (is_first and _no_other_process_did()):
                self._kept_back += 1
                return
            self._last, before, self._kept_back = now, self._kept_back, 0
        try:
            self._send(record, before)
        except Exception:  # it must not become an error of the page
            self.handleError(record)

    def _send(self, record: logging.LogRecord, before: int) -> None:
        body = (
            f"{self.format(record)}\n\nRequest: {current_request_id() or '-'}\n"
            f"Errors of this process since the last mail: {before}\n"
            f"The next mail comes in {MAIL_EVERY // 60} minutes at the earliest; "
            "the log has all of them."
        )
        subject = f"{settings.EMAIL_SUBJECT_PREFIX}{record.levelname}: {record.name}"
        EmailMessage(
            subject,
            body,
            settings.SERVER_EMAIL,
            [address for _name, address in settings.ADMINS],
            connection=get_connection(timeout=MAIL_TIMEOUT),
        ).send()


def _no_other_process_did() -> bool:
    """Return whether no process mailed in this hour; also where nobody can say."""
    try:
        return caches["share"].add("error-mail", 1, timeout=MAIL_EVERY)
    except OSError:  # the disk is full, which somebody has to know
        return True
