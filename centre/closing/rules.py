"""Close the house for a day: cancel or move what is on it, and tell who has to know."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

from centre.content.languages import columns
from centre.models import HouseClosure
from centre.text.dates import format_day, in_krakow
from events.activities.periods import ONE_DAY, begin
from events.models import Activity, ClosingDay, Session, StudyVisit
from events.places.locks import lock
from events.registrations.staff.dry_run import (
    EmailPreview,
    captured_emails,
    with_twins,
)
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from events.visits.moving import moved_row
from news.models import Post

CANCEL = None  # instead of the day that something moves to


@dataclass(frozen=True)
class Closing:
    """What staff decided of a day: by key, the day that each moves to, or `CANCEL`."""

    day: date
    notes: Mapping[str, str]  # why, by language
    sessions: Mapping[int, date | None]
    visits: Mapping[int, date | None]
    offers: frozenset[int]
    whole_house: bool = False
    with_news: bool = False

    @property
    def reason(self) -> str:
        """Return the notes of all languages, for mails that have room for one text."""
        return "\n".join(filter(None, self.notes.values()))


@dataclass
class Closed:
    """What was done: the things that changed, and the draft for the news."""

    changed: list[Any] = field(default_factory=list)
    closed_house: bool = False
    post: Post | None = None


class MoveRefused(Exception):
    """Something can't move to the day that was chosen for it."""

    def __init__(self, kind: str, pk: int, error: ValidationError) -> None:
        super().__init__(kind, pk)
        self.kind, self.pk, self.error = kind, pk, error


def sessions_on(day: date) -> Any:
    """Find the sessions on a day in Kraków that are not cancelled."""
    meets = _meets(day)
    return Session.objects.filter(**meets).exclude(state=Session.State.CANCELLED)


def visits_on(day: date) -> Any:
    """Find the study visits on a day in Kraków that take place."""
    return StudyVisit.objects.filter(**_meets(day), state=StudyVisit.State.PLANNED)


def offers_on(day: date) -> Any:
    """Find the standing offers that are open on a day by their own hours."""
    offers = Activity.objects.filter(standing=True, hours__weekday=day.weekday())
    return offers.exclude(closing_days__date=day).distinct().order_by("pk")


def _meets(day: date) -> dict[str, datetime]:
    return {"starts_at__lt": begin(day + ONE_DAY), "ends_at__gt": begin(day)}


@transaction.atomic
def close_day(closing: Closing, *, at: datetime, staff: User) -> Closed:
    """Cancel or move what was chosen, enter the closed day, draft the news.

    All or nothing. What somebody else has cancelled or moved off the day meanwhile is
    left alone, so twice is the same as once.

    Raises MoveRefused.
    """
    done = Closed()
    done.changed += _change_sessions(closing)
    done.changed += _close_offers(closing)
    done.changed += _change_visits(closing, at, staff)
    if closing.whole_house:
        done.closed_house = _enter_closure(closing)
    if closing.with_news and (done.changed or done.closed_house):
        done.post = _draft_news(closing, done.changed, staff)
    return done


def preview_closing(closing: Closing, *, at: datetime, staff: User) -> EmailPreview:
    """Compose what `close_day` will mail: it is done, looked at, and taken back.

    Raises MoveRefused.
    """

    def rehearse() -> list[Any]:
        with transaction.atomic():
            with ExitStack() as stack:
                noted = [
                    stack.enter_context(captured_emails(visit))
                    for visit in visits_on(closing.day)
                    .filter(pk__in=[*closing.visits])
                    .order_by("pk")
                ]
                close_day(closing, at=at, staff=staff)
            transaction.set_rollback(True)
        return [mail for each in noted for mail in each]

    return EmailPreview.of(with_twins(rehearse(), rehearse))


def _change_sessions(closing: Closing) -> Iterator[Session]:
    chosen = Session.objects.filter(pk__in=[*closing.sessions])
    activities = Activity.objects.filter(sessions__in=chosen).order_by("pk")
    [*activities.select_for_update(of=("self",)).values_list("pk")]
    rows = sessions_on(closing.day).filter(pk__in=[*closing.sessions])
    for session in rows.select_related("activity").order_by("pk"):
        _set_texts(session, "note", closing.notes)
        new_day = closing.sessions[session.pk]
        if new_day is CANCEL:
            session.state = Session.State.CANCELLED
        else:
            session.state = Session.State.MOVED
            _move("session", session, new_day)
        session.save()
        yield session


def _close_offers(closing: Closing) -> Iterator[Activity]:
    offers = offers_on(closing.day).filter(pk__in=closing.offers)
    for offer in offers:
        ClosingDay.objects.get_or_create(activity=offer, date=closing.day)
        yield offer


def _change_visits(closing: Closing, at: datetime, staff: User) -> Iterator[StudyVisit]:
    chosen = visits_on(closing.day).filter(pk__in=[*closing.visits])
    for pk in [*chosen.order_by("pk").values_list("pk", flat=True)]:
        visit = lock(StudyVisit(pk=pk))
        if not visits_on(closing.day).filter(pk=pk).exists():
            continue
        new_day = closing.visits[pk]
        if new_day is CANCEL:
            cancel_visit(visit=visit, at=at, staff=staff, reason=closing.reason)
        else:
            _move_visit(visit, new_day, at, staff)
        yield visit


def _move_visit(visit: StudyVisit, new_day: date, at: datetime, staff: User) -> None:
    before = Arrangements.of(visit)
    distance = new_day - in_krakow(visit.starts_at).date()
    _move("visit", visit, new_day)
    visit.save()
    for row in (*visit.programme.all(), *visit.parts.all()):
        moved_row(row, distance).save()
    announce_changes(visit=visit, before=before, at=at, staff=staff)


def _move(kind: str, thing: Any, new_day: date) -> None:
    """Move a thing so that it begins on a day, at the hours that it has.

    Raises MoveRefused.
    """
    try:
        moved_row(thing, new_day - in_krakow(thing.starts_at).date())
        thing.full_clean()
    except (ValidationError, OverflowError) as error:
        told = error if isinstance(error, ValidationError) else ValidationError("")
        raise MoveRefused(kind, thing.pk, told) from error


def _enter_closure(closing: Closing) -> bool:
    """Enter the closed day; return whether it was not entered before."""
    closure = HouseClosure(first_day=closing.day, last_day=closing.day)
    _set_texts(closure, "reason", closing.notes)
    try:
        closure.full_clean()
    except ValidationError:
        return False
    closure.save()
    return True


def _draft_news(closing: Closing, changed: list[Any], staff: User) -> Post:
    """Write a draft in each language that has a note: what does not take place."""
    post = Post(author=staff)
    for code, note in closing.notes.items():
        if not note:
            continue
        with translation.override(code):
            day = format_day(closing.day, code)
            title = gettext("Closed on %(day)s") % {"day": day}
            body = format_html("<p>{}</p>", note)
            if changed:
                names = dict.fromkeys(map(_name, changed))
                rows = format_html_join("", "<li>{}</li>", ((name,) for name in names))
                body += format_html("<ul>{}</ul>", rows)
        texts = {"title": title, "lead": note, "body": body}
        for name, text in texts.items():
            setattr(post, columns(Post, code)[name], text)
    post.full_clean()
    post.save()
    return post


def _name(thing: Any) -> str:
    """Return what readers call it, in the active language."""
    return str(thing.activity if isinstance(thing, Session) else thing)


def _set_texts(thing: Any, name: str, texts: Mapping[str, str]) -> None:
    """Set a field in every language that has a text, and leave the others."""
    for code in settings.CENTRE_LANGUAGES:
        if texts.get(code):
            setattr(thing, columns(type(thing), code)[name], texts[code])
