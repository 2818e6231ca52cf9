"""The addresses of the day, below those of the study visits at the desk."""

from typing import Any

from django.urls import path

from centre.staff.mixins import PageAdmin
from events.onsite import pdf_views, printouts, reports, sheet_run_views, views
from events.onsite.door_links import door_links

PATHS = (
    ("<int:visit>/day/", views.day, "events_day"),
    ("<int:visit>/day/list/", views.printed_list, "events_day_list"),
    ("<int:visit>/day/close/", views.close, "events_day_close"),
    ("<int:visit>/day/door/", door_links, "events_day_door"),
    ("<int:visit>/day/export.<slug:kind>", reports.export, "events_day_export"),
    ("<int:visit>/day/figures/", reports.figures, "events_day_figures"),
    ("<int:visit>/day/print/needs/", printouts.needs_sheet, "events_day_needs"),
    (
        "<int:visit>/day/print/programme/all/",
        sheet_run_views.all_sheets,
        "events_day_sheets",
    ),
    (
        "<int:visit>/day/print/programme/all/sheets/",
        sheet_run_views.print_all_sheets,
        "events_day_all_sheets",
    ),
    ("<int:visit>/day/print/<slug:kind>/", printouts.sheet, "events_day_print"),
    ("day/<slug:reference>/", views.delegation, "events_day_delegation"),
    ("day/<slug:reference>/qr.svg", views.qr, "events_day_qr"),
    ("day/<slug:reference>/<slug:kind>/", pdf_views.letter, "events_day_pdf"),
)


class DayUrls(PageAdmin):
    """What the study visits' admin inherits to have these pages; staff only."""

    def get_urls(self) -> list[Any]:
        staff_only = self.admin_site.admin_view
        ours = [path(route, staff_only(view), name=name) for route, view, name in PATHS]
        return [*ours, *super().get_urls()]
