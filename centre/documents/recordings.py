"""A recording that says in Polish Sign Language what a page says, with its captions.

The file is checked by its boxes, not played; captions are WebVTT, typed or pasted.
"""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.files import HasFiles
from centre.content.languages import Translatable, is_complete_in
from centre.documents.refusals import MEGABYTE, FileRefused
from centre.documents.storage import PrivateFileField
from centre.pictures.files import PictureUploadField
from centre.text.fields import CleanTextField

VIDEO_TYPES = {"mp4": "video/mp4", "webm": "video/webm"}
POSTER_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
MAX_INDEX = 32 * MEGABYTE  # of the part of an MP4 that says what is in it
# How a WebM begins, and its one element behind the head.
EBML, SEGMENT = b"\x1aE\xdf\xa3", b"\x18\x53\x80\x67"
# What every browser of today plays.
_CODECS = re.compile(rb"avc1|avc3|av01|vp09")
_WHERE = re.compile(rb"\xa9xyz|com\.apple\.quicktime\.location")
_TIME = r"(?:[0-9]{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}"
_CUE = re.compile(rf"({_TIME})[ \t]+-->[ \t]+({_TIME})(?:[ \t].*)?")


def check_recording(uploaded: File) -> str:
    """Return the kind of a recording, "mp4" or "webm"; leave it at its beginning.

    Raises FileRefused where browsers don't play it, it is too large, is not whole, or
    says where it was made.
    """
    if (uploaded.size or 0) > settings.CENTRE_LARGEST_RECORDING:
        raise FileRefused("recording_heavy")
    uploaded.seek(0)
    beginning = uploaded.read(64)
    uploaded.seek(0)
    if beginning.startswith(EBML) and b"webm" in beginning:
        if _end_of_webm(beginning) > (uploaded.size or 0):
            raise FileRefused("broken")
        return "webm"
    if beginning[4:8] != b"ftyp":
        raise FileRefused("recording")
    index = _index_of(uploaded)
    uploaded.seek(0)
    if not _CODECS.search(index):
        raise FileRefused("recording")
    if _WHERE.search(index):
        raise FileRefused("place")
    return "mp4"


def _end_of_webm(beginning: bytes) -> int:
    """Return how long a WebM says that it is at least, in bytes."""
    start = len(EBML)
    length, size = _vint(beginning[start:])
    start += length + size
    if beginning[start : start + len(SEGMENT)] != SEGMENT:
        return start + 1
    start += len(SEGMENT)
    length, size = _vint(beginning[start:])
    is_unknown = size == (1 << 7 * length) - 1  # written while it was recorded
    return start + length + (0 if is_unknown else size)


def _vint(data: bytes) -> tuple[int, int]:
    """Return how many bytes a number of EBML has, and the number (RFC 8794, 4)."""
    length = 9 - data[0].bit_length() if data else 0
    return length, int.from_bytes(data[:length], "big") & ((1 << 7 * length) - 1)


def _index_of(file: File) -> bytes:
    """Return the box `moov` of an MP4, all whose boxes are there.

    Raises FileRefused.
    """
    place, size, index = 0, file.size or 0, b""
    while place < size:
        file.seek(place)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # up to the end
            length = size - place
        if length < 8 or place + length > size:
            raise FileRefused("broken")
        if head[4:8] == b"moov":
            file.seek(place)
            index = file.read(min(length, MAX_INDEX))
        place += length
    return index


def validate_captions(text: str) -> None:
    """Refuse captions that are no WebVTT, or in which a line ends before it begins.

    Raises ValidationError that names the line.
    """
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0].strip()):
        raise ValidationError(_("Captions begin with the line “WEBVTT”."))
    cues = [(n, line) for n, line in enumerate(lines, 1) if "-->" in line]
    for number, line in cues:
        times = _CUE.fullmatch(line.strip())
        if not times or _seconds(times[1]) >= _seconds(times[2]):
            fault = _("Line %(number)d has no right times: 00:01.000 --> 00:04.000.")
            raise ValidationError(fault, params={"number": number})
    if not cues:
        raise ValidationError(_("There is no caption in it yet."))


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.split(":")
    return 3600 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(seconds)


class RecordingUploadField(forms.FileField):
    """A form's recording, checked; it is stored under an ending that is its kind's."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        uploaded = super().to_python(data)
        if uploaded is not None:
            uploaded.name = f"recording.{check_recording(uploaded)}"
        return uploaded

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ",".join(VIDEO_TYPES.values())}


class RecordingField(PrivateFileField):
    """The file of a recording."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": RecordingUploadField} | kwargs)


class PosterField(PrivateFileField):
    """The picture that stands there until a recording is started; written anew."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureUploadField} | kwargs)


class Recording(Translatable, HasFiles):
    """What a page says, in Polish Sign Language; public with the page.

    It has captions in one language at least. Before somebody starts it, a browser loads
    the poster and the reader's captions alone.
    """

    translation_required = ("captions",)

    page = models.OneToOneField("centre.Page", models.CASCADE, related_name="recording")
    video = RecordingField(
        _("recording"), help_text=_("MP4 (H.264) or WebM, without a position.")
    )
    poster = PosterField(
        _("still picture"), help_text=_("It stands there until somebody starts it.")
    )
    captions = CleanTextField(
        _("captions (WebVTT)"),
        blank=True,
        validators=[validate_captions],
        help_text=_(
            "Paste the text of a file that ends in .vtt, which subtitle editors write."
        ),
    )
    stored_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        app_label = "centre"
        verbose_name = _("recording in sign language")
        verbose_name_plural = _("recording in sign language")
        constraints = [
            CheckConstraint(
                condition=Q(
                    *(
                        is_complete_in(code, ("captions",))
                        for code in settings.MODELTRANSLATION_LANGUAGES
                    ),
                    _connector=Q.OR,
                ),
                name="recording_has_captions",
                violation_error_message=_("Add captions in one language at least."),
            )
        ]

    def __str__(self) -> str:
        return str(_("recording in sign language"))

    @property
    def captioned(self) -> list[dict[str, str]]:
        """The languages of its captions, the site's own names, and where they are."""
        return [
            {"code": code, "name": name, "url": self.part(f"captions-{code}.vtt")}
            for code, name in settings.CENTRE_LANGUAGES.items()
            if (getattr(self, f"captions_{code}") or "").strip()
        ]

    @property
    def video_url(self) -> str:
        """Where the recording is, under its kind."""
        return self.part(f"video.{self._ending(self.video)}")

    @property
    def poster_url(self) -> str:
        """Where its still picture is."""
        return self.part(f"poster.{self._ending(self.poster)}")

    @property
    def video_size(self) -> int:
        """How large the recording is, in bytes; 0 where the store has lost it."""
        try:
            return self.video.size
        except FileNotFoundError:
            return 0

    @property
    def video_type(self) -> str:
        """The type of the recording, as a browser names it."""
        return VIDEO_TYPES[self._ending(self.video)]

    def part(self, name: str) -> str:
        """Return the address of one of its files."""
        return reverse("recording", kwargs={"pk": self.pk, "part": name})

    def touch(self, at: datetime) -> None:
        """Note that one of its files is another one now."""
        self.stored_at = at

    @staticmethod
    def _ending(file: Any) -> str:
        return file.name.rpartition(".")[2]
