"""The first page of the desk: what needs somebody, and what is on."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from centre.today.house import LATE_COUNTED_FOR
from centre.today.items import COUNTED_TO
from centre.today.standing import WORDS, standing_still
from centre.today.tags import Today, today
from centre.today.texts import translations
from centre.translating.board import with_texts
from centre.watch.readings import read_all
from events.models import (
    ClockRun,
    OutgoingEmail,
    RateWindow,
    Registration,
    RetentionRun,
    SeatBlock,
    StudyVisit,
)
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.seats import withdraw_registration
from news.models import Post
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_activity,
    build_centre,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_statement,
    build_visit,
)
from tests.helpers import request_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FIRST = "/en/admin/"


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def seen_by(user: User, missing: Any = ()) -> Today:
    return today(user, missing)


def groups_of(user: User) -> dict[str, list[tuple[str, str, int | None]]]:
    """What waits: the key of each group, with its rows."""
    return {
        group.key: [(str(row.name), row.url, row.number) for row in group.rows]
        for group in seen_by(user).groups
    }


@pytest.fixture
def staff() -> User:
    """Somebody with every right, while the clock goes."""
    ClockRun.objects.create(at=timezone.now())
    return build_staff()


def user_with(*names: str) -> User:
    user = User.objects.create_user("some", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def build_waiting_visit(slug: str) -> StudyVisit:
    """A visit with a request, a late one, a change, held places and a missing guide."""
    visit = build_visit(slug, approval="manual", capacity=60)
    rows = [
        build_registration(visit, contact_email=f"{name}{slug}@example.org", seats=6)
        for name in "abc"
    ]
    request_change(registration=rows[0], at=timezone.now(), text="More")
    Registration.objects.filter(pk=rows[1].pk).update(status="late")
    request_change(registration=rows[2], at=timezone.now(), text="Gone")
    withdraw_registration(registration=rows[2], at=timezone.now())
    SeatBlock.objects.create(
        visit=visit, label="City", seats=4, code_hash=slug, expires_at=visit.starts_at
    )
    return visit


@pytest.mark.usefixtures("first_mails")
def test_nothing_waits_only_where_nothing_does(staff: User, client: Client) -> None:
    assert groups_of(staff) == {}
    client.force_login(staff)
    page = client.get(FIRST).text
    # What the law asks for is missing on an empty site.
    assert (page.count("Nothing waits."), page.count("waiting-duties")) == (0, 2)
    user = user_with("view_outgoingemail")
    client.force_login(user)
    assert client.get(FIRST).text.count("Nothing waits.") == 1


def test_a_visit_waits_for_what_its_own_desk_names(staff: User, client: Client) -> None:
    visit = build_waiting_visit("a")
    desk = f"/en/admin/events/studyvisit/{visit.pk}/desk/"
    rows = groups_of(staff)[f"visit-{visit.pk}"]
    assert rows == [
        ("Waiting for your approval", f"{desk}#task-requests", 1),
        ("Came after the deadline", f"{desk}#task-late", 1),
        ("Changes asked for", f"{desk}#task-changes", 1),
        ("The same city twice, from different people", f"{desk}#task-cities", 1),
    ]
    client.force_login(staff)
    page = client.get(desk).text
    anchors = [url.partition("#")[2] for _name, url, _number in rows]
    assert [page.count(f'id="{anchor}"') for anchor in anchors] == [1, 1, 1, 1]
    [dashboard] = seen_by(staff).dashboards
    shown = client.get(desk).context["dashboard"]
    assert (dashboard.seats, len(dashboard.items)) == (shown.seats, len(shown.items))
    assert dashboard.seats["held"] == 4


@pytest.mark.usefixtures("first_mails")
def test_what_stands_still_says_what_to_do(staff: User, settings: Any) -> None:
    def rows(user: User) -> list[tuple[str, str]]:
        group = standing_still(user, timezone.now())
        return [(str(row.name).partition(":")[0], str(row.note)) for row in group.rows]

    assert rows(staff) == []
    settings.CENTRE_LEAST_FREE = 1 << 60
    settings.CENTRE_WATCHES_BACKUPS = True
    settings.CENTRE_BACKUP_ROOT = Path("/nowhere")
    settings.CENTRE_CERTIFICATE = "/nowhere"
    ClockRun.objects.update(failing=["mail"])
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found = rows(staff)
        assert [bool(note) for _text, note in found] == [False, True, True, True]
        assert len({text for text, _note in found}) == 4
    assert rows(user_with("change_post")) == []
    outbox, purges = "events/outgoingemail/", "events/retentionrun/"
    for right, place in (("outgoingemail", outbox), ("retentionrun", purges)):
        User.objects.filter(username="some").delete()
        seen = standing_still(user_with(f"view_{right}"), timezone.now()).rows
        assert {row.url.partition("?")[0] for row in seen} == {f"/en/admin/{place}"}


def test_each_thing_that_is_watched_has_its_words(staff: User, settings: Any) -> None:
    settings.CENTRE_WATCHES_BACKUPS = True
    settings.CENTRE_BACKUP_ROOT = Path("/nowhere")
    settings.CENTRE_CERTIFICATE = "/nowhere"
    names = {reading.name for reading in read_all(timezone.now())}
    assert names == {*WORDS}


def test_late_data_is_counted_every_five_minutes_and_after_each_purge(
    staff: User,
) -> None:
    """Counting reads all that is held, however much."""

    def late() -> list[int | None]:
        return [number for *_words, number in groups_of(staff).get("retention", [])]

    now = timezone.now()
    counts = [late()]
    RateWindow.objects.create(key="a", begins_at=now - 9 * DAY)
    counts.append(late())
    with time_machine.travel(now + timedelta(seconds=LATE_COUNTED_FOR + 60)):
        counts.append(late())
        RateWindow.objects.all().delete()
        counts.append(late())
        RetentionRun.objects.create(at=now, rule="rates", erased=1, hash="a")
        counts.append(late())
    assert counts == [[], [], [1], [1], []]


@pytest.mark.usefixtures("first_mails")
def test_what_waits_leads_to_its_place(staff: User) -> None:
    asked = request_visit(organisation="Urząd", city="Przykładowo")
    build_registration(build_visit())
    OutgoingEmail.objects.update(state="failed")
    build_centre()
    build_statement()
    draft = build_post("szkic", published_at=None)
    soon = build_post("jutro", published_at=timezone.now() + DAY)
    DBTaskResult.objects.create(
        args_kwargs={}, task_path="x", backend_name="default", run_after=timezone.now()
    )
    old = timezone.now() - HOUR
    DBTaskResult.objects.update(enqueued_at=old, run_after=old)
    ClockRun.objects.update(at=old)
    outbox = "/en/admin/events/outgoingemail/"
    found = groups_of(staff)
    assert [*found] == [
        *("standing", "mail", "requests"),
        *("translations", "scheduled", "drafts"),
    ]
    assert [row[1] for row in found["translations"]] == [
        f"/en/admin/news/post/{soon.pk}/change/?language=uk#fieldset-0-2-heading",
        "/en/admin/centre/accessibilitystatement/1/change/"
        "?language=en#fieldset-0-1-heading",
    ]
    assert [row[1:] for row in found["standing"]] == [
        (f"{outbox}?state__exact=queued", None),
        (f"{outbox}?state__exact=queued", None),
    ]
    assert [row[1:] for row in found["mail"]] == [
        (f"{outbox}?state__in=failed,unsure", 2)
    ]
    assert [row[1] for row in found["requests"]] == [
        f"/en/admin/events/visitrequest/{asked.pk}/change/"
    ]
    assert found["drafts"] == [
        ("Post szkic", f"/en/admin/news/post/{draft.pk}/change/", None)
    ]
    assert found["scheduled"] == [
        ("Post jutro", f"/en/admin/news/post/{soon.pk}/change/", None)
    ]


def test_a_text_to_translate_opens_in_the_language_of_who_reads(staff: User) -> None:
    build_centre()
    build_statement()
    links = {}
    for language in ("en", "uk"):
        with translation.override(language):
            (row,) = translations(staff, timezone.now()).rows
        links[language] = row.url.partition("?")[2]
    assert links == {
        "en": "language=en#fieldset-0-1-heading",
        "uk": "language=uk#fieldset-0-2-heading",
    }


def test_many_drafts_are_a_number_for_each_kind(staff: User) -> None:
    build_activity("zajecia", published_at=None)
    for number in range(6):
        build_post(f"p{number}", published_at=None)
    build_post("jutro", published_at=timezone.now() + DAY)
    build_activity("pojutrze", published_at=timezone.now() + 2 * DAY)
    found = groups_of(staff)
    assert found["drafts"] == [
        ("news", "/en/admin/news/post/?publication=draft", 6),
        ("activities", "/en/admin/events/activity/?publication=draft", 1),
    ]
    assert [name for name, *_ in found["scheduled"]] == [
        "Post jutro",
        "Activity pojutrze",
    ]


def test_what_lacks_a_translation_is_counted_to_a_hundred(
    staff: User, client: Client
) -> None:
    texts = {"title_pl": "Wpis", "lead_pl": "Zajawka", "body_pl": "<p>Treść.</p>"}
    now = timezone.now()
    rows = [Post(slug=f"p{n}", published_at=now, **texts) for n in range(COUNTED_TO)]
    Post.objects.bulk_create(rows)
    client.force_login(staff)

    def told() -> tuple[int, str]:
        [group] = [g for g in seen_by(staff).groups if g.key == "translations"]
        page = client.get(FIRST).text
        return group.more, re.findall(r">(and [a-z0-9 ]*more)<", page)

    assert told() == (94, ["and 94 more"])
    build_post("jeszcze")
    assert told() == (94, ["and more than 94 more"])


def test_what_is_translated_while_the_page_is_read_is_left_out(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_post("jeden")
    build_post("dwa", published_at=timezone.now() - 2 * DAY)
    ukrainian = {"title_uk": "Т", "lead_uk": "З", "body_uk": "<p>Т</p>"}

    def translated_meanwhile(*args: Any) -> Any:
        Post.objects.filter(slug="jeden").update(**ukrainian)
        return with_texts(*args)

    monkeypatch.setattr("centre.today.texts.with_texts", translated_meanwhile)
    assert [name for name, *_ in groups_of(staff)["translations"]] == ["Post dwa"]


@pytest.mark.usefixtures("first_mails")
def test_each_sees_what_they_may_do(staff: User) -> None:
    build_waiting_visit("a")
    request_visit(organisation="Urząd", city="Przykładowo")
    build_post("szkic", published_at=None)
    OutgoingEmail.objects.update(state="failed")
    ClockRun.objects.all().delete()
    user = user_with("change_post")
    assert [*groups_of(user)] == ["drafts"]
    assert (seen_by(user).week, seen_by(user).dashboards) == ([], [])
    user = User.objects.get(pk=user.pk)
    user.user_permissions.set(Permission.objects.filter(codename="view_visitrequest"))
    assert [*groups_of(User.objects.get(pk=user.pk))] == ["requests"]


@pytest.mark.parametrize(("days", "shown"), [(6, 1), (8, 0)])
def test_a_visit_stays_at_hand_for_a_week_after_its_end(staff, days, shown):
    visit = build_visit()
    ends_at = timezone.now() - timedelta(days=days)
    StudyVisit.objects.update(
        starts_at=ends_at - HOUR,
        ends_at=ends_at,
        registration_opens_at=None,
        registration_closes_at=None,
    )
    assert [d.visit for d in seen_by(staff).dashboards] == [visit] * shown


def test_the_week_tells_of_today_and_six_days(staff: User) -> None:
    activity = build_activity("krag")
    build_session(activity, at_hour(8) - 12 * HOUR, ends_at=at_hour(9))
    for days in (-1, 0, 6, 7):
        build_session(activity, at_hour(18, in_days=days))
    build_session(activity, at_hour(19), state="cancelled")
    starts_at = at_hour(10, in_days=1)
    visit = build_visit(
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        registration_opens_at=None,
        registration_closes_at=None,
    )
    page = f"/en/admin/events/activity/{activity.pk}/change/"
    first = timezone.localdate()
    found = [
        (
            (on.day - first).days,
            [(row.hours, row.url, row.is_cancelled) for row in on.entries],
        )
        for on in seen_by(staff).week
    ]
    assert [(days, len(rows)) for days, rows in found] == [(0, 3), (1, 1), (6, 1)]
    assert found[0][1][1:] == [
        ("18:00–\u206020:00", page, False),
        ("19:00–\u206021:00", page, True),
    ]
    assert found[1][1] == [
        ("10:00–\u206011:00", f"/en/admin/events/studyvisit/{visit.pk}/desk/", False)
    ]


def test_a_long_day_of_the_week_is_folded_and_leads_to_its_list(
    staff: User, client: Client
) -> None:
    started = at_hour(8) - 12 * HOUR
    build_session(build_activity("od-wczoraj"), started, ends_at=at_hour(9))
    for number in range(20):
        activity = build_activity(f"krag-{number}")
        build_session(activity, at_hour(10))
        build_session(activity, at_hour(10, in_days=1))
    build_session(build_activity("jutro"), at_hour(10, in_days=2))
    week = seen_by(staff).week
    assert [(len(on.entries), on.more) for on in week] == [(8, 13), (20, 0), (1, 0)]
    client.force_login(staff)
    page = client.get(FIRST)
    assert f'<a href="{week[0].more_url}">and 13 more</a>' in page.text
    for on, number in zip(week, (21, 20, 1), strict=True):
        found = client.get(on.more_url).context["cl"].queryset
        assert found.count() == number
    everything = client.get("/en/admin/events/activity/?on=nonsense").context["cl"]
    assert everything.queryset.count() == 22


def test_the_first_page_costs_the_same_for_one_and_for_three(
    staff: User, client: Client
) -> None:
    client.force_login(staff)
    counts = []
    for names in ("a", "bc"):
        for name in names:
            build_waiting_visit(name)
            build_post(name, published_at=None)
            request_visit(contact_email=f"{name}@example.org")
            build_session(build_activity(name), at_hour(18))
        client.get(FIRST)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(FIRST).status_code == 200
        counts.append(len(asked))
    assert counts == [41, 41]
