"""Put the demo content into the database.

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

from centre.accessibility import DAYS
from centre.demo import (
    documents,
    house,
    house_facts,
    news,
    pages,
    support,
    visits,
    workshops,
)
from centre.demo.calendar import coming_holidays, moment, session_times, working_days
from centre.demo.corrected import EARLIER
from centre.demo.counted import add_past, count_days
from centre.demo.desk import load_desk
from centre.demo.house_pictures import HOUSE_PICTURES
from centre.demo.pictures import PICTURES, draw
from centre.demo.registering import go_on, load_requests, register_demo
from centre.demo.text import Text
from centre.house.closures import enter_holiday
from centre.models import (
    AccessibilityStatement,
    Centre,
    Emblem,
    HouseClosure,
    HousePicture,
    Page,
    Partner,
    SiteNotice,
)
from centre.pictures.library import PictureRights, note_consent
from centre.pictures.tasks import render_picture
from centre.pictures.uploads import clean_picture
from events.links import tokens
from events.models import (
    Activity,
    ActivityDocument,
    ActivityPicture,
    ActivityType,
    OpeningHours,
    ProgrammeItem,
    SeatBlock,
    Session,
    StudyVisit,
    VisitDocument,
    VisitPart,
)
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

    It adds all or nothing. Everything passes `full_clean()`; registrations go through
    their service, so their e-mails are in the outbox. The worker makes the sizes of the
    pictures; until it has, pages show the originals.
    """
    today = timezone.localtime(at).date()
    _load_house(at, today)
    _load_activities(at, today)
    _load_visits(at, today)
    load_requests(at, today)
    _load_news(today)
    load_desk(at, today)


def _load_house(at: datetime, today: date) -> None:
    if not Centre.objects.exists():
        centre = _add(Centre(**_fields(Centre, house.CENTRE)))
        for position, partner in enumerate(house.PARTNERS):
            _add(Partner(centre=centre, position=position, **partner))
        _add_house_pictures(centre)
    if not HouseClosure.objects.exists():
        for holiday in coming_holidays(today):
            enter_holiday(holiday)
    if not SiteNotice.objects.exists():
        first, last = (moment(today + timedelta(days=n), "8:00") for n in (2, 7))
        words = _fields(SiteNotice, house_facts.NOTICE)
        _add(SiteNotice(starts_at=first, ends_at=last, **words))
    if not AccessibilityStatement.objects.exists():
        fields = _fields(AccessibilityStatement, pages.STATEMENT)
        _add(AccessibilityStatement(**fields, **dict.fromkeys(DAYS, today)))
    for position, entry in _missing(ActivityType, house.TYPES):
        _add(ActivityType(position=position, **_fields(ActivityType, entry)))
    for position, entry in _missing(Page, pages.PAGES):
        _add(Page(position=position, published_at=at, **_fields(Page, entry)))


def _add_house_pictures(centre: Centre) -> None:
    for position, entry in enumerate(house_facts.SHOWN_PICTURES):
        fields = _fields(HousePicture, entry)
        picture = HousePicture(centre=centre, position=position, **fields)
        _add_picture(picture, entry["picture"])
    for position, entry in enumerate(house_facts.EMBLEMS):
        emblem = Emblem(centre=centre, position=position, **_fields(Emblem, entry))
        _add_picture(emblem, entry["picture"])


def _load_activities(at: datetime, today: date) -> None:
    types = {kind.slug: kind for kind in ActivityType.objects.all()}
    published_at = at - timedelta(days=7)
    for _position, entry in _missing(Activity, ACTIVITIES):
        fields = _fields(Activity, entry)
        kind = types[entry["type"]]
        funder = Emblem.objects.filter(name=entry.get("funder")).first()
        activity = _add_corrected(
            Activity(type=kind, published_at=published_at, funded_by=funder, **fields)
        )
        if activity.standing:
            _add_hours(activity, entry["hours"])
            count_days(activity, entry, today)
        else:
            _add_sessions(activity, entry, today)
            add_past(activity, entry, today)
        if "picture" in entry:
            _add_picture(ActivityPicture(activity=activity), entry["picture"])
        for document in entry.get("documents", ()):
            _add_document(ActivityDocument(activity=activity), document, at)


def _add_hours(activity: Activity, hours: list) -> None:
    for weekday, opens, closes in hours:
        times = {"opens": opens.zfill(5), "closes": closes.zfill(5)}
        _add(OpeningHours(activity=activity, weekday=weekday, **times))


def _add_sessions(activity: Activity, entry: dict, today: date) -> None:
    for number, (starts_at, ends_at) in enumerate(session_times(entry, today)):
        changed = _fields(Session, entry.get("changes", {}).get(number, {}))
        times = {"starts_at": starts_at, "ends_at": ends_at}
        _add(Session(activity=activity, **times, **changed))


def _load_visits(at: datetime, today: date) -> None:
    for _position, entry in _missing(StudyVisit, visits.VISITS):
        first, times = _visit_times(entry, at, today)
        visit = _add(StudyVisit(**_fields(StudyVisit, entry), **times))
        for document in entry.get("documents", ()):
            _add_document(VisitDocument(visit=visit), document, at)
        for item in entry["programme"]:
            times = _part_times(first, *item["time"])
            fields = _fields(ProgrammeItem, item)
            _add(ProgrammeItem(visit=visit, **fields, **times))
        _add_parts_and_blocks(visit, entry, first)
        delegations = entry.get("delegations", ())
        registered = [
            register_demo(visit, delegation, at) for delegation in delegations
        ]
        for delegation, registration in zip(delegations, registered, strict=True):
            go_on(registration, delegation, at)


def _add_parts_and_blocks(visit: StudyVisit, entry: dict, first: date) -> None:
    for part in entry.get("parts", ()):
        times = _part_times(first, *part["time"])
        _add(VisitPart(visit=visit, **_fields(VisitPart, part), **times))
    for block in entry.get("blocks", ()):
        held = SeatBlock(visit=visit, **_fields(SeatBlock, block))
        held.code_hash = tokens.code_hash(block["code"])
        held.expires_at = visit.registration_closes_at or visit.starts_at
        _add(held)


def _part_times(first: date, day: int, starts: str, ends: str) -> dict[str, datetime]:
    """Return start and end of an item of a visit that begins on `first`."""
    on = first + timedelta(days=day)
    return {"starts_at": moment(on, starts), "ends_at": moment(on, ends)}


def _visit_times(entry: dict, at: datetime, today: date) -> tuple[date, dict]:
    """Return the first day of a visit, and its moments by field name."""
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


def _load_news(today: date) -> None:
    for position, entry in _missing(Topic, news.TOPICS):
        _add(Topic(position=position, **_fields(Topic, entry)))
    for _position, entry in _missing(Post, news.POSTS):
        post = _add_corrected(
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
    """Draw a picture and clean it like an upload; the worker makes its sizes."""
    scene = (PICTURES | HOUSE_PICTURES)[name]
    upload = ContentFile(draw(scene), name=f"{name}.png")
    picture.image = clean_picture(upload).content
    picture.focal_x, picture.focal_y = scene.focal
    for column, alt in _columns({"alt": scene.alt}).items():
        setattr(picture, column, alt)
    _add(picture)
    render_picture.enqueue(picture._meta.label, picture.pk)
    note_consent(picture.image.name, PictureRights.Consent.NOBODY)


def _add_document(document: Any, entry: dict, at: datetime) -> None:
    """Write a document, check it like an upload, and store it."""
    for name, value in _fields(type(document), entry).items():
        setattr(document, name, value)
    documents.store(document, entry, at)
    _add(document)


def _missing(model: Any, entries: list[dict]) -> Iterator[tuple[int, dict]]:
    """Return the entries that have no row yet, each with its place in the list."""
    present = set(model.objects.values_list("slug", flat=True))
    return ((n, e) for n, e in enumerate(entries) if e["slug"] not in present)


def _fields(model: type[Model], entry: dict) -> dict[str, Any]:
    """Return the values of an entry that are plain fields of a model, by column.

    The slugs of the demo are Polish words; those of other languages are made.
    """
    if "slug" in entry:
        entry = {**entry, "slug_pl": entry["slug"]}
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


def _add_corrected(obj: Row) -> Row:
    """Add a thing as it was before its words were corrected, then correct them."""
    earlier = EARLIER.get(str(getattr(obj, "slug", "")), {})
    now = {name: getattr(obj, name) for name in earlier}
    for words in (earlier, now) if earlier else ({},):
        for name, text in words.items():
            setattr(obj, name, text)
        _add(obj)
    return obj
