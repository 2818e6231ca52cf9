"""Keep what is typed on the desk's own pages, which are no forms of a stored thing.

Such a page is known by its address (record 61). Its form says which page it is by
`includes/page_name.html`; before it stands what else is kept of it (`offered_here`).
Its view fills the form with what `given_back` returns, where `bind` does not do it.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.models import UnsavedForm
from centre.staff import unsaved
from centre.staff.answers import address_of, hide_parameter
from centre.staff.form_pages import FormPage
from centre.staff.refused_texts import typed_texts
from centre.staff.unsaved_views import PARAMETER, described, keep_sent, open_page
from centre.text.keys import is_row_key
from centre.web.caching import store_nowhere
from centre.web.refused import GIVEN_BACK, SeeOther, ShownAgain

_KEPT = "kept_page"  # on the request: the row that `given_back` is of


def page_name(request: HttpRequest) -> str:
    """Name the page that is shown, by its address, for whom it is shown to."""
    address = _page_address(request)
    app, model, *_rest = address.removeprefix(reverse("admin:index")).split("/")
    kept = vars(request).get(_KEPT)
    return open_page(request, apps.get_model(app, model), address, kept).sign()


def given_back_now(request: HttpRequest) -> dict[str, Any] | None:
    """Return what a page says of the kept text that fills its form; None without."""
    kept = vars(request).get(_KEPT)
    return kept and described(request, kept)


def offered_here(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what else its reader has typed on the page that is shown, and not saved.

    In whichever language the page was then.
    """
    _nothing, _language, rest = _page_address(request).split("/", 2)
    addresses = [f"/{code}/{rest}" for code, _name in settings.LANGUAGES]
    kept, sent = vars(request).get(_KEPT), FormPage.read(request.POST)
    shown = {kept.key} if kept else {sent.key, sent.follows} if sent else set()
    others = unsaved.open_forms(request.user).filter(object_key__in=addresses)
    return [described(request, form) for form in others.exclude(key__in=shown)]


def show_page(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Show a page, with the reader's own kept text where the address asks for it.

    Where the page has no form any more, the text alone is shown.
    """
    kept = _asked_for(request)
    if kept is None:
        return view()
    hide_parameter(request, PARAMETER)
    vars(request).update({_KEPT: kept, GIVEN_BACK: unsaved.as_sent(kept)})
    with suppress(Http404, PermissionDenied):
        response = view()
        if response.status_code == 200:
            return response
    return _text_alone(request, kept)


def take_form(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Let a view take what a page sent; what it does not take is kept.

    A view that refuses a form and shows it again keeps it itself; one that takes
    nothing and has no form any more leads on by `SeeOther`. Who may not send it gets it
    back.
    """
    page = FormPage.read(request.POST)
    is_kept_only = request.path == reverse("admin:unsaved")
    if page is None or is_kept_only or not unsaved.is_address(page.object_key):
        return view()
    hide_parameter(request, PARAMETER)
    try:
        response = view()
    except PermissionDenied:
        raise
    except Exception:
        keep_sent(request)
        raise
    shown_again = isinstance(response, ShownAgain)
    if isinstance(response, SeeOther) and not shown_again:
        keep_sent(request)
    elif response.status_code < 400:
        unsaved.close_sent(page, request, timezone.now(), taken=not shown_again)
    return response


def _page_address(request: HttpRequest) -> str:
    """Return the address that a page is known by; not what it was asked to show."""
    hide_parameter(request, PARAMETER)
    return address_of(request)


def _asked_for(request: HttpRequest) -> UnsavedForm | None:
    """Return the text of the reader's own that is of this very address."""
    number = request.GET.get(PARAMETER, "")
    if not is_row_key(number):
        return None
    form = unsaved.open_forms(request.user).filter(pk=number).first()
    if form is None or not unsaved.is_address(form.object_key):
        return None
    own = described(request, form)["url"]
    return form if own == address_of(request) else None


def _text_alone(request: HttpRequest, kept: UnsavedForm) -> HttpResponse:
    model = apps.get_model(kept.model)
    context = {
        **admin.site.each_context(request),
        "title": _("What you typed"),
        "texts": [*typed_texts(kept.fields, model)],
    }
    response = TemplateResponse(request, "admin/unsaved_text.html", context)
    store_nowhere(response)
    return response
