"""Let somebody in who has lost the phone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from centre.accounts.second_factor import reset_second_factor


class Command(BaseCommand):
    """Delete the second factor of one account, after you made sure who asks for it."""

    help = "Delete the second factor of an account; its owner sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name that somebody signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete app, passkeys and codes, and end the account's sessions."""
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['name']!r}.")
        number = reset_second_factor(user)
        self.stdout.write(f"Deleted {number}. Every session of the account is over.")
