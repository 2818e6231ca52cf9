"""Take the site's data off secret keys that are no longer the present one."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Model

from centre.accounts.second_factor import encrypt_anew
from events.links.tokens import needs_former_key
from events.models import Delegate, HandOver, Invitee, Registration, VisitRequest

LINKED: list[type[Model]] = [Delegate, HandOver, Invitee, Registration, VisitRequest]


class Command(BaseCommand):
    """Encrypt second factors by the present key, and count what needs a former one."""

    help = "Says whether SECRET_KEY_FALLBACKS may be emptied; changes no link."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many second factors were encrypted, and how many links wait."""
        self.stdout.write(f"second factors encrypted anew: {encrypt_anew()}")
        waiting = 0
        for model in LINKED:
            rows: Any = model._default_manager.order_by("pk").iterator(chunk_size=500)
            count = sum(map(needs_former_key, rows))
            self.stdout.write(f"{model._meta.model_name}: {count}")
            waiting += count
        self.stdout.write(
            "These links still need SECRET_KEY_FALLBACKS: leave it as it is."
            if waiting
            else "No link needs a former key."
        )
