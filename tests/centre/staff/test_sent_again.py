"""The answer of a save is lost, and Back leads to its form: no button saves it twice.

Whether the browser shows the page as it was or asks for it anew, and whichever button
is pressed then. A row of a stored thing is as new as a thing.
"""

from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.timezone import localdate

from centre.content.prepared import PreparedChange
from centre.staff import unsaved
from centre.staff.form_pages import FormPage
from centre.staff.merging import MergingForm
from centre.staff.unsaved import AlreadySaved
from news.models import Post, Topic
from tests.builders import (
    build_post,
    build_staff,
    build_topic,
    build_type,
    build_visit,
)
from tests.desk import filled, form_url, picture_file, typed_in
from tests.helpers import wait_until_blocked

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAYS = {"first_day": "2030-01-02", "last_day": "2030-01-03"}
# Of each kind of thing that staff add, what makes a sound form of it.
KINDS: dict[str, dict[str, Any]] = {
    "auth.group": {"name": "Opiekunowie"},
    "auth.user": {
        "first_name": "Nowa",
        "last_name": "Osoba",
        "email": "nowa@example.org",
    },
    "centre.houseclosure": DAYS,
    "centre.page": {"title_pl": "Strona", "body_pl": "<p>Treść.</p>"},
    "centre.sitenotice": {
        "text_pl": "Winda nie działa.",
        "starts_at": "2030-01-02T10:00",
        "ends_at": "2030-01-02T12:00",
    },
    "events.activity": {
        "title_pl": "Chór",
        "summary_pl": "Śpiewamy.",
        "languages": ["pl"],
    },
    "events.activitytype": {
        "name_pl": "Chóry",
        "short_name_pl": "Chór",
        "description_pl": "Opis.",
        "role": "workshop",
    },
    "events.studyvisit": {
        "title_pl": "Wizyta",
        "summary_pl": "Skrót.",
        "description_pl": "<p>Opis.</p>",
        "venue_pl": "Recepcja",
        "languages": ["pl"],
        "starts_at": "2030-01-02T10:00",
        "ends_at": "2030-01-02T16:00",
        "capacity": "30",
        "largest_group": "12",
    },
    "news.post": {"title_pl": "Wpis", "lead_pl": "Wstęp", "body_pl": "<p>Tekst</p>"},
    "news.topic": {"name_pl": "Temat"},
}
# Of these the database has one of each name or file by itself, or one at all.
ONCE = {
    "centre.accessibilitystatement",
    "centre.centre",
    "centre.librarypicture",
    "events.mailwording",
    "events.registration",  # by the key in its form
}


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in."""
    client = Client()
    client.force_login(build_staff())
    return client


def add_url(label: str) -> str:
    return f"/en/admin/{label.replace('.', '/')}/add/"


def typed(staff: Client, label: str) -> dict[str, Any]:
    """Return what a page for a new thing sends once its fields are filled."""
    fields = KINDS[label]
    if label == "events.activity":
        (kind,) = apps.get_model("events", "activitytype").objects.all()
        fields = fields | {"type": str(kind.pk)}
    if label == "auth.user":
        fields = fields | {"groups": [str(Group.objects.get(role__key="editor").pk)]}
    return typed_in(staff, add_url(label), **fields)


def test_every_kind_that_staff_add_is_tried() -> None:
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    added = {
        model._meta.label_lower
        for model, registered in admin.site._registry.items()
        if issubclass(registered.form, MergingForm)
        and registered.has_add_permission(request)
    }
    assert added - ONCE == {*KINDS}


@pytest.mark.parametrize("label", sorted(KINDS))
def test_each_kind_is_made_once_whichever_button_is_pressed_then(
    staff: Client, label: str
) -> None:
    if label == "events.activity":
        build_type()
    things = apps.get_model(label)._base_manager
    made = things.exclude(pk__in=[*things.values_list("pk", flat=True)])
    as_it_was, anew = typed(staff, label), typed(staff, label)
    staff.post(add_url(label), as_it_was | {"_save": "x"})
    assert made.count() == 1
    answers = [
        staff.post(add_url(label), as_it_was | {"_addanother": "x"}).url,
        staff.post(add_url(label), anew | {"_publish": "x"}).url,
    ]
    assert (answers, made.count()) == ([form_url(made.get())] * 2, 1)


def told(client: Client, url: str) -> list[str]:
    """Return what a page tells its reader once."""
    return [str(message) for message in client.get(url).context["messages"]]


AGAIN = "This form had been saved before, so it is not saved a second time."


@pytest.mark.parametrize(
    ("first", "then", "more"),
    [
        ("_save", "_publish", " It is not published yet: press “Publish now” here."),
        ("_save", "_continue", ""),
        ("_publish", "_save", ""),
        ("_publish", "_publish", ""),
    ],
)
def test_it_is_told_what_the_button_did_not_do(
    staff: Client, first: str, then: str, more: str
) -> None:
    data = typed(staff, "news.post")
    staff.get(staff.post(add_url("news.post"), data | {first: "x"}).url)
    answer = staff.post(add_url("news.post"), data | {then: "x"})
    post = Post.objects.get()
    assert told(staff, answer.url) == [AGAIN + more]
    assert (post.published_at is not None) == (first == "_publish")
    assert post.history.count() == 1


def test_what_was_prepared_is_not_saved_as_well(staff: Client) -> None:
    post = build_post("wpis")
    data = typed_in(staff, form_url(post), title_pl="Nowy tytuł")
    staff.get(staff.post(form_url(post), data | {"_prepare": "x"}).url)
    answer = staff.post(form_url(post), data | {"_save": "x"})
    prepared = f"/en/admin/news/post/{post.pk}/prepared/"
    assert answer.url == form_url(post)
    assert staff.get(answer.url).url == prepared
    more = " Its changes are prepared, and not public yet."
    assert told(staff, prepared) == [AGAIN + more]
    post.refresh_from_db()
    assert (post.title_pl, PreparedChange.objects.count()) == ("Wpis wpis", 1)


def test_prepared_changes_are_kept_once(staff: Client) -> None:
    post = build_post("wpis")
    data = typed_in(staff, form_url(post), title_pl="Nowy tytuł")
    staff.post(form_url(post), data | {"_prepare": "x"})
    url = f"/en/admin/news/post/{post.pk}/prepared/"
    row = {
        "new_pictures-TOTAL_FORMS": "1",
        "new_pictures-0-decorative": "on",
        "new_pictures-0-focal_x": "50",
        "new_pictures-0-focal_y": "50",
        "new_pictures-0-position": "0",
    }
    page = typed_in(staff, url, **row)
    for button in ("_save", "_publish_prepared"):
        sent = page | {"new_pictures-0-image": picture_file(), button: "x"}
        assert staff.post(url, sent).status_code == 302
    prepared = PreparedChange.objects.get()
    assert prepared.new_pictures.count() == 1
    post.refresh_from_db()
    assert (post.title_pl, post.pictures.count()) == ("Wpis wpis", 0)


def test_a_page_that_was_refused_makes_no_second_thing(staff: Client) -> None:
    """Back from it leads to its first showing, where the same draft can be saved."""
    url = add_url("news.post")
    first = typed(staff, "news.post") | {"lead_pl": ""}
    refused = staff.get(staff.post(url, first | {"_publish": "x"}).url)
    assert Post.objects.count() == 0
    again = filled(refused) | {"lead_pl": "Wstęp", "_publish": "x"}
    staff.post(url, first | {"_save": "x"})
    (post,) = Post.objects.all()
    answer = staff.post(url, again)
    assert answer.url.startswith(form_url(post) + "?unsaved=")
    assert filled(staff.get(answer.url))["lead_pl"] == "Wstęp"
    assert [*Post.objects.values_list("pk", "published_at")] == [(post.pk, None)]


def test_new_rows_of_a_stored_visit_are_added_once(staff: Client) -> None:
    visit = build_visit()
    day = localdate(visit.starts_at)
    row = {
        "programme-TOTAL_FORMS": "1",
        "programme-0-title_pl": "Powitanie",
        "programme-0-starts_at": f"{day}T10:00",
        "programme-0-ends_at": f"{day}T11:00",
        "programme-0-kind": "talk",
    }
    data = typed_in(staff, form_url(visit), **row)
    for button in ("_save", "_continue", "_save"):
        assert staff.post(form_url(visit), data | {button: "x"}).status_code == 302
    assert visit.programme.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_pages_with_the_same_words_at_once_the_second_waits(
    staff: Client,
) -> None:
    user = get_user_model().objects.get()
    pages = [FormPage.open(user, Topic, None) for _time in range(2)]
    sent = RequestFactory().post("/", {"name_pl": "Temat"})
    answers = []

    def press() -> None:
        try:
            unsaved.close(pages[1], sent, "0", timezone.now())
        except AlreadySaved as told:
            answers.append(told.form.key)
        connection.close()

    second = Thread(target=press)
    with transaction.atomic():
        saved = str(build_topic().pk)
        unsaved.close(pages[0], sent, saved, timezone.now())
        second.start()
        wait_until_blocked(second)
    second.join()
    assert answers == [pages[0].key]
