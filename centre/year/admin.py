"""The year in numbers on the desk, and as a workbook for whoever reports on a grant."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centre.content.date_bounds import FIRST_DAY
from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import ReadOnlyAdmin, as_staff
from centre.text.dates import format_date
from centre.web.years import year_asked
from centre.year.plots import plots_of
from centre.year.tables import YearTable, sees_some, tables_for
from events.models import VisitFigure
from events.onsite.export import as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))  # of sheets, in Excel


@admin.register(VisitFigure)
class YearAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """The page of a year: each sees the tables of what they may see otherwise."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.workbook)
        name = "events_visitfigure_workbook"
        return [path("year.xlsx", view, name=name), *super().get_urls()]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sees_some(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether there is something to see; a row has no page here."""
        return obj is None and sees_some(request.user)

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Show a year: small plots, each with its table.

        Raises PermissionDenied where somebody may see none of them.
        """
        year, tables = _asked(request)
        now = timezone.localdate().year
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": capfirst(self.opts.verbose_name_plural),
            "year": str(year),
            "before": str(year - 1) if year > FIRST_DAY.year else "",
            "after": str(year + 1) if year < now else "",
            "tables": [(table, plots_of(table)) for table in tables],
        }
        return TemplateResponse(request, "admin/centre/year/year.html", context)

    def workbook(self, request: HttpRequest) -> HttpResponse:
        """Serve the same tables, a sheet for each, and one of what they leave out.

        Raises PermissionDenied where somebody may see none of them.
        """
        year, tables = _asked(request)
        record_action(as_staff(request).user, Kind.EXPORTED, None, "xlsx", year)
        book = as_xlsx([*map(_sheet, tables), _notes(tables)])
        response = HttpResponse(book, content_type=XLSX)
        name = f'attachment; filename="{year}.xlsx"'
        response.headers["Content-Disposition"] = name
        return response


def _asked(request: HttpRequest) -> tuple[int, list[YearTable]]:
    """Return the year that is asked for, else the present one, and its tables."""
    year = year_asked(request.GET) or timezone.localdate().year
    tables = tables_for(request.user, year, timezone.now())
    if not tables:
        raise PermissionDenied
    return year, tables


def _sheet(table: YearTable) -> tuple[str, list[list[Any]]]:
    name = table.heading.translate(NOT_IN_NAMES)
    return name, [table.columns, *table.rows, table.total]


def _notes(tables: list[YearTable]) -> tuple[str, list[list[Any]]]:
    """Return a sheet for whoever reads the file without the desk: how it is counted."""
    name = str(_("How it is counted"))
    day = format_date(timezone.localdate(), get_language() or "")
    told = [[table.heading, table.note] for table in tables if table.note]
    return name, [[_("Table"), name], *told, [_("As of"), day]]
