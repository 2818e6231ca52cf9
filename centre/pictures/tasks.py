"""Background work on pictures: their sizes, and what nobody uses any more."""

from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from centre.pictures.files import delete_sizes, render_sizes
from centre.pictures.models import Picture

# Pages that name the old files may be held by browsers and proxies for some minutes.
TIDY_AFTER = timedelta(days=1)


@task()
def render_picture(model_label: str, pk: int) -> str:
    """Make all sizes of one picture and note their version, which is returned.

    Doing it twice changes nothing. If the picture was changed or deleted in the
    meantime nothing is noted: the change has a task of its own.
    """
    model = apps.get_model(model_label)
    picture = model.objects.filter(pk=pk).first()
    if picture is None:
        return ""
    seen = {
        "image": picture.image.name,
        "focal_x": picture.focal_x,
        "focal_y": picture.focal_y,
    }
    focal = (picture.focal_x, picture.focal_y)
    version = render_sizes(picture.image.storage, picture.image.name, focal)
    noted = model.objects.filter(pk=pk, **seen).update(rendered=version)
    if noted and picture.rendered not in {"", version}:
        tidy_later(picture.image.name)
    return version


def tidy_later(name: str) -> None:
    """Have the files of a picture that nobody uses deleted, a day from now."""
    tidy_picture.using(run_after=timezone.now() + TIDY_AFTER).enqueue(name)


@task()
def tidy_picture(name: str) -> None:
    """Delete the sizes of a stored picture that no row uses, and an unused original.

    Two rows may share one file (the name comes from the content) and want different
    parts of it: then everything stays.
    """
    rows = [
        rendered
        for model in apps.get_models()
        if issubclass(model, Picture)
        for rendered in model._default_manager.filter(image=name).values_list(
            "rendered", flat=True
        )
    ]
    if not rows:
        delete_sizes(default_storage, name)
        default_storage.delete(name)
    elif len(set(rows)) == 1 and rows[0]:
        delete_sizes(default_storage, name, keep=rows[0])
