"""What is typed into a form of the desk and not saved is there again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client, override_settings
from django.utils import timezone

from centre.models import Page, UnsavedForm
from centre.staff import unsaved
from centre.staff.form_pages import FormPage
from centre.staff.unsaved import MAX_KEPT, as_sent
from centre.text.dates import format_time
from events.models import Activity
from events.privacy.purge import purge
from news.models import Post
from tests.builders import (
    at_hour,
    build_activity,
    build_page,
    build_session,
    build_staff,
    build_topic,
)
from tests.desk import (
    change_password,
    end_session,
    filled,
    form_url,
    lose_cookie,
    picture_file,
    sign_in,
    typed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
UNSAVED = "/en/admin/unsaved/"


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in, and whose forms are checked as the real ones."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def kept() -> list[tuple[str, str, bool]]:
    return [
        (form.model, form.object_key, form.closed)
        for form in UnsavedForm.objects.order_by("pk")
    ]


# --- While typing -------------------------------------------------------------------


def test_what_a_page_sends_is_offered_when_its_form_is_opened_again(
    staff: Client,
) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    sent = staff.post(UNSAVED, typed_in(staff, url, title_en="Half a ti"))
    hour = format_time(UnsavedForm.objects.get().kept_at)
    assert (sent.status_code, sent.json()) == (200, {"kept": hour})
    opened = staff.get(url)
    assert filled(opened)["title_en"] == [""]
    (offered,) = opened.context["unsaved_texts"]
    assert (offered["when"], offered["url"]) == (
        hour,
        f"{url}?unsaved={UnsavedForm.objects.get().pk}",
    )
    assert f"Unsaved text of {hour} is kept." in opened.content.decode()
    used = staff.get(offered["url"])
    assert filled(used)["title_en"] == ["Half a ti"]
    assert used.context["errors"] is None
    assert used.context["unsaved_texts"] == []
    assert Page.objects.get().title_en is None


def test_saving_what_was_kept_ends_it(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    staff.post(UNSAVED, typed_in(staff, url, title_en="Half", body_en="<p>a</p>"))
    used = staff.get(f"{url}?unsaved={UnsavedForm.objects.get().pk}")
    answer = staff.post(url, filled(used) | {"title_en": "Half a title"})
    assert answer.status_code == 302
    assert Page.objects.get().title_en == "Half a title"
    assert staff.get(url).context["unsaved_texts"] == []
    assert [form.fields for form in UnsavedForm.objects.all()] == [{}, {}]


def test_two_forms_of_new_things_are_kept_apart(staff: Client) -> None:
    url = "/en/admin/news/post/add/"
    for title in ("One", "Two"):
        staff.post(UNSAVED, typed_in(staff, url, title_en=title))
    offered = staff.get(url).context["unsaved_texts"]
    titles = [filled(staff.get(text["url"]))["title_en"] for text in offered]
    assert titles == [["Two"], ["One"]]


def test_the_same_page_keeps_its_newest_text_alone(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/")
    for turn, title in [(1, "A"), (3, "Abc"), (2, "Ab")]:
        staff.post(UNSAVED, data | {"title_en": title, "form_turn": str(turn)})
    assert UnsavedForm.objects.get().fields["title_en"] == ["Abc"]


def test_what_is_sent_late_after_a_save_is_not_kept(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Title", body_en="<p>a</p>")
    assert staff.post(url, data).status_code == 302
    assert staff.post(UNSAVED, data).json() == {"kept": ""}
    assert staff.get(url).context["unsaved_texts"] == []


def test_rows_and_their_number_come_back(staff: Client) -> None:
    activity = build_activity("chor")
    build_session(activity, at_hour(10))
    url = form_url(activity)
    data = typed_in(staff, url)
    data |= {
        "sessions-TOTAL_FORMS": "2",
        "sessions-0-note_en": "Bring a pen",
        "sessions-1-starts_at": "2026-12-24T10:",
        "sessions-1-note_pl": "Nowy",
    }
    staff.post(UNSAVED, data)
    used = filled(staff.get(f"{url}?unsaved={UnsavedForm.objects.get().pk}"))
    assert used["sessions-TOTAL_FORMS"] == ["2"]
    assert used["sessions-0-note_en"] == ["Bring a pen"]
    assert used["sessions-1-note_pl"] == ["Nowy"]
    assert used["sessions-1-starts_at"] == ["2026-12-24T10:"]
    assert [s.note_en for s in Activity.objects.get().sessions.all()] == [None]


def test_what_others_saved_meanwhile_is_merged_with_what_was_kept(
    staff: Client,
) -> None:
    page = build_page("wspolna", title_en="Shared", body_en="<p>Text.</p>")
    url = form_url(page)
    staff.post(UNSAVED, typed_in(staff, url, title_en="Mine"))
    theirs = typed_in(staff, url, title_pl="Ich tytuł")
    assert staff.post(url, theirs).status_code == 302
    used = staff.get(f"{url}?unsaved={UnsavedForm.objects.get(closed=False).pk}")
    assert staff.post(url, filled(used)).status_code == 302
    stored = Page.objects.get()
    assert (stored.title_pl, stored.title_en) == ("Ich tytuł", "Mine")


def test_any_character_can_be_kept(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/")
    text = "a\0b \ufffe \U0001f9f5 \u202e"
    assert staff.post(UNSAVED, data | {"title_en": text}).status_code == 200
    form = UnsavedForm.objects.get()
    assert as_sent(form)["title_en"] == "ab \ufffe \U0001f9f5 \u202e"


def test_no_secret_is_kept(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/")
    staff.post(UNSAVED, data | {"password1": "very secret", "title_en": "T"})
    names = set(UnsavedForm.objects.get().fields)
    assert {n for n in names if "password" in n or "token" in n} == set()
    assert "title_en" in names


def test_discarding_deletes_it(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Half")
    staff.post(UNSAVED, data)
    discard = f"/en/admin/unsaved/{UnsavedForm.objects.get().pk}/discard/"
    assert staff.get(discard).status_code == 405
    token = {"csrfmiddlewaretoken": data["csrfmiddlewaretoken"]}
    answer = staff.post(discard, token)
    assert (answer.status_code, answer.url, kept()) == (302, url, [])


# --- Whose it is --------------------------------------------------------------------


def editor(name: str, *codes: str) -> Any:
    user = get_user_model().objects.create_user(name, password="password")
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return user


def test_nobody_else_sees_or_discards_it(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    staff.post(UNSAVED, typed_in(staff, url, title_en="Mine"))
    form = UnsavedForm.objects.get()
    other = Client()
    other.force_login(build_staff(username="other"))
    opened = other.get(f"{url}?unsaved={form.pk}")
    assert filled(opened)["title_en"] == [""]
    assert opened.context["unsaved_texts"] == []
    assert other.post(f"/en/admin/unsaved/{form.pk}/discard/").status_code == 404
    assert UnsavedForm.objects.count() == 1


def test_who_may_not_write_keeps_nothing() -> None:
    page = build_page("wspolna")
    reader = Client()
    user = editor("reader", "view_page")
    reader.force_login(user)
    assert reader.get(form_url(page)).status_code == 200
    forged = FormPage.open(user, Page, str(page.pk)).sign()
    answer = reader.post(UNSAVED, {"form_page": forged, "title_en": "x"})
    assert (answer.json(), kept()) == ({"kept": "", "refused": True}, [])


def test_a_name_that_is_not_ours_keeps_nothing(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/")
    answers = [
        staff.post(UNSAVED, data | {"form_page": name}).json()
        for name in ("", "x", data["form_page"][0][:-1])
    ]
    assert (answers, kept()) == ([{"kept": ""}] * 3, [])


def test_signing_out_leaves_nothing(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/", title_en="Mine")
    staff.post(UNSAVED, data)
    token = {"csrfmiddlewaretoken": data["csrfmiddlewaretoken"]}
    answer = staff.post("/en/admin/logout/", token)
    assert (answer.status_code, answer.url) == (302, "/en/admin/login/")
    assert "You have signed out." in staff.get(answer.url).text
    assert kept() == []


def test_it_goes_with_the_account_and_after_thirty_days(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/", title_en="Mine")
    staff.post(UNSAVED, data)
    now = timezone.now()
    purge(now + timedelta(days=30, seconds=-1), apply=True)
    assert len(kept()) == 1
    purge(now + timedelta(days=30), apply=True)
    assert kept() == []
    staff.post(UNSAVED, data)
    get_user_model().objects.all().delete()
    assert kept() == []


def test_of_one_person_the_newest_are_kept(staff: Client) -> None:
    user, at = get_user_model().objects.get(), timezone.now()
    for number in range(MAX_KEPT + 2):
        page = FormPage.open(user, Post, None)
        sent = as_sent(UnsavedForm(fields={"title_en": [str(number)]}))
        unsaved.keep(page, sent, [], at + timedelta(seconds=number))
    titles = [form.fields["title_en"][0] for form in unsaved.open_forms(user)]
    assert titles == [str(n) for n in range(MAX_KEPT + 1, 1, -1)]


# --- A session that is over ---------------------------------------------------------


@pytest.mark.parametrize("end", [end_session, lose_cookie, change_password])
@pytest.mark.parametrize("button", ["_save", "_continue", "_publish"])
def test_a_form_sent_after_its_session_comes_back_unsaved(
    staff: Client, end: Any, button: str
) -> None:
    page = build_page("wspolna", published_at=None)
    url = form_url(page)
    data = typed_in(staff, url, title_en="Long text", body_en="<p>b</p>")
    end(staff)
    shown = sign_in(staff, staff.post(url, data | {button: "x"}))
    assert Page.objects.get().title_en is None
    again = filled(shown)
    assert (again["title_en"], again["body_en"]) == (["Long text"], "<p>b</p>")
    assert "This is what you typed and did not save" in shown.content.decode()
    assert staff.post(url, again).status_code == 302
    assert Page.objects.get().title_en == "Long text"


def test_a_new_thing_comes_back_with_its_choices_and_names_of_files(
    staff: Client,
) -> None:
    topic = build_topic()
    url = "/en/admin/news/post/add/"
    data = typed_in(staff, url, title_en="News", topics=[str(topic.pk)])
    data |= {"pictures-TOTAL_FORMS": "1", "pictures-0-image": picture_file("sea.jpg")}
    end_session(staff)
    shown = sign_in(staff, staff.post(url, data))
    again = filled(shown)
    assert (again["title_en"], again["topics"]) == (["News"], [str(topic.pk)])
    assert again["pictures-TOTAL_FORMS"] == ["1"]
    assert shown.context["kept"]["files"] == ["sea.jpg"]
    assert not Post.objects.exists()


def test_signing_in_again_in_another_tab_loses_nothing(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    data = typed_in(staff, url, title_en="Typed")
    staff.cookies.clear()
    staff.force_login(get_user_model().objects.get())
    staff.get(url)  # the new session has a token of its own
    answer = staff.post(url, data)
    assert answer.url == f"{url}?unsaved={UnsavedForm.objects.get().pk}"
    assert filled(staff.get(answer.url))["title_en"] == ["Typed"]


def test_the_page_goes_on_keeping_after_its_session(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/", title_en="Typed")
    end_session(staff)
    assert staff.post(UNSAVED, data).status_code == 200
    assert kept() == [("news.post", "", False)]


def test_what_somebody_else_sends_in_this_browser_stays_its_owners(
    staff: Client,
) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Mine")
    other = build_staff(username="other")
    staff.force_login(other)
    answer = staff.post(url, data)
    assert answer.url == "/en/admin/"
    assert UnsavedForm.objects.get().user.username == "staff"
    assert Page.objects.get().title_en is None


def test_another_site_can_plant_nothing(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Evil")
    answers = [
        staff.post(url, data, headers={"origin": "https://evil.example"}).status_code,
        staff.post(
            url, data | {"form_page": "", "csrfmiddlewaretoken": "x"}
        ).status_code,
    ]
    assert (answers, kept()) == ([403, 403], [])


def test_a_form_that_is_not_of_the_desk_is_refused_as_before() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/admin/login/", {"username": "a", "password": "b"})
    assert (response.status_code, response.templates[0].name) == (403, "403_csrf.html")
    desk, public = "who has signed in", "registering needs one"
    assert (desk in response.text, public in response.text) == (True, False)
    form = client.post("/en/ask-for-a-visit/send/", {"city": "x"})
    assert (desk in form.text, public in form.text) == (False, True)


# --- A save that failed -------------------------------------------------------------


def test_a_refused_form_is_kept_without_any_script(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Typed", published_at="soon")
    refused = staff.get(staff.post(url, data).url)
    assert UnsavedForm.objects.get().fields["title_en"] == ["Typed"]
    # What is sent from the refused page takes its place.
    staff.post(UNSAVED, filled(refused) | {"title_en": "Typed on"})
    (offered,) = staff.get(url).context["unsaved_texts"]
    assert filled(staff.get(offered["url"]))["title_en"] == ["Typed on"]


def test_what_belongs_to_something_deleted_meanwhile_is_kept(staff: Client) -> None:
    page = build_page("wspolna")
    url = form_url(page)
    data = typed_in(staff, url, title_en="Typed")
    Page.objects.all().delete()
    answer = staff.post(url, data)
    number = UnsavedForm.objects.get().pk
    assert answer.url == f"/en/admin/centre/page/add/?unsaved={number}"
    assert filled(staff.get(answer.url))["title_en"] == ["Typed"]
    nothing = staff.get(url)
    assert (nothing.status_code, nothing.url) == (302, "/en/admin/")


def test_an_error_of_ours_keeps_the_text(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Typed", body_en="<p>b</p>")
    monkeypatch.setattr(Page, "save", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        staff.post(url, data)
    assert UnsavedForm.objects.get().fields["title_en"] == ["Typed"]


@pytest.mark.parametrize(
    "limit",
    [{"DATA_UPLOAD_MAX_NUMBER_FIELDS": 5}, {"DATA_UPLOAD_MAX_MEMORY_SIZE": 300}],
)
def test_a_form_that_is_too_large_leads_back_to_what_is_kept(
    staff: Client, limit: dict[str, int]
) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Long text")
    staff.post(UNSAVED, data)
    with override_settings(**limit):
        answer = staff.post(url, data)
    assert (answer.status_code, answer.url) == (302, url)
    opened = staff.get(url)
    assert "The form was too large" in next(map(str, opened.context["messages"]))
    (offered,) = opened.context["unsaved_texts"]
    assert filled(staff.get(offered["url"]))["title_en"] == ["Long text"]


def test_no_form_is_led_back_to_an_address_that_no_browser_is_sent_to(
    staff: Client,
) -> None:
    url = form_url(build_page("wspolna"))
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=1):
        answer = staff.post(f"{url}?a={'x' * 20_000}", {"a": "b", "c": "d"})
    assert answer.status_code == 400


def test_the_first_page_lists_what_is_not_saved(staff: Client) -> None:
    assert staff.get("/en/admin/").context["unsaved_texts"] == []
    staff.post(UNSAVED, typed_in(staff, "/en/admin/news/post/add/", title_en="Mine"))
    page = staff.get("/en/admin/")
    (text,) = page.context["unsaved_texts"]
    assert f'href="{text["url"]}">Post</a>' in page.content.decode()
    assert filled(staff.get(text["url"]))["title_en"] == ["Mine"]
