"""What templates print of pictures, languages and texts."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.utils import translation
from PIL import Image

from centre.pictures.files import render_sizes
from centre.pictures.models import Picture
from centre.pictures.uploads import clean_picture
from centre.pictures.weave import WEAVE_VERSION
from centre.templatetags.centre import PictureFacts
from news.models import PostPicture
from tests.builders import build_post

pytestmark = pytest.mark.django_db


def render(source, language="en", **context):
    with translation.override(language):
        return Template("{% load centre %}" + source).render(Context(context))


@pytest.fixture
def picture(tmp_path, settings):
    from io import BytesIO

    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (1000, 900), "#d4492f").save(data, "JPEG")
    content = clean_picture(ContentFile(data.getvalue(), "a.jpg")).content
    return PostPicture.objects.create(
        post=build_post("a"), image=content, alt_pl="Dom", alt_en="The house"
    )


def test_a_picture_without_its_sizes_is_shown_whole(picture):
    html = render('{% picture pic "card" %}', pic=picture)
    assert "<source" not in html
    assert re.search(r'src="/media/pictures/\w+\.jpg" width="1000" height="900"', html)


def test_a_picture_with_its_sizes_offers_them(picture):
    picture.rendered = render_sizes(picture.image.storage, picture.image.name)
    html = render('{% picture pic "card" "50vw" %}', pic=picture)
    assert re.findall(
        r'type="([^"]+)" srcset="[^"]+ 400w, [^"]+ 800w" sizes="50vw"', html
    ) == [
        "image/avif",
        "image/webp",
    ]
    assert 'width="800" height="533" alt="The house" loading="lazy"' in html
    for name in re.findall(r"/media/(sizes/\S+?)[\" ]", html):
        assert picture.image.storage.exists(name)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", 'alt="Dom"'),
        ("en", 'alt="The house"'),
        ("uk", '<picture lang="pl" dir="ltr">'),
    ],
)
def test_the_description_is_the_readers_or_marked(picture, language, expected):
    assert expected in render('{% picture pic "card" %}', language, pic=picture)


def test_a_decorative_picture_has_an_empty_description(picture):
    picture.decorative = True
    assert 'alt=""' in render('{% picture pic "card" %}', pic=picture)


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


# Field -> where a page's facts have it; None: it is no part of what a page prints.
PRINTED = {
    "image": "name",
    "width": "width",
    "height": "height",
    "rendered": "rendered",
    "alt": "alt",
    "decorative": "alt",
    "focal_x": "rendered",  # another point makes another version
    "focal_y": "rendered",
    "position": None,
    "render_attempts": None,
    "render_due_at": None,
    # Beside the picture, each time anew.
    "caption": None,
    "credit": None,
}


def test_every_field_of_a_picture_is_in_what_is_kept_of_it():
    """A field that is forgotten shows its old value for the life of a process."""
    fields = {field.name for field in Picture._meta.get_fields()}
    assert fields == PRINTED.keys()
    assert {*PRINTED.values()} - {None} | {"lang"} == {*PictureFacts._fields}


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


def test_a_weave_has_its_own_address_for_the_dark():
    assert render('{% weave "a" "centre" %}') == (
        '<picture><source media="(prefers-color-scheme: dark)" '
        f'srcset="/weave/{WEAVE_VERSION}/centre-dark/a.svg" width="256" height="160">'
        f'<img class="weave" src="/weave/{WEAVE_VERSION}/centre/a.svg" '
        'width="256" height="160" alt="" loading="lazy"></picture>'
    )


def test_a_weave_that_is_seen_at_once_is_loaded_at_once():
    assert 'alt="" loading="eager"></picture>' in render(
        '{% weave "a" "centre" eager=True %}'
    )


def test_a_narrow_weave_comes_before_the_one_for_other_widths():
    html = render('{% weave "a" "night" "night-band" %}')
    assert re.findall(r'media="([^"]+)" srcset="/weave/\d+/([\w-]+)/', html) == [
        ("(max-width: 59.99rem) and (prefers-color-scheme: dark)", "night-band-dark"),
        ("(max-width: 59.99rem)", "night-band"),
        ("(prefers-color-scheme: dark)", "night-dark"),
    ]
