"""A session ends when nobody is there, after a day's work, and when it is asked to."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from centre.accounts.models import ACTIVE, BEGAN
from centre.accounts.sessions import is_over
from centre.models import UnsavedForm
from tests.builders import build_centre, build_post, build_staff
from tests.desk import filled
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DESK = "/en/admin/"
MINUTE = timedelta(minutes=1)
IDLE, LONGEST = settings.CENTRE_STAFF_IDLE, settings.CENTRE_STAFF_LONGEST


@pytest.fixture
def staff():
    return build_staff()


def browser(user):
    client = FormClient()
    client.force_login(user)
    return client


def is_in(client):
    return client.get(DESK).status_code == 200


def test_it_rests_for_two_hours_and_lasts_for_twelve(staff):
    client = browser(staff)
    seen, start = [], timezone.now()
    often = [step * 0.95 * IDLE for step in range(1, 7)]
    moments = [*often, LONGEST - MINUTE, LONGEST]
    with time_machine.travel(start, tick=False) as clock:
        for moment in moments:
            clock.move_to(start + moment)
            seen.append(is_in(client))
    assert seen == [True] * 7 + [False]
    other = browser(staff)
    with time_machine.travel(timezone.now() + IDLE + MINUTE):
        assert not is_in(other)


def test_what_a_page_keeps_by_itself_is_no_activity_and_is_not_lost(staff):
    client = browser(staff)
    url = f"/en/admin/news/post/{build_post('wpis').pk}/change/"
    typed = filled(client.get(url)) | {"title_pl": "Nowy tytuł"}
    with time_machine.travel(timezone.now() + IDLE - MINUTE):
        assert client.post("/en/admin/unsaved/", typed).status_code == 200
    with time_machine.travel(timezone.now() + IDLE + MINUTE):
        answer = client.post(url, typed | {"_save": "x"})
        assert answer.url.startswith("/en/admin/login/?next=")
    assert UnsavedForm.objects.get().fields["title_pl"] == ["Nowy tytuł"]


def test_a_page_that_looks_by_itself_how_far_work_is_keeps_no_session(staff):
    start, kept = timezone.now(), []
    for headers in ({"X-By-Itself": "yes"}, {}):
        client = browser(staff)
        with time_machine.travel(start + IDLE - MINUTE):
            assert client.get(DESK, headers=headers).status_code == 200
        with time_machine.travel(start + IDLE + MINUTE):
            kept.append(is_in(client))
    assert kept == [False, True]


def test_a_page_can_ask_when_it_ends_and_go_on_but_not_beyond_the_day(staff):
    client = browser(staff)
    client.get(DESK)
    left, stay = "/en/admin/session/left/", "/en/admin/session/stay/"
    start, told = timezone.now(), []
    with time_machine.travel(start, tick=False) as clock:
        for moment, url in (
            (IDLE - 5 * MINUTE, left),
            (IDLE - 4 * MINUTE, stay),
            *((step * 0.95 * IDLE, stay) for step in range(2, 7)),
            (LONGEST - 5 * MINUTE, left),
            (LONGEST + MINUTE, left),
        ):
            clock.move_to(start + moment)
            answer = client.post(url).json()
            told.append((round(answer["left"] / 60), answer["can_stay"]))
    day = round((LONGEST - 6 * 0.95 * IDLE) / MINUTE)
    assert told == [
        (5, True),
        (120, True),
        *[(120, True)] * 4,
        (day, False),
        (5, False),
        (0, False),
    ]
    assert client.get(left).status_code == 405


def test_activity_is_written_once_in_some_minutes(staff, django_assert_num_queries):
    client = browser(staff)
    client.get(DESK)
    before = client.session[ACTIVE]
    with time_machine.travel(timezone.now() + 4 * MINUTE):
        client.get(DESK)
        assert client.session[ACTIVE] == before
    with time_machine.travel(timezone.now() + 6 * MINUTE):
        client.get(DESK)
        assert client.session[ACTIVE] > before


def test_signing_out_everywhere_ends_each_session_of_ones_own(staff):
    here, there, other = (
        browser(staff),
        browser(staff),
        browser(build_staff(username="b")),
    )
    assert [is_in(c) for c in (here, there, other)] == [True] * 3
    url = "/en/admin/account/sign-out-everywhere/"
    assert here.get(url).status_code == 405
    assert here.post(url).url == "/en/admin/login/"
    assert [is_in(c) for c in (here, there, other)] == [False, False, True]
    assert is_in(browser(staff))


def test_ones_own_address_is_changed_with_the_password_and_the_former_one_is_told(
    staff,
):
    build_centre()
    staff.email = "old@example.org"
    staff.save()
    client, url = browser(staff), "/en/admin/account/email/"
    assert filled(client.get(url))["email"] == ["old@example.org"]
    new = {"email": "new@example.org"}
    assert (
        "password" in client.post(url, new | {"password": "x"}).context["form"].errors
    )
    staff.refresh_from_db()
    assert staff.email == "old@example.org"
    client.post(url, new | {"password": "password"})
    staff.refresh_from_db()
    assert staff.email == "new@example.org"
    assert [m.to for m in mail.outbox] == [["old@example.org"]]


def test_who_looks_after_accounts_ends_the_sessions_of_one(staff):
    other = build_staff(username="b")
    editor = get_user_model().objects.create_user("editor", is_staff=True)
    theirs, mine = browser(other), browser(staff)
    url = f"/en/admin/account/{other.pk}/sign-out/"
    assert url in mine.get(f"/en/admin/auth/user/{other.pk}/change/").content.decode()
    assert browser(editor).post(url).status_code == 403
    assert FormClient().post(url).url.startswith("/en/admin/login/")
    assert is_in(theirs)
    assert mine.get(url).context["title"] == "b"
    assert mine.post(url).url == f"/en/admin/auth/user/{other.pk}/change/"
    assert (is_in(theirs), is_in(mine)) == (False, True)
    assert mine.get("/en/admin/account/999999/sign-out/").status_code == 404


def test_who_is_no_superuser_ends_no_superuser_s_sessions(staff):
    administrator = get_user_model().objects.create_user("a", is_staff=True)
    administrator.groups.set(Group.objects.filter(role__key="administrator"))
    theirs, mine = browser(staff), browser(administrator)
    url = f"/en/admin/account/{staff.pk}/sign-out/"
    assert [mine.get(url).status_code, mine.post(url).status_code] == [403, 403]
    assert is_in(theirs)


def test_an_address_that_stays_tells_nobody_and_a_lost_mail_loses_no_change(
    staff, monkeypatch, caplog
):
    build_centre()
    client, url = browser(staff), "/en/admin/account/email/"
    typed = {"email": "new@example.org", "password": "password"}
    staff.email = ""
    staff.save()
    for _again in range(2):  # at first there is no former address, then no other one
        assert client.post(url, typed).status_code == 302
        staff.refresh_from_db()
        assert (staff.email, mail.outbox) == ("new@example.org", [])

    def refuse(*_args):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("centre.accounts.mail.MailMessage.send", refuse)
    client.post(url, typed | {"email": "newer@example.org"})
    staff.refresh_from_db()
    assert staff.email == "newer@example.org"
    told = f"The former address of user {staff.pk} could not be told"
    assert [r.message for r in caplog.records if r.name.endswith(".mail")] == [told]


def test_a_session_without_stamps_is_over():
    now = timezone.now()
    stamps = {BEGAN: now.timestamp(), ACTIVE: now.timestamp()}
    assert [
        is_over(session, now)
        for session in (stamps, {}, {BEGAN: now.timestamp()}, stamps | {ACTIVE: "1"})
    ] == [False, True, True, True]


def test_who_is_signed_in_already_is_led_on(staff):
    assert browser(staff).get("/en/admin/login/").url == "/en/admin/"
