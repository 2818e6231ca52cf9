"""A delegation's page has one main button: what is next for it."""

from django.contrib.auth.models import User
from django.utils import timezone

from events.models import Registration, StudyVisit
from events.registrations.staff.next_step import next_step
from tests.builders import DAY

DESK = "/pl/admin/events/studyvisit/3/desk/"
DOOR = "/pl/admin/events/studyvisit/day/AB-CD/"
APPROVE = "/pl/admin/events/registration/act/approve/?id=7"
REOPEN = "/pl/admin/events/registration/act/reopen/?id=7"
# status -> what is next before the visit, and from its first day on
NEXT = {
    "requested": (APPROVE, APPROVE),
    "late": (APPROVE, APPROVE),
    "waitlisted": (APPROVE, APPROVE),
    "offered": (DESK, DESK),
    "confirmed": (DESK, DOOR),
    "attended": (DESK, DOOR),
    "no_show": (DESK, DOOR),
    "declined": (REOPEN, REOPEN),
    "withdrawn": (REOPEN, REOPEN),
    "lapsed": (REOPEN, REOPEN),
    "expired": (REOPEN, REOPEN),
    "joined": (DESK, DESK),
    "cancelled": (DESK, DESK),
}


def delegation(status, starts_at):
    visit = StudyVisit(pk=3, starts_at=starts_at, ends_at=starts_at + DAY)
    return Registration(pk=7, reference="AB-CD", visit=visit, status=status)


def test_each_state_has_one_thing_that_is_next():
    now, coordinator = timezone.now(), User(is_superuser=True, is_active=True)
    found = {
        status: tuple(
            next_step(delegation(status, starts), None, coordinator, now).url
            for starts in (now + DAY, now)
        )
        for status in Registration.Status.values
    }
    assert found == {s: urls for s, urls in NEXT.items() if s in found}
    assert {*found} <= {*NEXT}


def test_a_change_that_waits_comes_first_and_the_door_is_for_who_may_open_it():
    now = timezone.now()
    nobody = User(is_active=False)
    asked = next_step(delegation("confirmed", now), 5, nobody, now)
    assert asked.url == "/pl/admin/events/registration/change/5/accept/"
    assert next_step(delegation("confirmed", now), None, nobody, now).url == DESK
