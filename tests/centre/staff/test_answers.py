"""A page that answers a form of the desk has an address of its own."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.models import KeptAnswer, Page, UnsavedForm
from centre.staff import answers
from events.privacy.purge import purge
from news.models import Post
from tests.builders import build_page, build_post, build_staff
from tests.desk import filled
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD = "/pl/admin/news/post/add/"
POSTS = "/pl/admin/news/post/"


@pytest.fixture
def staff() -> Client:
    """A browser that follows no redirect, and whose forms are checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build_staff())
    return client


def refused(client: Client, url: str = ADD, **fields: Any) -> Any:
    """Ask to publish what has no text yet."""
    return client.post(url, filled(client.get(url)) | {"_publish": "1"} | fields)


def value_of(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', response.text)
    assert found
    return found[1]


def test_a_refused_form_leads_to_what_is_wrong_with_it(staff: Client) -> None:
    answer = refused(staff, title_pl="Spotkanie")
    assert answer.status_code == 303
    assert re.fullmatch(rf"{ADD}\?answer=[0-9a-f]{{32}}", answer.url)
    for page in (staff.get(answer.url), staff.get(answer.url)):
        assert page.status_code == 200
        assert page["Content-Type"] == "text/html; charset=utf-8"
        assert 'value="Spotkanie"' in page.text
        assert page.text.count('class="errornote error-summary"') == 1
        assert "Przed publikacją wypełnij" in page.text
    assert not Post.objects.exists()


def test_each_showing_has_a_token_a_nonce_and_a_name_of_its_own(staff: Client) -> None:
    answer = refused(staff)
    kept = KeptAnswer.objects.get()
    assert 'name="csrfmiddlewaretoken" value=""' in kept.html
    assert ' nonce=""' in kept.html
    pages = [staff.get(answer.url) for _ in range(2)]
    nonces = []
    for page in pages:
        found = {*re.findall(r' nonce="([^"]*)"', page.text)}
        assert len(found) == 1
        nonces += found
        assert f"'nonce-{nonces[-1]}'" in page["Content-Security-Policy"]
    assert len({*nonces}) == 2
    assert len({value_of(page, "form_page") for page in pages}) == 2


def test_a_form_is_saved_from_the_page_that_refused_it(staff: Client) -> None:
    answer = refused(staff, title_pl="Spotkanie")
    right = filled(staff.get(answer.url))
    saved = staff.post(answer.url, right)
    assert (saved.status_code, saved.url) == (302, POSTS)
    assert Post.objects.get().title_pl == "Spotkanie"
    assert not UnsavedForm.objects.filter(closed=False).exists()
    # Back shows the page as it was; what is typed there then is kept as well.
    late = filled(staff.get(answer.url)) | {"title_pl": "Drugie", "form_turn": "1"}
    assert staff.post("/pl/admin/unsaved/", late).json()["kept"]
    assert UnsavedForm.objects.get(closed=False).fields["title_pl"] == ["Drugie"]


@pytest.mark.parametrize("odd", ["q=a%20b&z=%C5%BC", "q=a+b&&c", "q=%"])
def test_any_query_of_a_form_stays_as_it_is(staff: Client, odd: str) -> None:
    url = f"{ADD}?{odd}"
    answer = refused(staff, url, title_pl="a\0b")
    query = answer.url.partition("?")[2]
    assert query.startswith(f"{odd}&answer=")
    assert staff.get(answer.url).status_code == 200


def test_a_second_refusal_has_the_form_s_own_address(staff: Client) -> None:
    first = refused(staff, f"{ADD}?topic=1")
    second = staff.post(first.url, filled(staff.get(first.url)) | {"_publish": "1"})
    assert second.status_code == 303
    assert second.url.startswith(f"{ADD}?topic=1&answer=")
    assert second.url != first.url


def test_what_is_kept_of_a_page_is_offered_once(staff: Client) -> None:
    """A page that was loaded again goes on from what it kept before."""
    answer = refused(staff, title_pl="Spotkanie")
    for turn in ("5", "1"):
        page = staff.get(answer.url)
        typed = filled(page) | {"title_pl": f"Po {turn}", "form_turn": turn}
        assert staff.post("/pl/admin/unsaved/", typed).json()["kept"]
    assert [form.fields["title_pl"] for form in UnsavedForm.objects.filter(closed=False)
            ] == [["Po 1"], ["Po 5"]]  # fmt: skip


def test_what_is_wrong_with_a_file_is_shown_though_it_was_not_kept(
    staff: Client,
) -> None:
    wrong = SimpleUploadedFile("zdjęcie.jpg", b"no picture", "image/jpeg")
    answer = refused(staff, **{"pictures-0-image": wrong, "pictures-TOTAL_FORMS": "1"})
    assert answer.status_code == 303
    assert "Tego pliku nie możemy użyć jako zdjęcia" in staff.get(answer.url).text


def test_the_question_before_a_deletion_has_an_address(staff: Client) -> None:
    post = build_post("wpis")
    ask = {
        "csrfmiddlewaretoken": value_of(staff.get(POSTS), "csrfmiddlewaretoken"),
        "action": "delete_selected",
        "_selected_action": [post.pk],
    }
    asked = staff.post(f"{POSTS}?o=1", ask)
    assert asked.status_code == 303
    assert asked.url.startswith(f"{POSTS}?o=1&answer=")
    page = staff.get(asked.url)
    sure = ask | {
        "post": "yes",
        "csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken"),
    }
    done = staff.post(asked.url, sure)
    assert (done.status_code, done.url) == (302, f"{POSTS}?o=1")
    assert not Post.objects.exists()


def test_an_answer_is_shown_to_its_owner_at_its_own_address(staff: Client) -> None:
    answer = refused(staff)
    query = answer.url.partition("?")[2]
    reader = Client()
    reader.force_login(User.objects.create_superuser("other"))
    wrong = [
        (reader, answer.url, ADD),
        (staff, f"/uk/admin/news/post/add/?{query}", "/uk/admin/news/post/add/"),
        (staff, f"{POSTS}?q=a&{query}", f"{POSTS}?q=a"),
        (staff, f"{ADD}?answer=", ADD),
        (staff, f"{ADD}?answer=ż", ADD),
    ]
    for client, url, plain in wrong:
        response = client.get(url)
        assert (response.status_code, response.url) == (302, plain)
    assert Client().get(answer.url).url.startswith("/pl/admin/login/")


def test_an_answer_is_kept_for_a_day(
    staff: Client, time_machine: Any, settings: Any
) -> None:
    settings.CENTRE_STAFF_IDLE = settings.CENTRE_STAFF_LONGEST = timedelta(days=2)
    days = timedelta(days=settings.CENTRE_RETENTION["kept_answers"])
    assert days == timedelta(days=1)
    at = timezone.now()
    answer = refused(staff)
    session = staff.session
    session.set_expiry(timedelta(days=2))
    session.save()
    time_machine.move_to(at + days - timedelta(minutes=5))
    assert staff.get(answer.url).status_code == 200
    time_machine.move_to(at + days + timedelta(minutes=5))
    assert staff.get(answer.url).status_code == 302
    purge(timezone.now(), apply=True)
    assert not KeptAnswer.objects.exists()


def test_signing_out_deletes_what_was_kept(staff: Client) -> None:
    page = staff.get(ADD)
    refused(staff)
    other = User.objects.create_superuser("other")
    KeptAnswer.objects.create(
        user=other, key="x", address=ADD, html="", kept_at=timezone.now()
    )
    token = value_of(page, "csrfmiddlewaretoken")
    staff.post("/pl/admin/logout/", {"csrfmiddlewaretoken": token})
    assert [kept.user for kept in KeptAnswer.objects.all()] == [other]


def test_of_one_person_the_newest_are_kept(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAX_ANSWERS", 2)
    urls = [refused(staff).url for _ in range(4)]
    shown = [staff.get(url).status_code for url in urls]
    assert shown == [302, 302, 200, 200]


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/pl/admin/auth/user/add/", {"password1": "sekret", "password2": "inny"}),
        ("/pl/admin/password_change/", {"old_password": "sekret"}),
    ],
)
def test_a_page_that_answers_a_secret_is_not_kept(
    staff: Client, url: str, fields: dict[str, str]
) -> None:
    page = staff.get(url)
    token = value_of(page, "csrfmiddlewaretoken")
    answer = staff.post(url, fields | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 200
    assert "sekret" not in answer.text
    assert not KeptAnswer.objects.exists()


def test_what_two_people_changed_is_kept_side_by_side(staff: Client) -> None:
    page = build_page("strona", title_pl="Wspólna")
    url = f"/pl/admin/centre/page/{page.pk}/change/"
    mine = filled(staff.get(url)) | {"title_pl": "Moja"}
    Page.objects.filter(pk=page.pk).update(title_pl="Cudza")
    answer = staff.post(url, mine)
    assert answer.status_code == 303
    for shown in (staff.get(answer.url), staff.get(answer.url)):
        assert "Moja" in shown.text
        assert "Cudza" in shown.text


def test_an_answer_costs_the_same_whatever_is_kept(staff: Client) -> None:
    counts = []
    for _number in range(3):
        answer = refused(staff)
        with CaptureQueriesContext(connection) as queries:
            staff.get(answer.url)
        counts.append(len(queries))
    assert counts == [4, 4, 4]


def test_a_browser_that_follows_sees_the_page_at_once() -> None:
    client = FormClient()
    client.force_login(build_staff())
    assert refused(client).context["adminform"].form.errors
