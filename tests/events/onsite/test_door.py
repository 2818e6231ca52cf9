"""A link for the door: one visit, one day, only what the door needs, no account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from centre.models import Centre, StaffAction
from events.links.throttling import LIMITS
from events.models import Arrival, DoorLink, Registration, StudyVisit
from events.models.door_links import DOOR_LINKS
from events.onsite.arriving import Answer, DoorOutcome
from events.onsite.checkin import present
from tests.builders import (
    DAY,
    at_hour,
    build_centre,
    build_guests,
    build_staff,
    build_visit,
    let_day_come,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def registration() -> Registration:
    build_centre()
    visit = build_visit()
    guests = build_guests(
        visit,
        organisation="Urząd Miasta",
        city="Łódź",
        names=("Ada Próbna", "Їжак Тестовий"),
        contact_name="Osoba Kontaktowa",
        contact_phone="+48 12 000 00 00",
    )
    let_day_come(visit)
    return Registration.objects.select_related("visit").get(pk=guests.pk)


@pytest.fixture
def coordinator(client: Client) -> User:
    user = build_staff()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename="change_registration"))
    client.force_login(user)
    return user


@pytest.fixture
def link(client: Client, coordinator: User, registration: Registration) -> str:
    return make(client, registration.visit)


def page_of(visit: StudyVisit) -> str:
    return f"/en/admin/events/studyvisit/{visit.pk}/day/door/"


def make(client: Client, visit: StudyVisit, days: int = 0) -> str:
    """Make a link as staff do, return its path in English."""
    day = timezone.localdate() + timedelta(days=days)
    sent = {"day": day.isoformat(), "shows_secret": "yes"}
    made = client.post(page_of(visit), sent).context["made"]
    addresses = {code: address for code, _name, address in made}
    assert [*addresses] == ["pl", "en", "uk"]
    return "/" + addresses["en"].partition("//")[2].partition("/")[2]


def press(url: str, **sent: object) -> Answer:
    """Send a form from a browser that knows nothing of the site; what is said then."""
    helper = Client(enforce_csrf_checks=True)
    answer = helper.post(url, sent)
    assert (answer.status_code, answer.cookies) == (303, {})
    page = helper.get(answer.url)
    with translation.override("en"):
        assert page.context["answer"].text in page.text
    return page.context["answer"]


def test_reading_changes_nothing_is_kept_nowhere_and_shows_the_door_alone(
    link: str, registration: Registration
) -> None:
    helper = Client()
    queries = {}
    for url in (link, f"{link}?q=proBna", f"{link}{registration.reference}/"):
        with CaptureQueriesContext(connection) as asked:
            page = helper.get(url)
        queries[url.removeprefix(link)] = len(asked)
        assert page.status_code == 200
        assert [q for q in asked if not q["sql"].strip().startswith("SELECT")] == []
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in page["Cache-Control"]
        assert ([*page.cookies], "csrf" in page.text) == (["door"], False)
        assert "Urząd Miasta" in page.text
        for secret in ("Kontaktowa", "+48 12 000", "contact@", "pictures"):
            assert secret not in page.text.partition("<main")[2].partition("</main")[0]
    assert "Ada Próbna" in page.text
    assert DoorLink.objects.get().token_hash not in link
    for number in range(2):
        build_guests(registration.visit, contact_email=f"{number}@example.org")
    with CaptureQueriesContext(connection) as asked:
        helper.get(link)
    assert len(asked) == queries[""]


def test_people_come_in_and_go_by_the_link_and_the_log_says_so(
    link: str, registration: Registration, coordinator: User
) -> None:
    url = f"{link}{registration.reference}/"
    person = registration.delegates.first().pk
    assert press(url, person=person, seen=0) == Answer(DoorOutcome.CAME_IN, 1)
    assert press(url, more=2, seen=0) == Answer(DoorOutcome.CHANGED, 1)
    assert press(url, all="yes") == Answer(DoorOutcome.CAME_IN, 2)
    assert {*Arrival.objects.values_list("staff", "by_link")} == {
        (coordinator.pk, True)
    }
    assert press(url, undo_all="yes") == Answer(DoorOutcome.UNDONE, 3)
    assert not present(registration).exists()
    actions = StaffAction.objects.filter(kind__in=["checked_in", "undone"])
    assert sorted(actions.values_list("user", "kind", "details__0")) == [
        (coordinator.pk, "checked_in", "By a link for the door"),
        (coordinator.pk, "checked_in", "By a link for the door"),
        (coordinator.pk, "undone", "By a link for the door"),
    ]


def test_nothing_but_who_is_expected_at_this_visit_is_behind_it(
    link: str, registration: Registration
) -> None:
    other = build_guests(build_visit("inna"), contact_email="b@example.org")
    gone = build_guests(registration.visit, contact_email="c@example.org")
    joined = build_guests(registration.visit, contact_email="d@example.org")
    Registration.objects.filter(pk=gone.pk).update(status="withdrawn")
    Registration.objects.filter(pk=joined.pk).update(
        status="joined", joined_to=registration
    )
    found = {
        delegation.pk: Client().get(f"{link}{delegation.reference}/")
        for delegation in (other, gone, joined)
    }
    assert [page.status_code for page in found.values()] == [404, 404, 302]
    assert found[joined.pk].url == f"{link}{registration.reference}/"
    assert [d.pk for d in Client().get(link).context["delegations"]] == [
        registration.pk
    ]
    assert Client().post(link, {"all": "yes"}).status_code == 405


def test_it_opens_on_its_day_in_krakow_alone(
    client: Client, link: str, registration: Registration
) -> None:
    visit, url = registration.visit, f"{link}{registration.reference}/"
    StudyVisit.objects.update(ends_at=visit.ends_at + DAY)
    tomorrow = make(client, visit, days=1)
    assert "is not the day yet" in Client().get(tomorrow).text
    midnight = at_hour(0, in_days=1)
    moments = (midnight - timedelta(seconds=1), midnight)
    for moment, expected in zip(moments, ([200, 200], [410, 200]), strict=True):
        with time_machine.travel(moment, tick=False):
            assert [
                Client().get(each).status_code for each in (link, tomorrow)
            ] == expected
    with time_machine.travel(midnight, tick=False):
        assert Client().post(url, {"all": "yes"}).status_code == 410
        assert "is not the day yet" not in Client().get(tomorrow).text
    assert not present(registration).exists()


ENDS = {
    "by staff": lambda: DoorLink.objects.end(timezone.now()),
    "the visit moved": lambda: StudyVisit.objects.update(
        starts_at=at_hour(10, in_days=3), ends_at=at_hour(12, in_days=3)
    ),
    "the visit is cancelled": lambda: StudyVisit.objects.update(state="cancelled"),
    "the account is closed": lambda: User.objects.update(is_active=False),
    "the right is gone": lambda: User.objects.get().user_permissions.clear(),
    "the account is gone": lambda: User.objects.all().delete(),
}


def test_what_ended_opens_nothing_and_says_whom_to_ask(
    link: str, registration: Registration
) -> None:
    url, found = f"{link}{registration.reference}/", {}
    for way, end in ENDS.items():
        with transaction.atomic():
            end()
            pages = [Client().get(link), Client().post(url, {"all": "yes"})]
            main = pages[0].text.partition("<main")[2].partition("</main")[0]
            found[way] = (
                [(page.status_code, page.cookies) for page in pages],
                ("Urząd" in main, Centre.objects.get().email in main),
                present(registration).exists(),
            )
            transaction.set_rollback(True)
    closed = ([(410, {}), (410, {})], (False, True), False)
    assert found == dict.fromkeys(ENDS, closed)
    assert Client().get(link).status_code == 200


def test_staff_end_one_of_their_links_and_old_ones_give_way(
    client: Client, link: str, registration: Registration
) -> None:
    visit = registration.visit
    other = make(client, visit)
    sent = {"end": DoorLink.objects.latest("pk").pk}
    for _ in range(2):
        assert client.post(page_of(visit), sent).url == page_of(visit)
    assert [Client().get(url).status_code for url in (link, other)] == [200, 410]
    for bad in ("x", "99999999999999999999"):
        assert client.post(page_of(visit), {"end": bad}).status_code == 302
    for _ in range(DOOR_LINKS):
        make(client, visit)
    assert Client().get(link).status_code == 410
    assert DoorLink.objects.valid(timezone.now()).count() == DOOR_LINKS
    for day in ("", "x", "2020-01-01"):
        refused = client.post(page_of(visit), {"day": day})
        assert [*refused.context["form"].errors] == ["day"]
    details = StaffAction.objects.values_list("details__0", flat=True)
    assert [*details].count("End this link") == 1


def test_two_links_of_one_day_are_told_apart_by_when_they_were_made(
    client: Client, link: str, registration: Registration
) -> None:
    at = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)
    DoorLink.objects.update(made_at=at, ends_at=timezone.now() + DAY)
    make(client, registration.visit)
    DoorLink.objects.exclude(made_at=at).update(made_at=at + timedelta(hours=1))
    page = client.get(page_of(registration.visit)).content.decode()
    assert re.findall(r"<small>made (.*)</small>", page) == [
        "24\xa0November 2026, 17:05, staff",
        "24\xa0November 2026, 16:05, staff",
    ]


def test_wrong_links_and_too_many_buttons_are_refused(
    link: str, registration: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "wrong-link", 1)
    assert [Client().get("/en/door/x/").status_code for _ in range(2)] == [404, 429]
    monkeypatch.setitem(LIMITS, "door", 1)
    url = f"{link}{registration.reference}/"
    press(url, all="yes")
    assert press(url, undo_all="yes") == Answer(DoorOutcome.TOO_OFTEN)
    assert present(registration).count() == 3
