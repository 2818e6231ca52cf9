"""Days on which the house is closed: entered once, in the way of nobody else's."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from centre.house.closures import enter_holiday, holidays_to_enter
from centre.house.holidays import public_holidays
from centre.models import Centre, HouseClosure
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_centre,
    build_closure,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import filled
from tests.structured_data import nodes_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRST = date(2026, 12, 24)


def faults(first, last):
    try:
        HouseClosure(first_day=first, last_day=last).full_clean()
    except ValidationError as error:
        return {
            name: [str(m) for m in found] for name, found in error.message_dict.items()
        }
    return {}


@pytest.mark.parametrize(
    ("first", "days", "field"),
    [(-1, 1, ""), (-1, 2, "first_day"), (1, 1, "first_day"), (2, 5, "first_day"),
     (3, 1, ""), (-9, 30, "first_day"), (9, 0, "last_day")],
)  # fmt: skip
def test_days_run_forwards_and_are_entered_once(first, days, field):
    build_closure(FIRST, 3)
    begins = FIRST + first * DAY
    span = {"first_day": begins, "last_day": begins + (days - 1) * DAY}
    with translation.override("en"):
        found = faults(*span.values())
    assert [*found] == [field] * bool(field)
    if field:  # and the database refuses what no form has seen
        with pytest.raises(IntegrityError), transaction.atomic():
            HouseClosure.objects.create(**span)


def test_a_closure_may_be_saved_again():
    closure = build_closure(FIRST, 3)
    closure.full_clean()


def test_the_single_days_are_those_of_what_is_not_over():
    build_closure(FIRST, 3)
    build_closure(FIRST - 9 * DAY)
    build_closure(FIRST + 9 * DAY)
    found = HouseClosure.objects.single_days(FIRST + DAY)
    days = [(row["day"] - FIRST).days for row in found]
    assert days == [0, 1, 2, 9]


def test_the_centre_knows_its_closures_from_its_own_query(django_assert_num_queries):
    build_centre()
    today = date(2026, 11, 25)
    build_closure(today - DAY, reason_pl="Wczoraj")
    build_closure(today, 2, reason_pl="Teraz")
    build_closure(today + 61 * DAY, reason_pl="Kiedyś")
    with django_assert_num_queries(1):
        centre = Centre.load()
        found = [(c.first_day, c.localized.reason) for c in centre.closures]
        soon = [c.localized.reason for c in centre.closures_soon]
    assert found == [(today, "Teraz"), (today + 61 * DAY, "Kiedyś")]
    assert soon == ["Teraz"]


def test_days_that_follow_each_other_are_one_span_in_short():
    build_centre()
    first = date(2026, 12, 24)
    for days in (0, 1, 2, 8):
        build_closure(first + days * DAY)
    span = (first, first + 2 * DAY)
    assert Centre.load().closed_spans == [span, (date(2027, 1, 1),) * 2]


def test_programs_read_the_closed_days(client):
    build_centre()
    build_closure(FIRST, 3)
    for address in ("/pl/", "/pl/o-centrum/"):
        graph = nodes_of(client.get(address).text)
        house = next(n for n in graph if n["@type"] == "Organization")
        assert house["location"]["specialOpeningHoursSpecification"] == [
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": "2026-12-24",
                "validThrough": "2026-12-26",
                "opens": "00:00",
                "closes": "00:00",
            }
        ]


def test_whoever_saves_sessions_learns_of_closed_days(client):
    client.force_login(build_staff())
    build_centre()
    activity = build_activity("koncert")
    build_session(activity, at_hour(20, in_days=3))
    build_closure(date(2026, 11, 28), reason_en="Painting")
    with translation.override("en"):
        address = reverse("admin:events_activity_change", args=[activity.pk])
    page = client.get(address)
    text = client.post(address, filled(page), follow=True).text
    assert "The Centre is closed on 28 November 2026 (Painting)." in text.replace(
        "\xa0", " "
    )


def test_a_holiday_is_entered_once_with_its_name_in_each_language():
    eve = next(h for h in public_holidays(2026) if h.day == FIRST)
    assert [enter_holiday(eve), enter_holiday(eve)] == [True, False]
    closure = HouseClosure.objects.get()
    for code in ("pl", "en", "uk"):
        with translation.override(code):
            assert getattr(closure, f"reason_{code}") == str(eve.name)
    left = [h.day for h in holidays_to_enter(date(2026, 12, 1))]
    assert left[:3] == [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)]


def test_staff_enter_the_holidays_that_they_tick(client):
    client.force_login(build_staff())
    with translation.override("en"):
        address = reverse("admin:centre_houseclosure_holidays")
    page = client.get(address).text
    assert "Thursday, 24 December 2026: Christmas Eve" in page.replace("\xa0", " ")
    assert not HouseClosure.objects.exists()  # nothing without somebody's click
    assert client.post(address, {"days": ["2026-12-23"]}).status_code != 302
    sent = {"days": ["2026-12-24", "2027-03-28"]}
    response = client.post(address, sent, follow=True)
    assert "2 days are entered as closed." in response.text
    days = [date(2026, 12, 24), date(2027, 3, 28)]
    assert [c.first_day for c in HouseClosure.objects.all()] == days


def test_staff_learn_what_is_planned_on_closed_days(client):
    client.force_login(build_staff())
    build_centre()
    activity = build_activity("koncert")
    build_session(activity, at_hour(20, in_days=3))
    build_session(activity, at_hour(20, in_days=4), state="cancelled")
    closed = dict.fromkeys(("registration_opens_at", "registration_closes_at"))
    span = {"starts_at": at_hour(9, in_days=4), "ends_at": at_hour(12, in_days=4)}
    build_visit("wizyta", **span, **closed)
    with translation.override("en"):
        address = reverse("admin:centre_houseclosure_add")
    day = date(2026, 11, 25) + 3 * DAY
    sent = {"first_day": day, "last_day": day + timedelta(days=1)}
    text = client.post(address, sent, follow=True).text.replace("\xa0", " ")
    planned = (
        "2 sessions or visits are planned on these days and stay: 28 November 2026: "
        "Activity koncert; 29 November 2026: "
    )
    assert planned in text
    assert HouseClosure.objects.count() == 1
