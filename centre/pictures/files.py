"""Photographs as files: stored by their content, cut to the sizes that pages show.

`render_sizes` makes the smaller copies, outside the visitor's request. Every name is
derived from the content, so files never change and can be cached for ever.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import models
from django.db.models.fields.files import ImageFieldFile
from PIL import Image

from centre.pictures.storing import store_once
from centre.pictures.uploads import ACCEPT, FORMATS, clean_picture, encode_bare

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
    """A form's picture, cleaned by `clean_picture`. Its name is thrown away."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        # A model's field passes the limit of its column, which holds our own name.
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        # ImageField's own check would decode the file before its size is checked, and
        # with every decoder that Pillow has.
        uploaded = super(forms.ImageField, self).to_python(data)
        return None if uploaded is None else clean_picture(uploaded).content

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Naming the formats makes an iPhone send its HEIC photographs as JPEG.
        return super().widget_attrs(widget) | {"accept": ACCEPT}


class PictureFile(ImageFieldFile):
    """The file of a picture; a file of the same content is used again."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        name = self.field.generate_filename(self.instance, name)
        store_once(self.storage, name, content)
        self.name = name
        setattr(self.instance, self.field.attname, name)
        self._committed = True
        if save:
            self.instance.save()


class PictureField(models.ImageField):
    """An ImageField whose forms, the admin's too, store only clean pictures.

    Code that stores files without a form calls `clean_picture` itself.
    """

    attr_class = PictureFile

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
                storage.save(rendition.name, ContentFile(encode_bare(copy, **options)))
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
