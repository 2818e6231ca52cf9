"""Pictures as files: stored by their content, and the copies for pages."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from centre.pictures import files
from centre.pictures.files import (
    PictureField,
    PictureUploadField,
    Rendition,
    delete_sizes,
    picture_version,
    render_sizes,
    sources,
    upload_to,
)
from centre.pictures.uploads import PictureRefused
from tests.centre.pictures.samples import (
    BLUE,
    RED,
    cleaned,
    close_to,
    encoded,
    halves,
    rendition_names,
)

pytestmark = pytest.mark.once

# --- In forms ----------------------------------------------------------------------


def test_forms_hand_out_clean_pictures_only():
    class Form(forms.Form):
        image = PictureUploadField()

    def form(data):
        upload = SimpleUploadedFile("../Anna's house.php.jpg", data, "image/jpeg")
        return Form(files={"image": upload})

    good = form(encoded(halves()) + b"<?php")
    assert good.is_valid()
    file = good.cleaned_data["image"]
    assert file.name == cleaned(encoded(halves()))[0].content.name
    assert b"php" not in file.read()
    bad = form(b"GIF89a<script>")
    assert bad.errors == {"image": [str(PictureRefused.REASONS["unknown"])]}


@pytest.mark.parametrize(
    "name",
    [
        "Zrzut ekranu " + "2026-11-25 " * 30 + ".png",
        "no extension",
        "picture.exe",
        "../../etc/passwd",
        "a\0b.jpg",
        "\u202egpj.exe",
        "C:\\Users\\a.jpg",
    ],
)
def test_the_name_of_a_file_is_no_reason_to_refuse(name):
    upload = SimpleUploadedFile(name, encoded(halves()), "text/html")
    file = PictureField().formfield().clean(upload)
    assert file.name == cleaned(encoded(halves()))[0].content.name


def test_a_model_field_brings_the_form_field_and_the_place():
    field = PictureField()
    assert type(field.formfield()) is PictureUploadField
    assert field.upload_to is upload_to
    assert field.deconstruct()[1] == "django.db.models.ImageField"
    with pytest.raises(ValidationError):
        field.formfield().clean(SimpleUploadedFile("a.jpg", b"text"))


def test_an_original_is_stored_under_a_hash_of_its_content():
    clean, _ = cleaned(encoded(halves()))

    class Holder:
        class image:
            file = clean.content

    assert upload_to(Holder, "Anna.JPG") == f"pictures/{clean.content.name}"


# --- The copies for pages ----------------------------------------------------------


def stored(image, name="pictures/abc.jpg"):
    storage = InMemoryStorage()
    storage.save(name, ContentFile(encoded(image, quality=95)))
    return storage


def opened(storage, rendition):
    with storage.open(rendition.name) as file:
        image = Image.open(file)
        image.load()
    return image


def test_copies_are_never_larger_than_the_original():
    assert sources("card", "pictures/abc.jpg", 2000, 1000, "v")["avif"] == [
        Rendition("sizes/abc/v/card-400.avif", 400, 267),
        Rendition("sizes/abc/v/card-800.avif", 800, 533),
    ]
    assert sources("wide", "pictures/abc.jpg", 1300, 650, "v")["webp"] == [
        Rendition("sizes/abc/v/wide-800.webp", 800, 400),
        Rendition("sizes/abc/v/wide-1200.webp", 1200, 600),
        Rendition("sizes/abc/v/wide-1300.webp", 1300, 650),
    ]
    assert sources("card", "pictures/abc.jpg", 300, 1000, "v")["avif"] == [
        Rendition("sizes/abc/v/card-300.avif", 300, 200)
    ]
    assert sources("wide", "pictures/abc.jpg", 300, 1000, "v")["avif"] == [
        Rendition("sizes/abc/v/wide-300.avif", 300, 1000)
    ]


def test_every_promised_copy_is_made_in_its_size_and_bare():
    storage = stored(halves((1000, 800)))
    version = render_sizes(storage, "pictures/abc.jpg")
    made = {
        f"sizes/abc/{version}/{n}" for n in storage.listdir(f"sizes/abc/{version}")[1]
    }
    assert made == set(rendition_names("pictures/abc.jpg", 1000, 800, version))
    for shape in files.SIZES:
        by_format = sources(shape, "pictures/abc.jpg", 1000, 800, version)
        assert list(by_format) == ["avif", "webp"]
        for extension, renditions in by_format.items():
            for rendition in renditions:
                image = opened(storage, rendition)
                assert image.format.lower() == extension
                assert image.size == (rendition.width, rendition.height)
                assert not {"exif", "xmp", "icc_profile"} & set(image.info)


@pytest.mark.parametrize(
    ("focal", "left", "right"),
    [((0, 50), RED, RED), ((50, 50), RED, BLUE), ((100, 50), BLUE, BLUE)],
)
def test_a_card_is_cut_around_the_focal_point(focal, left, right):
    storage = stored(halves((3000, 800)))
    version = render_sizes(storage, "pictures/abc.jpg", focal)
    for renditions in sources("card", "pictures/abc.jpg", 3000, 800, version).values():
        image = opened(storage, renditions[0])
        assert close_to(image.getpixel((20, 130)), left)
        assert close_to(image.getpixel((380, 130)), right)


def test_a_tall_picture_is_cut_at_the_height_of_its_focal_point():
    picture = Image.new("RGB", (600, 1200), BLUE)
    ImageDraw.Draw(picture).rectangle((0, 300, 599, 699), fill=RED)
    storage = stored(picture)
    # The middle of the red band is at 500 of 1200: the card shows exactly the band.
    version = render_sizes(storage, "pictures/abc.jpg", (50, 500 / 12))
    card = sources("card", "pictures/abc.jpg", 600, 1200, version)["webp"][0]
    image = opened(storage, card)
    for y in (6, 133, 260):
        assert close_to(image.getpixel((200, y)), RED)


def test_copies_keep_transparency():
    storage = InMemoryStorage()
    data = encoded(Image.new("RGBA", (900, 600), (0, 0, 0, 0)), "PNG")
    storage.save("pictures/abc.png", ContentFile(data))
    version = render_sizes(storage, "pictures/abc.png")
    for renditions in sources("wide", "pictures/abc.png", 900, 600, version).values():
        assert opened(storage, renditions[0]).getpixel((5, 5))[3] == 0


def test_the_same_picture_gives_the_same_files_and_another_point_other_names():
    one, two = stored(halves((900, 600))), stored(halves((900, 600)))
    version = render_sizes(one, "pictures/abc.jpg", (20, 30))
    assert render_sizes(two, "pictures/abc.jpg", (20, 30)) == version
    assert render_sizes(two, "pictures/abc.jpg", (20, 30)) == version  # once more
    for name in rendition_names("pictures/abc.jpg", 900, 600, version):
        assert one.open(name).read() == two.open(name).read()
    assert len(two.listdir(f"sizes/abc/{version}")[1]) == len(
        rendition_names("pictures/abc.jpg", 900, 600, version)
    )
    assert picture_version("pictures/abc.jpg", (21, 30)) != version
    assert picture_version("pictures/abd.jpg", (20, 30)) != version


def test_a_change_of_the_recipe_changes_every_version(monkeypatch):
    version = picture_version("pictures/abc.jpg", (50, 50))
    monkeypatch.setattr(files, "RECIPE", files.RECIPE + 1)
    assert picture_version("pictures/abc.jpg", (50, 50)) != version


def test_old_copies_can_be_deleted_and_the_current_kept():
    storage = stored(halves())
    old = render_sizes(storage, "pictures/abc.jpg", (10, 10))
    new = render_sizes(storage, "pictures/abc.jpg", (90, 10))
    delete_sizes(storage, "pictures/abc.jpg", keep=new)
    assert storage.listdir("sizes/abc")[0] == [new]
    assert old != new
    delete_sizes(storage, "pictures/abc.jpg")
    assert storage.listdir("sizes")[0] == []
    delete_sizes(storage, "pictures/abc.jpg")  # nothing there: nothing happens
    assert storage.listdir("pictures")[1] == ["abc.jpg"]
