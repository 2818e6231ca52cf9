"""Puts the demo content into the database.

Only what is missing is added: a thing whose slug is there stays as it is, whatever
staff have made of it. So loading twice changes nothing.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from centre.demo import house, news, pages, support, visits, workshops
from centre.demo.calendar import closing_days, moment, session_times, working_days
from centre.demo.pictures import PICTURES, draw
from centre.demo.text import Text
from centre.models import Centre, Page, Partner
from centre.pictures import clean_picture, render_sizes
from events import tokens
from events.models import (
    Activity,
    ActivityPicture,
    ActivityType,
    ClosingDay,
    OpeningHours,
    ProgrammeItem,
    Session,
    StudyVisit,
)
from events.services import Delegation, prove_address, register_delegation
from news.models import Post, PostPicture, Topic

Row = TypeVar("Row", bound=Model)

ACTIVITIES = [
    *workshops.WORKSHOPS,
    *workshops.MEETINGS,
    *support.SUPPORT,
    *support.GRASSROOTS,
]


@transaction.atomic
def load_demo(at: datetime) -> None:
    """Add what the database lacks of the demo, with days counted from `at` (aware).

    All or nothing. Everything passes `full_clean()`; registrations go through their
    service, so their mail is in the outbox.
    """
    today = timezone.localtime(at).date()
    _load_house(at)
    _load_activities(at, today)
    _load_visits(at, today)
    _load_news(today)


def _load_house(at: datetime) -> None:
    if not Centre.objects.exists():
        centre = _add(Centre(**_fields(Centre, house.CENTRE)))
        for position, partner in enumerate(house.PARTNERS):
            _add(Partner(centre=centre, position=position, **partner))
    for position, entry in _missing(ActivityType, house.TYPES):
        _add(ActivityType(position=position, **_fields(ActivityType, entry)))
    for position, entry in _missing(Page, pages.PAGES):
        _add(Page(position=position, published_at=at, **_fields(Page, entry)))


def _load_activities(at: datetime, today: date) -> None:
    types = {kind.slug: kind for kind in ActivityType.objects.all()}
    published_at = at - timedelta(days=7)
    for _position, entry in _missing(Activity, ACTIVITIES):
        fields = _fields(Activity, entry)
        kind = types[entry["type"]]
        activity = _add(Activity(type=kind, published_at=published_at, **fields))
        if activity.standing:
            _add_hours(activity, entry["hours"], today)
        else:
            _add_sessions(activity, entry, today)
        if "picture" in entry:
            _add_picture(ActivityPicture(activity=activity), entry["picture"])


def _add_hours(activity: Activity, hours: list, today: date) -> None:
    for weekday, opens, closes in hours:
        times = {"opens": opens.zfill(5), "closes": closes.zfill(5)}
        _add(OpeningHours(activity=activity, weekday=weekday, **times))
    for day in closing_days(today, {weekday for weekday, *_times in hours}):
        _add(ClosingDay(activity=activity, date=day))


def _add_sessions(activity: Activity, entry: dict, today: date) -> None:
    unchanged = (Session.State.PLANNED, Text(""))
    for number, (starts_at, ends_at) in enumerate(session_times(entry, today)):
        state, note = entry.get("changes", {}).get(number, unchanged)
        times = {"starts_at": starts_at, "ends_at": ends_at}
        notes = _columns({"note": note})
        _add(Session(activity=activity, state=state, **times, **notes))


def _load_visits(at: datetime, today: date) -> None:
    for _position, entry in _missing(StudyVisit, visits.VISITS):
        first, times = _visit_times(entry, at, today)
        visit = _add(StudyVisit(**_fields(StudyVisit, entry), **times))
        for item in entry["programme"]:
            day, starts, ends = item["time"]
            on = first + timedelta(days=day)
            times = {"starts_at": moment(on, starts), "ends_at": moment(on, ends)}
            fields = _fields(ProgrammeItem, item)
            _add(ProgrammeItem(visit=visit, **fields, **times))
        for delegation in entry.get("delegations", ()):
            _register(visit, delegation, at)


def _visit_times(entry: dict, at: datetime, today: date) -> tuple[date, dict]:
    """The first day of a visit, and its moments by field name."""
    starts, ends = entry["hours"]
    if "date" in entry:
        first = entry["date"]
        registration = {"published_at": moment(first - timedelta(days=30), "10:00")}
    else:
        earliest = today + timedelta(days=entry["in_days"])
        length = entry.get("days", 1)
        first = next(working_days(earliest, entry["weekday"], days=length))
        closes_on = first - timedelta(days=entry["closes_days_before"])
        registration = {
            "published_at": at - timedelta(days=3),
            "registration_opens_at": at - timedelta(days=3),
            "registration_closes_at": moment(closes_on, "23:59"),
        }
    last = first + timedelta(days=entry.get("days", 1) - 1)
    span = {"starts_at": moment(first, starts), "ends_at": moment(last, ends)}
    return first, span | registration


def _register(visit: StudyVisit, answers: dict, at: datetime) -> None:
    notice = getattr(Centre.load(), f"registration_notice_{answers['language']}")
    done = register_delegation(
        visit=visit,
        delegation=Delegation(**answers, consents={"notice": notice or ""}),
        submission_key=tokens.new_key(),
        at=at,
    )
    prove_address(registration=done.registration, at=at)


def _load_news(today: date) -> None:
    for position, entry in _missing(Topic, news.TOPICS):
        _add(Topic(position=position, **_fields(Topic, entry)))
    for _position, entry in _missing(Post, news.POSTS):
        post = _add(
            Post(
                published_at=_published_at(entry, today),
                visit=StudyVisit.objects.filter(slug=entry.get("visit")).first(),
                activity=Activity.objects.filter(slug=entry.get("activity")).first(),
                **_fields(Post, entry),
            )
        )
        post.topics.set(Topic.objects.filter(slug__in=entry["topics"]))
        if "picture" in entry:
            _add_picture(PostPicture(post=post), entry["picture"])


def _published_at(entry: dict, today: date) -> datetime | None:
    if "published_on" in entry:
        return moment(entry["published_on"], "10:00")
    if "days_ago" in entry:
        return moment(today - timedelta(days=entry["days_ago"]), "10:00")
    return None


def _add_picture(picture: Any, name: str) -> None:
    """Draw a picture, take it in like an upload, and make its sizes at once."""
    scene = PICTURES[name]
    upload = ContentFile(draw(name), name=f"{name}.png")
    picture.image = clean_picture(upload).content
    picture.focal_x, picture.focal_y = scene.focal
    for column, alt in _columns({"alt": scene.alt}).items():
        setattr(picture, column, alt)
    _add(picture)
    image = picture.image
    picture.rendered = render_sizes(image.storage, image.name, scene.focal)
    picture.save(update_fields=["rendered"])


def _missing(model: Any, entries: list[dict]) -> Iterator[tuple[int, dict]]:
    """The entries that have no row yet, each with its place in the list."""
    present = set(model.objects.values_list("slug", flat=True))
    return ((n, e) for n, e in enumerate(entries) if e["slug"] not in present)


def _fields(model: type[Model], entry: dict) -> dict[str, Any]:
    """The part of an entry that fills plain fields of a model, by column."""
    names = {f.name for f in model._meta.fields if not f.is_relation}
    return _columns({name: value for name, value in entry.items() if name in names})


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Spread every text over the columns of the languages that it has."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Text):
            texts = value._asdict().items()
            row |= {f"{name}_{code}": text for code, text in texts if text}
        else:
            row[name] = value
    return row


def _add(obj: Row) -> Row:
    obj.full_clean()
    obj.save()
    return obj
