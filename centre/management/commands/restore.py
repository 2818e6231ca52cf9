"""`manage.py restore FILE`: a backup becomes a site, in an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from centre.backup.programs import ProgramFailed
from centre.backup.restoring import CantRestore, open_mailed_link, restore_backup


class Command(BaseCommand):
    help = "Restore a backup into an empty database and empty folders of uploads."
    requires_system_checks = ()  # some query tables, which are not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--identity", type=Path, help="the file of age's secret key"
        )
        parser.add_argument(
            "--open-link", action="store_true", help="open a mailed link afterwards"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore_backup(
                options["archive"].resolve(), options["identity"], self.stdout.write
            )
        except (CantRestore, ProgramFailed) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["open_link"]:
            self.open_link()
        self.stdout.write("Restored.")

    def open_link(self) -> None:
        """Open a link of a mail, as its reader would.

        Raises CommandError where it does not open.
        """
        opens = open_mailed_link()
        if opens is False:
            raise CommandError("Restored, but a mailed link does not open.")
        said = "opens" if opens else "is not there to be tried"
        self.stdout.write(f"A mailed link {said}.")
