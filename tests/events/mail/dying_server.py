"""A mail server that writes down what it takes, and a line to it that breaks.

Run as a program it is a worker that dies there:
`python -m tests.events.mail.dying_server DATABASE BOOK POINT MOMENT` sends all mail due
at that moment (a number of seconds) until it gets to that point.
"""

import os
import smtplib
import sys
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend
from time_machine import travel


def break_line() -> None:
    """What the program hears when the line is cut."""
    raise smtplib.SMTPServerDisconnected("cut")


class Backend(BaseEmailBackend):
    """Takes every mail, unless the line breaks at `point`.

    `before`: nobody answers. `during`: the line breaks before the server has it all.
    `after`: it has it, and its yes is lost. `goodbye`: after the yes.
    """

    book: Path
    point = ""
    die: Callable[[], None] = staticmethod(break_line)

    def _reach(self, point: str) -> None:
        if self.point == point:
            self.die()

    def open(self) -> bool:
        if self.point == "before":
            raise ConnectionRefusedError("nobody there")
        self._reach("called")
        return True

    def close(self) -> None:
        self._reach("goodbye")

    def send_messages(self, messages: list) -> int:
        """Write down to whom and under which identifier each mail came."""
        self._reach("during")
        with self.book.open("a") as book:
            for message in messages:
                headers = message.message()
                _name, to = parseaddr(headers["To"])
                book.write(f"{to} {headers['Message-ID']}\n")
        self._reach("after")
        return len(messages)


def die_for_good() -> None:
    """End as a killed process does: nothing is cleaned up, nothing is said."""
    os._exit(9)


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    database, book, point, moment = sys.argv[1:]
    connection.settings_dict["NAME"] = database
    settings.EMAIL_BACKEND = "tests.events.mail.dying_server.Backend"
    from tests.events.mail import dying_server

    worker = dying_server.Backend
    worker.book, worker.point = Path(book), point
    worker.die = staticmethod(die_for_good)
    from events.mail.tasks import deliver_due_mail

    with travel(float(moment)):
        deliver_due_mail.func()


if __name__ == "__main__":
    main()
