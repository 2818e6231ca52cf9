"""The abstract model of a picture that belongs to an object."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centre.content.files import HasFiles
from centre.content.languages import Translatable
from centre.pictures.files import PictureField
from centre.text.fields import CleanCharField


class Picture(Translatable, HasFiles):
    """A picture that belongs to one object. A background task makes its sizes."""

    translation_required = ("alt",)
    rows_name = "pictures"
    prepared_texts = ("alt", "caption")
    prepared_facts = ("credit", "decorative", "position")

    image = PictureField(_("picture"), width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    focal_x = models.PositiveSmallIntegerField(
        _("centre of interest, from the left (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    focal_y = models.PositiveSmallIntegerField(
        _("centre of interest, from the top (%)"),
        default=50,
        validators=[MaxValueValidator(100)],
    )
    alt = CleanCharField(
        _("description for people who can’t see it"), max_length=250, blank=True
    )
    caption = CleanCharField(
        _("caption"),
        max_length=250,
        blank=True,
        default="",
        db_default="",
        help_text=_("Stands below the picture where it is shown large."),
    )
    credit = CleanCharField(
        _("credit"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Who took or drew it. Stands behind the caption."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_(
            "It adds nothing that the text does not say; it needs no description."
        ),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("The first picture is the cover.")
    )
    rendered = models.CharField(max_length=64, blank=True, editable=False)
    # How often its sizes were begun in vain, and when they are to be begun again.
    render_attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False
    )
    render_due_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        # Where a file is used, and the few rows whose sizes wait or were begun in vain:
        # asked of all models at once, by the clock each minute.
        indexes = [
            models.Index(
                fields=["image"],
                name="%(class)s_image",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(
                fields=["render_due_at"],
                condition=Q(render_due_at__isnull=False) | Q(rendered=""),
                name="%(class)s_due",
            ),
            models.Index(
                fields=["render_attempts"],
                condition=Q(render_attempts__gt=0),
                name="%(class)s_tried",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="%(class)s_focal_point_inside",
            )
        ]

    def __str__(self) -> str:
        return str(self.localized) or self.image.name or ""
