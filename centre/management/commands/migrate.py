"""`manage.py migrate`: Django's own, which seeks garbage rarely meanwhile."""

import gc

from django.core.management.commands import migrate

# So many new objects, more than a new database takes, are made before it is sought.
COLLECT_AFTER = 3_000_000


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        """Migrate, and leave the collector as it was.

        Migrating makes all models anew for each change of one. To seek among their
        classes, as often as usual, takes a quarter of its time.
        """
        usual = gc.get_threshold()
        gc.set_threshold(COLLECT_AFTER)
        try:
            super().handle(*args, **options)
        finally:
            gc.set_threshold(*usual)
