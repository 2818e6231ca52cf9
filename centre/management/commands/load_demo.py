"""`manage.py load_demo`: fill the site with demo content, in three languages."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from centre.demo.loader import load_demo
from events.models import OutgoingEmail


class Command(BaseCommand):
    help = (
        "Add the demo content that is missing: activities of the coming weeks, study "
        "visits, news and pages. What is there already stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--yes", action="store_true", help="also into a site in production"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it; into a real site only where that is said, and without any mail.

        Raises CommandError where it is not said.
        """
        if not settings.PRODUCTION:
            load_demo(timezone.now())
        elif options["yes"]:
            _load_unmailed(timezone.now())
        else:
            raise CommandError(
                "This adds invented people, visits and news to a site in production, "
                "and can't be taken back at once. If you mean it: load_demo --yes"
            )
        if options["verbosity"]:
            self.stdout.write("The demo content is loaded.")


@transaction.atomic
def _load_unmailed(at: datetime) -> None:
    """Load it, with its mails as if they were out: nobody of the demo has a mailbox."""
    last = OutgoingEmail.objects.aggregate(last=Max("pk"))["last"] or 0
    load_demo(at)
    OutgoingEmail.objects.filter(pk__gt=last).update(
        state=OutgoingEmail.State.SENT, sent_at=at, text="", html="", calendar=""
    )
