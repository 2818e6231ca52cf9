"""The rows of new pictures in the form of prepared changes."""

from typing import Any

from django.http import HttpRequest

from centre.content.languages import complete_languages
from centre.content.prepared import PreparedChange
from centre.pictures.prepared import PreparedPicture
from centre.pictures.tasks import render_picture
from centre.staff.pictures import PictureFormSet, PictureInline, save_pictures


class NewPictureFormSet(PictureFormSet):
    """New pictures, which need descriptions as their thing's pictures do."""

    thing: Any = None  # with the words of the form

    def is_public(self) -> bool:
        """Return whether readers see the thing."""
        return bool(getattr(self.thing, "published_at", None))

    def languages_described(self) -> list[str]:
        """Return the languages in which the thing is complete."""
        return complete_languages(self.thing)


class PreparedPictureInline(PictureInline):
    """New pictures; whoever may add pictures to the thing may do so here."""

    model = PreparedPicture
    formset = NewPictureFormSet

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


def keep_new_pictures(formsets: Any, prepared: PreparedChange) -> None:
    """Keep the new pictures of valid formsets with what is prepared."""
    for formset in formsets:
        if isinstance(formset, NewPictureFormSet):
            formset.instance = prepared
            formset.save()
            save_pictures(formset)
        elif isinstance(formset, PictureFormSet):
            for form in formset.extra_forms:
                if form.has_changed() and form not in formset.deleted_forms:
                    picture = PreparedPicture.of_row(form.instance, prepared)
                    picture.save()
                    render_picture.enqueue(picture._meta.label, picture.pk)
