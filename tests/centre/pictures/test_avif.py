"""What an AVIF file holds, whatever its container says of it."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from centre.pictures.avif import coded_sizes, is_sequence
from centre.pictures.uploads import PictureRefused, clean_picture
from tests.centre.pictures.samples import encoded, halves

pytestmark = pytest.mark.once


def avif(size=(640, 480), **options):
    return encoded(Image.new("RGB", size, "red"), "AVIF", speed=10, **options)


def sizes(data):
    return coded_sizes(BytesIO(data))


def said_to_be(size, data):
    """The same file, whose container says another size."""
    lie = bytearray(data)
    at = lie.find(b"ispe")
    while at >= 0:
        for place, side in zip((8, 12), size, strict=True):
            lie[at + place : at + place + 4] = side.to_bytes(4, "big")
        at = lie.find(b"ispe", at + 4)
    return bytes(lie)


def refusal(data):
    with pytest.raises(PictureRefused) as refused:
        clean_picture(ContentFile(data, name="picture.avif"))
    return refused.value.code


@pytest.mark.parametrize("size", [(200, 200), (640, 480), (641, 203), (4000, 2999)])
def test_the_size_is_read_from_the_coded_data(size):
    assert sizes(avif(size)) == [size]
    assert sizes(said_to_be((300, 300), avif(size))) == [size]


def test_transparency_is_coded_on_its_own():
    clear = encoded(Image.new("RGBA", (640, 480), (255, 0, 0, 90)), "AVIF")
    assert sizes(clear) == [(640, 480)] * 2


def test_notes_are_no_pictures():
    exif = Image.Exif()
    exif[0x010E] = "Note"
    assert sizes(avif(exif=exif, icc_profile=b"")) == [(640, 480)]


def test_a_series_has_the_long_header():
    """A still picture has the short one of the two."""
    frames = [halves(), halves().rotate(180)]
    series = encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:])
    assert (is_sequence(BytesIO(series)), is_sequence(BytesIO(avif()))) == (True, False)
    assert sizes(series) == [(600, 400)]
    assert refusal(series) == "animated"


def test_what_is_too_large_to_decode_is_refused_whatever_the_container_says():
    assert refusal(said_to_be((600, 450), avif((4200, 3200)))) == "huge"
    assert clean_picture(ContentFile(avif((600, 450)))).width == 600


@given(st.data())
def test_a_damaged_file_ends_in_a_value_error_or_in_sizes(data):
    file = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(file)))
    try:
        found = sizes(bytes(file[:cut]))
    except ValueError:
        return
    assert found != []


GOOD = avif((200, 200))
