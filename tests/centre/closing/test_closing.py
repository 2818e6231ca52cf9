"""The house is closed on a day: all that is on it is cancelled, moved or left."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from centre.models import HouseClosure
from events.models import (
    Activity,
    ClosingDay,
    OpeningHours,
    OutgoingEmail,
    ProgrammeItem,
    Session,
    StudyVisit,
)
from news.models import Post
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_activity,
    build_centre,
    build_closure,
    build_session,
    build_staff,
    build_visit,
    register,
)
from tests.desk import filled
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTES = {"note_pl": "Strajk", "note_en": "A strike", "note_uk": "Страйк"}


@pytest.fixture
def staff(client):
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.fixture
def day():
    """A Friday in 30 days: two sessions, a standing offer, two visits with guests."""
    starts = at_hour(10, in_days=30)
    activity = build_activity("zajecia")
    for hours in (0, 4):
        build_session(activity, starts + hours * HOUR)
    build_session(activity, starts + DAY)
    offer = build_activity("dyzur", standing=True)
    OpeningHours.objects.create(
        activity=offer, weekday=4, opens="10:00", closes="14:00"
    )
    for name in ("a", "b"):
        visit = build_visit(name)
        register(visit, contact_email=f"{name}@example.org", language="uk")
        ProgrammeItem.objects.create(
            visit=visit,
            title_pl="Panel",
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
        )
    return timezone.localdate(starts)


def address(day):
    return f"/en/admin/centre/houseclosure/day/?day={day}"


def choices(**besides):
    """Cancel what is on the day but for the second session and the second visit."""
    sessions, visits = (
        [*model.objects.order_by("starts_at", "pk").values_list("pk", flat=True)]
        for model in (Session, StudyVisit)
    )
    return NOTES | {
        f"session-{sessions[1]}": "move",
        f"session-{sessions[1]}-to": "2026-12-28",
        f"visit-{visits[1]}": "move",
        f"visit-{visits[1]}-to": "2027-01-15",
        **besides,
    }


def closing_form(page):
    html = page.content.decode()
    page.content = html[html.index('<form method="post" id="closing_form"') :].encode()
    return filled(page)


def state_of_all():
    return (
        [
            (f"{timezone.localtime(s.starts_at):%m-%d %H}", s.state, s.note_uk or "")
            for s in Session.objects.order_by("starts_at")
        ],
        [
            (f"{timezone.localtime(v.starts_at):%m-%d %H}", v.state)
            for v in StudyVisit.objects.order_by("starts_at", "pk")
        ],
    )


def test_the_page_begins_in_the_day_until_one_is_chosen(staff, day):
    begun, chosen = staff.get(address("").partition("?")[0]), staff.get(address(day))
    fields = [
        re.findall(r'<input[^>]* name="day"[^>]*>', p.text) for p in (begun, chosen)
    ]
    assert ["autofocus" in field for (field,) in fields] == [True, False]


@pytest.mark.usefixtures("first_mails")
def test_a_day_is_listed_previewed_and_closed_once(staff, day):
    before = state_of_all()
    page = staff.get(address(day))
    assert len(page.context["form"].things) == 5
    sent = closing_form(page) | choices()
    mails = OutgoingEmail.objects.count()
    looked = staff.post(address(day), sent | {"look": "yes"}, follow=True)
    assert "2 mails go out" in looked.content.decode()
    assert (state_of_all(), OutgoingEmail.objects.count()) == (before, mails)
    assert (HouseClosure.objects.count(), Post.objects.count()) == (0, 0)
    for _twice in range(2):
        answer = staff.post(address(day), sent | {"confirmed": "yes"})
        assert answer.status_code == 302
        assert state_of_all() == (
            [
                ("12-25 10", "cancelled", "Страйк"),
                ("12-26 10", "planned", ""),
                ("12-28 14", "moved", "Страйк"),
            ],
            [("12-25 10", "cancelled"), ("01-15 10", "planned")],
        )
    told = OutgoingEmail.objects.order_by("pk")[mails:]
    assert [(m.kind, m.recipient, "Страйк" in m.text) for m in told] == [
        ("registration_cancelled", "a@example.org", True),
        ("visit_changed", "b@example.org", False),
    ]
    item = ProgrammeItem.objects.get(visit__slug="b")
    assert timezone.localdate(item.starts_at).isoformat() == "2027-01-15"
    assert ClosingDay.objects.get().date == HouseClosure.objects.get().first_day == day
    assert HouseClosure.objects.get().reason_uk == "Страйк"
    post = Post.objects.get()
    assert (post.published_at, post.title_en, post.lead_pl) == (
        None,
        "Closed on Friday, 25\xa0December 2026",
        "Strajk",
    )
    assert "<li>Activity zajecia</li>" in post.body_en


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (dict.fromkeys(NOTES, ""), "Say why, in one language at least."),
        ({"session-{0}": "move"}, "Choose another day."),
        (
            {"session-{0}": "move", "session-{0}-to": "2026-12-26"},
            "This activity already starts at that time.",
        ),
        (
            {"session-{0}": "move", "session-{0}-to": "2020-12-26"},
            "This day is over. Choose a later one.",
        ),
        ({"visit-{1}-to": "2026-12-01"}, "Registration closes after it opens"),
        ({"visit-{1}-to": "2200-01-01"}, "Enter a date in the years 2000 to 2100."),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_is_done(staff, day, wrong, told):
    before, keys = state_of_all(), []
    keys.append(Session.objects.order_by("starts_at")[0].pk)
    keys.append(StudyVisit.objects.order_by("pk")[1].pk)
    changes = {name.format(*keys): value for name, value in wrong.items()}
    sent = closing_form(staff.get(address(day))) | choices(**changes)
    answer = staff.post(address(day), sent | {"confirmed": "yes"}, follow=True)
    assert told in answer.content.decode()
    assert state_of_all() == before
    assert (HouseClosure.objects.count(), Post.objects.count()) == (0, 0)


def test_it_is_said_before_that_the_house_is_closed_on_the_new_day_too(staff, day):
    build_closure(date(2026, 12, 28), reason_en="Stocktaking")
    build_closure(date(2026, 12, 31), reason_en="New Year’s Eve")
    sent = closing_form(staff.get(address(day))) | choices() | {"look": "yes"}
    looked = staff.post(address(day), sent, follow=True)
    told = re.findall(r'<p class="desk-warning">([^<]*)</p>', looked.text)
    assert told == ["The Centre is closed then, too: 28\xa0December 2026 (Stocktaking)"]


def test_what_was_added_meanwhile_is_shown_before_it_is_cancelled(staff, day):
    sent = closing_form(staff.get(address(day))) | choices() | {"confirmed": "yes"}
    build_session(build_activity("nowe"), at_hour(9, in_days=30))
    answer = staff.post(address(day), sent, follow=True)
    assert "This field is required." in answer.content.decode()
    assert not Session.objects.filter(state="cancelled").exists()


def test_who_may_not_change_visits_closes_nothing(client, day):
    client.force_login(User.objects.create_user("door", is_staff=True))
    assert client.get(address(day)).status_code == 403


def test_a_day_asks_as_much_for_three_of_each_as_for_one(staff):
    day, asked = at_hour(10, in_days=30), []
    for number in range(3):
        activity = build_activity(f"a{number}")
        build_session(activity, day)
        build_visit(f"v{number}")
        if number != 1:
            asked.append(count_queries(staff, address(timezone.localdate(day))))
    assert asked == [6, 6]
    assert Activity.objects.count() == 3
