"""`manage.py do_due_work`: end offers, send reminders and e-mails that are due."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from centre.database_limits import limit_database
from centre.startup import refuse_half_restored
from events.due import LONGEST_PAUSE, do_due_work, paused_for

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run by a timer each minute, or without end with `--every`."""

    help = "Does what is due: offers that end, reminders, mail that waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="Go on, at this distance."
        )
        parser.add_argument(
            "--after-pause",
            action="store_true",
            help=f"Go on though it last ran {LONGEST_PAUSE.days} days ago or more.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is due once, or again and again, whatever happens to the database.

        Raises CommandError where it last ran so long ago that the machine's clock may
        have jumped; with `--every` it waits for the clock to be right. Raises
        ImproperlyConfigured where the database is half restored.
        """
        limit_database("clock")
        while True:
            self._do_once(options)
            if not options["every"]:
                return
            close_old_connections()
            time.sleep(options["every"])

    def _do_once(self, options: dict[str, Any]) -> None:
        try:
            refuse_half_restored()  # it may have been whole a minute ago
            at = timezone.now()
            if (pause := paused_for(at)) and not options["after_pause"]:
                raise CommandError(
                    f"The clock went last {pause.days} days ago, if the machine's "
                    "time is right: nothing is done, and nothing erased. If it is, "
                    "run once: manage.py do_due_work --after-pause"
                )
            done = do_due_work(at)
        except (OperationalError, InterfaceError, CommandError) as error:
            if not options["every"]:
                raise
            logger.error("No due work was done: %s", error)
            return
        if options["verbosity"] > 1:
            self.stdout.write(", ".join(f"{k}: {n}" for k, n in done.items()))
