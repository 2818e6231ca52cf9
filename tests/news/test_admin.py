"""The desk's news: search in every language, few queries, authors."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.models import Post
from tests.builders import (
    build_activity,
    build_post,
    build_staff,
    build_topic,
    build_visit,
)
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Szydełko", ["robotki"]),
        ("crochet", ["robotki"]),
        ("гачком", ["robotki"]),
        ("nothing", []),
    ],
)
def test_search_finds_titles_and_leads_in_any_language(
    staff: Client, language: str, words: str, found: list[str]
) -> None:
    build_post(
        "robotki",
        title_pl="Szydełko",
        title_en="Come and crochet",
        body_en="<p>There is nothing to bring.</p>",
        lead_uk="Плетемо гачком.",
    )
    build_post("inny")
    response = staff.get(f"/{language}/admin/news/post/", {"q": words})
    assert [post.slug for post in response.context["cl"].result_list] == found


def queries(client: Client, url: str) -> int:
    client.get(url)  # content types and the like are remembered
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_asks_as_much_for_three_posts_as_for_one(staff: Client) -> None:
    build_post("a")
    assert queries(staff, "/en/admin/news/post/") == 8
    build_post("b", visit=build_visit())
    build_post("c", activity=build_activity("x")).topics.add(build_topic())
    assert queries(staff, "/en/admin/news/post/") == 8


def test_what_lacks_a_language_can_be_found(staff: Client) -> None:
    build_post("cale")
    build_post("bez-tekstu", body_en="")
    build_post("odstep", lead_en="  ")
    listed = staff.get("/en/admin/news/post/?missing=en").context["cl"].result_list
    assert sorted(post.slug for post in listed) == ["bez-tekstu", "odstep"]


def test_deleting_names_things_and_not_what_joins_them(staff: Client) -> None:
    post, topic = build_post("a"), build_topic(name_en="Home")
    post.topics.add(topic)
    for thing in (topic, post):
        url = f"/en/admin/news/{thing._meta.model_name}/{thing.pk}/delete/"
        context = staff.get(url).context
        assert [number for _kind, number in context["model_count"]] == [1]
        assert len(context["deleted_objects"]) == 1
    data = {"action": "delete_selected", "_selected_action": [topic.pk]}
    chosen = staff.post("/en/admin/news/topic/", data).context["deletable_objects"]
    assert [len(listed) for listed in chosen] == [1]


def test_who_writes_it_is_its_author(staff: Client) -> None:
    url = "/en/admin/news/post/add/"
    data: dict[str, Any] = filled(staff.get(url)) | {"title_uk": "Новини"}
    staff.post(url, data)
    post = Post.objects.get()
    assert (post.author.username, post.slug) == ("staff", "novyny")


def test_an_author_once_taken_away_stays_away(staff: Client) -> None:
    post = build_post("bez-autora")
    url = f"/en/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)))
    post.refresh_from_db()
    assert post.author is None


def test_saving_in_one_language_keeps_the_others(staff: Client) -> None:
    post = build_post("a", title_uk="Допис")
    url = f"/uk/admin/news/post/{post.pk}/change/"
    staff.post(url, filled(staff.get(url)) | {"title_uk": "Новий"})
    post.refresh_from_db()
    assert (post.title_pl, post.title_en, post.title_uk, post.body_pl) == (
        "Wpis a",
        "Post a",
        "Новий",
        "<p>Treść a.</p>",
    )


def test_who_may_only_look_can_open_a_post(client: Client) -> None:
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_post"))
    client.force_login(reader)
    post = build_post("a")
    response = client.get(f"/en/admin/news/post/{post.pk}/change/")
    assert [(t["code"], t["state"]) for t in response.context["language_tabs"]] == [
        ("pl", "complete"),
        ("en", "complete"),
        ("uk", "empty"),
    ]
    assert response.context["desk_quick"] == []
    assert client.post(f"/en/admin/news/post/{post.pk}/change/").status_code == 403


def test_topics_are_boxes_to_tick(staff: Client) -> None:
    post, topic = build_post("a"), build_topic()
    post.topics.add(topic)
    page = staff.get(f"/en/admin/news/post/{post.pk}/change/")
    assert filled(page)["topics"] == [str(topic.pk)]
    assert page.text.count('<input type="checkbox" name="topics"') == 1
