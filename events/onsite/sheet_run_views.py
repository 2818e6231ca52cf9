"""Staff's page of all programme sheets of a large visit, and the sheets themselves."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import StaffRequest
from centre.text.dates import format_date, format_time
from events.models import SheetRun, StudyVisit
from events.onsite.checkin import EXPECTED
from events.onsite.permissions import onsite_page, permitted
from events.onsite.printouts import SHEETS, render_sheet
from events.onsite.sheet_runs import order_sheets

_TITLE = SHEETS["programme"][0]


@permitted("events.view_registration")
def all_sheets(request: StaffRequest, visit: int) -> HttpResponse:
    """Have all sheets made, see how far that is, come to them."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    now = timezone.now()
    if request.method == "POST":
        if not order_sheets(study_visit, at=now):
            messages.info(request, _("The sheets are being made already."))
        return redirect("admin:events_day_sheets", visit)
    run = SheetRun.objects.kept(now).filter(visit=study_visit).first()
    made, total = run.progress() if run else (0, 0)
    return onsite_page(
        request,
        "admin/events/onsite/all_sheets.html",
        _TITLE,
        visit=study_visit,
        ordered=_in_words(run.ordered_at) if run else "",
        is_ready=total and made == total,
        made=made,
        total=total,
        expected=study_visit.registrations.filter(status__in=EXPECTED).count(),
        stands_still=run is not None and made < total and run.stands_still(now),
        days_kept=settings.CENTRE_RETENTION["programme_sheets"],
    )


def _in_words(moment: datetime) -> str:
    return f"{format_date(moment, get_language() or '')}, {format_time(moment)}"


@permitted("events.view_registration")
def print_all_sheets(request: StaffRequest, visit: int) -> HttpResponse:
    """All sheets as one document, without those who do not come any more."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    run = SheetRun.objects.kept(timezone.now()).filter(visit=study_visit).first()
    made, total = run.progress() if run else (0, 0)
    if run is None or not total or made < total:
        return redirect("admin:events_day_sheets", visit)
    expected = run.sheets.filter(registration__status__in=EXPECTED)
    texts = expected.values_list("html", flat=True)
    record_action(request.user, Kind.PRINTED, study_visit, _TITLE)
    # A template's output, as `make_part` stored it.
    sheets = (mark_safe(text) for text in texts)  # noqa: S308
    return render_sheet(request, "programme", study_visit, sheets=sheets)
