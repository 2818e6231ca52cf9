"""Staff change the address of a thing in one language, and what stays as it was."""

import re
import threading
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.test import Client

from centre.content.addressed import FormerSlug
from centre.models import Page
from tests.builders import (
    at_hour,
    build_activity,
    build_page,
    build_post,
    build_session,
    build_staff,
)
from tests.desk import errors_of, filled
from tests.form_client import FormClient
from tests.helpers import wait_until_blocked

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TAKEN = "Something else has this address already. Choose another one."


def change(staff: Client, thing: Any, **fields: str) -> Any:
    opts = thing._meta
    url = f"/en/admin/{opts.app_label}/{opts.model_name}/{thing.pk}/change/"
    return staff.post(url, filled(staff.get(url)) | fields)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def test_one_language_changes_and_the_others_stay(staff: Client) -> None:
    post = build_post("a")
    change(staff, post, slug_en="yellow-words")
    change(staff, post, slug_en="green-words")
    post.refresh_from_db()
    assert post.slugs() == {"pl": "a", "en": "green-words", "uk": "a"}
    assert staff.get("/pl/aktualnosci/a/").status_code == 200
    assert staff.get("/en/news/yellow-words/").url == "/en/news/green-words/"
    # Left empty, it is made from the title.
    change(staff, post, slug_en="")
    post.refresh_from_db()
    assert post.slug_en == "post-a"
    assert staff.get("/en/news/green-words/").url == "/en/news/post-a/"
    kept = FormerSlug.objects.order_by("pk").values_list("language", "slug")
    assert [*kept] == [("en", "yellow-words"), ("en", "green-words")]


def test_what_is_taken_or_reserved_is_said_beside_the_field(staff: Client) -> None:
    build_post("a")
    post = build_post("b")
    first = staff.get(f"/en/admin/news/post/{post.pk}/change/")
    refused = change(staff, post, slug_en="a", slug_pl="kanał", slug_uk="kanal")
    assert errors_of(refused) == {
        "slug_en": [TAKEN],
        "slug_pl": [
            "Enter a valid “slug” consisting of letters, numbers, underscores or "
            "hyphens."
        ],
        "slug_uk": ["A page of the site itself has this address. Choose another one."],
    }
    assert filled(refused)["slug_en"] == ["a"]
    # The addresses are unfolded, and no language's tab says that it has a fault.
    folded = "<details><summary>"
    assert (folded in first.text, folded in refused.text) == (True, False)
    assert [tab["has_errors"] for tab in refused.context["language_tabs"]] == [
        False
    ] * 3


def test_pictures_and_calendars_stay_when_an_address_changes(staff: Client) -> None:
    activity = build_activity("chor")
    build_session(activity, at_hour(10, in_days=2))

    def identity(slug: str) -> list[str]:
        page = staff.get(f"/en/activities/{slug}/").text
        calendar = staff.get(f"/en/activities/{slug}/calendar.ics").text
        pictures = re.findall(r'(/weave/[^"]+|/share/[^"?]+)"', page)
        return [*pictures, *re.findall("UID:.*", calendar)]

    before = identity("chor")
    change(staff, activity, slug_en="choir", slug_pl="spiew")
    assert identity("choir") == before
    assert len(before) >= 4


def test_an_address_that_was_made_goes_round_who_took_it_since() -> None:
    second = Page(title_pl="Strona", body_pl="<p>Tekst.</p>")
    second.clean()
    assert (second.slug, second.slug_pl) == ("strona", "strona")
    build_page("a", title_pl="Inna", slug_pl="strona")
    second.full_clean()
    assert (second.slug, second.slug_pl) == ("strona", "strona-2")
    build_page("strona", title_pl="Jeszcze inna", slug_pl="jeszcze-inna")
    second.full_clean()
    assert (second.slug, second.slug_pl) == ("strona-2", "strona-2")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("slugs", "sent", "errors", "stored"),
    [
        ({"slug_pl": "x"}, {"slug_pl": "x"}, {"slug_pl": [TAKEN]}, {("b", "b")}),
        # One that is made goes round it.
        ({"slug_pl": "strona-b"}, {"slug_pl": ""}, {}, {("b", "strona-b-2")}),
    ],
)
def test_of_two_who_want_one_address_at_once_one_gets_another(
    slugs: Any, sent: Any, errors: Any, stored: Any
) -> None:
    first, second = build_page("a"), build_page("b")
    client = FormClient()
    client.force_login(build_staff())
    answers = []

    def save() -> None:
        response = change(client, second, **sent)
        answers.append(errors_of(response) if response.context else {})
        close_old_connections()
        connection.close()

    with transaction.atomic():
        Page.objects.filter(pk=first.pk).update(**slugs)
        other = threading.Thread(target=save)
        other.start()
        wait_until_blocked(other)
        assert other.is_alive()  # it waits for us
    other.join()
    assert answers == [errors]
    rows = Page.objects.filter(pk=second.pk).values_list("slug", "slug_pl")
    assert {*rows} == stored
