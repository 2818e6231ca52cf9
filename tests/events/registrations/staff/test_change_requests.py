"""The pages on which staff accept or refuse a change that a delegation asked for."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from events.models import ChangeRequest, OutgoingEmail, Registration
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.seats import withdraw_registration
from tests.builders import build_registration, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
CONFIRMED = {"confirmed": "yes"}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def asked_for(seats: int, **fields: Any) -> ChangeRequest:
    registration = build_registration(build_visit(capacity=10, largest_group=8))
    return request_change(
        registration=registration, at=timezone.now(), seats=seats, **fields
    )


def url(change: ChangeRequest, answer: str) -> str:
    return f"/en/admin/events/registration/change/{change.pk}/{answer}/"


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def answers() -> list[str]:
    mails = OutgoingEmail.objects.filter(kind="change_answer")
    return [*mails.values_list("recipient", flat=True)]


def seats_of(change: ChangeRequest) -> int:
    return Registration.objects.get(pk=change.registration_id).seats


def test_accepting_shows_the_mails_and_then_makes_the_change(staff: Client) -> None:
    change = asked_for(5)
    page = staff.get(url(change, "accept"))
    assert (
        sorted(mail.kind for mail in page.context["preview"].mails),
        page.context["can_confirm"],
        seats_of(change),
        answers(),
    ) == (["change_answer"], True, 3, [])
    done = staff.post(url(change, "accept"), CONFIRMED, follow=True)
    assert (told(done), seats_of(change), answers()) == (
        ["Accept the change: done for 1 delegation. 1 mail goes out."],
        5,
        ["contact@example.org"],
    )


def test_refusing_puts_the_reason_into_the_mail(staff: Client) -> None:
    change = asked_for(5)
    page = url(change, "refuse")
    [shown] = staff.post(page, {"reason": "Full bus."}).context["preview"].mails
    assert (shown.text.count("Full bus."), answers()) == (1, [])
    done = staff.post(page, CONFIRMED | {"reason": "Full bus."}, follow=True)
    change.refresh_from_db()
    assert (told(done), change.status, seats_of(change)) == (
        ["Refuse the change: done for 1 delegation. 1 mail goes out."],
        "refused",
        3,
    )
    assert OutgoingEmail.objects.get(kind="change_answer").text.count("Full bus.") == 1


@pytest.mark.parametrize(
    ("first", "second", "already"),
    [
        ("accept", "refuse", "already: accepted"),
        ("refuse", "accept", "already: refused"),
    ],
)
def test_the_second_of_two_hears_already_and_nothing_is_mailed(
    staff: Client, first: str, second: str, already: str
) -> None:
    change = asked_for(2)
    staff.post(url(change, first), CONFIRMED)
    page = staff.post(url(change, second), CONFIRMED)
    refused = [why for _who, why in page.context["outcome"]["refused"]]
    assert (refused, page.context["can_confirm"]) == ([already], False)
    assert answers() == ["contact@example.org"]


def test_what_does_not_fit_is_told_and_stays_open(staff: Client) -> None:
    change = asked_for(5)
    build_registration(
        change.registration.visit, seats=6, contact_email="b@example.org"
    )
    page = staff.post(url(change, "accept"), CONFIRMED)
    change.refresh_from_db()
    assert [why for _who, why in page.context["outcome"]["refused"]] == [
        "Only 4 places are left"
    ]
    assert (change.status, seats_of(change), answers()) == ("open", 3, [])


def test_only_the_two_answers_exist_and_only_for_those_who_may(client: Client) -> None:
    change = asked_for(2)
    someone = build_staff()
    client.force_login(someone)
    assert client.get(url(change, "forget")).status_code == 404
    someone.is_superuser = False
    someone.save()
    someone.user_permissions.set(
        Permission.objects.filter(codename="view_registration")
    )
    statuses = [
        client.post(url(change, name), CONFIRMED).status_code
        for name in ("accept", "refuse")
    ]
    change.refresh_from_db()
    assert (statuses, change.status) == ([403, 403], "open")


def test_whoever_withdraws_waits_for_no_answer_any_more(staff: Client) -> None:
    registration = asked_for(5).registration
    desk = f"/en/admin/events/studyvisit/{registration.visit_id}/desk/"
    assert len(staff.get(desk).context["dashboard"].changes) == 1
    withdraw_registration(registration=registration, at=timezone.now())
    assert staff.get(desk).context["dashboard"].changes == []
