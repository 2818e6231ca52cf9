"""Photographs as they are uploaded: judged by the header, decoded, encoded anew.

`clean_picture` is the only way in, so that the stored file is a picture and nothing
else (no GPS position, no hidden file). What a request may cost is decided before a
pixel is decoded: within 200 MiB and two seconds (`bench/pictures.py` measures it).
"""

import contextlib
import hashlib
import math
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from PIL import (
    Image,
    ImageCms,
    ImageOps,
    PngImagePlugin,
    UnidentifiedImageError,
)

from centre.pictures.avif import coded_sizes, is_sequence
from centre.pictures.repair import (
    MAX_PROFILE,
    is_cut_off,
    jpeg_without_end,
    png_without_notes,
)

MEGA = 1024 * 1024
MAX_BYTES = 15 * MEGA
# In millions of pixels, by what decoding takes. A JPEG is decoded at a reduced size;
# one in several passes needs all its coefficients at once; the others are decoded
# whole, some of them with several copies. A phone's "50 MP" is a little over fifty.
LIMITS = {"JPEG": 50, "passes": 16, "PNG": 24, "GIF": 24, "AVIF": 12, "WEBP": 9}
LONGEST_UPLOAD = 20_000
MAX_SIDE = 2560
MIN_SIDE = 200
MAX_RATIO = 20  # of the longer side to the shorter one
BAND = 2 * MEGA  # pixels of the upload that are scaled at a time
# Recognised by the bytes, never by the name. Pillow is offered no other decoder: TIFF
# and the like have a history of holes and nobody sends them from a phone.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif"

# Pillow's own guard, which also covers frames and thumbnails inside a file. Whatever is
# above it has a side that is too long.
Image.MAX_IMAGE_PIXELS = LONGEST_UPLOAD**2
warnings.simplefilter("error", Image.DecompressionBombWarning)
PngImagePlugin.MAX_TEXT_CHUNK = MAX_PROFILE


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
        "cut": _(
            "The end of this file is missing, so a part of the picture is lost. "
            "Copy or download it once more, completely, and upload it anew."
        ),
        "heavy": _(
            "This file is too large. A picture can have up to %(size)d MB. "
            "Save it as a JPEG, or make it smaller."
        ),
        "huge": ngettext_lazy(
            "This picture has too many pixels: a file of its kind can have up to "
            "%(limit)d megapixel. Make it smaller, or save it as a JPEG.",
            "This picture has too many pixels: a file of its kind can have up to "
            "%(limit)d megapixels. Make it smaller, or save it as a JPEG.",
            "limit",
        ),
        "long": _(
            "This picture is too long: a side can have up to %(longest)d pixels. "
            "Make it smaller, or upload a part of it."
        ),
        "small": ngettext_lazy(
            "This picture is too small. It needs at least %(pixels)d pixel each way. "
            "Upload the original rather than a preview of it.",
            "This picture is too small. It needs at least %(pixels)d pixels each way. "
            "Upload the original rather than a preview of it.",
            "pixels",
        ),
        "narrow": _(
            "This picture is too narrow: its longer side can be up to %(ratio)d times "
            "as long as the shorter one. Upload a part of it."
        ),
        "animated": _("This picture moves. Upload a still one."),
    }

    def __init__(self, reason: str, limit: int = LIMITS["PNG"]):
        limits = {
            "size": MAX_BYTES // MEGA,
            "limit": limit,
            "longest": LONGEST_UPLOAD,
            "pixels": MIN_SIDE,
            "ratio": MAX_RATIO,
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
    """Decode an upload and encode it anew: upright, sRGB, small, no metadata.

    Size and shape are judged before a pixel is decoded. `kept_size` says how large it
    is afterwards.

    Raises PictureRefused where it is no complete, still picture of an accepted size.
    """
    if (uploaded.size or 0) > MAX_BYTES:
        raise PictureRefused("heavy")
    # No name is given to the decoded picture, so it goes once the smaller one is there.
    picture = _upright_srgb(_open(uploaded))
    extension, options = _original_format(picture)
    data = encode_bare(picture, **options)
    name = f"{hashlib.sha256(data).hexdigest()[:24]}.{extension}"
    return CleanPicture(ContentFile(data, name=name), extension, *picture.size)


def kept_size(width: int, height: int) -> tuple[int, int]:
    """Return the size in which a picture is kept, never larger than it is.

    The longer side is at most MAX_SIDE, unless the shorter one of a panorama would fall
    below MIN_SIDE by that.
    """
    scale = max(MAX_SIDE / max(width, height), MIN_SIDE / min(width, height))
    scale = min(scale, 1)
    return round(width * scale), round(height * scale)


def _open(uploaded: File) -> Image.Image:
    """Decode an upload after its header was checked.

    Raises PictureRefused where it can't be used.
    """
    try:
        return _decode(uploaded)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("long") from error
    except Exception as error:  # decoders of damaged files raise anything at all
        if is_cut_off(uploaded):
            raise PictureRefused("cut") from error
        unknown = isinstance(error, UnidentifiedImageError)
        raise PictureRefused("unknown" if unknown else "broken") from error


def _decode(uploaded: File) -> Image.Image:
    uploaded.seek(0)
    image = _headed(png_without_notes(uploaded))
    try:
        image.load()
    except OSError as error:
        if "truncated" not in str(error):
            raise
        if not _is_jpeg(image):
            raise PictureRefused("cut") from error
        size = image.size
        del image
        uploaded.seek(0)
        mended = jpeg_without_end(uploaded.read(), size)
        if mended is None:
            raise PictureRefused("cut") from error
        return mended
    return image


def _headed(file: BinaryIO | File) -> Image.Image:
    """Open a picture, check its header, and choose the scale to decode it at.

    Raises PictureRefused where its size or kind is not accepted.
    """
    image = Image.open(file, formats=FORMATS)
    limit = LIMITS["passes" if _in_passes(image) else _kind(image)]
    short, long = sorted(image.size)
    if short < MIN_SIDE:
        raise PictureRefused("small")
    if long > LONGEST_UPLOAD:
        raise PictureRefused("long")
    if long > MAX_RATIO * short:
        raise PictureRefused("narrow")
    if long * short > limit * MEGA:
        raise PictureRefused("huge", limit)
    if not _is_jpeg(image) and getattr(image, "is_animated", False):
        raise PictureRefused("animated")
    if image.format == "AVIF":
        _judge_coded(file, limit)
    image.draft("RGB", kept_size(*image.size))
    return image


def _judge_coded(file: BinaryIO | File, limit: int) -> None:
    """Judge what decoding an AVIF takes: colour, transparency and a preview.

    Raises PictureRefused, or ValueError where the file can't be followed.
    """
    if is_sequence(file):
        raise PictureRefused("animated")
    pixels = [width * height for width, height in coded_sizes(file)]
    if max(pixels) > limit * MEGA or sum(pixels) > 3 * limit * MEGA:
        raise PictureRefused("huge", limit)


def _kind(image: Image.Image) -> str:
    """Return a picture's format; MPO is a phone's JPEG with a second view."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def _is_jpeg(image: Image.Image) -> bool:
    return _kind(image) == "JPEG"


def _in_passes(image: Any) -> bool:
    """Return whether a JPEG comes in several passes over the whole picture.

    Pillow stops behind the header of the first pass, which names its components.
    """
    if not _is_jpeg(image):
        return False
    components = len(image.layer)
    length = 6 + 2 * components
    behind = image.fp.tell()
    image.fp.seek(behind - length)
    first = image.fp.read(3)
    image.fp.seek(behind)
    together = length.to_bytes(2, "big") + bytes([components])
    return "progressive" in image.info or first != together


def _upright_srgb(image: Image.Image) -> Image.Image:
    """Return the picture upright, in RGB or RGBA of sRGB, of the size that is kept."""
    icc_profile = image.info.get("icc_profile") or b""
    image = _small(image)
    has_alpha = image.mode == "RGBA"
    with contextlib.suppress(Exception):  # a damaged EXIF block is no reason to refuse
        ImageOps.exif_transpose(image, in_place=True)
    if len(icc_profile) <= MAX_PROFILE:
        image = _to_srgb(image, icc_profile)
    if has_alpha and image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert("RGB")


def _small(image: Image.Image) -> Image.Image:
    """Return the picture in the size that is kept, in a mode that can be scaled.

    Converting and scaling copy their input, and a large picture takes a hundred
    megabytes; so they get a band of it at a time.
    """
    size = kept_size(*image.size)
    if size == image.size:
        return _scalable(image)
    small = Image.new(_scalable(image.crop((0, 0, 1, 1))).mode, size)
    rows = max(1, BAND * size[1] // (image.width * image.height))
    for top in range(0, size[1], rows):
        small.paste(_band(image, size, top, rows), (0, top))
    small.info = image.info
    return small


def _band(
    image: Image.Image, size: tuple[int, int], top: int, rows: int
) -> Image.Image:
    """Return some rows, from `top` on, of the picture scaled down to `size`.

    Joined, the bands equal the whole picture scaled at once: each is cut with the rows
    above and below that its edge is mixed from (three on each side of a new one).
    """
    bottom = min(top + rows, size[1])
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
    """Return the extension and Pillow's options: PNG for transparency, else JPEG.

    A PNG is packed lightly: more takes seconds, and pages show its copies.
    """
    if picture.mode == "RGBA":
        return "png", {"format": "PNG", "compress_level": 1}
    return "jpg", {"format": "JPEG", "quality": 90, "progressive": True}


def encode_bare(picture: Image.Image, **options: Any) -> bytes:
    """Encode a picture without metadata: Pillow would write what is in `info`."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    buffer = BytesIO()
    bare.save(buffer, **options)
    return buffer.getvalue()
