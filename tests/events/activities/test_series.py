"""What repeats becomes sessions: the right days, hours by the clocks, none twice."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from events.activities.series import MAX_DATES, Repetition
from events.models import Session
from tests.builders import build_activity, build_closure, build_staff
from tests.desk import filled
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TUESDAYS = (
    "weekdays=1&opens=17%3A00&closes=19%3A30&first=2026-12-15&last=2027-01-12&every=1"
)


@pytest.fixture
def activity():
    return build_activity("kawiarenka")


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def address(activity, query=""):
    return f"/en/admin/events/activity/{activity.pk}/series/?{query}"


def clock_times():
    starts = Session.objects.order_by("starts_at").values_list("starts_at", "ends_at")
    return [
        " – ".join(f"{timezone.localtime(m):%m-%d %H:%M}" for m in pair)
        for pair in starts
    ]


@pytest.mark.parametrize(
    ("weekdays", "weeks", "days"),
    [
        ({1}, 1, "12-01 12-08 12-15 12-22 12-29 01-05"),
        ({1, 3}, 2, "12-01 12-03 12-15 12-17 12-29 12-31"),
        ({0}, 2, "12-14 12-28"),  # weeks are counted from that of the first day
        ({1}, 0, "12-01 01-05"),
        ({6}, 3, "12-06 12-27"),
    ],
)
def test_a_rule_has_its_days(weekdays, weeks, days):
    rule = Repetition(weekdays, date(2026, 12, 1), date(2027, 1, 10), weeks)
    assert " ".join(f"{day:%m-%d}" for day in rule.days(100)) == days


def test_a_fifth_weekday_of_the_month_means_the_last():
    rule = Repetition({4}, date(2027, 1, 29), date(2027, 4, 30), 0)
    assert [*map(str, rule.days(9))] == [
        "2027-01-29",
        "2027-02-26",
        "2027-03-26",
        "2027-04-30",
    ]


def test_every_tuesday_leaves_out_holidays_and_closed_days_and_is_made_once(
    staff, activity
):
    build_closure(date(2026, 12, 22), reason_en="Holiday works")
    build_closure(date(2027, 1, 5), days=2)
    page = staff.get(address(activity, TUESDAYS))
    rows = page.context["dates"].initial
    assert [(f"{r['day']:%m-%d}", r["take"], r["note"]) for r in rows] == [
        ("12-15", True, ""),
        ("12-22", False, "Holiday works"),
        ("12-29", True, ""),
        ("01-05", False, "The Centre is closed"),
        ("01-12", True, ""),
    ]
    assert not Session.objects.exists()
    sent = filled_dates(page) | {"dates-2-day": "2026-12-30"}
    for _twice in range(2):
        assert staff.post(address(activity, TUESDAYS), sent).status_code == 302
        assert clock_times() == [
            "12-15 17:00 – 12-15 19:30",
            "12-30 17:00 – 12-30 19:30",
            "01-12 17:00 – 01-12 19:30",
        ]
    again = staff.get(address(activity, TUESDAYS)).context["dates"].initial
    assert again[0]["note"] == "This session is there already."


def filled_dates(page):
    """Send the second form of the page as it is shown."""
    html = page.content.decode()
    page.content = html[html.index('<form method="post" id="dates_form"') :].encode()
    return filled(page)


def test_hours_stay_local_over_the_change_of_clocks_and_past_midnight(staff, activity):
    query = "weekdays=6&opens=22:00&closes=1:00&first=2027-03-21&last=2027-04-04"
    page = staff.get(address(activity, f"{query}&every=1"))
    assert page.context["dates"].initial[1]["note"] == "Easter Sunday"
    sent = filled_dates(page) | {"dates-1-take": "on"}
    staff.post(address(activity, f"{query}&every=1"), sent)
    assert clock_times() == [
        "03-21 22:00 – 03-22 01:00",
        "03-28 22:00 – 03-29 01:00",
        "04-04 22:00 – 04-05 01:00",
    ]


BAD_RULES = {
    "weekdays=1": "weekdays=9",
    "closes=19%3A30": "closes=17%3A00",
    "last=2027-01-12": "last=2026-12-01",
    "first=2026-12-15": "first=0001-01-01",
    "every=1": "every=99",
    "last=2027-01-12&every=1": "last=2100-12-31&every=1",
}


def test_a_rule_without_sense_is_refused_beside_its_field(staff, activity):
    refused = {}
    for good, bad in BAD_RULES.items():
        page = staff.get(address(activity, TUESDAYS.replace(good, bad)))
        assert page.context["dates"] is None
        refused[bad] = {**page.context["form"].errors}
    assert {bad: [*errors] for bad, errors in refused.items()} == {
        "weekdays=9": ["weekdays"],
        "closes=17%3A00": ["closes"],
        "last=2026-12-01": ["last"],
        "first=0001-01-01": ["first"],
        "every=99": ["every"],
        "last=2100-12-31&every=1": ["last"],
    }
    assert str(MAX_DATES) in str(refused["last=2100-12-31&every=1"])


def test_dates_without_sense_are_refused_beside_them(staff, activity):
    page = staff.get(address(activity, TUESDAYS))
    sent, at = filled_dates(page), address(activity, TUESDAYS)
    nothing = {f"dates-{n}-take": "" for n in range(5)}
    for changed, told in (
        (nothing, "Tick one date at least."),
        ({"dates-1-day": "2026-12-15"}, "Two of these start at the same time."),
        ({"dates-1-day": "tomorrow"}, "Enter a valid date."),
        (
            {
                "dates-0-day": "2027-03-28",
                "dates-0-opens": "02:30",
                "dates-0-closes": "04:00",
            },
            "2027-03-28 02:30:00 couldn’t be interpreted in time zone Europe/Warsaw",
        ),
    ):
        answer = staff.post(at, sent | changed, follow=True)
        assert told in answer.content.decode()
    assert not Session.objects.exists()


def test_a_standing_offer_and_who_may_not_change_it_have_no_series(client, staff):
    offer = build_activity("dyzur", standing=True)
    assert staff.get(address(offer)).status_code == 404
    client.force_login(User.objects.create_user("door", is_staff=True))
    assert client.get(address(build_activity("b"))).status_code == 403


def test_looking_asks_as_much_for_three_dates_as_for_one(staff, activity):
    one = TUESDAYS.replace("last=2027-01-12", "last=2026-12-15")
    assert [count_queries(staff, address(activity, q)) for q in (one, TUESDAYS)] == [
        6,
        6,
    ]
