"""How many came: typed at the door, corrected later, right in the database too."""

from datetime import date

import html5lib
import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from centre.content.bin import BinEntry
from centre.people import StaffAction
from centre.staff.bin import restore
from events.models import Activity, HeadCount, OpeningHours, Session
from tests.builders import at_hour, build_activity, build_session, build_staff
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = date(2026, 11, 25)  # a Wednesday
PAGE = "/en/admin/events/activity/count/"


@pytest.fixture
def course():
    return build_session(build_activity("kurs"), at_hour(9))


@pytest.fixture
def cafe():
    """A standing offer that is open on Wednesdays."""
    offer = build_activity("dyzur", standing=True)
    OpeningHours.objects.create(
        activity=offer, weekday=2, opens="10:00", closes="14:00"
    )
    return offer


def sign_in(client, role=None):
    user = User.objects.create_user("door", is_staff=True) if role else build_staff()
    user.groups.set(Group.objects.filter(role__key=role))
    client.force_login(user)
    return client


def send(client, page=PAGE, **typed):
    data = {name.replace("_", "-"): text for name, text in typed.items()}
    return client.post(page, data, follow=True)


def counted():
    fields = ("session_id", "offer_id", "day", "people", "children")
    return [*HeadCount.objects.order_by("pk").values_list(*fields)]


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_door_writes_what_was_counted_and_corrects_it(client, course, cafe):
    sign_in(client, "door")
    s, o = f"s{course.pk}", f"o{cafe.pk}"
    first = {f"{s}_people": "12", f"{s}_children": "3", f"{o}_people": "0"}
    unseen = {f"{s}_seen": "- -", f"{o}_seen": "- -"}
    assert said(send(client, **first, **unseen)) == ["The numbers are saved."]
    both = [(course.pk, None, None, 12, 3), (None, cafe.pk, TODAY, 0, None)]
    assert counted() == both
    log = StaffAction.objects.exclude(kind="signed_in").order_by("pk")
    assert [*log.values_list("kind", "model", "object_key", "details")] == [
        ("changed", "events.activity", str(course.activity_id), ["head count"]),
        ("changed", "events.activity", str(cafe.pk), ["head count"]),
    ]
    # Left alone; emptied because nobody counted.
    again = {f"{s}_people": "12", f"{s}_children": "3", f"{o}_people": ""}
    send(client, **again, **{f"{s}_seen": "12 3", f"{o}_seen": "0 -"})
    assert counted() == both[:1]
    assert log.count() == 3


def test_two_who_count_at_once_lose_nothing(client, course):
    sign_in(client)
    s = f"s{course.pk}"
    HeadCount.objects.create(session=course, people=12)
    send_it = {f"{s}_people": "14", f"{s}_seen": "- -"}
    assert said(send(client, **send_it)) == [
        "Activity kurs was counted by somebody else meanwhile and is left as it is. "
        "Look again before you change it."
    ]
    assert counted() == [(course.pk, None, None, 12, None)]
    # The same number from two people is no quarrel.
    same = send(client, **{f"{s}_people": "12", f"{s}_seen": "- -"})
    assert said(same) == ["The numbers are saved."]
    Session.objects.update(state="cancelled")
    gone = send(client, **{f"{s}_people": "15", f"{s}_seen": "12 -"})
    assert said(gone) == [
        "Something is no longer on that day. What you typed for it is not kept."
    ]


FAULTS = [
    ("-1", "", "Ensure this value is greater than or equal to 0."),
    ("5001", "", "That is too many. Enter at most 5000."),
    ("twelve", "", "Enter a whole number."),
    ("9" * 5000, "", "Enter a whole number."),
    ("3", "4", "These are more than the people who came in all."),
    ("", "4", "Enter how many came in all, children included."),
]


def test_what_cannot_be_is_refused_beside_its_field(client, course):
    s = f"s{course.pk}"
    sign_in(client)
    for people, children, fault in FAULTS:
        typed = {f"{s}_people": people, f"{s}_children": children, f"{s}_seen": "- -"}
        page = html5lib.parse(send(client, **typed).text, namespaceHTMLElements=False)
        faults = [*page.iterfind(".//fieldset//ul[@class='errorlist']/li")]
        field = page.find(f".//input[@name='{s}-people']")
        assert [fault.text for fault in faults] == [fault]
        assert (field.get("value") or "") == people
    assert counted() == []


def test_the_database_refuses_it_too(course, cafe):
    wrong = [
        {"session": course, "people": -1},
        {"session": course, "people": 5001},
        {"session": course, "people": 3, "children": 4},
        {"people": 3},
        {"offer": cafe, "people": 3},
        {"session": course, "offer": cafe, "day": TODAY, "people": 3},
        {"offer": cafe, "day": date(1999, 12, 31), "people": 3},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            HeadCount.objects.create(**fields)
    HeadCount.objects.create(offer=cafe, day=TODAY, people=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        HeadCount.objects.create(offer=cafe, day=TODAY, people=1)


def test_a_day_has_what_was_on_and_the_door_sees_today_alone(client, course, cafe):
    build_session(course.activity, at_hour(12), state="cancelled")
    build_session(build_activity("szkic", published_at=None), at_hour(12))
    build_session(course.activity, at_hour(9, in_days=-1))
    sign_in(client, "door")
    seen = {
        day: [form.thing.key for form in response.context["forms"]]
        for day in ("2026-11-24", "2026-11-25", "2026-11-26", "x", "0001-01-01")
        if (response := client.get(f"{PAGE}?day={day}")).status_code == 200
    }
    assert seen == {"2026-11-25": [f"s{course.pk}", f"o{cafe.pk}"]}
    client.force_login(build_staff())
    pages = {
        day: client.get(f"{PAGE}?day={day}").context
        for day in ("2026-11-24", "2026-11-26", "x", "0001-01-01", "2000-01-01")
    }
    assert {
        day: (len(page["forms"]), [*page["asked"].errors])
        for day, page in pages.items()
    } == {
        "2026-11-24": (1, []),
        "2026-11-26": (0, ["day"]),
        "x": (0, ["day"]),
        "0001-01-01": (0, ["day"]),
        "2000-01-01": (0, []),
    }


def test_what_was_counted_comes_back_out_of_the_bin(client, course):
    HeadCount.objects.create(session=course, people=12)
    url = f"/en/admin/events/activity/{course.activity_id}/delete/"
    sign_in(client).post(url, {"post": "yes"})
    assert (Activity.objects.count(), counted()) == (0, [])
    restore(BinEntry.objects.get())
    assert counted() == [(course.pk, None, None, 12, None)]


def test_a_day_costs_the_same_with_one_session_and_with_three(client, course, cafe):
    sign_in(client)
    one = count_queries(client, PAGE)
    for number in range(2):
        build_session(build_activity(f"kurs-{number}"), at_hour(15 + number))
        build_activity(f"dyzur-{number}", standing=True)
    assert (one, count_queries(client, PAGE)) == (6, 6)


def test_the_first_page_leads_the_door_there_and_nowhere_else(client):
    page = html5lib.parse(sign_in(client, "door").get("/en/admin/").text)
    links = page.iterfind(".//*[@id='content-main']//{*}a")
    assert [link.get("href") for link in links] == [PAGE]
