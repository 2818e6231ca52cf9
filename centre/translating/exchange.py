"""The page on which translations leave as a file and come back."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.people import StaffAction
from centre.staff.action_log import record_action
from centre.staff.mixins import PageAdmin, as_staff
from centre.translating.board import BOARD_PAGES
from centre.translating.importing import (
    Import,
    propose_import,
    read_import,
    take_import_over,
)
from centre.translating.kinds import kinds_for
from centre.translating.lines import Line, find_lines
from centre.translating.spreadsheets import Unreadable, read_workbook, write_workbook
from centre.translating.xliff import read_xliff, write_xliff
from centre.web.caching import store_nowhere

LARGEST_SHEET = 2 * 1024 * 1024
MOST_TEXT = 1_000_000  # characters of what is carried from the preview to the end
FILE_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlf": "application/xliff+xml",
}


class TranslationsForm(forms.Form):
    """A file that comes back; `lines` are those in it."""

    file = forms.FileField(
        label=_("File with translations"), help_text="XLSX, XLIFF 1.2"
    )

    def clean_file(self) -> Any:
        """Read the lines of the file.

        Raises ValidationError.
        """
        file = self.cleaned_data["file"]
        if file.size > LARGEST_SHEET:
            raise forms.ValidationError(_("The file is too large."))
        data = file.read()
        try:
            read = read_workbook if data.startswith(b"PK") else read_xliff
            self.lines = [*read(data)]
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if sum(len(line.target) for line in self.lines) > MOST_TEXT:
            raise forms.ValidationError(_("The file is too large."))
        return file


class ExchangePages(PageAdmin):
    """A mixin for the board: export, and import with a preview."""

    def get_urls(self) -> list[Any]:
        protect = self.admin_site.admin_view
        return [
            path(
                "exchange/",
                protect(self.exchange),
                name="centre_outdatedtext_exchange",
            ),
            path(
                "export/<str:language>/<str:kind>/",
                protect(self.export),
                name="centre_outdatedtext_export",
            ),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest, language: str, kind: str) -> HttpResponse:
        """Give out what is missing or outdated in a language, as a file.

        Raises PermissionDenied, Http404.
        """
        user = as_staff(request).user
        kinds = kinds_for(user)
        if not kinds:
            raise PermissionDenied
        if language not in settings.CENTRE_LANGUAGES or kind not in FILE_TYPES:
            raise Http404
        lines, _left_out = find_lines(kinds, language, timezone.now())
        is_workbook = kind == "xlsx"
        data = write_workbook(lines) if is_workbook else write_xliff(lines, language)
        record_action(user, StaffAction.Kind.EXPORTED, None, "translations", kind)
        response = HttpResponse(data, content_type=FILE_TYPES[kind])
        response["Content-Disposition"] = (
            f'attachment; filename="translations-{language}.{kind}"'
        )
        store_nowhere(response)
        return response

    def exchange(self, request: HttpRequest) -> HttpResponse:
        """Offer the files; show what one that comes back would propose, and propose it.

        Raises PermissionDenied.
        """
        user = as_staff(request).user
        kinds = kinds_for(user)
        if not kinds:
            raise PermissionDenied
        if "lines" in request.POST:
            return self._finish(request, read_import(user, _carried(request)))
        form = TranslationsForm(
            request.POST or None, request.FILES or None, label_suffix=""
        )
        found = None
        if request.method == "POST" and form.is_valid():
            found = read_import(user, form.lines)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Translate elsewhere"),
            "opts": self.opts,
            "form": form,
            "found": found,
            "lines": _carry(found) if found else "",
            "may_take_over": not all(kind.only_proposes for kind in kinds),
            "languages": settings.CENTRE_LANGUAGES.items(),
        }
        return render(request, "admin/centre/translations/exchange.html", context)

    def _finish(self, request: HttpRequest, found: Import) -> HttpResponse:
        """Propose what was shown, or take it over; say what waits, and why."""
        now, user = timezone.now(), as_staff(request).user
        done = 0
        for imported in found.things:
            if "take_over" in request.POST:
                hindered = take_import_over(request, imported, now)
                if hindered:
                    text = f"{imported.thing}: {hindered}"
                    self.message_user(request, text, messages.WARNING)
                done += not hindered
            else:
                propose_import(user, imported, now)
                done += 1
        text = ngettext(
            "%(number)d thing is done.", "%(number)d things are done.", done
        )
        self.message_user(request, text % {"number": done}, messages.SUCCESS)
        return redirect(f"{BOARD_PAGES}_changelist")


def _carry(found: Import) -> str:
    """Return the lines that are to be proposed, for the form that asks."""
    lines = [line for imported in found.things for line in imported.lines]
    return json.dumps(
        [[e.address, e.digests, e.target, e.number] for e in lines], ensure_ascii=False
    )


def _carried(request: HttpRequest) -> list[Line]:
    """Return the lines that were shown; none of what makes no sense."""
    try:
        rows = json.loads(request.POST["lines"])
        return [
            Line(str(address), str(digests), "", "", "", str(target), int(number))
            for address, digests, target, number in rows
        ]
    except (ValueError, TypeError, RecursionError):
        return []
