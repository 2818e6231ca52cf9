"""What templates print of languages, texts and dates."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.builders import build_post

pytestmark = pytest.mark.django_db


def render(source, language="en", **context):
    with translation.override(language):
        return Template("{% load centre %}" + source).render(Context(context))


def test_text_is_escaped_before_it_is_set():
    assert render("{{ t|typeset:'pl' }}", t="<b> w domu") == "&lt;b&gt; w\u00a0domu"


def test_rich_text_keeps_its_tags():
    assert render("{{ t|rich:'pl' }}", t="<p>w domu</p>") == "<p>w\u00a0domu</p>"


def test_a_text_in_the_pages_language_is_not_marked():
    post = build_post("b")
    assert render("{% lang_of post.localized %}", "en", post=post) == ""
    assert (
        render("<p{% lang_of post.localized %}>", "uk", post=post)
        == '<p lang="pl" dir="ltr">'
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (13, "13\u00a0January 2027, 9:30–\u206015:00"),
        (14, "13\u00a0January, 9:30 – 14\u00a0January 2027, 15:00"),
    ],
)
def test_when_says_of_each_end_its_day_and_its_hour(last, expected):
    warsaw = ZoneInfo("Europe/Warsaw")
    starts = datetime(2027, 1, 13, 9, 30, tzinfo=warsaw)
    ends = datetime(2027, 1, last, 15, 0, tzinfo=warsaw)
    assert render("{% when a b %}", a=starts, b=ends) == expected


def test_a_kept_row_follows_its_values_and_the_language():
    source = '{% row "events/includes/type.html" url="/a/" slug="a" role="meeting" '
    source += 'language="pl" name=name description="Opis" %}'
    first = render(source, "pl", name="Kawa")
    assert render(source, "pl", name="Kawa") == first
    assert ">Kawa<" in first
    assert 'lang="pl"' not in first
    assert ">Herbata<" in render(source, "pl", name="Herbata")
    assert 'lang="pl" dir="ltr"' in render(source, "en", name="Kawa")


def test_a_row_escapes_its_values():
    source = '{% row "events/includes/type.html" url="/a/" slug="a" role="meeting" '
    source += 'language="pl" name=name description=text %}'
    html = render(source, "pl", name="<b>Kawa</b>", text="x & y")
    assert "&lt;b&gt;Kawa&lt;/b&gt;" in html
    assert "x &amp; y" in html


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Choir – Test House", "Choir – Test House"),
        (f"{'a' * 57} – Test House", f"{'a' * 57} – Test House"),
        (f"{'a' * 58} – Test House", "a" * 58),
        (f"{'a' * 53} &amp; – Test House", f"{'a' * 53} &amp; – Test House"),
        (f"A –\n {'b' * 60} – Test House", f"A – {'b' * 60}"),
        ("c" * 80, "c" * 80),
    ],
)
def test_a_title_of_more_than_70_characters_loses_the_name_of_the_house(title, shown):
    source = "{% fitted_title %}\n " + title + "{% endfitted_title %}"
    assert render(source) == shown
