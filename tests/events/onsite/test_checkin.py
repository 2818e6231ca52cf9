"""Who came: the services of the door, also with two doors at once."""

import threading
from collections import Counter
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.models import Registration, StudyVisit
from events.onsite.checkin import (
    ChangedMeanwhile,
    DayNotCome,
    DayNotOver,
    NotExpected,
    check_in,
    check_in_all,
    close_day,
    present,
    set_arrived,
    undo_arrivals,
)
from events.onsite.search import matches, searchable
from events.registrations.rules.seats import withdraw_registration
from tests.builders import (
    build_centre,
    build_guests,
    build_staff,
    build_visit,
)

NAMES = ("Ada Próbna", "Їжак Тестовий")


def group(visit: StudyVisit, seats: int = 3, **fields: Any) -> Registration:
    return build_guests(visit, seats=seats, names=NAMES[:seats], **fields)


def by() -> dict[str, Any]:
    return {"at": timezone.now(), "staff": build_staff()}


def midnight_before(moment: datetime) -> datetime:
    """Return when a moment's day began in Kraków."""
    day = timezone.localdate(moment)
    return timezone.make_aware(datetime.combine(day, time.min))


def begin(visit: StudyVisit) -> None:
    now = timezone.now()
    visit.registration_opens_at = visit.registration_closes_at = None
    visit.starts_at, visit.ends_at = now - timedelta(hours=1), now
    visit.save()


@pytest.mark.django_db
class TestArrivals:
    @pytest.fixture
    def registration(self) -> Registration:
        build_centre()
        return group(build_visit())

    def test_a_person_ticked_twice_arrives_once(self, registration):
        who, staff = registration.delegates.first().pk, by()
        added = [
            check_in(registration=registration, delegates=[who, who], **staff)
            for _ in range(2)
        ]
        assert added == [1, 0]
        assert present(registration).get().delegate_id == who

    def test_people_of_others_are_left_out(self, registration):
        other = group(build_visit("inna"), contact_email="b@example.org")
        who = other.delegates.first().pk
        assert check_in(registration=registration, delegates=[who], **by()) == 0
        assert not registration.arrivals.exists()

    def test_the_whole_group_is_its_names_and_the_rest_without(self, registration):
        staff = by()
        added = [check_in_all(registration=registration, **staff) for _ in range(2)]
        assert added == [3, 0]
        came = present(registration).filter(delegate__isnull=False).count()
        assert (came, present(registration).count()) == (2, 3)

    def test_more_people_than_seats_may_come(self, registration):
        staff = by()
        check_in_all(registration=registration, **staff)
        check_in(registration=registration, unnamed=2, seen=3, **staff)
        assert present(registration).count() == 5

    def test_the_same_form_sent_twice_adds_its_unnamed_people_once(self, registration):
        staff = by()
        check_in(registration=registration, unnamed=2, seen=0, **staff)
        with pytest.raises(ChangedMeanwhile) as refused:
            check_in(registration=registration, unnamed=2, seen=0, **staff)
        assert (refused.value.arrived, present(registration).count()) == (2, 2)

    def test_undoing_keeps_the_row_and_lets_the_person_in_again(self, registration):
        who, staff = registration.delegates.first().pk, by()
        check_in(registration=registration, delegates=[who], **staff)
        key = present(registration).get().pk
        undone = [
            undo_arrivals(registration=registration, arrivals=[key], **staff)
            for _ in range(2)
        ]
        assert undone == [1, 0]
        assert check_in(registration=registration, delegates=[who], **staff) == 1
        assert registration.arrivals.count() == 2

    def test_all_are_undone_at_once(self, registration):
        staff = by()
        check_in_all(registration=registration, **staff)
        assert undo_arrivals(registration=registration, **staff) == 3
        assert not present(registration).exists()

    def test_arrivals_of_others_are_not_undone(self, registration):
        staff = by()
        check_in_all(registration=registration, **staff)
        other = group(build_visit("inna"), contact_email="b@example.org")
        keys = [*present(registration).values_list("pk", flat=True)]
        assert undo_arrivals(registration=other, arrivals=keys, **staff) == 0
        assert present(registration).count() == 3

    def test_who_has_no_confirmed_places_is_not_let_in(self, registration):
        withdraw_registration(registration=registration, at=timezone.now())
        with pytest.raises(NotExpected):
            check_in_all(registration=registration, **by())

    def test_a_list_on_paper_sets_the_number(self, registration):
        staff, counts = by(), []
        for number, seen in ((2, 0), (5, 2), (1, 5), (1, 1)):
            set_arrived(registration=registration, number=number, seen=seen, **staff)
            counts.append(present(registration).count())
        assert counts == [2, 5, 1, 1]

    def test_lowering_takes_people_without_names_first(self, registration):
        staff = by()
        check_in_all(registration=registration, **staff)
        set_arrived(registration=registration, number=2, seen=3, **staff)
        assert present(registration).filter(delegate=None).count() == 0

    def test_a_list_never_overwrites_what_a_door_did_meanwhile(self, registration):
        staff = by()
        check_in_all(registration=registration, **staff)
        with pytest.raises(ChangedMeanwhile):
            set_arrived(registration=registration, number=1, seen=0, **staff)
        assert present(registration).count() == 3

    def test_the_day_is_closed_after_it_began(self, registration):
        starts_at = registration.visit.starts_at
        with pytest.raises(DayNotOver):
            close_day(
                visit=registration.visit,
                at=starts_at - timedelta(seconds=1),
                staff=build_staff(),
            )

    def test_nobody_comes_in_before_the_first_day(self, registration):
        visit, staff = registration.visit, build_staff()
        begins = midnight_before(visit.starts_at)
        ways = [
            partial(check_in, unnamed=1, seen=0),
            check_in_all,
            partial(set_arrived, number=1, seen=0),
        ]
        for let_in in ways:
            early = begins - timedelta(microseconds=1)
            with pytest.raises(DayNotCome):
                let_in(registration=registration, at=early, staff=staff)
            assert not present(registration).exists()
            let_in(registration=registration, at=begins, staff=staff)
            assert present(registration).exists()
            undo_arrivals(registration=registration, at=begins, staff=staff)

    def test_closing_says_who_came_and_follows_corrections(self, registration):
        visit, staff = registration.visit, by()
        absent = group(visit, contact_email="b@example.org")
        waiting = group(visit, contact_email="c@example.org")
        withdraw_registration(registration=waiting, at=timezone.now())
        begin(visit)
        check_in_all(registration=registration, **staff)
        assert close_day(visit=visit, **staff) == (1, 1)
        assert statuses(registration, absent, waiting) == [
            "attended",
            "no_show",
            "withdrawn",
        ]
        assert close_day(visit=visit, **staff) == (1, 1)
        assert absent.history.count() == 2
        check_in(registration=absent, unnamed=1, seen=0, **staff)
        undo_arrivals(registration=registration, **staff)
        assert statuses(registration, absent) == ["no_show", "attended"]


def statuses(*registrations: Registration) -> list[str]:
    for registration in registrations:
        registration.refresh_from_db()
    return [registration.status for registration in registrations]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.race
@pytest.mark.parametrize("ways", ["people", "group", "unnamed"])
def test_many_doors_at_once_let_everybody_in_once(ways):
    build_centre()
    registration = group(build_visit())
    staff, doors = by(), 8
    keys = [*registration.delegates.values_list("pk", flat=True)]
    barrier, answers = threading.Barrier(doors), Counter()

    def door() -> None:
        try:
            barrier.wait()
            if ways == "people":
                answers[
                    check_in(registration=registration, delegates=keys, **staff)
                ] += 1
            elif ways == "group":
                answers[check_in_all(registration=registration, **staff)] += 1
            else:
                answers[
                    check_in(registration=registration, unnamed=2, seen=0, **staff)
                ] += 1
        except ChangedMeanwhile:
            answers[0] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=door) for _ in range(doors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    new = {"people": 2, "group": 3, "unnamed": 2}[ways]
    assert answers == {new: 1, 0: doors - 1}
    assert present(registration).count() == new


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("lodz", "Miasto Łódź", True),
        ("ŁÓDŹ", "lodz", True),
        ("киiв".replace("i", "і"), "Київ", True),
        ("КИЇВ", "Київ", True),
        ("kyiv", "Київ", True),
        ("галаган", "Ґалаґан", True),
        ("znamianka", "Знам’янка", True),
        ("знамянка", "Знам'янка", True),
        ("novak jan", "Jan Novák", True),
        ("lodz", "Lublin", False),
        ("jan nowak", "Jan Novák", False),
    ],
)
def test_names_are_found_however_they_are_typed(query, text, found):
    assert matches(query, searchable(text)) is found
