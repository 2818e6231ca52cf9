"""Photographs: cleaned when they are uploaded, cut to the sizes that pages show.

`clean_picture` is the only way in: it decodes the upload and encodes it anew, so that
the stored file is a picture and nothing else (no GPS position, no hidden file).
`render_sizes` makes the smaller copies, outside the visitor's request. Every name is
derived from the content, so files never change and can be cached for ever.
"""

import contextlib
import hashlib
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MEGA = 1024 * 1024
MAX_BYTES = 15 * MEGA
# Read from the header. A JPEG is decoded at a reduced size, other formats in full size.
# A phone's "50 MP" is a little over fifty million.
MAX_JPEG_PIXELS = 50 * MEGA
MAX_PIXELS = 24 * MEGA
MAX_SIDE = 2560
MIN_SIDE = 200
BAND = 128  # rows of the stored picture that are scaled at a time
# Recognised by the bytes, never by the name. Pillow is offered no other decoder: TIFF
# and the like have a history of holes and nobody sends them from a phone.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif"

# Pillow's own guard, which also covers frames and thumbnails inside a file.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class PictureRefused(ValidationError):
    """An upload that can't become a picture; `code` names the reason."""

    REASONS = {
        "unknown": _(
            "This file is not a picture that we can use. "
            "Upload a JPEG, PNG, WebP, AVIF or GIF file."
        ),
        "broken": _(
            "This picture is damaged or cut off. Save it again and upload it anew."
        ),
        "heavy": _("This file is too large. A picture can have up to %(size)d MB."),
        "huge": ngettext_lazy(
            "This picture has too many pixels. "
            "A JPEG can have up to %(jpeg)d megapixel, another kind up to %(other)d.",
            "This picture has too many pixels. "
            "A JPEG can have up to %(jpeg)d megapixels, another kind up to %(other)d.",
            "jpeg",
        ),
        "small": ngettext_lazy(
            "This picture is too small. It needs at least %(pixels)d pixel each way.",
            "This picture is too small. It needs at least %(pixels)d pixels each way.",
            "pixels",
        ),
        "animated": _("This picture moves. Upload a still one."),
    }

    def __init__(self, reason: str):
        limits = {
            "size": MAX_BYTES // MEGA,
            "jpeg": MAX_JPEG_PIXELS // MEGA,
            "other": MAX_PIXELS // MEGA,
            "pixels": MIN_SIDE,
        }
        super().__init__(self.REASONS[reason], code=reason, params=limits)


@dataclass(frozen=True)
class CleanPicture:
    """A picture that is safe to store. `content` is named by its own hash."""

    content: ContentFile
    extension: str
    width: int
    height: int


def clean_picture(uploaded: File) -> CleanPicture:
    """Decode an upload and encode it anew: upright, sRGB, at most 2560 px, no metadata.

    Sizes are checked before anything is decoded.

    Raises PictureRefused where it is no complete, still picture of an accepted size.
    """
    if uploaded.size > MAX_BYTES:
        raise PictureRefused("heavy")
    # No name is given to the decoded picture, so it goes once the smaller one is there.
    picture = _upright_srgb(_open(uploaded))
    if min(picture.size) < MIN_SIDE:
        raise PictureRefused("small")
    extension, options = _original_format(picture)
    data = _encode(picture, **options)
    name = f"{hashlib.sha256(data).hexdigest()[:24]}.{extension}"
    return CleanPicture(ContentFile(data, name=name), extension, *picture.size)


def _open(uploaded: File) -> Image.Image:
    """Decode an upload after its header was checked.

    Raises PictureRefused where it can't be used.
    """
    try:
        uploaded.seek(0)
        image = Image.open(uploaded, formats=FORMATS)
        # A phone's JPEG may carry a second view (MPO); only the first is shown.
        jpeg = image.format in {"JPEG", "MPO"}
        if image.width * image.height > (MAX_JPEG_PIXELS if jpeg else MAX_PIXELS):
            raise PictureRefused("huge")
        if not jpeg and getattr(image, "is_animated", False):
            raise PictureRefused("animated")
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image.load()
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("huge") from error
    except UnidentifiedImageError as error:
        raise PictureRefused("unknown") from error
    except Exception as error:  # decoders of damaged files raise anything at all
        raise PictureRefused("broken") from error
    return image


def _upright_srgb(image: Image.Image) -> Image.Image:
    """Return the picture upright, in RGB or RGBA of sRGB, at most MAX_SIDE long."""
    icc_profile = image.info.get("icc_profile", b"")
    image = _small(image)
    has_alpha = image.mode == "RGBA"
    with contextlib.suppress(Exception):  # a damaged EXIF block is no reason to refuse
        ImageOps.exif_transpose(image, in_place=True)
    image = _to_srgb(image, icc_profile)
    if has_alpha and image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert("RGB")


def _small(image: Image.Image) -> Image.Image:
    """Return the picture at most MAX_SIDE long, in a mode that can be scaled.

    Converting and scaling copy their input, and a large picture takes a hundred
    megabytes; so they get a band of it at a time.
    """
    scale = max(*image.size, MAX_SIDE) / MAX_SIDE
    if scale == 1:
        return _scalable(image)
    width, height = (max(1, round(side / scale)) for side in image.size)
    small = Image.new(_scalable(image.crop((0, 0, 1, 1))).mode, (width, height))
    for top in range(0, height, BAND):
        small.paste(_band(image, small.size, top), (0, top))
    small.info = image.info
    return small


def _band(image: Image.Image, size: tuple[int, int], top: int) -> Image.Image:
    """Return BAND rows, from `top` on, of the picture scaled down to `size`.

    Joined, the bands equal the whole picture scaled at once: each is cut with the rows
    above and below that its edge is mixed from (three on each side of a new one).
    """
    bottom = min(top + BAND, size[1])
    scale = image.height / size[1]
    around = math.ceil(3 * scale)
    first = max(math.floor(top * scale) - around, 0)
    last = min(math.ceil(bottom * scale) + around, image.height)
    return _scalable(image.crop((0, first, image.width, last))).resize(
        (size[0], bottom - top),
        Image.Resampling.LANCZOS,
        box=(0, top * scale - first, image.width, bottom * scale - first),
    )


def _scalable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be resampled; RGBA for transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel: scaled, where convert() clips
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _to_srgb(image: Image.Image, icc_profile: bytes) -> Image.Image:
    """Convert to sRGB; keep the colours where the profile is of no use, or empty."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(icc_profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
        return converted or image
    return image


def _original_format(picture: Image.Image) -> tuple[str, dict]:
    """Return the extension and Pillow's options: PNG for transparency, else JPEG."""
    if picture.mode == "RGBA":
        return "png", {"format": "PNG"}
    return "jpg", {"format": "JPEG", "quality": 90, "progressive": True}


def _encode(picture: Image.Image, **options: Any) -> bytes:
    """Encode a picture without metadata: Pillow would write what is in `info`."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    buffer = BytesIO()
    bare.save(buffer, **options)
    return buffer.getvalue()


# --- In models and forms -----------------------------------------------------------


def upload_to(instance: Any, filename: str) -> str:
    """Return an original's path: a hash of its content, never the uploaded name."""
    digest = hashlib.sha256()
    for chunk in instance.image.file.chunks():
        digest.update(chunk)
    instance.image.file.seek(0)
    extension = PurePosixPath(filename).suffix.lower()
    return f"pictures/{digest.hexdigest()[:24]}{extension}"


class PictureUploadField(forms.ImageField):
    """A form's picture, cleaned by `clean_picture`."""

    def to_python(self, data: Any) -> Any:
        # ImageField's own check would decode the file before its size is checked, and
        # with every decoder that Pillow has.
        uploaded = super(forms.ImageField, self).to_python(data)
        return None if uploaded is None else clean_picture(uploaded).content

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Naming the formats makes an iPhone send its HEIC photographs as JPEG.
        return super().widget_attrs(widget) | {"accept": ACCEPT}


class PictureField(models.ImageField):
    """An ImageField whose forms, the admin's too, store only clean pictures.

    Code that stores files without a form calls `clean_picture` itself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"upload_to": upload_to} | kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureUploadField} | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs


# --- Sizes for pages ---------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """How a page shows pictures: at which widths, and cut to which proportion."""

    widths: tuple[int, ...]
    ratio: float | None = None  # width to height; None does not crop


@dataclass(frozen=True)
class Rendition:
    """One copy of a picture: its file's name and its size in pixels."""

    name: str
    width: int
    height: int


SIZES = {
    "card": Shape(widths=(400, 800), ratio=3 / 2),
    "wide": Shape(widths=(800, 1200, 1600)),
}
# In the order in which a browser is to choose.
ENCODINGS = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
}
RECIPE = 1  # raise it when a change above must reach pictures made before


def picture_version(name: str, focal: tuple[int, int]) -> str:
    """Return a short hash of all that decides how the copies look.

    The focal point is in percent from the left and from the top.
    """
    recipe = f"{RECIPE}|{name}|{focal[0]}|{focal[1]}"
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def sources(
    shape: str, name: str, width: int, height: int, version: str
) -> dict[str, list[Rendition]]:
    """Return the copies of one shape, by format, narrow ones first.

    `width` and `height` are the original's, in pixels. No copy is larger than the
    original: where it is too small, one has its own width. No file is read.
    """
    sizes = _sizes(SIZES[shape], width, height)
    folder = _folder(name)
    return {
        extension: [
            Rendition(f"{folder}/{version}/{shape}-{w}.{extension}", w, h)
            for w, h in sizes
        ]
        for extension in ENCODINGS
    }


def rendition_names(name: str, width: int, height: int, version: str) -> list[str]:
    """Return the names of all files that `render_sizes` makes of a picture."""
    return [
        rendition.name
        for shape in SIZES
        for renditions in sources(shape, name, width, height, version).values()
        for rendition in renditions
    ]


def render_sizes(storage: Storage, name: str, focal: tuple[int, int] = (50, 50)) -> str:
    """Make all copies of a stored original; return their version.

    Twice is the same as once, so a task that died may be repeated.
    """
    version = picture_version(name, focal)
    with storage.open(name) as file, Image.open(file, formats=FORMATS) as original:
        original.load()
    for shape in SIZES:
        by_format = sources(shape, name, *original.size, version)
        box = _box(SIZES[shape], *original.size, focal)
        # Each size is cut once and written in every format.
        for renditions in zip(*by_format.values(), strict=True):
            size = (renditions[0].width, renditions[0].height)
            copy = original.resize(size, Image.Resampling.LANCZOS, box=box)
            for options, rendition in zip(ENCODINGS.values(), renditions, strict=True):
                storage.delete(rendition.name)
                storage.save(rendition.name, ContentFile(_encode(copy, **options)))
    return version


def delete_sizes(storage: Storage, name: str, keep: str = "") -> None:
    """Delete a picture's copies, except those of the version `keep`.

    Call it once no cache has pages that name the old version.
    """
    folder = _folder(name)
    for version in _listed(storage, folder, directories=True):
        if version != keep:
            for file in _listed(storage, f"{folder}/{version}", directories=False):
                storage.delete(f"{folder}/{version}/{file}")
            storage.delete(f"{folder}/{version}")
    if not keep:
        storage.delete(folder)


def _folder(name: str) -> str:
    return f"sizes/{PurePosixPath(name).stem}"


def _listed(storage: Storage, folder: str, *, directories: bool) -> Iterator[str]:
    with contextlib.suppress(FileNotFoundError):
        yield from storage.listdir(folder)[0 if directories else 1]


def _sizes(shape: Shape, width: int, height: int) -> list[tuple[int, int]]:
    left, top, right, bottom = _box(shape, width, height, (50, 50))
    widths = sorted({min(w, int(right - left)) for w in shape.widths})
    return [(w, round(w * (bottom - top) / (right - left))) for w in widths]


def _box(
    shape: Shape, width: int, height: int, focal: tuple[int, int]
) -> tuple[float, float, float, float]:
    """Return the part of the original that a shape shows, as large as it can be.

    The focal point is in its middle, or as near as the picture's edge allows.
    """
    if shape.ratio is None:
        return 0, 0, width, height
    box_width = min(width, height * shape.ratio)
    box_height = box_width / shape.ratio
    left = min(max(width * focal[0] / 100 - box_width / 2, 0), width - box_width)
    top = min(max(height * focal[1] / 100 - box_height / 2, 0), height - box_height)
    return left, top, left + box_width, top + box_height
