"""New pictures of something public that appear with its prepared changes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange, PreparedRow
from centre.pictures.models import Picture


class PreparedPicture(PreparedRow, Picture):
    """A picture that is shown with a thing once its prepared changes are published."""

    prepared = models.ForeignKey(
        PreparedChange, models.CASCADE, related_name="new_pictures"
    )

    class Meta(Picture.Meta):
        app_label = "centre"
        default_permissions = ()
        verbose_name = _("new picture")
        verbose_name_plural = _("new pictures")

    def shown_with(self, thing: Any) -> Any:
        """Return what a preview of the thing shows: the picture that it will have."""
        return self.as_row_of(thing)
