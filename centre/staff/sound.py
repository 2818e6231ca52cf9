"""Staff's pages answer odd addresses as they answer unknown ones."""

from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse

from centre.staff.faults import faults_of
from centre.staff.mixins import PageAdmin
from centre.text.keys import is_row_key


class SoundChangeList(ChangeList):
    """A list whose filters may ask for what no column can hold.

    Django then shows the list unfiltered, if it finds out before it asks the database.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as odd:
            raise IncorrectLookupParameters from odd

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as odd:
            raise IncorrectLookupParameters from odd


class SoundAdmin(PageAdmin):
    """Mixed into every admin of the desk by its site."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        found = super().get_changelist(request, **kwargs)
        return SoundChangeList if found is ChangeList else found

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Do something with the chosen rows; what is no row's key is not chosen."""
        sent = request.POST.copy()
        chosen = filter(is_row_key, sent.getlist(ACTION_CHECKBOX_NAME))
        sent.setlist(ACTION_CHECKBOX_NAME, [*chosen])
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any
    ) -> HttpResponse:
        """Render a form; a refused one names its faults in place of saying "below"."""
        if context["errors"]:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            form = context["adminform"].form
            context |= {"faults": faults_of(form, formsets), "errors": None}
        return super().render_change_form(request, context, *args, **kw)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Serve the history.

        Raises Http404 where the key is none of this model.
        """
        check_key(self.opts.pk, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, **kwargs: Any
    ) -> HttpResponse:
        """Serve an older version; bringing it back takes the right to change.

        Raises Http404 where the key or the version's number is none, PermissionDenied.
        """
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        history: Any = self.model
        check_key(self.opts.pk, unquote(object_id))
        check_key(history.history.model._meta.pk, version_id)
        inherited: Any = super()
        return inherited.history_form_view(request, object_id, version_id, **kwargs)


def check_key(field: Any, text: str) -> None:
    """Check that a text can be a key.

    Raises Http404 where it can't.
    """
    try:
        field.to_python(text)
    except (ValidationError, ValueError, OverflowError):
        raise Http404 from None
