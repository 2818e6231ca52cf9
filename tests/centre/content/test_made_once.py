"""SQL that is made once is asked about each value anew."""

import pytest
from django.db.models import F, Value
from django.utils import translation

from centre.content.made_once import (
    made_once,
    read_rows_of,
    rows_made_once,
    values_made_once,
)
from news.models import Post, PostPicture, Topic
from tests.builders import build_document, build_post, build_topic
from tests.desk import picture_file

pytestmark = pytest.mark.django_db


def test_each_value_is_asked_about_and_the_sql_is_made_once_for_each_model():
    built = []

    @made_once(-1)
    def sum_of(model, number):
        built.append(model)
        return F("pk") + Value(1000) + Value(number)

    posts = [build_post("one"), build_post("two")]
    answers = [
        [*Post.objects.order_by("pk").values_list(sum_of(Post, number), flat=True)]
        for number in (30, 4)
    ]
    sum_of(Topic, 5)

    assert answers == [[post.pk + 1000 + n for post in posts] for n in (30, 4)]
    assert built == [Post, Topic]


def test_rows_of_a_statement_made_once_are_about_each_value_and_language():
    built = []

    @rows_made_once(-1, "none")
    def named(model, key, name):
        built.append((model, translation.get_language()))
        return model.objects.filter(title=name).exclude(pk=key)

    one, two = (build_post(s, title_en="A", title_pl="B") for s in ("one", "two"))
    with translation.override("en"):
        english = [named(Post, one.pk, "A"), named(Post, two.pk, "A")]
        assert [*english, named(Post, 0, "B")] == [[two], [one], []]
    with translation.override("pl"):
        assert named(Post, two.pk, "B") == [one]
    assert built == [(Post, "en"), (Post, "pl")]


def test_dictionaries_of_a_statement_made_once_are_about_each_choice_and_language():
    built = []

    @values_made_once("none")
    def named(slugs, name):
        built.append((slugs, translation.get_language()))
        posts = Post.objects.filter(slug__in=slugs, title=name)
        return posts.order_by("pk").values("slug", number=F("pk") + Value(1000))

    one, two = (build_post(s, title_en="A", title_pl="B") for s in ("one", "two"))
    first = {"slug": "one", "number": one.pk + 1000}
    second = {"slug": "two", "number": two.pk + 1000}
    both = ("one", "two")
    with translation.override("en"):
        assert [named(both, "A"), named(("two",), "A")] == [[first, second], [second]]
        assert [named(both, "B"), named(("two",), "A")] == [[], [second]]
    with translation.override("pl"):
        assert named(both, "B") == [first, second]
    assert built == [(both, "en"), (("two",), "en"), (both, "pl")]


def test_rows_of_a_thing_are_those_that_are_prefetched(django_assert_num_queries):
    names = ("pictures", "topics", "documents")
    topics = [build_topic(slug, position=n) for n, slug in enumerate("abc")]
    posts = [build_post("one"), build_post("three")]
    for number, post in zip((1, 3), posts, strict=True):
        for n in range(number):
            post.topics.add(topics[2 - n])
            document = build_document(post, f"{n}.pdf", position=9 - n)
            PostPicture.objects.create(post=post, image=picture_file(), position=9 - n)
    for post in posts:
        expected = Post.objects.prefetch_related(*names).get(pk=post.pk)
        read = Post.objects.get(pk=post.pk)
        with django_assert_num_queries(3):
            read_rows_of(read, *names)
        with django_assert_num_queries(0):
            rows = [[*getattr(read, name).all()] for name in names]
            assert rows == [[*getattr(expected, name).all()] for name in names]
            assert [d.file.name for d in rows[2]] == [
                d.file.name for d in expected.documents.all()
            ]
    assert rows[2][0] == document


def test_rows_that_a_preview_has_laid_over_a_thing_stay():
    post = build_post("one")
    laid = [Topic(name_en="Laid")]
    shown = post.topics.all()
    shown._result_cache = laid
    vars(post)["_prefetched_objects_cache"] = {"topics": shown}
    read_rows_of(post, "topics", "pictures")
    assert [*post.topics.all()] == laid
    assert [*post.pictures.all()] == []
