"""The pages of one picture's file, and the address that uploads are sent to."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.library.finding import pictures_seen_by
from centre.library.places import entries_of, place_of, rows_with_file
from centre.library.rights import PictureRightsForm, may_change, save_rights, take_down
from centre.library.targets import find_target
from centre.library.uploading import add_each, add_to_library
from centre.pictures.library import (
    PICTURE_FOLDER,
    LibraryPicture,
    PictureRights,
    is_file,
    is_refused,
)
from centre.pictures.models import Picture
from centre.staff.mixins import as_staff
from centre.web import errors
from centre.web.refused import given_back

MOST_PLACES = 20  # of each kind, on the page of a file
ADD = "centre.add_librarypicture"
LIBRARY = "admin:centre_librarypicture_changelist"


def upload_view(request: HttpRequest) -> HttpResponse:
    """Put pictures into the library: one that a script sends, or several of a form.

    Raises PermissionDenied.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    if not as_staff(request).user.has_perm(ADD):
        raise PermissionDenied
    if "picture" in request.FILES:
        return _answer_script(request.FILES["picture"])
    stored, refused = add_each(request.FILES.getlist("pictures"))
    for name, reason in refused:
        messages.error(request, format_html("“{}”: {}", name, reason))
    if stored:
        text = ngettext(
            "%(count)d picture is in the library.",
            "%(count)d pictures are in the library.",
            len(stored),
        )
        messages.success(request, text % {"count": len(stored)})
    target = find_target(request, request.POST.get("for", ""), Picture)
    url = target.url_with(stored) if target and stored else reverse(LIBRARY)
    return HttpResponseRedirect(url)


def _answer_script(uploaded: Any) -> JsonResponse:
    try:
        file = add_to_library(uploaded)
    except ValidationError as error:
        text = strip_tags(error.messages[0])
        return JsonResponse({"error": text})
    url = LibraryPicture._meta.get_field("image").storage.url(PICTURE_FOLDER + file)
    return JsonResponse({"file": file, "url": url})


def file_view(request: HttpRequest, file: str) -> HttpResponse:
    """Show a picture's file, where it is used, and the form of its rights.

    Raises Http404 where the reader sees no such picture, PermissionDenied.
    """
    rows = _rows(request, file)
    user = as_staff(request).user
    if request.method == "POST":
        if not may_change(user, rows):
            raise PermissionDenied
        form = save_rights(PICTURE_FOLDER + file, request.POST, user)
        if form.is_valid():
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(_url_of(file))
    else:
        stored = PictureRights.objects.filter(image=PICTURE_FOLDER + file).first()
        form = PictureRightsForm(
            given_back(request),
            instance=stored or PictureRights(image=PICTURE_FOLDER + file),
        )
    context = {
        **admin.site.each_context(request),
        **_shown(rows, user),
        "title": _("Picture"),
        "form": form,
        "file": file,
        "may_change": may_change(user, rows),
    }
    return TemplateResponse(request, "admin/centre/library/file.html", context)


def take_down_view(request: HttpRequest, file: str) -> HttpResponse:
    """Take a picture down everywhere that was marked as not to be shown.

    Raises Http404 where the reader sees no such picture, PermissionDenied.
    """
    if request.method != "POST":
        return errors.error_page(request, 405)
    rows = _rows(request, file)
    user = as_staff(request).user
    if not may_change(user, rows):
        raise PermissionDenied
    if not is_refused(PICTURE_FOLDER + file):
        return HttpResponseRedirect(_url_of(file))
    take_down(PICTURE_FOLDER + file, user)
    messages.success(request, _("The picture is taken down everywhere and deleted."))
    return HttpResponseRedirect(reverse(LIBRARY))


def _shown(rows: list[Any], user: Any) -> dict[str, Any]:
    entry = next(iter(entries_of(rows[:1], user)), None)
    places = [place_of(row, user) for row in rows]
    return {
        "entry": entry,
        "places": places,
        "more_places": entry.others + 1 - len(places) if entry else 0,
        "is_refused": entry is None or entry.is_refused,
    }


def _rows(request: HttpRequest, file: str) -> list[Any]:
    """Return rows that have a file, those of what the reader sees first.

    Of a refused file nothing is left: whoever may add pictures can say otherwise.

    Raises Http404 where the reader sees none.
    """
    if not is_file(file):
        raise Http404
    user = as_staff(request).user
    seen = pictures_seen_by(user)
    rows = rows_with_file(PICTURE_FOLDER + file, MOST_PLACES)
    is_gone = not rows and is_refused(PICTURE_FOLDER + file) and user.has_perm(ADD)
    if not is_gone and not any(type(row) in seen for row in rows):
        raise Http404
    return sorted(rows, key=lambda row: type(row) not in seen)


def _url_of(file: str) -> str:
    return reverse("admin:library-file", args=[file])
