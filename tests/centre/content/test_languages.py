"""One language for a whole thing, and the right one."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from centre import startup
from centre.content import languages
from news.models import Post
from tests.builders import build_centre, build_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "pl"),
        ("*", "pl"),
        ("pl", "pl"),
        ("uk-UA,uk;q=0.9,en;q=0.5", "uk"),
        ("en-US,en;q=0.9", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("de;q=0.9,uk;q=0.3", "uk"),
        ("fr,pl;q=0.2,en;q=0.8", "en"),
        ("nonsense;;;q=x", "en"),
    ],
)
def test_negotiate(header, language):
    assert languages.negotiate(header) == language


@pytest.mark.parametrize("reader", ["pl", "en", "uk"])
def test_to_name_a_draft_reads_no_long_text(reader, django_assert_num_queries):
    Post.objects.create(slug="a", title_en="Title")
    Post.objects.create(slug="b", body_uk="<p>Текст</p>")
    with django_assert_num_queries(1):
        posts = [*Post.objects.brief().order_by("slug")]
        shown = [languages.content_language(post, reader) for post in posts]
    assert shown == ["en", reader]


@pytest.mark.parametrize(
    ("reader", "expected"), [("pl", "pl"), ("en", "en"), ("uk", "pl"), ("ar", "en")]
)
def test_a_thing_is_shown_in_one_language(reader, expected):
    post = build_post("a", title_uk="Лише назва")
    assert languages.content_language(post, reader) == expected


def test_every_field_comes_from_the_one_language():
    post = build_post("a", title_uk="Лише назва")
    with translation.override("uk"):
        shown = post.localized
    assert (shown.language, shown.title, shown.lead) == ("pl", "Wpis a", "Zajawka a.")


def test_a_thing_may_begin_in_any_language():
    post = build_post(
        "a",
        **dict.fromkeys(["title_pl", "lead_pl", "body_pl"], ""),
        **dict.fromkeys(["title_en", "lead_en", "body_en"], ""),
        title_uk="Новина",
        lead_uk="Коротко.",
        body_uk="<p>Текст.</p>",
    )
    assert languages.complete_languages(post) == ["uk"]
    with translation.override("pl"):
        assert post.localized.title == "Новина"


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_blank_means_missing_in_python_and_in_the_database(blank):
    post = build_post("a", title_en="")
    assert languages.complete_languages(post) == ["pl"]
    post.title_pl = blank
    assert languages.complete_languages(post) == []
    with (
        pytest.raises(IntegrityError, match="post_published_is_complete"),
        transaction.atomic(),
    ):
        Post.objects.filter(pk=post.pk).update(title_pl=blank)


def test_a_draft_may_be_incomplete():
    Post.objects.create(slug="draft", title_pl="Tytuł")
    assert Post.objects.count() == 1


def test_published_agrees_with_is_published_at_every_moment():
    now = timezone.now()
    moments = [
        None,
        now - timezone.timedelta(seconds=1),
        now,
        now + timezone.timedelta(seconds=1),
    ]
    posts = [build_post(f"p{n}", published_at=at) for n, at in enumerate(moments)]
    assert [post.is_published(now) for post in posts] == [False, True, True, False]
    public = set(Post.objects.published(now).values_list("slug", flat=True))
    assert public == {"p1", "p2"}


def test_the_database_lacks_no_column_of_a_language():
    assert startup.missing_columns() == []


def test_a_language_without_columns_stops_the_start(settings):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE centre_page DROP COLUMN title_uk")
    with pytest.raises(startup.ImproperlyConfigured, match=r"centre_page\.title_uk"):
        startup.require_language_columns()


def test_the_switch_leads_to_the_same_thing_and_keeps_the_query(client):
    build_centre()
    build_post("a")
    request = client.get("/en/news/a/?page=2").wsgi_request
    post = Post.objects.get()
    with translation.override("en"):
        links = languages.language_links(request, post)
    assert [(link.code, link.url, link.current, link.translated) for link in links] == [
        ("pl", "/pl/aktualnosci/a/?page=2", False, True),
        ("en", "/en/news/a/?page=2", True, True),
        ("uk", "/uk/novyny/a/?page=2", False, False),
    ]


@pytest.mark.parametrize("reader", ["pl", "en", "uk"])
def test_what_a_history_says_is_in_the_language_of_the_house(reader):
    with translation.override(reader):
        text = languages.in_house_language(
            _("Joined with %(reference)s"), reference="A"
        )
    assert text == "Połączono z: A"
