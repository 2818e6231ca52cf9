"""Who came: each change under the registration's lock, so two doors never disagree.

A person with a name arrives once. People without names are only counted, so whoever
adds some says how many were there when they looked (`seen`); if that has changed
meanwhile nothing is added, which is also what makes a double click harmless.
"""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from events.models import Arrival, Registration, StudyVisit
from events.places.locks import lock, lock_booking
from events.registrations.rules.transitions import Change, transition

Status = Registration.Status
# Whose people may come in; the day that is closed may still be corrected.
EXPECTED = (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)


class NotExpected(Exception):
    """A delegation that has no confirmed places."""


class ChangedMeanwhile(Exception):
    """Somebody at another door was faster; `arrived` is how many are in now."""

    def __init__(self, arrived: int) -> None:
        super().__init__(arrived)
        self.arrived = arrived


class DayNotCome(Exception):
    """The first day of the visit has not begun, so nobody can be there."""


class DayNotOver(Exception):
    """The visit has not begun, so nobody can be said not to have come."""


def present(registration: Registration) -> QuerySet[Arrival]:
    """The arrivals that nobody has undone."""
    return registration.arrivals.filter(undone_at=None)


@transaction.atomic
def check_in(
    *,
    registration: Registration,
    delegates: Collection[int] = (),
    unnamed: int = 0,
    seen: int = 0,
    at: datetime,
    staff: User,
    by_link: bool = False,
) -> int:
    """Let in some people, by their keys, and some without names; how many are new.

    Others' people are left out; more than the seats is allowed. `seen` counts all
    who were in. `by_link`: not `staff` did, but somebody with a link from them.

    Raises DayNotCome, NotExpected, and ChangedMeanwhile (for people without names).
    """
    registration = _lock(registration, at)
    arrived = present(registration)
    if unnamed and arrived.count() != seen:
        raise ChangedMeanwhile(arrived.count())
    absent = registration.delegates.filter(pk__in=delegates).exclude(
        arrivals__in=arrived
    )
    people = [*absent.values_list("pk", flat=True), *[None] * unnamed]
    return _let_in(registration, people, Change(at=at, staff=staff), by_link)


@transaction.atomic
def check_in_all(
    *, registration: Registration, at: datetime, staff: User, by_link: bool = False
) -> int:
    """Let in everybody who is expected and not in yet; how many those are.

    Doing it twice changes nothing the second time.

    Raises DayNotCome and NotExpected.
    """
    registration = _lock(registration, at)
    by = Change(at=at, staff=staff)
    return _let_in_up_to(registration, registration.seats, by, by_link)


@transaction.atomic
def set_arrived(
    *, registration: Registration, number: int, seen: int, at: datetime, staff: User
) -> None:
    """Set how many came, as a list on paper says. `seen` is what was shown before.

    When fewer came the people without names go first, then the last names.

    Raises DayNotCome, NotExpected and ChangedMeanwhile.
    """
    registration = _lock(registration, at)
    by, arrived = Change(at=at, staff=staff), present(registration).count()
    if arrived not in {seen, number}:
        raise ChangedMeanwhile(arrived)
    if number > arrived:
        _let_in_up_to(registration, number, by)
    last = present(registration).order_by(F("delegate").desc(nulls_first=True), "-pk")
    _undo(registration, [a.pk for a in last[: max(0, arrived - number)]], by)


@transaction.atomic
def undo_arrivals(
    *,
    registration: Registration,
    arrivals: Collection[int] | None = None,
    at: datetime,
    staff: User,
) -> int:
    """Take back arrivals by their keys, all of them without; how many it were.

    Undoing twice changes nothing the second time.
    """
    registration = lock_booking(registration)
    chosen = present(registration)
    if arrivals is not None:
        chosen = chosen.filter(pk__in=arrivals)
    keys = [*chosen.values_list("pk", flat=True)]
    return _undo(registration, keys, Change(at=at, staff=staff))


@transaction.atomic
def close_day(*, visit: StudyVisit, at: datetime, staff: User) -> tuple[int, int]:
    """Say of each confirmed delegation whether it came; how many did and did not.

    It may be done again after corrections. Raises DayNotOver before the visit starts.
    """
    visit = lock(visit)
    if at < visit.starts_at:
        raise DayNotOver
    by, came, missing = Change(at=at, staff=staff), 0, 0
    delegations = visit.registrations.filter(status__in=EXPECTED)
    for registration in delegations.select_for_update().order_by("pk"):
        registration.visit = visit
        if _follow(registration, by) == Status.ATTENDED:
            came += 1
        else:
            missing += 1
    return came, missing


def _lock(registration: Registration, at: datetime) -> Registration:
    registration = lock_booking(registration)
    if not registration.visit.has_come(at):
        raise DayNotCome
    if registration.status not in EXPECTED:
        raise NotExpected
    return registration


def _let_in_up_to(
    registration: Registration, number: int, by: Change, by_link: bool = False
) -> int:
    """Named people first where all come; by number alone nobody is told apart."""
    arrived = present(registration)
    absent: list[int | None] = []
    if number >= registration.seats:
        named = registration.delegates.exclude(arrivals__in=arrived)
        absent = [*named.values_list("pk", flat=True)]
    missing = max(0, number - arrived.count())
    unnamed = max(0, missing - len(absent))
    people = [*absent[:missing], *[None] * unnamed]
    return _let_in(registration, people, by, by_link)


def _let_in(
    registration: Registration,
    people: list[int | None],
    by: Change,
    by_link: bool = False,
) -> int:
    Arrival.objects.bulk_create(
        Arrival(
            registration=registration,
            delegate_id=key,
            at=by.at,
            staff=by.staff,
            by_link=by_link,
        )
        for key in people
    )
    if registration.status != Status.CONFIRMED:
        _follow(registration, by)
    return len(people)


def _undo(registration: Registration, keys: list[int], by: Change) -> int:
    undone = Arrival.objects.filter(pk__in=keys).update(undone_at=by.at)
    if registration.status in {Status.ATTENDED, Status.NO_SHOW}:
        _follow(registration, by)
    return undone


def _follow(registration: Registration, by: Change) -> str:
    """Let the status say what the arrivals do."""
    came = present(registration).exists()
    status = Status.ATTENDED if came else Status.NO_SHOW
    if registration.status != status:
        transition(registration, status, by)
    return status
