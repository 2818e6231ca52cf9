"""`manage.py do_due_work`: end offers, send reminders and e-mails that are due."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from centre.startup import require_whole_database
from events.due import do_due_work


class Command(BaseCommand):
    """Run by a timer each minute, or without end with `--every`."""

    help = "Does what is due: offers that end, reminders, mail that waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="Go on, at this distance."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due once, or again and again."""
        require_whole_database()
        while True:
            done = do_due_work(timezone.now())
            if options["verbosity"] > 1:
                self.stdout.write(", ".join(f"{k}: {n}" for k, n in done.items()))
            if not options["every"]:
                return
            close_old_connections()
            time.sleep(options["every"])
