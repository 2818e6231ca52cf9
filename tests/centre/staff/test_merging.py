"""Two people in one form: what one did not change, the other one's save keeps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from centre.models import Page
from events.models import Session
from news.models import Post
from tests.builders import (
    at_hour,
    build_activity,
    build_page,
    build_post,
    build_session,
    build_staff,
    build_topic,
)
from tests.desk import errors_of, filled
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def form_url(thing: Any) -> str:
    meta = thing._meta
    return f"/en/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/change/"


def test_two_languages_never_collide(staff: Client) -> None:
    page = build_page("wspolna", title_en="Shared", body_en="<p>Text.</p>")
    url = form_url(page)
    mine, theirs = filled(staff.get(url)), filled(staff.get(url))
    assert staff.post(url, theirs | {"title_pl": "Ich tytuł"}).status_code == 302
    assert staff.post(url, mine | {"title_en": "My title"}).status_code == 302
    stored = Page.objects.get()
    assert (stored.title_pl, stored.title_en) == ("Ich tytuł", "My title")


def test_one_field_changed_twice_shows_both_texts(staff: Client) -> None:
    page, other = build_page("wspolna"), FormClient()
    other.force_login(build_staff(username="colleague"))
    url = form_url(page)
    mine, theirs = filled(staff.get(url)), filled(other.get(url))
    other.post(url, theirs | {"title_pl": "Ich tytuł"})
    changed = {"title_pl": "Mój tytuł", "title_uk": "Мій"}
    response = staff.post(url, mine | changed)
    assert errors_of(response) == {
        "title_pl": [
            "Somebody else changed this while you were writing. Now it says: "
            "“Ich tytuł”. Yours is in the field. Save again to put yours in its place."
        ]
    }
    assert Page.objects.get().title_pl == "Ich tytuł"
    again = filled(response)
    assert again["title_pl"] == ["Mój tytuł"]
    assert staff.post(url, again).status_code == 302
    stored = Page.objects.get()
    assert (stored.title_pl, stored.title_uk) == ("Mój tytuł", "Мій")


def test_the_same_change_made_twice_is_none_too_many(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    mine = filled(staff.get(url)) | {"title_pl": "Jeden tytuł"}
    assert [staff.post(url, mine).status_code for _ in range(2)] == [302, 302]


def test_choices_and_dates_are_kept_too(staff: Client) -> None:
    post, topic = build_post("wpis"), build_topic()
    url = form_url(post)
    mine = filled(staff.get(url))
    later = timezone.now() + timedelta(days=3)
    Post.objects.update(published_at=later, slug="nowy")
    post.topics.add(topic)
    assert staff.post(url, mine | {"title_en": "Mine"}).status_code == 302
    stored = Post.objects.get()
    assert (stored.published_at, stored.slug) == (later, "nowy")
    assert ([*stored.topics.all()], stored.title_en) == ([topic], "Mine")


def test_saving_unchanged_changes_no_second(staff: Client) -> None:
    post = build_post("wpis", published_at=timezone.now() - timedelta(seconds=37))
    staff.post(form_url(post), filled(staff.get(form_url(post))))
    assert Post.objects.get().published_at == post.published_at


def test_rows_below_merge_as_the_form_does(staff: Client) -> None:
    activity = build_activity("chor")
    moved = build_session(activity, at_hour(18, in_days=3))
    other = build_session(activity, at_hour(18, in_days=5))
    url = form_url(activity)
    mine = filled(staff.get(url))
    Session.objects.filter(pk=moved.pk).update(state="moved", note_en="In the hall")
    first = next(
        k for k, v in mine.items() if k.endswith("-id") and v == [str(moved.pk)]
    )
    note = first.replace("-id", "-note_pl")
    assert staff.post(url, mine | {note: "Moja"}).status_code == 302
    moved.refresh_from_db()
    assert (moved.state, moved.note_en, moved.note_pl) == (
        "moved",
        "In the hall",
        "Moja",
    )
    other.refresh_from_db()
    assert other.state == "planned"


def test_what_was_deleted_meanwhile_is_not_made_anew(staff: Client) -> None:
    page = build_page("stara")
    url = form_url(page)
    mine = filled(staff.get(url))
    Page.objects.all().delete()
    assert staff.post(url, mine).status_code == 302
    assert Page.objects.count() == 0


@pytest.mark.once
def test_an_activity_with_hundreds_of_sessions_is_saved(staff: Client) -> None:
    activity = build_activity("chor")
    start = at_hour(18, in_days=1)
    Session.objects.bulk_create(
        Session(
            activity=activity,
            starts_at=start + timedelta(days=n),
            ends_at=start + timedelta(days=n, hours=1),
        )
        for n in range(130)
    )
    url = form_url(activity)
    sent = filled(staff.get(url)) | {"title_pl": "Chór"}
    assert staff.post(url, sent).status_code == 302
    activity.refresh_from_db()
    assert (activity.title_pl, activity.sessions.count()) == ("Chór", 130)


@pytest.mark.parametrize("minutes", [30, 90])
def test_what_was_published_in_the_hour_that_comes_twice_keeps_its_moment(
    staff: Client, minutes: int
) -> None:
    moment = datetime(2026, 10, 25, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    post = build_post("wpis", published_at=moment)
    url = form_url(post)
    sent = filled(staff.get(url)) | {"title_en": "Changed"}
    assert sent["published_at"] == ["2026-10-25T02:30"]
    assert staff.post(url, sent).status_code == 302
    stored = Post.objects.get()
    assert (stored.published_at, stored.title_en) == (moment, "Changed")
