"""Whose right is taken while a form is open gets back what was typed, without scripts.

The page that says no shows it and can send it again; nothing keeps it, and nobody else
sees it.
"""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from centre.models import KeptAnswer, Page, UnsavedForm
from events.models import ProgrammeItem
from tests.builders import build_page, build_post, build_staff, build_visit
from tests.desk import end_session, form_url, picture_file, typed_in
from tests.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.once]
REFUSED = "Your rights on the desk were changed while you were writing."


@pytest.fixture
def staff() -> Client:
    """A browser that has signed in, and whose forms are checked as the real ones."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def take_the_right() -> None:
    get_user_model().objects.update(is_superuser=False)


def take_the_desk() -> None:
    get_user_model().objects.update(is_superuser=False, is_staff=False)


def close_the_account() -> None:
    get_user_model().objects.update(is_superuser=False, is_active=False)


def shown(response: Any) -> list[tuple[str, str]]:
    """Return each text that a page gives back, with its heading."""
    sections = [*parse(response.content.decode()).iter("section")]
    return [
        (
            "".join(section.find("h2").itertext()),
            "".join(section.find("div").itertext()).strip(),
        )
        for section in sections
        if section.find("h2") is not None
    ]


@pytest.mark.parametrize("take", [take_the_right, take_the_desk, close_the_account])
def test_what_was_typed_is_given_back_and_nothing_is_kept(
    staff: Client, take: Any
) -> None:
    page = build_page("wspolna")
    body = "<p>Two <strong>words</strong></p><script>x</script>"
    data = typed_in(staff, form_url(page), title_en="A long story", body_en=body)
    take()
    answer = staff.post(form_url(page), data | {"_save": "x"})
    assert answer.status_code == 403
    assert shown(answer) == [
        ("Title [en]", "A long story"),
        ("Text [en]", "Two words"),
    ]
    assert "<strong>words</strong></p>" in answer.text
    assert "<script>x" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (Page.objects.get().title_en, UnsavedForm.objects.count()) == (None, 0)
    assert KeptAnswer.objects.count() == 0


def test_it_is_saved_from_there_once_the_right_is_given_again(staff: Client) -> None:
    page = build_page("wspolna")
    data = typed_in(staff, form_url(page), title_en="Story", body_en="<p>b</p>")
    take_the_right()
    answer = staff.post(form_url(page), data | {"_continue": "x"})
    (form,) = [
        form
        for form in parse(answer.content.decode()).iter("form")
        if form.get("method") == "post"
    ]
    again: dict[str, list[str]] = {}
    for field in form.iter("input"):
        again.setdefault(field.get("name"), []).append(field.get("value"))
    assert (form.get("action"), again["_continue"]) == (form_url(page), ["x"])
    user = get_user_model().objects.get()
    codes = ("view_page", "change_page")
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    saved = staff.post(form.get("action"), again)
    assert (saved.status_code, saved.url) == (302, form_url(page))
    assert Page.objects.get().title_en == "Story"


def test_rows_and_names_of_files_are_given_back_and_choices_by_name(
    staff: Client,
) -> None:
    visit = build_visit()
    row = {
        "programme-TOTAL_FORMS": "1",
        "programme-0-title_pl": "Powitanie",
        "programme-0-kind": "talk",
        "pictures-TOTAL_FORMS": "1",
        "pictures-0-image": picture_file("sea.jpg"),
    }
    data = typed_in(staff, form_url(visit, "pl"), **row)
    take_the_right()
    answer = staff.post(form_url(visit, "pl"), data)
    assert ProgrammeItem.objects.count() == 0
    assert shown(answer) == [
        ("Punkt programu 1: Tytuł [pl]", "Powitanie"),
        ("Punkt programu 1: Rodzaj", "wystąpienie"),
    ]
    assert "sea.jpg" in answer.text


def test_a_new_thing_and_its_prepared_words_as_well(staff: Client) -> None:
    post = build_post("wpis")
    data = typed_in(staff, form_url(post), title_pl="Nowy tytuł")
    staff.post(form_url(post), data | {"_prepare": "x"})
    prepared = f"/en/admin/news/post/{post.pk}/prepared/"
    pages = {
        url: typed_in(staff, url, lead_uk="Зачин")
        for url in ("/en/admin/news/post/add/", prepared)
    }
    take_the_right()
    assert [shown(staff.post(url, data)) for url, data in pages.items()] == [
        [("Lead [uk]", "Зачин")],
        [("Lead [uk]", "Зачин")],
    ]


def test_no_secret_is_given_back(staff: Client) -> None:
    data = typed_in(staff, "/en/admin/news/post/add/", title_en="T")
    take_the_right()
    answer = staff.post("/en/admin/news/post/add/", data | {"password1": "very secret"})
    assert shown(answer) == [("Title [en]", "T")]
    assert "very secret" not in answer.text


def test_nobody_else_gets_it(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Mine")
    other = build_staff(username="other")
    take_the_right()
    staff.force_login(other)
    data["csrfmiddlewaretoken"] = str(staff.get("/en/admin/").context["csrf_token"])
    answer = staff.post(url, data)
    assert (answer.status_code, shown(answer)) == (403, [])
    assert "Mine" not in answer.text


def test_it_is_given_back_after_the_session_too(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url, title_en="Typed")
    take_the_right()
    end_session(staff)
    answer = staff.post(url, data)
    assert (answer.status_code, shown(answer)) == (403, [("Title [en]", "Typed")])
    assert "Try to save again" not in answer.text
    evil = staff.post(url, data, headers={"origin": "https://evil.example"})
    assert (evil.status_code, shown(evil)) == (403, [])


def test_what_nobody_typed_is_refused_as_before(staff: Client) -> None:
    url = form_url(build_page("wspolna"))
    data = typed_in(staff, url)
    take_the_right()
    answer = staff.post(url, data)
    assert (answer.status_code, answer.templates[0].name) == (403, "403.html")
    assert REFUSED not in answer.text
