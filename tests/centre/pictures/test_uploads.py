"""Uploads: what is refused, before it is decoded, and what is left of the rest."""

import re
import struct
import subprocess
import sys
import zlib
from hashlib import shake_256
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image, ImageChops, ImageCms, ImageFile

from centre.pictures import uploads
from centre.pictures.uploads import PictureRefused, clean_picture, kept_size
from tests.centre.pictures.samples import (
    BLUE,
    GREEN,
    RED,
    cleaned,
    close_to,
    encoded,
    halves,
)

pytestmark = pytest.mark.once


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
from centre.pictures.uploads import clean_picture

def most():  # not ru_maxrss, which begins with that of the parent
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

before = most()
clean_picture(File(open(sys.argv[1], "rb")))
print(most() - before)
"""


def megabytes_for(file):
    command = [sys.executable, "-W", "ignore", "-c", MEMORY, str(file)]
    return int(subprocess.check_output(command, text=True))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16"])
def test_the_largest_png_takes_little_more_memory_than_its_pixels(mode, tmp_path):
    file = tmp_path / "large.png"
    Image.new(mode, (6000, 4000)).save(file)
    assert (
        megabytes_for(file) < 160
    )  # decoded it has 92; whole copies made it 170 to 330


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


def photograph(size=(400, 400)):
    return Image.merge("RGB", [Image.effect_noise(size, 80)] * 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_a_picture_whose_end_is_missing_is_refused_as_such(kind, part):
    data = encoded(photograph(), kind)
    assert refusal(data[: int(len(data) * part)]) == "cut"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_jpeg_without_its_last_bytes_is_taken(options, missing):
    data = encoded(photograph(), **options)
    assert cleaned(data[:-missing])[1].size == (400, 400)


def test_a_jpeg_of_one_colour_is_judged_by_what_is_there_too():
    data = encoded(Image.new("RGB", (600, 600)))
    assert cleaned(data[:-2])[1].size == (600, 600)
    assert refusal(data[: len(data) // 2]) == "cut"


@pytest.mark.parametrize(
    "data",
    [
        png(9000, 9000),
        png(5100, 5000),
        b"GIF89a\xff\xff\xff\xff\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 4
        + b"\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b",
        # A small screen, and a frame that is not.
        b"GIF89a\x2c\x01\x2c\x01\x80\0\0" + b"\0" * 6 + b"\x2c" + b"\0" * 4
        + b"\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b",
    ],
    ids=["png-81-mp", "png-26-mp", "gif-screen", "gif-frame"],
)  # fmt: skip
def test_a_bomb_is_refused_by_its_header(data, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    assert refusal(data) in {"huge", "long"}


def test_a_webp_bomb_is_refused():
    image = encoded(Image.new("RGBA", (300, 300)), "WEBP", lossless=True)[12:]
    side = (16383 - 1).to_bytes(3, "little")
    body = b"VP8X\x0a\0\0\0\x10\0\0\0" + side + side + image
    data = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    assert refusal(data) == "broken"  # the frame says something else


def test_a_jpeg_of_a_good_phone_is_taken():
    assert cleaned(encoded(Image.new("L", (8160, 6144))))[1].size == (2560, 1928)


def test_notes_of_any_size_are_no_reason_to_refuse(tmp_path):
    packed = zlib.compress(b"a" * 30_000_000)
    notes = [
        (b"iTXt", b"k\0\1\0\0\0" + packed),
        (b"zTXt", b"k\0\0" + packed),
        (b"tEXt", b"k\0" + b"a" * 2_000_000),
        (b"iCCP", b"k\0\0" + packed),
        (b"iCCP", b"k\0\0nothing that is packed"),
    ]
    for note in notes:
        assert cleaned(png(300, 300, note, rows=300))[1].size == (300, 300)
    file = tmp_path / "notes.png"
    file.write_bytes(png(300, 300, *(notes[:2] + notes[3:4]) * 20, rows=300))
    assert megabytes_for(file) < 20


def test_a_large_colour_profile_is_used():
    profile = srgb_with_red_and_blue_exchanged()
    padded = profile + b"\0" * 1_500_000
    padded = len(padded).to_bytes(4, "big") + padded[4:]
    red = Image.new("RGB", (300, 300), (255, 0, 0))
    _, image = cleaned(encoded(red, "PNG", icc_profile=padded))
    assert close_to(image.getpixel((9, 9)), (0, 0, 255))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_moving_picture_is_refused(kind):
    frames = [Image.new("RGB", (300, 300), colour) for colour in (RED, GREEN, BLUE)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert refusal(data) == "animated"


def test_a_file_that_is_too_heavy_is_refused_unread(monkeypatch):
    heavy = ContentFile(b"x" * (uploads.MAX_BYTES + 1), name="a.jpg")
    monkeypatch.setattr(ContentFile, "read", lambda *a: pytest.fail("read"))
    with pytest.raises(PictureRefused) as refused:
        clean_picture(heavy)
    assert refused.value.code == "heavy"


HEADERS = {
    "png": lambda width, height: png(width, height),
    "jpeg": lambda width, height: (
        b"\xff\xd8\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width)
        + b"\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0"
    ),
    "gif": lambda width, height: (
        b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0" * 6
        + b"\x2c\0\0\0\0" + struct.pack("<HH", width, height) + b"\0\2\2\x44\1\0\x3b"
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "size", "reason"),
    [
        ("png", (24_000_000, 1), "small"),
        ("png", (2_000_000, 200), "long"),
        ("png", (20_001, 2000), "long"),
        ("png", (4200, 200), "narrow"),
        ("png", (200, 4200), "narrow"),
        ("png", (5100, 5000), "huge"),
        ("jpeg", (65_000, 1), "small"),
        ("jpeg", (65_000, 4000), "long"),
        ("jpeg", (9000, 300), "narrow"),
        ("jpeg", (7300, 7300), "huge"),
        ("gif", (65_000, 1), "small"),
        ("gif", (65_000, 4000), "long"),
        ("gif", (9000, 300), "narrow"),
        ("gif", (5100, 5000), "huge"),
    ],
)
def test_size_and_shape_are_judged_before_a_pixel_is_decoded(
    kind, size, reason, monkeypatch
):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    assert refusal(HEADERS[kind](*size)) == reason


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("size", "reason"),
    [((16_000, 10), "small"), ((4200, 200), "narrow"), ((3600, 3600), "huge")],
)
def test_a_webp_and_an_avif_are_judged_so_too(kind, size, reason, monkeypatch):
    fast = {"WEBP": {"method": 0}, "AVIF": {"speed": 10}}[kind]
    data = encoded(Image.new("RGB", size), kind, **fast)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    assert refusal(data) == reason


def in_passes(data):
    """The same JPEG, whose first pass says that it has one component only."""
    return data.replace(b"\xff\xda\0\x0c\3", b"\xff\xda\0\x0c\1")


def test_a_jpeg_in_passes_can_have_fewer_pixels(monkeypatch):
    plain = Image.new("RGB", (4200, 4200))
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(PictureRefused) as refused:
        clean_picture(ContentFile(encoded(plain, progressive=True)))
    assert refused.value.params["limit"] == uploads.LIMITS["passes"]
    assert refusal(in_passes(encoded(plain))) == "huge"


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((12_000, 900), (2667, 200)),
        ((900, 12_000), (200, 2667)),
        ((4000, 200), (4000, 200)),
        ((4000, 3000), (2560, 1920)),
        ((200, 200), (200, 200)),
        ((300, 250), (300, 250)),
    ],
)
def test_a_picture_is_kept_small_yet_never_too_narrow(size, kept):
    assert kept_size(*size) == kept
    assert cleaned(encoded(Image.new("RGB", size)))[1].size == kept


@pytest.mark.parametrize("size", [(199, 400), (400, 199)])
def test_a_picture_that_is_too_small_is_refused(size):
    assert refusal(encoded(Image.new("RGB", size))) == "small"


def test_every_reason_says_what_is_wrong_and_what_helps():
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
        "cut": [
            "The end of this file is missing, so a part of the picture is lost. "
            "Copy or download it once more, completely, and upload it anew."
        ],
        "heavy": [
            "This file is too large. A picture can have up to 15 MB. "
            "Save it as a JPEG, or make it smaller."
        ],
        "huge": [
            "This picture has too many pixels: a file of its kind can have up to "
            "24 megapixels. Make it smaller, or save it as a JPEG."
        ],
        "long": [
            "This picture is too long: a side can have up to 20000 pixels. "
            "Make it smaller, or upload a part of it."
        ],
        "small": [
            "This picture is too small. It needs at least 200 pixels each way. "
            "Upload the original rather than a preview of it."
        ],
        "narrow": [
            "This picture is too narrow: its longer side can be up to 20 times "
            "as long as the shorter one. Upload a part of it."
        ],
        "animated": ["This picture moves. Upload a still one."],
    }
