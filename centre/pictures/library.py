"""The library: pictures that no page shows yet, and what holds for a picture's file."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns
from centre.pictures.former import is_former_file
from centre.pictures.models import Picture
from centre.pictures.storing import lock_files
from centre.pictures.tasks import picture_models
from centre.text.fields import CleanCharField

PICTURE_FOLDER = "pictures/"
REFUSED = _("Somebody in this picture does not agree to be shown.")
_FILE = re.compile(r"[0-9a-f]{24}\.(?:jpg|png)")


class LibraryPicture(Picture):
    """A picture that belongs to nothing: kept to be used, and on no public page."""

    class Meta(Picture.Meta):
        app_label = "centre"
        verbose_name = _("picture in the library")
        verbose_name_plural = _("pictures")

    @property
    def owner(self) -> models.Model:
        """Return itself: what its form and its page are of."""
        return self

    @classmethod
    def owner_field(cls) -> str:
        """Return "": it belongs to nothing."""
        return ""


class LibraryText(models.Model):
    """What the library finds a picture or a document by, folded.

    The database itself writes it, in the transaction in which a text of the file or the
    title of what it belongs to changes (`library_write`).
    """

    kind = models.CharField(max_length=60)  # the model's label
    object_id = models.BigIntegerField()
    owner = models.CharField(max_length=60)  # the table of what it belongs to, or ""
    owner_id = models.BigIntegerField(null=True)
    texts = models.TextField()
    title = models.TextField()  # of what it belongs to

    class Meta:
        app_label = "centre"
        default_permissions = ()
        constraints = [
            UniqueConstraint(fields=["kind", "object_id"], name="library_text_once")
        ]
        indexes = [Index("owner", "owner_id", name="library_text_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class PictureRights(models.Model):
    """Whether those who are in a picture may be shown, and its terms of use.

    It holds for the file: in every place that shows it, and after it left one. A file
    without a row is one of which nothing is known.
    """

    class Consent(models.TextChoices):
        NOBODY = "nobody", _("nobody in it can be recognised")
        AGREED = "agreed", _("who is in it has agreed")
        REFUSED = "refused", _("somebody in it does not agree, or no longer")

        __empty__ = _("not known")

    image = models.CharField(max_length=100, unique=True, editable=False)
    consent = models.CharField(
        _("who is in it"),
        max_length=8,
        choices=Consent.choices,
        blank=True,
        default="",
        help_text=_("Whoever can be recognised has to agree to be shown."),
    )
    terms = CleanCharField(
        _("terms of use"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("A licence, or what its author allows. Only staff see it."),
    )

    class Meta:
        app_label = "centre"
        verbose_name = _("rights of a picture")
        verbose_name_plural = _("rights of pictures")
        default_permissions = ()
        constraints = [
            CheckConstraint(
                condition=Q(consent__in=["", "nobody", "agreed", "refused"]),
                name="picture_consent_known",
            )
        ]

    def __str__(self) -> str:
        return self.image

    @classmethod
    def in_words(cls, consent: str | None) -> Any:
        """Return what a consent means; None and "" are one that is not known."""
        return dict(cls.Consent.choices)[consent or None]


def is_file(file: str) -> bool:
    """Return whether a text can be the file of a stored picture."""
    return bool(_FILE.fullmatch(file))


def find_stored(file: str) -> str:
    """Return the name of the stored picture with this file; "" where there is none.

    It may be one that only the history shows. The file stays there until the end of the
    transaction.
    """
    if not is_file(file):
        return ""
    lock_files(exclusive=False)
    name = PICTURE_FOLDER + file
    used = any(pictures_with(m, [name]).exists() for m in picture_models())
    known = used or is_former_file(name)
    return name if known and default_storage.exists(name) else ""


def file_of(name: str) -> str:
    """Return the file of a stored picture: its name without the folder."""
    return name.removeprefix(PICTURE_FOLDER)


def pictures_with(model: Any, names: list[str]) -> Any:
    """Find the pictures of a model that have one of these files."""
    return model._default_manager.filter(image__in=names)


def refuse_refused(name: str) -> None:
    """Refuse a picture that is to be used where somebody in it does not agree.

    Raises ValidationError.
    """
    if is_refused(name):
        raise refusal_of(name)


def refusal_of(name: str) -> ValidationError:
    """Return what is said of a picture that is not to be shown, leading to its page."""
    url = reverse("admin:library-file", args=[file_of(name)])
    link = format_html('{} <a href="{}">{}</a>', REFUSED, url, _("Has it changed?"))
    return ValidationError(link, code="refused")


def is_refused(name: str) -> bool:
    """Return whether somebody in a picture does not agree to be shown."""
    refused = PictureRights.objects.filter(consent=PictureRights.Consent.REFUSED)
    return refused.filter(image=name).exists()


def note_consent(name: str, consent: str) -> None:
    """Write down who is in a picture that is new; what is known of its file stays."""
    if not consent:
        return
    rights = PictureRights.objects
    _row, is_new = rights.get_or_create(image=name, defaults={"consent": consent})
    if not is_new:
        rights.filter(image=name, consent="").update(consent=consent)


def leave_library(name: str) -> None:
    """Delete a picture's row in the library that says nothing: it is in use now."""
    silent = Q(credit="")
    for code in settings.MODELTRANSLATION_LANGUAGES:
        for column in columns(LibraryPicture, code).values():
            silent &= Q(**{column: ""}) | Q(**{column: None})
    LibraryPicture.objects.filter(silent, image=name).delete()
