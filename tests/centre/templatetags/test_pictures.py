"""How templates show pictures and weaves."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.utils import translation
from PIL import Image

from centre.pictures.files import render_sizes
from centre.pictures.models import Picture
from centre.pictures.uploads import clean_picture
from centre.pictures.weave import WEAVE_VERSION
from centre.templatetags.pictures import PictureFacts
from news.models import PostPicture
from tests.builders import build_post

pytestmark = pytest.mark.django_db


def render(source, language="en", **context):
    with translation.override(language):
        return Template("{% load pictures %}" + source).render(Context(context))


@pytest.fixture
def picture(tmp_path, settings):
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
