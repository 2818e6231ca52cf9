"""New rows of a form that begin with files of the library, which its address names."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from centre.content.prepared import NEW
from centre.staff.mixins import PageAdmin
from centre.staff.rows import LongRows, PreparableFormSet

TAKE = "-take"  # the parameter of an address that names files, behind the rows' name
MOST_TAKEN = 30  # files that a form is opened with


class TakingFormSet(PreparableFormSet):
    """Rows with files; new ones begin with the files of the library `taken` for them.

    A row's form takes one by the field of this name.
    """

    taken: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.taken:
            kwargs["initial"] = [{"taken": file} for file in self.taken]
        super().__init__(*args, **kwargs)


class TakesFromLibrary(LongRows):
    """A mixin for inlines whose new rows may take a file of the library.

    `is_file` says whether a text can be one.
    """

    formset: type[BaseInlineFormSet] = TakingFormSet
    is_file: Callable[[str], bool]
    is_prepared = False  # what is shown is prepared: new rows are another inline's

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.taken = self._taken_files(request)
        formset.extra = max(formset.extra, len(formset.taken))
        return formset

    def _taken_files(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the files of the library that the address chooses for new rows.

        Where changes are prepared those of a thing wait, whatever form it was for.
        """
        if request.method != "GET" or self.is_prepared:
            return ()
        rows = self.model._meta.get_field(self.model.owner_field()).remote_field
        joined = rows.get_accessor_name().removeprefix(NEW)
        asked = request.GET.get(joined + TAKE, "")
        files = dict.fromkeys(filter(type(self).is_file, asked.split()))
        return (*files,)[:MOST_TAKEN]


class TakesOnce(PageAdmin):
    """A mixin for admins of things that take files; what is saved is not taken anew."""

    def _get_preserved_qsl(
        self, request: HttpRequest, preserved_filters: str
    ) -> list[tuple[str, str]]:
        """Return what of an address stays after saving, as Django calls for it."""
        inherited: Any = super()
        kept = inherited._get_preserved_qsl(request, preserved_filters)
        return [(name, value) for name, value in kept if not name.endswith(TAKE)]
