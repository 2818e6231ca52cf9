"""`manage.py purge_personal_data`: erase the personal data whose time is over."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.models import RetentionRun
from events.privacy import ledger
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
        parser.add_argument(
            "--head",
            metavar="HASH",
            help="with --verify: a hash noted earlier that has to be in the ledger",
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["head"] and not options["verify"]:
            raise CommandError("--head goes with --verify.")
        if options["verify"]:
            return self._verify(str(options["head"] or ""))
        report = purge(timezone.now(), apply=bool(options["apply"]))
        for line in report.lines:
            self.stdout.write(
                f"{line.rows:>8}  {line.rule.name} ({line.rule.days} days)"
            )
        done = "erased" if report.applied else "would be erased; add --apply"
        self.stdout.write(f"{report.rows:>8}  {done}")
        # In the log of whatever runs this: a copy that the database can't change.
        self._say_head()

    def _verify(self, noted_hash: str) -> None:
        broken = ledger.first_broken()
        if broken:
            raise CommandError(
                f"The ledger is broken at line {broken.pk} ({broken.at:%Y-%m-%d})."
            )
        if noted_hash and not ledger.line_of(noted_hash):
            raise CommandError("That hash is not in the ledger: lines were cut off.")
        self.stdout.write("The ledger is whole.")
        self._say_head()
        missed = ledger.missed_days(timezone.now())
        if missed:
            days = ", ".join(day.isoformat() for day in missed)
            self.stdout.write(f"No purge is written down for: {days}.")

    def _say_head(self) -> None:
        lines, head = RetentionRun.objects.count(), ledger.head()
        last = head.hash if head else "none"
        self.stdout.write(f"Lines of the ledger: {lines}; the last hash: {last}")
