"""`manage.py load_demo`: fill the site with demo content, in three languages."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from centre.demo.loader import load_demo


class Command(BaseCommand):
    help = (
        "Add the demo content that is missing: activities of the coming weeks, study "
        "visits, news and pages. What is there already stays as it is."
    )

    def handle(self, *args: object, **options: object) -> None:
        load_demo(timezone.now())
        if options["verbosity"]:
            self.stdout.write("The demo content is loaded.")
