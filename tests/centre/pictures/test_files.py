"""Pictures: what is refused, what is left of an upload, and the copies for pages."""

import re
import struct
import subprocess
import sys
import zlib
from hashlib import shake_256
from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFile

from centre.pictures import files
from centre.pictures.files import (
    PictureField,
    PictureRefused,
    PictureUploadField,
    Rendition,
    clean_picture,
    delete_sizes,
    picture_version,
    render_sizes,
    rendition_names,
    sources,
    upload_to,
)

pytestmark = pytest.mark.once

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (40, 60, 200)


def encoded(image, kind="JPEG", **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def halves(size=(600, 400), left=RED, right=BLUE):
    """A picture whose left half has one colour and whose right half has another."""
    image = Image.new("RGB", size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image


def cleaned(data):
    clean = clean_picture(ContentFile(data, name="IMG_2041 Anna.jpg"))
    image = Image.open(clean.content)
    image.load()
    return clean, image


def close_to(pixel, colour, tolerance=12):
    return all(
        abs(a - b) <= tolerance for a, b in zip(pixel[:3], colour[:3], strict=True)
    )


def refusal(data):
    with pytest.raises(PictureRefused) as refused:
        clean_picture(ContentFile(data, name="picture.jpg"))
    return refused.value.code


def png(width, height, *chunks, rows=1):
    """A PNG file by hand, which may promise more than it holds."""

    def chunk(kind, body):
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * (1 + width * 3) * rows)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


# --- What is left of an upload -----------------------------------------------------


def test_the_place_and_all_other_notes_are_gone():
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif[0x8825] = {1: "N", 2: (50.0, 3.0, 41.0), 3: "E", 4: (19.0, 56.0, 18.0)}
    data = encoded(halves(), exif=exif, comment=b"a note", xmp=b"<x:xmpmeta/>")
    assert Image.open(BytesIO(data)).getexif().get_ifd(0x8825)[1] == "N"

    clean, image = cleaned(data)
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(0x8825) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        *("progressive", "progression")
    }
    assert b"Maker" not in clean.content.read()


def test_what_is_hidden_behind_a_picture_is_gone():
    clean, _ = cleaned(encoded(halves()) + b"<script>alert(1)</script><?php ?>")
    content = clean.content.read()
    assert (b"script" in content, b"php" in content) == (False, False)


def test_a_picture_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 90 degrees clockwise
    clean, image = cleaned(encoded(halves((600, 400)), exif=exif))
    assert (clean.width, clean.height) == image.size == (400, 600)
    assert close_to(image.getpixel((200, 100)), RED)
    assert close_to(image.getpixel((200, 500)), BLUE)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_damaged_exif_block_is_no_reason_to_refuse():
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 40
    assert cleaned(encoded(halves(), exif=exif))[1].size == (600, 400)


def test_a_large_picture_is_made_smaller_in_proportion():
    clean, image = cleaned(encoded(halves((4000, 3000))))
    assert (clean.width, clean.height) == image.size == (2560, 1920)


def test_the_name_says_nothing_but_the_content():
    one, _ = cleaned(encoded(halves()))
    same, _ = cleaned(encoded(halves()))
    other, _ = cleaned(encoded(halves(left=GREEN)))
    assert one.content.name == same.content.name != other.content.name
    stem, dot, extension = one.content.name.partition(".")
    assert (len(stem), dot, extension) == (24, ".", "jpg")
    assert set(stem) <= set("0123456789abcdef")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_allowed_format_becomes_a_jpeg(kind):
    clean, image = cleaned(encoded(halves(), kind))
    assert (clean.extension, image.format, image.mode) == ("jpg", "JPEG", "RGB")
    assert close_to(image.getpixel((150, 200)), RED)


def test_cmyk_becomes_rgb():
    _, image = cleaned(encoded(halves().convert("CMYK")))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert close_to(image.getpixel((150, 200)), RED)
    assert close_to(image.getpixel((450, 200)), BLUE)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_kept_in_a_png(mode):
    picture = Image.new(mode, (300, 300), (0,) * len(mode))
    picture.paste((255,) * len(mode), (0, 0, 150, 300))
    clean, image = cleaned(encoded(picture, "PNG"))
    assert (clean.extension, image.format, image.mode) == ("png", "PNG", "RGBA")
    assert image.getpixel((50, 50)) == (255, 255, 255, 255)
    assert image.getpixel((250, 50))[3] == 0


def test_a_palette_with_a_transparent_colour_is_kept_in_a_png():
    picture = Image.new("P", (300, 300), 0)
    picture.putpalette([0, 0, 0, *RED])
    picture.paste(1, (0, 0, 150, 300))
    _, image = cleaned(encoded(picture, "GIF", transparency=0))
    assert (image.mode, image.getpixel((50, 50))) == ("RGBA", (*RED, 255))
    assert image.getpixel((250, 50))[3] == 0


def test_transparency_that_nobody_uses_is_dropped():
    clean, image = cleaned(encoded(halves().convert("RGBA"), "PNG"))
    assert (clean.extension, image.mode) == ("jpg", "RGB")


def test_sixteen_bits_of_grey_keep_their_shades():
    picture = Image.new("I;16", (300, 300), 0x8000)
    _, image = cleaned(encoded(picture, "PNG"))
    assert close_to(image.getpixel((150, 150)), (128, 128, 128), tolerance=2)


def srgb_with_red_and_blue_exchanged():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    names = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}
    head, tags, body = profile[:132], profile[132:400], profile[400:]
    return head + re.sub(b"[rb]XYZ", lambda name: names[name[0]], tags) + body


def test_colours_are_brought_to_srgb():
    profile = srgb_with_red_and_blue_exchanged()
    red = Image.new("RGB", (300, 300), (255, 0, 0))
    _, image = cleaned(encoded(red, "PNG", icc_profile=profile))
    assert close_to(image.getpixel((9, 9)), (0, 0, 255))
    assert "icc_profile" not in image.info


def lab():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize("profile", [None, b"", b"not a profile", lab()])
def test_a_profile_that_is_missing_or_of_no_use_changes_nothing(profile):
    _, image = cleaned(encoded(halves(), "PNG", icc_profile=profile))
    assert close_to(image.getpixel((150, 200)), RED)
    assert "icc_profile" not in image.info


def test_a_large_picture_is_scaled_as_if_in_one_piece():
    noise = shake_256(b"noise").digest(2700 * 900)  # the same at each run
    mixed = Image.frombytes("L", (2700, 900), noise)
    large = Image.merge("RGB", (mixed, mixed.transpose(0), mixed.transpose(1)))
    _, image = cleaned(encoded(large.convert("RGBA"), "PNG"))
    whole = large.resize((2560, 853), Image.Resampling.LANCZOS)
    expected = Image.open(BytesIO(encoded(whole, quality=90)))
    assert image.size == (2560, 853)
    assert close_to(
        [high for _low, high in ImageChops.difference(image, expected).getextrema()],
        (0, 0, 0),
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_taken_sideways_is_turned_upright(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    _, image = cleaned(encoded(halves((3000, 1500)), kind, exif=exif))
    assert image.size == (1280, 2560)
    assert close_to(image.getpixel((640, 100)), RED)
    assert close_to(image.getpixel((640, 2500)), BLUE)


def test_a_large_palette_keeps_its_transparent_colour():
    picture = Image.new("P", (3000, 1500), 0)
    picture.putpalette([0, 0, 0, *RED])
    picture.paste(1, (0, 0, 1500, 1500))
    _, image = cleaned(encoded(picture, "PNG", transparency=0))
    assert (image.mode, image.size) == ("RGBA", (2560, 1280))
    assert image.getpixel((50, 1200)) == (*RED, 255)
    assert image.getpixel((2500, 1200))[3] == 0


MEMORY = """
import sys
from django.core.files import File
from centre.pictures.files import clean_picture

def most():  # not ru_maxrss, which begins with that of the parent
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

before = most()
clean_picture(File(open(sys.argv[1], "rb")))
print(most() - before)
"""


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16"])
def test_the_largest_png_takes_little_more_memory_than_its_pixels(mode, tmp_path):
    file = tmp_path / "large.png"
    Image.new(mode, (6000, 4000)).save(file)
    command = [sys.executable, "-W", "ignore", "-c", MEMORY, str(file)]
    megabytes = subprocess.check_output(command, text=True)
    assert int(megabytes) < 160  # decoded it has 92; whole copies made it 170 to 330


# --- What is refused ---------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Only a text that calls itself picture.jpg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n",
        encoded(Image.new("RGB", (300, 300)), "TIFF"),
        encoded(Image.new("RGB", (300, 300)), "BMP"),
    ],
    ids=["empty", "text", "svg", "pdf", "eps", "tiff", "bmp"],
)
def test_what_is_not_a_picture_of_ours_is_refused(data):
    assert refusal(data) == "unknown"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_that_was_cut_off_is_refused(kind):
    data = encoded(Image.effect_noise((400, 400), 80).convert("RGB"), kind)
    assert refusal(data[: len(data) * 2 // 3]) in {"broken", "unknown"}


@pytest.mark.parametrize(
    "data",
    [
        png(30000, 30000),
        png(9000, 9000),
        png(5100, 5000),
        b"GIF89a\xff\xff\xff\xff\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 4
        + b"\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b",
        # A small screen, and a frame that is not.
        b"GIF89a\x2c\x01\x2c\x01\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 4
        + b"\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b",
    ],
    ids=["png", "png-81-mp", "png-26-mp", "gif-screen", "gif-frame"],
)  # fmt: skip
def test_a_bomb_is_refused_by_its_header(data, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    assert refusal(data) == "huge"


def test_a_webp_bomb_is_refused():
    image = encoded(Image.new("RGBA", (300, 300)), "WEBP", lossless=True)[12:]
    side = (16383 - 1).to_bytes(3, "little")
    body = b"VP8X\x0a\0\0\0\x10\0\0\0" + side + side + image
    data = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    assert refusal(data) == "huge"


def test_a_jpeg_of_a_good_phone_is_taken():
    assert cleaned(encoded(Image.new("L", (8160, 6144))))[1].size == (2560, 1928)


@pytest.mark.parametrize(
    "chunk",
    [
        (b"iTXt", b"k\0\1\0\0\0" + zlib.compress(b"a" * 30_000_000)),
        (b"zTXt", b"k\0\0" + zlib.compress(b"a" * 30_000_000)),
    ],
    ids=["itxt", "ztxt"],
)
def test_a_bomb_among_the_notes_is_refused(chunk):
    assert refusal(png(300, 300, chunk, rows=300)) == "broken"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_moving_picture_is_refused(kind):
    frames = [Image.new("RGB", (300, 300), colour) for colour in (RED, GREEN, BLUE)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert refusal(data) == "animated"


def test_a_file_that_is_too_heavy_is_refused_unread(monkeypatch):
    heavy = ContentFile(b"x" * (files.MAX_BYTES + 1), name="a.jpg")
    monkeypatch.setattr(ContentFile, "read", lambda *a: pytest.fail("read"))
    with pytest.raises(PictureRefused) as refused:
        clean_picture(heavy)
    assert refused.value.code == "heavy"


@pytest.mark.parametrize("size", [(199, 400), (400, 199), (9000, 300)])
def test_a_picture_that_is_too_small_or_too_narrow_is_refused(size):
    assert refusal(encoded(Image.new("RGB", size))) == "small"


def test_every_reason_has_a_sentence_that_names_our_limits(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 7 * files.MEGA)
    monkeypatch.setattr(files, "MAX_JPEG_PIXELS", 9 * files.MEGA)
    monkeypatch.setattr(files, "MAX_PIXELS", 8 * files.MEGA)
    monkeypatch.setattr(files, "MIN_SIDE", 1)
    with translation.override("en"):
        told = {name: PictureRefused(name).messages for name in PictureRefused.REASONS}
    assert told == {
        "unknown": [
            "This file is not a picture that we can use. "
            "Upload a JPEG, PNG, WebP, AVIF or GIF file."
        ],
        "broken": [
            "This picture is damaged or cut off. Save it again and upload it anew."
        ],
        "heavy": ["This file is too large. A picture can have up to 7 MB."],
        "huge": [
            "This picture has too many pixels. "
            "A JPEG can have up to 9 megapixels, another kind up to 8."
        ],
        "small": ["This picture is too small. It needs at least 1 pixel each way."],
        "animated": ["This picture moves. Upload a still one."],
    }


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
