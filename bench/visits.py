"""Make the visits of `bench.registrations` in the database of DATABASE_URL.

`python -m bench.visits make N PLACES ...` makes N of them for each number of places,
`verify SLUG` confirms all contacts' addresses of one, in the order in which they sent
their registrations, and `count SLUG` prints, as JSON, how many people hold places.
"""

import json
import sys
from datetime import timedelta
from itertools import product

import django
from django.core.management import call_command
from django.utils import timezone


def main() -> None:
    """Run the command that the command line names."""
    django.setup()
    command, *words = sys.argv[1:]
    if command == "make":
        call_command("migrate", verbosity=0)
        make(int(words[0]), [int(word) for word in words[1:]])
    elif command == "verify":
        verify(words[0])
    else:
        json.dump(seats_taken(words[0]), sys.stdout)


def make(number: int, places: list[int]) -> None:
    """Write the Centre, and visits that are open for registration."""
    from centre.models import Centre
    from events.models import StudyVisit

    texts = {"name": "House", "tagline": "Motto", "about": "<p>About.</p>"}
    centre = Centre(**{f"{k}_en": v for k, v in texts.items()})
    centre.registration_notice_en = "<p>What we keep.</p>"
    centre.save()
    now = timezone.now()
    for n, capacity in product(range(number), places):
        StudyVisit.objects.create(
            slug=f"race-{capacity}-{n}",
            title_en=f"Race {n}",
            summary_en="A race.",
            description_en="<p>A race.</p>",
            starts_at=now + timedelta(days=30),
            ends_at=now + timedelta(days=30, hours=4),
            capacity=capacity,
            largest_group=5,
            waiting_list="none",
            registration_opens_at=now - timedelta(days=1),
            registration_closes_at=now + timedelta(days=20),
            published_at=now - timedelta(days=1),
        )


def verify(slug: str) -> None:
    """Confirm the addresses of a visit's contacts: who waits gets what is free then."""
    from events.models import Registration
    from events.registrations.rules.verification import verify_email

    for registration in Registration.objects.filter(visit__slug=slug).order_by("pk"):
        verify_email(registration=registration, at=timezone.now())


def seats_taken(slug: str) -> int:
    """Return the seats that registrations for a visit hold."""
    from events.models import Registration

    return Registration.objects.filter(visit__slug=slug).holding_seats().seats()


if __name__ == "__main__":
    main()
