"""Fill the database of DATABASE_URL: `python -m bench.content 1000`.

Posts, activities, sessions, past visits and registrations grow with the size, as they
grow over the years; pages, topics, standing offers and coming visits don't.
"""

import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from bench.text import LANGUAGES, Filler

TOPICS = 4
STANDING_OFFERS = 4
COMING_VISITS = 3
PROGRAMME_ITEMS = 6
SESSIONS_EACH = 3
REGISTRATIONS_EACH = 6
POSTS_PER_PAST_VISIT = 25
TEN_YEARS = timedelta(days=3650)
# Sessions lie in the ten years that end so long from now: one in twenty is to come.
FUTURE = timedelta(days=190)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BATCH = 500


def main() -> None:
    """Fill the database to the size that the command line names."""
    django.setup()
    migrate_and_fill(int(sys.argv[1]))


def migrate_and_fill(size: int) -> None:
    """Make the tables and fill them."""
    call_command("migrate", interactive=False, verbosity=0)
    fill(size)


def fill(size: int) -> None:
    """Write `size` posts and activities and all that belongs to them; ANALYZE."""
    now = timezone.now()
    fill_centre(now)
    fill_news(size, now)
    fill_activities(size, now)
    fill_visits(size, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def translated(number: int) -> tuple[str, ...]:
    """Return all languages; for every fifth number all but one."""
    return LANGUAGES[:2] if number % 5 == 4 else LANGUAGES


def spread(number: int, size: int, end: datetime) -> datetime:
    """Return a moment; numbers are spread evenly over the ten years before `end`."""
    day = end - TEN_YEARS * ((size - number) / size)
    return day.replace(hour=8 + number % 8, minute=0, second=0, microsecond=0)


def write(model: type[Model], rows: Iterable[Any]) -> list[Any]:
    """Insert rows in batches and return them."""
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


def fill_centre(now: datetime) -> None:
    """Write the Centre, its pages and its types of activity."""
    from centre.models import Centre, Page
    from events.models import ActivityType

    filler = Filler(1)
    texts = {"name": "words", "tagline": "words", "lead": "lead", "about": "body"}
    texts |= {"opening_hours": "words", "getting_there": "body", "operator": "body"}
    Centre.objects.create(
        street="ul. Przykładowa 20",
        postcode="30-000",
        email="centrum@example.org",
        phone="12 000 00 00",
        **filler.fields(texts, LANGUAGES),
    )
    text = {"title": "words", "body": "body"}
    write(
        Page,
        (
            Page(
                slug=f"strona-{n}",
                menu="main" if n == 0 else "footer",
                position=n,
                published_at=now - DAY,
                **filler.fields(text, LANGUAGES),
            )
            for n in range(5)
        ),
    )
    names = {"name": "words", "short_name": "words", "description": "lead"}
    roles = ["workshop", "meeting", "support", "grassroots"]
    write(
        ActivityType,
        (
            ActivityType(
                slug=f"rodzaj-{n}",
                role=role,
                position=n,
                **filler.fields(names, LANGUAGES),
            )
            for n, role in enumerate(roles)
        ),
    )


def fill_news(size: int, now: datetime) -> None:
    """Write posts over ten years, every second one with a picture."""
    from news.models import Post, PostPicture, Topic

    filler = Filler(2)
    names = {"name": "words"}
    topics = write(
        Topic,
        (
            Topic(slug=f"temat-{n}", position=n, **filler.fields(names, LANGUAGES))
            for n in range(TOPICS)
        ),
    )
    text = {"title": "title", "lead": "lead", "body": "body"}
    posts = write(
        Post,
        (
            Post(
                slug=f"wpis-{n}",
                published_at=spread(n, size, now),
                **filler.fields(text, translated(n)),
            )
            for n in range(size)
        ),
    )
    tagged = Post.topics.through
    write(tagged, (tagged(post=p, topic=topics[p.pk % TOPICS]) for p in posts))
    write(PostPicture, (picture(PostPicture, post=p) for p in posts[::2]))


def picture(model: Callable[..., Any], **thing: Any) -> Any:
    """Return an unsaved picture whose sizes are marked as made; there is no file."""
    (owner,) = thing.values()
    row = model(rendered="0123456789ab", **thing)
    # Set without the field, which would open the file to measure it.
    row.__dict__ |= {"image": f"pictures/{owner.slug}.jpg"}
    row.width, row.height = 1600, 1200
    for code in LANGUAGES:
        setattr(row, f"alt_{code}", f"Alt {owner.slug}")
    return row


def fill_activities(size: int, now: datetime) -> None:
    """Write activities with their sessions, and a few standing offers."""
    from events.models import Activity, ActivityType, OpeningHours, Session

    filler = Filler(3)
    types = list(ActivityType.objects.order_by("position"))
    text = {"title": "title", "summary": "lead", "body": "body", "place": "words"}
    text |= {"audience": "words", "interpretation": "words"}

    def activity(kind: str, n: int, at: datetime) -> Activity:
        return Activity(
            slug=f"{kind}-{n}",
            type=types[n % len(types)],
            languages=[("pl",), ("pl", "uk"), ("en",), ("pl", "en", "uk")][n % 4],
            published_at=at,
            standing=kind == "dyzur",
            **filler.fields(text, translated(n)),
        )

    dated = write(
        Activity,
        (activity("kurs", n, spread(n, size, now)) for n in range(size)),
    )
    write(
        Session,
        (
            Session(activity=owner, starts_at=starts, ends_at=starts + 2 * HOUR)
            for n, owner in enumerate(dated)
            for starts in (
                spread(n, size, now + FUTURE) + week * 7 * DAY
                for week in range(SESSIONS_EACH)
            )
        ),
    )
    # Of each type and language something is on this week, however small the house is:
    # where nothing is, the calendar reads the next week that has something.
    write(
        Session,
        (
            Session(activity=owner, starts_at=now + HOUR, ends_at=now + 3 * HOUR)
            for owner in dated[:4]
        ),
    )
    offers = write(
        Activity, (activity("dyzur", n, now - DAY) for n in range(STANDING_OFFERS))
    )
    write(
        OpeningHours,
        (
            OpeningHours(activity=o, weekday=weekday, opens="10:00", closes="14:00")
            for o in offers
            for weekday in (0, 2, 4)
        ),
    )


def fill_visits(size: int, now: datetime) -> None:
    """Write visits with programmes and registrations, many past and a few to come."""
    from events.models import ProgrammeItem, Registration, StudyVisit

    filler = Filler(4)
    past = max(1, size // POSTS_PER_PAST_VISIT)
    starts = [spread(n, past, now - 30 * DAY) for n in range(past)]
    starts += [now + (30 + n) * DAY for n in range(COMING_VISITS)]
    text = {"title": "title", "summary": "lead", "description": "body"}
    text |= {"venue": "words", "occasion": "words"}
    visits = write(
        StudyVisit,
        (
            StudyVisit(
                slug=f"wizyta-{n}",
                starts_at=at,
                ends_at=at + 6 * HOUR,
                languages=["pl", "en"],
                capacity=30,
                largest_group=12,
                registration_opens_at=at - 90 * DAY,
                registration_closes_at=at - 10 * DAY,
                published_at=at - 100 * DAY,
                **filler.fields(text, LANGUAGES),
            )
            for n, at in enumerate(starts)
        ),
    )
    item = {"title": "title", "description": "lead", "speakers": "words"}
    write(
        ProgrammeItem,
        (
            ProgrammeItem(
                visit=visit,
                starts_at=visit.starts_at + place * HOUR,
                ends_at=visit.starts_at + (place + 1) * HOUR,
                **filler.fields(item, LANGUAGES),
            )
            for visit in visits
            for place in range(PROGRAMME_ITEMS)
        ),
    )
    write(
        Registration,
        (
            Registration(
                visit=visit,
                reference=f"B-{visit.pk}-{n}",
                organisation="Example City Council",
                city="Exampletown",
                country="NO",
                contact_name="Contact Person",
                contact_email=f"contact-{n}@example.org",
                language="en",
                seats=3,
                min_seats=3,
                wanted_seats=3,
                queue_at=now,
                token_hash=f"{visit.pk}-{n}",
            )
            for visit in visits
            for n in range(REGISTRATIONS_EACH)
        ),
    )


if __name__ == "__main__":
    main()
