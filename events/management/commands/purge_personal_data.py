"""`manage.py purge_personal_data`: erase the personal data whose time is over."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.models import RetentionRun
from events.privacy.ledger import first_broken
from events.privacy.purge import purge


class Command(BaseCommand):
    help = (
        "Show what personal data would be erased today (see docs/privacy.md). "
        "With --apply erase it, and write each rule's run into the ledger."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--apply", action="store_true", help="erase it")
        what.add_argument(
            "--verify", action="store_true", help="check the ledger and erase nothing"
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["verify"]:
            return self._verify()
        report = purge(timezone.now(), apply=bool(options["apply"]))
        if options["verbosity"]:
            for line in report.lines:
                self.stdout.write(
                    f"{line.rows:>8}  {line.rule.name} ({line.rule.days} days)"
                )
            done = "erased" if report.applied else "would be erased; add --apply"
            self.stdout.write(f"{report.rows:>8}  {done}")

    def _verify(self) -> None:
        broken = first_broken()
        if broken:
            raise CommandError(
                f"The ledger is broken at line {broken.pk} ({broken.at:%Y-%m-%d})."
            )
        last = RetentionRun.objects.order_by("-pk").first()
        lines = RetentionRun.objects.count()
        self.stdout.write(
            f"The ledger is whole: {lines} lines, the last hash is "
            f"{last.hash if last else 'none'}."
        )
