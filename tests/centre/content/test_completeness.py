"""In which languages things are complete, as the database keeps it for the board."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations import RunSQL

from centre.content.completeness import Completeness, column_code
from centre.content.languages import is_complete
from centre.translating.kinds import BOARD_KINDS
from news.models import Post
from tests.builders import (
    build_activity,
    build_centre,
    build_post,
    build_statement,
    build_topic,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def kept() -> dict[tuple[str, int], list[str]]:
    return {(row.model, row.object_id): row.languages for row in _rows()}


def _rows() -> Any:
    return Completeness.objects.order_by("model", "object_id")


def trigger_words() -> dict[str, list[str]]:
    """What the trigger of each table is told: model, key, the texts that are needed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgargs FROM pg_trigger "
            "WHERE tgname = 'completeness_kept'"
        )
        return {
            table: bytes(words).decode().rstrip("\0").split("\0")
            for table, words in cursor.fetchall()
        }


def test_each_kind_of_the_board_is_kept_by_the_texts_that_it_needs() -> None:
    assert trigger_words() == {
        kind.model._meta.db_table: [
            kind.label,
            kind.model._meta.pk.column,
            *kind.model.translation_required,
        ]
        for kind in BOARD_KINDS
    }


TEXTS = {
    "as it is written": ({}, ["en", "pl"]),
    "a language is filled": (
        {"title_uk": "Т", "lead_uk": "З", "body_uk": "<p>Т</p>"},
        ["en", "pl", "uk"],
    ),
    "a language is begun": ({"title_uk": "Т"}, ["en", "pl"]),
    "a text is taken away": ({"lead_en": ""}, ["pl"]),
    "a text is NULL": ({"body_en": None}, ["pl"]),
    "none is complete": ({"lead_en": "", "lead_pl": "", "published_at": None}, []),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_row_says_what_the_rule_of_languages_says(case: str) -> None:
    texts, expected = TEXTS[case]
    post = build_post("wpis")
    Post.objects.update(**texts)
    assert kept() == {("news.post", post.pk): expected}
    post.refresh_from_db()
    assert expected == sorted(
        column_code(code)
        for code in settings.MODELTRANSLATION_LANGUAGES
        if is_complete(post, code)
    )


def test_white_space_is_no_text_however_it_came() -> None:
    post = build_post("wpis")
    with connection.cursor() as cursor:  # a field of ours would strip it
        cursor.execute("UPDATE news_post SET lead_en = %s", [" \n\t"])
    assert kept() == {("news.post", post.pk): ["pl"]}


def test_what_has_no_text_and_what_is_gone_has_no_row() -> None:
    post, topic = build_post("wpis", published_at=None), build_topic("temat")
    assert [*kept()] == [("news.post", post.pk), ("news.topic", topic.pk)]
    empty = {
        f"{field}_{column_code(code)}": ""
        for field in Post.translation_required
        for code in settings.MODELTRANSLATION_LANGUAGES
    }
    Post.objects.update(**empty)
    assert [*kept()] == [("news.topic", topic.pk)]
    Post.objects.update(lead_uk="З")
    assert kept()["news.post", post.pk] == []
    post.delete()
    topic.delete()
    assert kept() == {}


def test_a_language_that_no_row_knows_is_lacking() -> None:
    post = build_post("wpis")
    found = {
        languages: [row.object_id for row in Completeness.objects.lacking(languages)]
        for languages in (("pl",), ("pl", "uk"), ("ar",), ("pt-br", "pl"))
    }
    assert found == {
        ("pl",): [],
        ("pl", "uk"): [post.pk],
        ("ar",): [post.pk],
        ("pt-br", "pl"): [post.pk],
    }


def test_what_was_there_before_is_noted_by_the_migration() -> None:
    migration = import_module("centre.migrations.0040_completeness")
    build_centre(name_pl="Dom")
    build_statement()
    build_post("wpis", lead_en="")
    build_activity("zajecia")
    build_visit()
    expected = kept()
    assert len(expected) == 6  # of each its own, and the activity's type
    Completeness.objects.all().delete()
    with connection.cursor() as cursor:
        for step in migration.Migration.operations:
            if getattr(step, "reverse_sql", None) == RunSQL.noop:
                cursor.execute(step.sql)
    assert kept() == expected
