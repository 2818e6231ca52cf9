"""An input of a day says below it, in the desk's words, which day that is."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from centre.staff.date_inputs import DayInput, MomentInput
from tests.builders import build_centre, build_post, build_staff
from tests.desk import filled


def words(html: str) -> str:
    said = re.search(r"<output[^>]*>(.*?)</output>", html)[1]
    return strip_tags(said).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "środa, 25 listopada 2026, 9:05"),
        ("en", "Wednesday, 25 November 2026, 9:05"),
        ("uk", "середа, 25 листопада 2026 р., 9:05"),
    ],
)
def test_a_moment_in_words(language, said):
    with translation.override(language):
        html = MomentInput().render("at", "2026-11-25T09:05", {"id": "id_at"})
    assert words(html) == said
    assert '<output class="in-words" for="id_at">' in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-25", "Wednesday, 25 November 2026"),
        ("2026-02-30", ""),
        ("25.11.2026", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_day_in_words_and_none_for_what_is_no_day(typed, said):
    with translation.override("en"):
        assert words(DayInput().render("day", typed)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "sobota, 28 listopada 2026, 0:30"),
        ("en", "Saturday, 28 November 2026, 0:30"),
        ("uk", "субота, 28 листопада 2026 р., 0:30"),
    ],
)
def test_the_desk_says_when_by_the_clocks_of_krakow(client: Client, language, said):
    build_centre()
    client.force_login(build_staff())
    moment = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    post = build_post("wpis", published_at=moment)
    response = client.get(f"/{language}/admin/news/post/{post.pk}/change/")
    assert words(response.content.decode()) == said
    typed = filled(response)
    assert typed["published_at"] == ["2026-11-28T00:30"]
