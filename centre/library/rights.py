"""What holds for a picture's file: its form, and taking it down everywhere."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import pgettext_lazy

from centre.library.places import rows_with_file
from centre.people import StaffAction
from centre.pictures.library import PictureRights
from centre.pictures.tasks import picture_models
from centre.staff.action_log import record_action
from centre.staff.bin import remove_picture_everywhere
from centre.staff.merging import MergingForm

MOST_LOGGED = 50  # places of each kind


class PictureRightsForm(MergingForm):
    """Who is in a picture, and its terms; of a file without rights too."""

    class Meta:
        model = PictureRights
        fields = ("consent", "terms")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._digests()
        self.fields["terms"].widget.attrs["class"] = "vTextField"


def may_change(user: Any, rows: list[Any]) -> bool:
    """Return whether somebody may change one of these pictures, and so their file.

    Of a file that is gone, who may change those of the library.
    """
    if not rows:
        return user.has_perm("centre.change_librarypicture")
    kinds = {type(row)._meta for row in rows}
    return any(user.has_perm(f"{k.app_label}.change_{k.model_name}") for k in kinds)


@transaction.atomic
def save_rights(name: str, data: Any, user: User) -> PictureRightsForm:
    """Save what was sent of a file under its row's lock; return the form.

    It has errors where two people changed the same at once.
    """
    PictureRights.objects.get_or_create(image=name)
    rights = PictureRights.objects.select_for_update().get(image=name)
    form = PictureRightsForm(data, instance=rights)
    if form.is_valid():
        form.save()
        if form.changed_data:
            record_action(user, StaffAction.Kind.CHANGED, rights, *form.changed_data)
    return form


@transaction.atomic
def take_down(name: str, user: User) -> None:
    """Delete a picture wherever it is shown and from the bin, with its files.

    The log has a line for each place.
    """
    for row in rows_with_file(name, MOST_LOGGED):
        text = pgettext_lazy("action", "picture taken down everywhere")
        record_action(user, StaffAction.Kind.ACTED, row.owner, text)
    remove_picture_everywhere(name, picture_models())
