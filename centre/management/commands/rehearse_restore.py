"""`manage.py rehearse_restore`: try whether the newest backup can be restored."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from centre.backup.keeping import backups
from centre.backup.programs import ProgramFailed
from centre.backup.rehearsing import rehearse


class Command(BaseCommand):
    help = "Restore a backup into a database of its own, open a link, delete it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, nargs="?", help="or the newest")
        parser.add_argument(
            "--identity", type=Path, help="the file of age's secret key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        archive = options["archive"] or next(
            iter(backups(settings.CENTRE_BACKUP_ROOT)), None
        )
        if archive is None:
            raise CommandError("There is no backup yet: manage.py back_up.")
        try:
            said = rehearse(archive.resolve(), options["identity"])
        except ProgramFailed as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"{archive.name}:\n{said.rstrip()}")
