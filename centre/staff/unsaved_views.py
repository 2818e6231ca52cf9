"""Where kept text comes in, and the forms that it fills."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import (
    DisallowedRedirect,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import PreparedChange
from centre.content.publishing import Publishable
from centre.models import UnsavedForm
from centre.staff import unsaved
from centre.staff.answers import ANSWER, address_of
from centre.staff.form_pages import FormPage
from centre.staff.history import written
from centre.staff.made_before import as_sent_of_made, is_of_new_form, tell_made
from centre.staff.merging import MergingForm
from centre.staff.mixins import PageAdmin
from centre.staff.presence import enter_form
from centre.staff.refused_texts import give_back
from centre.staff.unsaved import AlreadyMade, AlreadySaved
from centre.text.dates import format_time, in_krakow
from centre.text.keys import is_row_key
from centre.web import errors

# The parameter of a form's address that names the kept text to fill it with.
PARAMETER = "unsaved"
# How Django begins its reasons where a session is over. A form of another site has
# another reason, and is never kept.
SESSION_IS_OVER = ("CSRF cookie not set", "CSRF token")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
FORMS = ("_add", "_change", "_beside")  # how the names of forms' addresses end


class KeepsUnsaved(PageAdmin):
    """Mixed into every admin of the desk by its site, for its forms that merge."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> Any:
        """Serve a form; fill it with what its address names, keep what is not saved."""
        if not issubclass(self.form, MergingForm):
            return super().changeform_view(request, object_id, *args, **kw)
        if request.method != "POST":
            key = form_key(request, object_id)
            self._fill_with(request, kept_here(request, self.model, key), key)
            return super().changeform_view(request, object_id, *args, **kw)
        try:
            if page := FormPage.read(request.POST):
                unsaved.refuse_saved(page, request, timezone.now())
            return super().changeform_view(request, object_id, *args, **kw)
        except AlreadySaved as told:
            vars(request)["form_is_saved"] = True
            return _lead_to_saved(request, told.form)
        except AlreadyMade as told:
            vars(request)["form_is_saved"] = True
            if (kept := keep_sent(request)) is None:
                raise PermissionDenied from told
            tell_made(request, kept)
            return HttpResponseRedirect(described(request, kept)["url"])
        finally:
            if "form_is_saved" not in vars(request):
                keep_sent(request)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Lead to a new form with what was typed into a thing that is gone."""
        kept = vars(request).get("kept") or keep_sent(request)
        if kept is None or not self.has_add_permission(request):
            own: Any = super()
            return own._get_obj_does_not_exist_redirect(request, opts, object_id)
        text = _(
            "This was deleted while you were writing. What you typed is in a new form "
            "here. Perhaps it is in the bin: then bring it back first."
        )
        messages.warning(request, text)
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        return HttpResponseRedirect(f"{address}?{PARAMETER}={kept.pk}")

    def _fill_with(
        self, request: HttpRequest, form: UnsavedForm | None, key: str | None
    ) -> None:
        """Let a request look as if its form had been sent with what was kept."""
        if form is None:
            return
        _ = request.FILES  # read as long as this is a GET, which has none
        sent: Any
        if form.object_key != (key or ""):
            sent = unsaved.as_sent_anew(form)
        elif is_of_new_form(form):
            sent = as_sent_of_made(self, request, form)
        else:
            sent = unsaved.as_sent(form)
        vars(request)["kept"] = form
        request.method, request.POST = "POST", sent

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.only_shown = "kept" in vars(request)
        form.writer = request.user.pk
        return form

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save all rows; what was kept of the page is done with."""
        super().save_related(request, form, formsets, change)
        vars(request)["form_is_saved"] = True
        page = FormPage.read(request.POST)
        if page:
            saved = str(form.instance.pk)
            unsaved.close(page, request, saved, timezone.now())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any
    ) -> HttpResponse:
        """Render a form with its page's name, and what else is kept of its thing."""
        if issubclass(self.form, MergingForm):
            obj = context["original"]
            key = form_key(request, str(obj.pk) if obj else None)
            kept = vars(request).get("kept")
            if kept:
                _show_no_faults(context)
            page = open_page(request, self.model, key, kept)
            if obj and self.has_change_permission(request, obj):
                context["also_here"] = enter_form(page, timezone.now())
            context |= told_of_unsaved(request, self.model, page, kept)
        return super().render_change_form(request, context, *args, **kw)


def _lead_to_saved(request: HttpRequest, form: UnsavedForm) -> HttpResponse:
    """Lead to what was saved by the same form before."""
    text = _("This form had been saved before, so it is not saved a second time.")
    form.object_key = form.object_key.removesuffix(unsaved.PREPARED)
    if undone := _left_undone(request, form):
        messages.warning(request, format_lazy("{} {}", text, undone))
    else:
        messages.info(request, text)
    return HttpResponseRedirect(unsaved.url_of(form))


def _left_undone(request: HttpRequest, form: UnsavedForm) -> Any:
    """Return what the button is for and the one pressed before was not; "" if nothing.

    Nothing is published by an answer that says that nothing was done.
    """
    thing = apps.get_model(form.model)._base_manager.filter(pk=form.object_key).first()
    if not isinstance(thing, Publishable):
        return ""
    if "_prepare" not in request.POST and PreparedChange.objects.of(thing).exists():
        return _("Its changes are prepared, and not public yet.")
    if "_publish" in request.POST and thing.published_at is None:
        return _("It is not published yet: press “Publish now” here.")
    return ""


def open_page(
    request: HttpRequest, model: Any, key: str | None, kept: UnsavedForm | None
) -> FormPage:
    """Name a page that is shown, which goes on from what is kept, or was refused."""
    sent = FormPage.read(request.POST)
    before = kept or sent
    return FormPage.open(
        request.user,
        model,
        key,
        follows=before.key if before else "",
        origin=before.origin if before else "",
    )


def told_of_unsaved(
    request: HttpRequest, model: Any, page: FormPage, kept: UnsavedForm | None
) -> dict[str, Any]:
    """Return a page's name, what fills its form, and what else is kept of its thing."""
    others = unsaved.kept_for(request.user, model, page.object_key)
    return {
        "form_page": page.sign(),
        "kept": kept and described(request, kept),
        "unsaved_texts": [
            described(request, form) for form in others if form.key != page.follows
        ],
    }


def form_key(request: HttpRequest, object_id: str | None) -> str | None:
    """Return what kept text knows a form by: a thing has one more if it is prepared."""
    prepared = vars(request).get("preparing", False)
    return f"{object_id}{unsaved.PREPARED}" if prepared else object_id


def kept_here(
    request: HttpRequest, model: Any, object_id: str | None
) -> UnsavedForm | None:
    """Return what the address asks to fill the form with; the reader's own alone.

    What was typed into a thing that is gone fills the form of a new one.
    """
    number = request.GET.get(PARAMETER, "")
    if not is_row_key(number):
        return None
    form = unsaved.open_forms(request.user).filter(pk=number).first()
    if form is None or form.model != model._meta.label_lower:
        return None
    is_its_own = form.object_key == (object_id or "")
    is_for_new = object_id is None and unsaved.is_of_nothing(form)
    return form if is_its_own or is_for_new else None


def described(request: HttpRequest, form: UnsavedForm) -> dict[str, Any]:
    """Return what a page says of a kept text."""
    url, query = unsaved.url_of(form), request.GET.copy()
    query.pop(ANSWER, None)
    if unsaved.is_address(form.object_key):  # with a query of its own
        query.clear()
    query[PARAMETER] = str(form.pk)
    return {
        "pk": form.pk,
        "when": kept_when(form.kept_at),
        "files": form.files,
        "url": f"{url}{'&' if '?' in url else '?'}{query.urlencode()}",
    }


def unsaved_texts(request: HttpRequest) -> list[dict[str, Any]]:
    """Return all that a person has not saved, with what it belongs to."""
    if not request.user.is_authenticated:
        return []
    return [
        described(request, form)
        | {"kind": apps.get_model(form.model)._meta.verbose_name}
        for form in unsaved.open_forms(request.user)
    ]


def kept_when(moment: datetime) -> str:
    """Return the hour of today, or a day and an hour."""
    today = in_krakow(moment).date() == timezone.localdate()
    return format_time(moment) if today else written(moment)


def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep what a page's script sends, and say since when; nothing after a save.

    It is told where its reader may not write there any more.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    form, page = keep_sent(request), FormPage.read(request.POST)
    if page and not unsaved.may_keep(page):
        return JsonResponse({"kept": "", "refused": True})
    return JsonResponse({"kept": format_time(form.kept_at) if form else ""})


def discard_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kept text of the reader's own, and lead to its empty form.

    Raises Http404 where there is none.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    form = get_object_or_404(unsaved.open_forms(request.user), pk=pk)
    form.delete()
    messages.success(request, _("The unsaved text is discarded."))
    return HttpResponseRedirect(unsaved.url_of(form))


def keep_or_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what a form of the desk sent after its session was over; else say no."""
    kept = reason.startswith(SESSION_IS_OVER) and keep_for_later(request)
    is_desk = request.path.startswith(reverse("admin:index"))
    return kept or errors.csrf_failure(request, is_desk=is_desk)


def lead_back_or_refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead back to a form of the desk that was too large; else say no."""
    too_large = isinstance(exception, TOO_LARGE)
    if not (too_large and _url_name(request).endswith(FORMS)):
        return errors.bad_request(request, exception)
    messages.error(
        request,
        _(
            "The form was too large, so nothing was saved. What was kept of it until "
            "then is offered here: use it, make it smaller, and save it again."
        ),
    )
    try:
        return HttpResponseRedirect(address_of(request))
    except DisallowedRedirect as too_long:
        return errors.bad_request(request, too_long)


def give_back_or_refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say no; on the desk with what was typed by who may not save it any more."""
    name = _url_name(request)
    back = give_back(request, name) if name else None
    return back or errors.permission_denied(request, exception)


def keep_for_later(request: HttpRequest) -> HttpResponse | None:
    """Keep what its owner may not save just now, and ask who it is.

    Who may not write there any more gets it back. Returns None where the request is
    none of a form of the desk.
    """
    name = _url_name(request)
    if name == "unsaved":
        return keep_view(request)
    page = FormPage.read(request.POST) if name else None
    if page is None:
        return None
    if form := keep_sent(request):
        return _lead_back(request, form)
    return None if unsaved.may_keep(page) else give_back(request, name)


def _lead_back(request: HttpRequest, form: UnsavedForm) -> HttpResponse:
    """Lead to the form with what was kept, by way of the login where that is needed."""
    url = described(request, form)["url"]
    if request.user.is_authenticated and request.user.pk != form.user_id:
        messages.warning(
            request,
            _(
                "Somebody else is signed in now. Nothing was saved; what was typed is "
                "kept for who typed it."
            ),
        )
        return HttpResponseRedirect(reverse("admin:index"))
    messages.warning(
        request,
        _(
            "Your session had ended, so nothing was saved. What you typed is kept: it "
            "is in the form again once you are signed in."
        ),
    )
    if request.user.is_authenticated:
        return HttpResponseRedirect(url)
    return redirect_to_login(url, reverse("admin:login"))


def _url_name(request: HttpRequest) -> str:
    """Return the name of an address of the desk; "" for any other."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ""
    return (match.url_name or "") if match.namespace == "admin" else ""


def keep_sent(request: HttpRequest) -> UnsavedForm | None:
    """Keep what a form sent, for who opened its page; None where it is not kept."""
    page = FormPage.read(request.POST)
    if page is None:
        return None
    files, digest = unsaved.sent_files(request), unsaved.digest_of_sent(request)
    return unsaved.keep(page, request.POST, files, timezone.now(), digest)


def _show_no_faults(context: dict[str, Any]) -> None:
    """Take out what a form's rows lack: nobody has sent them yet."""
    for inline in context["inline_admin_formsets"]:
        inline.formset.non_form_errors().clear()
        for row in inline.formset.forms:
            row.errors.clear()
    context["errors"] = None
