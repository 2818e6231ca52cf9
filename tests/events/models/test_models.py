"""What a row of activities and visits may be: the database says it too."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import (
    ClosingDay,
    OpeningHours,
    ProgrammeItem,
    Session,
    StudyVisit,
)
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_registration,
    build_session,
    build_visit,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_at": "starts_at"}, "visit_ends_after_it_starts"),
        ({"capacity": 11}, "visit_group_fits_the_places"),
        ({"largest_group": 0}, "visit_group_fits_the_places"),
        (
            {"registration_closes_at": None},
            "visit_registration_ends_before_the_visit",
        ),
        (
            {"registration_closes_at": "registration_opens_at"},
            "visit_registration_ends_before_the_visit",
        ),
        (
            {"registration_closes_at": "ends_at"},
            "visit_registration_ends_before_the_visit",
        ),
        (
            {"title_pl": "", "title_en": None, "title_uk": " "},
            "visit_published_is_complete",
        ),
    ],
)
def test_a_visit_that_can_not_be(change, constraint):
    visit = build_visit()
    values = {
        name: getattr(visit, value) if str(value).endswith("_at") else value
        for name, value in change.items()
    }
    for name, value in values.items():
        setattr(visit, name, value)
    with pytest.raises(ValidationError):
        visit.full_clean()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StudyVisit.objects.filter(pk=visit.pk).update(**values)


def test_sessions_end_after_they_start_and_start_once_at_a_time():
    activity = build_activity("a")
    session = build_session(activity, timezone.now())
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    twin = Session(activity=activity, **times)
    with pytest.raises(ValidationError, match="__all__"):
        twin.full_clean()
    with pytest.raises(IntegrityError, match="once_at_a_time"), transaction.atomic():
        twin.save()
    session.ends_at = session.starts_at
    with pytest.raises(IntegrityError, match="session_ends"), transaction.atomic():
        session.save()


def test_hours_close_after_they_open_on_a_day_of_the_week():
    activity = build_activity("a", standing=True)
    with pytest.raises(IntegrityError, match="hours_close"), transaction.atomic():
        OpeningHours.objects.create(
            activity=activity, weekday=0, opens="12:00", closes="12:00"
        )
    with pytest.raises(IntegrityError, match="hours_weekday"), transaction.atomic():
        OpeningHours.objects.create(
            activity=activity, weekday=7, opens="10:00", closes="12:00"
        )


def test_only_a_standing_offer_has_closing_days():
    closing = ClosingDay(activity=build_activity("a"), date=timezone.localdate())
    with pytest.raises(ValidationError):
        closing.full_clean()


def test_a_programme_item_lies_within_the_visit():
    visit = build_visit()
    item = ProgrammeItem(
        visit=visit,
        starts_at=visit.starts_at - DAY,
        ends_at=visit.starts_at - DAY + HOUR,
        title_pl="Panel",
    )
    with pytest.raises(ValidationError, match="starts_at"):
        item.full_clean()


@pytest.mark.parametrize(
    ("seats", "left", "band"),
    [
        ([], 10, "many"),
        ([6], 4, "many"),
        ([6, 1], 3, "few"),
        ([6, 2], 2, "last"),
        ([6, 4], 0, "none"),
    ],
)
def test_places_left(seats, left, band):
    build_centre()
    visit = build_visit(capacity=10, largest_group=6)
    for number, people in enumerate(seats):
        build_registration(visit, seats=people, contact_email=f"c{number}@example.org")
    visit = StudyVisit.objects.get()
    assert (visit.seats_left, visit.places_left_band) == (left, band)
    assert StudyVisit.objects.with_seats_taken().get().seats_left == left


def test_places_left_are_never_less_than_none():
    build_centre()
    visit = build_visit(capacity=10, largest_group=6)
    build_registration(visit, seats=6)
    StudyVisit.objects.update(capacity=6)
    StudyVisit.objects.update(largest_group=1)
    StudyVisit.objects.update(capacity=3)
    assert StudyVisit.objects.get().seats_left == 0


def test_the_state_of_registration_follows_the_moment():
    visit = build_visit()
    opens, closes = visit.registration_opens_at, visit.registration_closes_at
    second = timedelta(seconds=1)
    moments = [
        (opens - second, "opens-soon"),
        (opens, "open"),
        (closes + 59 * second, "open"),
        (closes + 60 * second, "closed"),
        (visit.ends_at - second, "closed"),
        (visit.ends_at, "past"),
    ]
    assert [(at, visit.registration_state_at(at)) for at, _ in moments] == moments


def test_a_slug_is_made_from_the_title_and_kept_unique():
    first = build_activity("", title_pl="Żółć i Łódź")
    second = build_activity("", title_pl="Żółć i Łódź")
    assert (first.slug, second.slug) == ("zolc-i-lodz", "zolc-i-lodz-2")
