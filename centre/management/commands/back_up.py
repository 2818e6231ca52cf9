"""`manage.py back_up`: one file with the database and all uploads."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centre.backup.keeping import CantBackUp, make_backup
from centre.backup.programs import ProgramFailed


class Command(BaseCommand):
    help = "Make a backup in BACKUP_ROOT, and delete those that no rule keeps."

    def handle(self, *args: object, **options: object) -> None:
        try:
            archive = make_backup(timezone.now())
        except (CantBackUp, ProgramFailed) as refusal:
            raise CommandError(str(refusal)) from refusal
        size = archive.stat().st_size / 10**6
        self.stdout.write(f"{archive} ({size:.1f} MB)")
