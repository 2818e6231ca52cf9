"""What forms say of outdated translations, and what staff answer there."""

import pytest

from centre.content.outdated import OutdatedText
from news.models import Post
from tests.builders import build_post, build_staff
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def form(client):
    """The address of a post's form, whose English is older than its Polish lead."""
    client.force_login(build_staff())
    post = build_post("wpis")
    Post.objects.filter(pk=post.pk).update(lead_pl="Inna")
    return f"/en/admin/news/post/{post.pk}/change/"


def left_behind():
    return [*OutdatedText.objects.order_by("pk").values_list("field", "language")]


def save(client, form, **changed):
    data = filled(client.get(form)) | changed
    response = client.post(form, data)
    assert response.status_code == 302, response.context["errors"]


def test_the_form_says_which_language_is_outdated_and_in_what(client, form):
    response = client.get(form)
    [english] = response.context["outdated"]
    assert (english.code, english.labels) == ("en", ["lead"])
    tabs = [
        tab["code"] for tab in response.context["language_tabs"] if tab["is_outdated"]
    ]
    assert tabs == ["en"]
    assert response.text.count("↻ outdated") == 1


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({}, [("lead", "en")]),
        ({"title_pl": "Inny"}, [("lead", "en"), ("title", "en")]),
        ({"title_pl": "Inny", "small_change": "on"}, [("lead", "en")]),
        ({"lead_en": "Other"}, []),
        ({"still_right": True}, []),
        ({"still_right": True, "title_pl": "Inny"}, [("title", "en")]),
        ({"still_right": "what is not ours"}, [("lead", "en")]),
    ],
)
def test_saving_leaves_outdated_what_nobody_looked_at(client, form, sent, left):
    if sent.get("still_right") is True:
        [english] = client.get(form).context["outdated"]
        sent = sent | {"still_right": english.value}
    save(client, form, **sent)
    assert left_behind() == left


def test_what_was_not_read_is_not_confirmed(client, form):
    [english] = client.get(form).context["outdated"]
    Post.objects.update(lead_pl="Jeszcze inna")
    save(client, form, still_right=english.value)
    assert left_behind() == [("lead", "en")]
