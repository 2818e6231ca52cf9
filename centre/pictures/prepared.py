"""New pictures of something public that appear with its prepared changes."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange
from centre.pictures.models import Picture


class PreparedPicture(Picture):
    """A picture that is shown with a thing once its prepared changes are published."""

    prepared = models.ForeignKey(
        PreparedChange, models.CASCADE, related_name="new_pictures"
    )

    class Meta(Picture.Meta):
        app_label = "centre"
        default_permissions = ()
        verbose_name = _("new picture")
        verbose_name_plural = _("new pictures")

    @property
    def owner(self) -> models.Model:
        """Return the thing that it will belong to."""
        thing: models.Model = self.prepared.thing
        return thing

    @classmethod
    def of_row(cls, picture: Picture, prepared: PreparedChange) -> "PreparedPicture":
        """Return one, unsaved, with the file and the words of another picture."""
        return cls(prepared=prepared, **_values(picture))

    def as_picture_of(self, thing: Any) -> Any:
        """Return the picture, unsaved, that the thing will have."""
        model = thing.pictures.model
        return model(**{model.owner_field(): thing}, **_values(self))


def _values(picture: Picture) -> dict[str, Any]:
    """Return the values of the fields that every picture has, translations included."""
    names = {field.name for field in PreparedPicture._meta.concrete_fields}
    return {
        field.name: getattr(picture, field.name)
        for field in picture._meta.concrete_fields
        if field.name in names and not field.is_relation and not field.primary_key
    }
