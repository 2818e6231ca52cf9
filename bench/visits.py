"""Make the visits of `bench.registrations` in the database of DATABASE_URL.

`python -m bench.visits make N PLACES` makes N of them; `python -m bench.visits count`
prints, as JSON, how many seats are taken in each.
"""

import json
import sys
from datetime import timedelta

import django
from django.core.management import call_command
from django.utils import timezone


def main() -> None:
    """Run the command that the command line names."""
    django.setup()
    if sys.argv[1] == "make":
        call_command("migrate", verbosity=0)
        make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        json.dump(seats_taken(), sys.stdout)


def make(number: int, places: int) -> None:
    """Write the Centre, and visits that are open for registration."""
    from centre.models import Centre
    from events.models import StudyVisit

    texts = {"name": "House", "tagline": "Motto", "about": "<p>About.</p>"}
    centre = Centre(**{f"{k}_en": v for k, v in texts.items()})
    centre.registration_notice_en = "<p>What we keep.</p>"
    centre.save()
    now = timezone.now()
    for n in range(number):
        StudyVisit.objects.create(
            slug=f"race-{n}",
            title_en=f"Race {n}",
            summary_en="A race.",
            description_en="<p>A race.</p>",
            starts_at=now + timedelta(days=30),
            ends_at=now + timedelta(days=30, hours=4),
            capacity=places,
            largest_group=5,
            waiting_list="none",
            registration_opens_at=now - timedelta(days=1),
            registration_closes_at=now + timedelta(days=20),
            published_at=now - timedelta(days=1),
        )


def seats_taken() -> dict[str, int]:
    """Return the seats that registrations hold of each visit, by its slug."""
    from events.models import Registration, StudyVisit

    return {
        visit.slug: Registration.objects.filter(visit=visit).holding_seats().seats()
        for visit in StudyVisit.objects.all()
    }


if __name__ == "__main__":
    main()
