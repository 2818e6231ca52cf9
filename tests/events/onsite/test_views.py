"""The pages of the door, as staff use them on a phone without scripts."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from centre.text.dates import format_date
from events.links.qr import door_url, qr_svg
from events.models import Arrival, Registration, StudyVisit, VisitFigure
from events.onsite.checkin import check_in_all, present
from events.onsite.permissions import not_come_text
from news.models import Post
from tests.builders import (
    DAY,
    build_centre,
    build_guests,
    build_staff,
    build_visit,
)
from tests.markup import parse

pytestmark = pytest.mark.django_db
DESK = "/en/admin/events/studyvisit"


@pytest.fixture
def registration() -> Registration:
    build_centre()
    return build_guests(
        build_visit(),
        organisation="Urząd Miasta",
        city="Łódź",
        names=("Ada Próbna", "Їжак Тестовий"),
    )


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def door(registration: Registration) -> str:
    return f"{DESK}/day/{registration.reference}/"


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def pages(registration: Registration) -> dict[str, str]:
    day = f"{DESK}/{registration.visit_id}/day/"
    return {
        "add_arrival": [day, f"{day}list/", door(registration)],
        "change_registration": [f"{day}close/"],
        "view_registration": [f"{door(registration)}qr.svg"],
    }


def test_without_a_login_every_page_leads_to_it(client, registration):
    for urls in pages(registration).values():
        for url in urls:
            response = client.get(url)
            assert response.status_code == 302
            assert response.url.startswith("/en/admin/login/")


def test_the_first_page_leads_to_the_day_whom_nothing_else_does(client, registration):
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    day = f"{DESK}/{registration.visit_id}/day/"
    desk = f"{DESK}/{registration.visit_id}/desk/"

    def links(url: str, *allowed: str) -> list[str]:
        user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
        page = parse(client.get(url).content.decode())
        found = {link.get("href") for link in page.iter("a")}
        return [link for link in (day, desk) if link in found]

    coordinator = ("add_arrival", "view_registration", "view_studyvisit")
    assert links("/en/admin/") == []
    assert links("/en/admin/", "add_arrival") == [day]
    assert links("/en/admin/", *coordinator) == [desk]
    assert links(f"{day}list/", "add_arrival") == [day]
    assert links(f"{day}list/", *coordinator) == [desk]


def test_each_page_needs_its_permission(client, registration):
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    for needed, urls in pages(registration).items():
        assert [client.get(url).status_code for url in urls] == [403] * len(urls)
        user.user_permissions.set([Permission.objects.get(codename=needed)])
        assert [client.get(url).status_code for url in urls] == [200] * len(urls)
        user.user_permissions.clear()


def test_pages_are_kept_nowhere_and_have_no_styles_in_them(staff, registration):
    for urls in pages(registration).values():
        for url in urls:
            response = staff.get(url)
            assert "no-store" in response.headers["Cache-Control"]
            assert "style=" not in response.content.decode()
            assert "<style" not in response.content.decode()


def test_a_search_finds_without_signs_and_by_a_person(staff, registration):
    build_guests(registration.visit, city="Lublin", contact_email="b@example.org")
    url = f"{DESK}/{registration.visit_id}/day/"
    for query in ("lodz", "probna", "іжак", registration.reference.replace("-", "")):
        found = staff.get(url, {"q": query}).context["delegations"]
        assert [d.city for d in found] == ["Łódź"]
    assert staff.get(url, {"q": "nobody"}).context["delegations"] == []


def test_the_day_counts_who_is_expected_and_who_came(staff, registration):
    waiting = build_guests(registration.visit, contact_email="b@example.org")
    Registration.objects.filter(pk=waiting.pk).update(status="requested")
    check_in_all(
        registration=registration, at=timezone.now(), staff=build_staff(username="b")
    )
    context = staff.get(f"{DESK}/{registration.visit_id}/day/").context
    assert (context["seats"], context["came"]) == (3, 3)
    assert [d.pk for d in context["delegations"]] == [registration.pk]


def test_a_group_comes_in_and_goes_out_again(staff, registration):
    url = door(registration)
    response = staff.post(url, {"all": "yes", "seen": "0"}, follow=True)
    assert said(response) == ["3 people came in."]
    response = staff.post(url, {"undo_all": "yes"}, follow=True)
    assert said(response) == ["3 undone."]
    assert not present(registration).exists()


def test_some_people_and_more_than_registered_are_said_clearly(staff, registration):
    person = registration.delegates.first()
    data = {"some": "yes", "seen": "0", "person": [person.pk], "more": "4"}
    response = staff.post(door(registration), data, follow=True)
    assert said(response) == [
        "5 people came in.",
        "That is 2 people more than are registered.",
    ]
    assert response.context["above"] == 2
    again = staff.post(door(registration), data, follow=True)
    assert said(again) == [
        "Somebody else ticked people meanwhile: 5 people are in now. "
        "Look again before you add more."
    ]


def test_enter_in_a_field_lets_in_what_was_typed_and_undoes_nothing(
    staff, registration
):
    check_in_all(
        registration=registration, at=timezone.now(), staff=build_staff(username="b")
    )
    page = parse(staff.get(door(registration)).content)
    form = next(
        f for f in page.iter("form") if f.find(".//input[@id='more']") is not None
    )
    buttons = [b.get("name") for b in form.iter("button") if not b.get("form")]
    assert buttons == ["some"]


def test_nonsense_lets_nobody_in(staff, registration):
    data = {"some": "yes", "seen": "x", "person": ["x", "-1", "²"], "more": "-3"}
    assert said(staff.post(door(registration), data, follow=True)) == [
        "0 people came in."
    ]


def test_looking_changes_nothing(staff, registration):
    staff.get(door(registration), {"all": "yes"})
    assert not registration.arrivals.exists()


def test_who_is_not_confirmed_is_told_apart(staff, registration):
    Registration.objects.filter(pk=registration.pk).update(status="requested")
    response = staff.post(door(registration), {"all": "yes"}, follow=True)
    assert said(response) == [
        "This delegation has no confirmed places. Nobody was ticked."
    ]
    assert "day-form" not in response.content.decode()


def test_a_list_on_paper_is_entered_in_one_go(staff, registration):
    other = build_guests(registration.visit, contact_email="b@example.org")
    url = f"{DESK}/{registration.visit_id}/day/list/"
    data = {f"arrived-{registration.pk}-0": "2", f"arrived-{other.pk}-0": "3"}
    assert said(staff.post(url, data, follow=True)) == ["The list is entered."]
    assert present(registration).count() == 2
    assert present(other).count() == 3
    late = {f"arrived-{registration.pk}-0": "1", f"arrived-{other.pk}-3": ""}
    assert said(staff.post(url, late, follow=True))[0] == (
        "Example City Council was changed by somebody else meanwhile and is left as "
        "it was."
    ).replace("Example City Council", "Urząd Miasta")
    assert (present(registration).count(), present(other).count()) == (2, 3)


@pytest.mark.parametrize("typed", ["²", "٣", "99999999999", "-1", "two"])
def test_what_is_no_number_on_a_list_sends_nobody_away(staff, registration, typed):
    url = f"{DESK}/{registration.visit_id}/day/list/"
    staff.post(url, {f"arrived-{registration.pk}-0": "2"})
    staff.post(url, {f"arrived-{registration.pk}-2": typed})
    assert present(registration).count() == 2


def test_closing_asks_first_and_not_before_the_visit(staff, registration):
    url = f"{DESK}/{registration.visit_id}/day/close/"
    assert [d.pk for d in staff.get(url).context["missing"]] == [registration.pk]
    StudyVisit.objects.update(
        starts_at=F("starts_at") + 30 * DAY, ends_at=F("ends_at") + 30 * DAY
    )
    assert said(staff.post(url, follow=True)) == [too_early()]
    registration.refresh_from_db()
    assert registration.status == "confirmed"


def too_early() -> str:
    day = format_date(StudyVisit.objects.get().starts_at, "en")
    return f"This is possible from the first day of the visit: {day}."


def test_a_date_that_ends_with_a_full_stop_gets_no_second_one(registration):
    visit = StudyVisit.objects.get()
    with translation.override("uk"):
        day = format_date(visit.starts_at, "uk")
        said = not_come_text(visit)
    assert said == f"Це стане можливим із першого дня візиту ({day})."
    assert day.endswith("р.")


def test_before_the_first_day_nothing_of_it_can_be_done(staff, registration):
    """The pages say from when it is possible, and offer nothing to press."""
    StudyVisit.objects.update(
        starts_at=F("starts_at") + 30 * DAY, ends_at=F("ends_at") + 30 * DAY
    )
    day = f"{DESK}/{registration.visit_id}/day/"
    certificate = f"{door(registration)}certificate/"
    sent = {
        door(registration): {"all": "yes"},
        f"{day}list/": {f"arrived-{registration.pk}-0": "3"},
        f"{day}figures/": {"draft": "yes"},
        f"{day}close/": {},
        certificate: {"others": "Ada"},
    }
    for url, data in sent.items():
        page = staff.get(url)
        assert page.text.count(too_early()) == 1
        assert page.text.count('class="button default"') == 0
        answer = staff.post(url, data, follow=True)
        assert too_early() in answer.content.decode()
    assert Arrival.objects.count() + VisitFigure.objects.count() == 0
    assert Post.objects.count() == 0


def test_the_desk_offers_on_the_first_day_what_belongs_to_it(staff, registration):
    desk = f"{DESK}/{registration.visit_id}/desk/"
    delegation = f"/en/admin/events/registration/{registration.pk}/change/"
    links = ("day/list/", "day/close/", "day/figures/", "certificate/", "Check-in")

    def offered() -> list[bool]:
        pages = staff.get(desk).text + staff.get(delegation).text
        return [link in pages for link in links]

    assert offered() == [True] * 5
    StudyVisit.objects.update(
        starts_at=F("starts_at") + 30 * DAY, ends_at=F("ends_at") + 30 * DAY
    )
    assert offered() == [False] * 5


def test_closing_the_day_leads_to_the_figures(staff, registration):
    visit = registration.visit
    StudyVisit.objects.filter(pk=visit.pk).update(
        starts_at=visit.starts_at - 60 * DAY,
        ends_at=visit.ends_at - 60 * DAY,
    )
    url = f"{DESK}/{visit.pk}/day/"
    assert staff.post(f"{url}close/").url == f"{url}figures/"


def test_the_code_opens_the_door_page_and_has_no_style(client, registration):
    assert door_url(registration) == (
        f"{settings.SITE_URL}/door/{registration.reference}/"
    )
    svg = qr_svg(registration)
    assert svg.startswith("<svg")
    assert "style" not in svg


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_much_for_three_delegations_as_for_one(staff, registration, rows):
    for n in range(rows - 1):
        build_guests(
            registration.visit, names=("A B",), contact_email=f"c{n}@example.org"
        )
    day = f"{DESK}/{registration.visit_id}/day/"
    urls = {day: 4, f"{day}?q=lodz": 5, f"{day}list/": 5, door(registration): 6}
    assert {url: _queries(staff, url) for url in urls} == urls


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
