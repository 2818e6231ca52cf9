"""Where queued tasks of the last release look for what is in `events.mail.tasks`.

A row of the queue names its task by its dotted path. To be deleted with the next
release.
"""

from events.mail.tasks import deliver_due_mail

__all__ = ["deliver_due_mail"]
