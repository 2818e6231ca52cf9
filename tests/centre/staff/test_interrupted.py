"""The ways in which a save is interrupted: none loses a word, none saves one twice.

Each way happens to somebody who has typed a title into a form of the desk. What a
browser meets is tried in tests/browser/test_interrupted.py; here is what only the
server sees, and the edges of its rules.
"""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import OperationalError, connection
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from psycopg2.errors import DeadlockDetected, SerializationFailure

from centre.models import Page, UnsavedForm
from centre.pictures.storing import FileNotStored
from centre.staff import unsaved
from events.models import Activity, Registration
from news.models import Post
from tests.builders import (
    at_hour,
    build_activity,
    build_page,
    build_post,
    build_session,
    build_staff,
    build_type,
    build_visit,
)
from tests.desk import (
    DELEGATION,
    end_session,
    filled,
    form_url,
    named_forms,
    picture_file,
    sent_by,
    sign_in,
    typed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
UNSAVED = "/en/admin/unsaved/"
ADD = "/en/admin/news/post/add/"
TITLE = "Long text"
PICTURE = {
    "pictures-TOTAL_FORMS": "1",
    "pictures-0-position": "0",
    "pictures-0-focal_x": "50",
    "pictures-0-focal_y": "50",
    "pictures-0-decorative": "on",
}


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in, and whose forms are checked as the real ones."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def offered(client: Client, url: str) -> list[Any]:
    """Return the titles that a form, opened anew, offers to go on with."""
    texts = client.get(url).context["unsaved_texts"]
    return [filled(client.get(text["url"]))["title_en"] for text in texts]


def refused(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Send a form that is refused, and return the page that says so."""
    answer = client.post(url, data)
    assert answer.status_code == 303
    return client.get(answer.url)


@pytest.mark.parametrize("button", ["_save", "_continue", "_publish"])
def test_the_answer_is_lost_after_the_commit(staff: Client, button: str) -> None:
    data = typed_in(staff, ADD, title_pl="Wpis", title_en=TITLE, **{button: "x"})
    data |= {"lead_pl": "Wstęp", "body_pl": "<p>Tekst</p>"}
    staff.post(ADD, data)
    again = staff.post(ADD, data)
    (post,) = Post.objects.all()
    assert (again.status_code, again.url) == (302, form_url(post))
    assert offered(staff, ADD) == offered(staff, form_url(post)) == []
    assert post.history.count() == 1


def test_a_new_thing_comes_once_though_back_has_led_to_a_form_that_is_filled(
    staff: Client,
) -> None:
    sent = typed_in(staff, ADD, title_en=TITLE)
    again = typed_in(staff, ADD, title_en=TITLE)
    assert again["form_page"] != sent["form_page"]
    staff.post(ADD, sent)
    answer = staff.post(ADD, again)
    (post,) = Post.objects.all()
    assert (answer.url, offered(staff, ADD)) == (form_url(post), [])


def test_what_is_not_the_very_same_is_another_thing(staff: Client) -> None:
    row = PICTURE | {"title_en": TITLE}
    for files in ({}, {"pictures-0-image": picture_file("b.jpg")}):
        rows = row if files else {"title_en": TITLE}
        staff.post(ADD, typed_in(staff, ADD, **rows) | files)
    staff.post(ADD, typed_in(staff, ADD, **row) | {"pictures-0-image": picture_file()})
    assert Post.objects.count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        staff.post(ADD, typed_in(staff, ADD, title_en=TITLE))
    assert Post.objects.count() == 4
    Post.objects.all().delete()
    staff.post(ADD, typed_in(staff, ADD, title_en=TITLE))
    assert Post.objects.count() == 1


def test_what_is_kept_in_the_same_words_is_done_with(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    for title in (TITLE, "Other words"):
        staff.post(UNSAVED, typed_in(staff, url, title_en=title, body_en="<p>b</p>"))
    again = typed_in(staff, url, title_en=TITLE, body_en="<p>b</p>")
    assert staff.post(url, again).status_code == 302
    assert offered(staff, url) == [["Other words"]]


def test_rows_of_a_thing_that_is_gone_are_those_of_a_new_one(staff: Client) -> None:
    activity = build_activity("chor", published_at=None)
    build_session(activity, at_hour(10))
    data = typed_in(staff, form_url(activity), title_en=TITLE)
    Activity.objects.all().delete()
    answer = staff.post(form_url(activity), data)
    again = staff.get(answer.url)
    assert filled(again)["title_en"] == [TITLE]
    saved = staff.post(answer.url, filled(again))
    assert (saved.status_code, Activity.objects.get().title_en) == (302, TITLE)
    assert Activity.objects.get().sessions.get().starts_at == at_hour(10)


def test_rows_of_a_stored_thing_are_not_added_again(staff: Client) -> None:
    post = build_post("wpis")
    data = typed_in(staff, form_url(post), title_en=TITLE, **PICTURE)
    for _time in range(2):
        answer = staff.post(form_url(post), data | {"pictures-0-image": picture_file()})
        assert answer.status_code == 302
    assert post.pictures.count() == 1
    assert Post.objects.get().title_en == TITLE


def test_the_token_against_forgery_is_another_one(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    session = staff.session
    session["_csrftoken"] = get_token(RequestFactory().get("/"))
    session.save()
    answer = staff.post(ADD, data | {"_save": "x"})
    assert filled(staff.get(answer.url))["title_en"] == [TITLE]
    assert not Post.objects.exists()


def test_the_same_form_is_open_in_a_second_tab(staff: Client) -> None:
    url = form_url(build_page("wspolna", title_pl="Pierwszy"))
    first = typed_in(staff, url, title_en="One", body_en="<p>one</p>")
    second = typed_in(staff, url, title_en="Two", body_en="<p>one</p>")
    staff.post(UNSAVED, second)
    staff.post(url, first)
    assert Page.objects.get().title_en == "One"
    assert offered(staff, url) == [["Two"]]
    page = refused(staff, url, second)
    assert 'href="#id_title_en"' in page.content.decode()
    assert filled(page)["title_en"] == ["Two"]


def test_somebody_else_saves_it_first(staff: Client) -> None:
    page = build_page("wspolna")
    data = typed_in(staff, form_url(page), title_en=TITLE, body_en="<p>b</p>")
    Page.objects.update(title_pl="Tytuł innej osoby")
    assert staff.post(form_url(page), data).status_code == 302
    page.refresh_from_db()
    assert (page.title_pl, page.title_en) == ("Tytuł innej osoby", TITLE)


def test_one_field_is_somebody_elses_though_both_saved(staff: Client) -> None:
    page = build_page("wspolna")
    data = typed_in(staff, form_url(page), title_en=TITLE, body_en="<p>b</p>")
    Page.objects.get().history.all().delete()
    page.title_en = "Somebody's"
    page.save()  # nobody is signed in here
    other = typed_in(staff, form_url(page), title_pl="Nowy", body_en="<p>b</p>")
    assert staff.post(form_url(page), other).status_code == 302
    page.refresh_from_db()
    assert page.history.first().history_user is not None
    shown = refused(staff, form_url(page), data).content.decode()
    assert "Somebody else changed this while" in shown


def test_the_server_is_started_anew(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    staff.post(UNSAVED, data | {"title_en": "Long"})
    cache.clear()  # nothing else of a process is in no database
    assert staff.post(UNSAVED, data).json()["kept"] != ""
    assert offered(staff, ADD) == [[TITLE]]
    assert staff.post(ADD, data | {"_save": "x"}).status_code == 302
    assert Post.objects.get().title_en == TITLE


@pytest.mark.parametrize("hours", [-1, 1, 20])
def test_the_clock_jumps(staff: Client, hours: int) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    staff.post(UNSAVED, data | {"title_en": "Long", "form_turn": "1"})
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        staff.post(UNSAVED, data | {"form_turn": "2"})
        kept = UnsavedForm.objects.get()
        assert kept.fields["title_en"] == [TITLE]
        answer = staff.post(ADD, data)
        saved = Post.objects.filter(title_en=TITLE).count()
        # Twenty hours on, the session is over: the text waits behind the login.
        assert (answer.status_code, saved) == (302, 0 if hours == 20 else 1)
        if not saved:
            assert filled(sign_in(staff, answer))["title_en"] == [TITLE]


@pytest.mark.parametrize("conflict", [DeadlockDetected, SerializationFailure])
def test_the_database_ends_one_of_two_that_wait_for_each_other(
    staff: Client, conflict: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    data = typed_in(staff, url, title_en=TITLE, body_en="<p>b</p>")
    codes = {DeadlockDetected: "40P01", SerializationFailure: "40001"}
    save, times = Page.save, iter([True, False])

    def fail_once(self: Page, *args: Any, **kwargs: Any) -> None:
        if next(times, False):
            cause = type("Conflict", (Exception,), {"pgcode": codes[conflict]})()
            raise OperationalError from cause
        save(self, *args, **kwargs)

    monkeypatch.setattr(Page, "save", fail_once)
    assert staff.post(url, data).status_code == 302
    assert Page.objects.get().title_en == TITLE


def test_what_goes_on_conflicting_is_refused_and_kept(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en=TITLE, body_en="<p>b</p>")

    def fail(*args: Any, **kwargs: Any) -> None:
        cause = type("Conflict", (Exception,), {"pgcode": "40P01"})()
        raise OperationalError from cause

    monkeypatch.setattr(Page, "save", fail)
    assert filled(refused(staff, url, data))["title_en"] == [TITLE]
    assert UnsavedForm.objects.get().fields["title_en"] == [TITLE]


def test_a_rule_refuses_it_after_a_file_was_sent(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE, published_at="soon")
    row = {"pictures-TOTAL_FORMS": "1", "pictures-0-image": picture_file("sea.jpg")}
    assert filled(refused(staff, ADD, data | row))["title_en"] == [TITLE]
    kept = UnsavedForm.objects.get()
    assert (kept.fields["title_en"], kept.files) == ([TITLE], ["sea.jpg"])


def test_the_disk_is_full(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*args: Any, **kwargs: Any) -> None:
        raise FileNotStored(28, "No space left on device")

    monkeypatch.setattr("centre.pictures.files.store_once", no_space)
    data = typed_in(staff, ADD, title_en=TITLE)
    row = PICTURE | {"pictures-0-image": picture_file("sea.jpg")}
    page = refused(staff, ADD, data | row)
    assert 'href="#id_pictures-0-image"' in page.content.decode()
    assert filled(page)["title_en"] == [TITLE]
    assert UnsavedForm.objects.get().fields["title_en"] == [TITLE]
    assert not Post.objects.exists()


def test_back_to_the_form_after_it_was_saved(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    data = typed_in(staff, url, title_en=TITLE, body_en="<p>b</p>")
    staff.post(url, data)
    # The page in the browser's memory still has what was sent; somebody types on.
    on = data | {"title_en": "Longer text"}
    staff.post(UNSAVED, on)
    asked = refused(staff, url, on)  # whether to put it in place of what is saved
    assert "You saved this yourself after" in asked.content.decode()
    assert filled(asked)["title_en"] == ["Longer text"]
    staff.post(url, filled(asked))
    page.refresh_from_db()
    assert page.title_en == "Longer text"


@pytest.mark.django_db(transaction=True)
def test_the_button_is_pressed_twice_at_once(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    barrier, answers, browsers = Barrier(2), [], [Client(), Client()]
    for browser in browsers:  # each its own: an answer writes into what one reads
        browser.cookies.update(staff.cookies)

    def press(browser: Client) -> None:
        barrier.wait()
        answers.append(browser.post(ADD, data).status_code)
        connection.close()

    threads = [Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers, Post.objects.count()) == ([302, 302], 1)


def test_a_form_that_says_something_else_is_saved_again(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    data = typed_in(staff, url, title_en=TITLE, body_en="<p>b</p>")
    staff.post(url, data | {"_save": "x"})
    staff.post(url, data | {"title_pl": "Inny", "_save": "x"})
    assert Page.objects.get().title_pl == "Inny"
    assert unsaved.open_forms(staff.get(url).wsgi_request.user).count() == 0
    assert UnsavedForm.objects.filter(closed=True).count() == 1


# --- One page makes one thing (record 61) -------------------------------------------


def test_a_page_that_made_a_thing_leads_to_it_with_other_words(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE, **PICTURE)
    staff.post(ADD, data | {"pictures-0-image": picture_file()})
    on = data | {"title_en": "Longer text", "pictures-0-alt_en": "A door"}
    answer = staff.post(ADD, on)
    (post,) = Post.objects.all()
    assert answer.url.startswith(form_url(post) + "?unsaved=")
    page = staff.get(answer.url)
    assert f"This page made “{TITLE}” before" in page.text
    again = filled(page)
    assert (again["title_en"], again["pictures-0-alt_en"]) == (
        ["Longer text"],
        ["A door"],
    )
    assert staff.post(form_url(post), again).status_code == 302
    post.refresh_from_db()
    assert (post.title_en, Post.objects.count()) == ("Longer text", 1)
    assert [row.alt_en for row in post.pictures.all()] == ["A door"]
    assert offered(staff, ADD) == offered(staff, form_url(post)) == []


def test_rows_added_since_are_new_and_others_are_not_doubled(staff: Client) -> None:
    add = "/en/admin/events/activity/add/"

    def row(number: int, day: str) -> dict[str, str]:
        fields = {"starts_at": f"{day}T10:00", "ends_at": f"{day}T11:00"}
        fields["state"] = "planned"
        return {f"sessions-{number}-{name}": text for name, text in fields.items()}

    kind = {"type": build_type().pk, "title_en": TITLE, "languages": "pl"}
    one, two = row(0, "2026-12-01"), row(1, "2026-12-02")
    data = typed_in(staff, add, **kind, **one) | {"sessions-TOTAL_FORMS": "1"}
    staff.post(add, data)
    answer = staff.post(add, data | two | {"sessions-TOTAL_FORMS": "2"})
    (activity,) = Activity.objects.all()
    staff.post(form_url(activity), filled(staff.get(answer.url)))
    days = [session.starts_at.day for session in activity.sessions.order_by("pk")]
    assert (days, Activity.objects.count()) == ([1, 2], 1)
    fewer = staff.post(add, data | {"sessions-TOTAL_FORMS": "0", "title_en": "Other"})
    staff.post(form_url(activity), filled(staff.get(fewer.url)))
    activity.refresh_from_db()
    assert (activity.title_en, activity.sessions.count()) == ("Other", 2)


def test_a_page_that_was_refused_first_makes_one_thing_too(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    page = refused(staff, ADD, data | {"published_at": "soon"})
    staff.post(ADD, filled(page) | {"published_at": ""})
    answer = staff.post(ADD, data | {"title_en": "Longer text"})
    (post,) = Post.objects.all()
    assert answer.url.startswith(form_url(post) + "?unsaved=")


@pytest.mark.parametrize(("first", "then"), [(2, 0), (0, 2), (0, 0)])
def test_pages_that_go_on_from_each_other_make_one_thing(
    staff: Client, first: int, then: int
) -> None:
    pages = [typed_in(staff, ADD, title_en=TITLE)]
    for _time in range(2):
        page = refused(staff, ADD, pages[-1] | {"published_at": "soon"})
        pages.append(filled(page) | {"published_at": ""})
    assert len({page["form_page"][0] for page in pages}) == 3
    staff.post(ADD, pages[first])
    answer = staff.post(ADD, pages[then] | {"title_en": "Longer text"})
    (post,) = Post.objects.all()
    assert answer.url.startswith(form_url(post) + "?unsaved=")
    assert filled(staff.get(answer.url))["title_en"] == ["Longer text"]
    assert offered(staff, ADD) == []


def test_what_was_kept_and_used_makes_one_thing_too(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    staff.post(UNSAVED, data)
    used = filled(staff.get(staff.get(ADD).context["unsaved_texts"][0]["url"]))
    end_session(staff)
    page = sign_in(staff, staff.post(ADD, used))
    staff.post(ADD, filled(page))
    answer = staff.post(ADD, data | {"title_en": "Longer text"})
    assert answer.url.startswith(form_url(Post.objects.get()) + "?unsaved=")


def test_a_new_form_and_one_whose_thing_is_gone_make_another(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE, _addanother="x")
    staff.post(ADD, data)
    staff.post(ADD, typed_in(staff, ADD, title_en="Another"))
    assert Post.objects.count() == 2
    Post.objects.all().delete()
    staff.post(ADD, data | {"title_en": "Longer text"})
    assert [post.title_en for post in Post.objects.all()] == ["Longer text"]
    answer = staff.post(ADD, data | {"title_en": "Longer still"})
    assert answer.url.startswith(form_url(Post.objects.get()) + "?unsaved=")


def test_who_may_add_and_not_change_gets_the_words_back(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    staff.post(ADD, data)
    get_user_model().objects.update(is_superuser=False)
    codes = ("view_post", "add_post")
    get_user_model().objects.get().user_permissions.set(
        Permission.objects.filter(codename__in=codes)
    )
    answer = staff.post(ADD, data | {"title_en": "Longer text"})
    assert (answer.status_code, "Longer text" in answer.text) == (403, True)
    assert Post.objects.get().title_en == TITLE


# --- Back, and typed on after the save ----------------------------------------------


def test_what_is_typed_on_after_a_save_is_kept_when_the_session_ends(
    staff: Client,
) -> None:
    new = typed_in(staff, ADD, title_en=TITLE)
    staff.post(ADD, new)
    url = form_url(Post.objects.get())
    stored = typed_in(staff, url, title_en="One")
    staff.post(url, stored)
    for address, data in [(ADD, new), (url, stored)]:
        end_session(staff)
        answer = staff.post(address, data | {"title_en": "Longer text"})
        page = sign_in(staff, answer)
        assert page.request["PATH_INFO"] == url
        assert filled(page)["title_en"] == ["Longer text"]
    assert [post.title_en for post in Post.objects.all()] == ["One"]


def test_what_is_typed_on_after_a_save_is_kept_while_typing(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    turn = {"form_turn": "4"}
    staff.post(ADD, data | turn)
    url = form_url(Post.objects.get())
    for late in ("3", "4"):
        older = data | {"title_en": "Long", "form_turn": late}
        assert staff.post(UNSAVED, older).json() == {"kept": ""}
    assert offered(staff, url) == []
    on = data | {"title_en": "Longer text", "form_turn": "5"}
    assert staff.post(UNSAVED, on).json()["kept"] != ""
    assert (offered(staff, url), offered(staff, ADD)) == ([["Longer text"]], [])


def test_a_page_that_was_sent_keeps_what_is_typed_on(staff: Client) -> None:
    visit = build_visit()
    url = "/en/admin/events/registration/add/"
    (form,) = named_forms(staff.get(url))
    data = sent_by(form) | DELEGATION | {"visit": str(visit.pk)}
    assert staff.post(url, data).status_code == 302
    assert staff.post(UNSAVED, data).json() == {"kept": ""}
    end_session(staff)
    answer = staff.post(url, data | {"city": "Gdynia"})
    (form,) = named_forms(sign_in(staff, answer))
    assert (sent_by(form)["city"], Registration.objects.count()) == (["Gdynia"], 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_page_is_sent_twice_at_once_with_other_words(staff: Client) -> None:
    data = typed_in(staff, ADD, title_en=TITLE)
    barrier, kept = Barrier(2), []

    def press(title: str) -> None:
        barrier.wait()
        browser = Client()
        browser.cookies = staff.cookies
        kept.append("unsaved=" in browser.post(ADD, data | {"title_en": title}).url)
        connection.close()

    threads = [Thread(target=press, args=[title]) for title in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(kept), Post.objects.count()) == ([False, True], 1)
