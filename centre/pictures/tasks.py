"""Background tasks on pictures: make their sizes, delete unused files."""

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
    """Make all sizes of one picture; store and return their version.

    Twice is the same as once. If the picture was changed or deleted meanwhile, nothing
    is stored: the change has its own task. Returns "" for a picture that is gone.
    """
    model = apps.get_model(model_label)
    picture = model.objects.filter(pk=pk).first()
    if picture is None:
        return ""
    unchanged = {
        "image": picture.image.name,
        "focal_x": picture.focal_x,
        "focal_y": picture.focal_y,
    }
    focal = (picture.focal_x, picture.focal_y)
    version = render_sizes(picture.image.storage, picture.image.name, focal)
    stored = model.objects.filter(pk=pk, **unchanged).update(rendered=version)
    if stored and picture.rendered not in {"", version}:
        tidy_later(picture.image.name)
    return version


def tidy_later(name: str) -> None:
    """Queue `tidy_picture` for a day from now."""
    tidy_picture.using(run_after=timezone.now() + TIDY_AFTER).enqueue(name)


@task()
def tidy_picture(name: str) -> None:
    """Delete the sizes of a stored picture that no row uses, and an unused original.

    Two rows may share a file (its name comes from the content) and use different parts
    of it: then everything stays.
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
