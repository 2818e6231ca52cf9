"""Drafts, previews and dates of publication on the desk."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone, translation

from centre.models import Page
from centre.staff.history import written
from tests.builders import (
    DAY,
    at_hour,
    build_page,
    build_staff,
)
from tests.desk import errors_of, filled, form_url, messages_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def test_publishing_now_sets_the_moment(staff: Client) -> None:
    page = build_page("szkic")
    Page.objects.filter(pk=page.pk).update(published_at=None)
    url = f"/en/admin/centre/page/{page.pk}/change/"
    before = timezone.now()
    staff.post(url, filled(staff.get(url)) | {"_publish": "1"})
    page.refresh_from_db()
    assert before <= page.published_at <= timezone.now()


@pytest.mark.parametrize("days", [-1, -400])
def test_a_date_that_is_past_publishes_now(staff: Client, days: int) -> None:
    page = build_page("szkic", published_at=None)
    url = f"/en/admin/centre/page/{page.pk}/change/"
    moment = f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}"
    before = timezone.now()
    staff.post(url, filled(staff.get(url)) | {"published_at": moment, "_publish": "1"})
    page.refresh_from_db()
    assert before <= page.published_at <= timezone.now()


@pytest.mark.parametrize("button", ["_save", "_continue"])
@pytest.mark.parametrize("is_new", [True, False])
def test_no_other_button_publishes_by_a_date_that_is_past(
    staff: Client, button: str, is_new: bool
) -> None:
    url = "/en/admin/centre/page/add/"
    if not is_new:
        url = form_url(build_page("szkic", published_at=None))
    sent = {"title_pl": "T", "body_pl": "<p>A</p>", "published_at": "2020-01-01T08:00"}
    refused = staff.post(url, filled(staff.get(url)) | sent | {button: "1"})
    assert errors_of(refused) == {
        "published_at": [
            "With this date it would be on the site at once. Empty the field, or "
            "press “Publish now”."
        ]
    }
    assert filled(refused)["title_pl"] == ["T"]
    assert [*Page.objects.published()] == []


def test_a_public_thing_takes_an_earlier_date(staff: Client) -> None:
    page = build_page("strona")
    url = form_url(page)
    sent = {"published_at": "2020-01-01T08:00", "_save": "1"}
    response = staff.post(url, filled(staff.get(url)) | sent, follow=True)
    page.refresh_from_db()
    assert page.published_at == datetime(2020, 1, 1, 7, tzinfo=UTC)
    assert len(messages_of(response)) == 1  # that it was saved


def test_what_leaves_the_site_by_its_date_is_told(staff: Client) -> None:
    page = build_page("strona")
    url, moment = form_url(page), at_hour(8, in_days=6)
    told = {}
    for date in (f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}", ""):
        Page.objects.update(published_at=timezone.now() - DAY)
        sent = {"published_at": date, "_save": "1"}
        response = staff.post(url, filled(staff.get(url)) | sent, follow=True)
        told[date != ""] = messages_of(response)[:-1]
    with translation.override("en"):
        appears = f"It appears on the site on {written(moment)}."
    gone = "It is not on the site any more."
    assert told == {True: [gone, appears], False: [gone]}


def test_a_date_to_come_is_kept_and_said(staff: Client) -> None:
    moment = at_hour(8, in_days=6)
    page = build_page("szkic", published_at=None)
    url = f"/en/admin/centre/page/{page.pk}/change/"
    sent = {
        "published_at": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}",
        "_publish": "1",
    }
    response = staff.post(url, filled(staff.get(url)) | sent, follow=True)
    page.refresh_from_db()
    assert page.published_at == moment
    with translation.override("en"):
        day = written(moment)
    assert messages_of(response)[0] == f"It appears on the site on {day}."
    button = re.search(r'<input[^>]*name="_publish"[^>]*>', staff.get(url).text)[0]
    assert re.search(r'value="([^"]*)"', button)[1] == f"Publish on {day}"
    assert re.search(r'data-now="([^"]*)" data-on="([^"]*)"', button).groups() == (
        "Publish now",
        "Publish on *",
    )


def test_nothing_is_published_without_a_complete_language(staff: Client) -> None:
    url = "/en/admin/centre/page/add/"
    data = filled(staff.get(url)) | {"title_en": "Only a title", "_publish": "1"}
    told = ["Complete at least one language before publishing: title, text."]
    assert errors_of(staff.post(url, data)) == {"body_en": told}
    data |= {"title_en": ""}
    assert errors_of(staff.post(url, data)) == {"title_pl": told}
    assert Page.objects.count() == 0


def test_a_preview_is_for_staff_alone_and_kept_nowhere(
    client: Client, staff: Client
) -> None:
    page = build_page("szkic", title_en="Draft", body_en="<p>English.</p>")
    Page.objects.filter(pk=page.pk).update(published_at=None)
    url = f"/en/admin/centre/page/{page.pk}/preview/"
    response = staff.get(url)
    assert response.status_code == 200
    assert "<p>English.</p>" in response.content.decode()
    assert response.headers["Cache-Control"] == (
        "private, no-store, max-age=0, no-cache, must-revalidate"
    )
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get(url).status_code == 302
    assert staff.get("/en/szkic/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words", "back"),
    [
        ("pl", "Podgląd zapisanej wersji: Polski · Szkic", "Wróć do formularza"),
        ("en", "Preview of what is saved: English · Draft", "Back to the form"),
        (
            "uk",
            "Перегляд збереженого: Українська · Чернетка",
            "Назад до форми",
        ),
    ],
)
def test_a_preview_says_that_it_is_one(
    staff: Client, language: str, words: str, back: str
) -> None:
    page = build_page("szkic")
    Page.objects.filter(pk=page.pk).update(published_at=None)
    form = f"/{language}/admin/centre/page/{page.pk}"
    html = staff.get(f"{form}/preview/").text
    (bar,) = re.findall(r'<aside class="preview-bar".*?</aside>', html, re.S)
    text = re.sub("<[^>]+>", "", bar).split("\n")
    assert [line.strip() for line in text if line.strip()] == [words, back]
    assert re.findall('href="([^"]+)"', bar) == [f"{form}/change/"]
    build_page("jawna")
    assert staff.get("/pl/jawna/").text.count("preview-bar") == 0


def test_a_preview_needs_the_right_to_see_the_thing(client: Client) -> None:
    page = build_page("szkic")
    client.force_login(get_user_model().objects.create_user("new", is_staff=True))
    url = f"/en/admin/centre/page/{page.pk}/preview/"
    assert client.get(url).status_code == 403


def test_scheduled_things_say_when(staff: Client) -> None:
    build_page("plan")
    Page.objects.update(published_at=timezone.now() + timedelta(days=2))
    for state, count in (("draft", 0), ("scheduled", 1), ("published", 0)):
        response = staff.get(f"/en/admin/centre/page/?publication={state}")
        assert response.context["cl"].result_count == count


def test_a_preview_of_what_is_gone_is_not_found(staff: Client) -> None:
    assert staff.get("/en/admin/news/post/1/preview/").status_code == 404
