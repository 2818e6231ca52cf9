"""Downloads of a visit's people, and the pages of its figures."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import StaffRequest
from events.models import StudyVisit
from events.onsite.export import as_csv, as_xlsx, tables
from events.onsite.figures import draft_report, write_figures
from events.onsite.permissions import not_come_text, onsite_page, permitted

FILES = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        as_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@permitted("events.view_registration")
def export(request: StaffRequest, visit: int, kind: str) -> HttpResponse:
    """The delegations and people as a file; needs, counted, for who may see them."""
    if kind not in FILES:
        raise Http404
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    make, content_type = FILES[kind]
    needs = request.user.has_perm("events.view_need")
    response = HttpResponse(
        make(tables(study_visit, needs=needs)), content_type=content_type
    )
    record_action(request.user, Kind.EXPORTED, study_visit, kind.upper())
    name = f"{study_visit.slug}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@permitted("events.add_visitfigure")
def figures(request: StaffRequest, visit: int) -> HttpResponse:
    """The figures of a visit; written, and made into a draft, on demand."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    if request.method == "POST" and not study_visit.has_come(timezone.now()):
        messages.error(request, not_come_text(study_visit))
        return HttpResponseRedirect(request.path)
    if request.method == "POST":
        return HttpResponseRedirect(_write(request, study_visit))
    written = list(study_visit.figures.all())
    return onsite_page(
        request,
        "admin/events/onsite/figures.html",
        _("Figures"),
        visit=study_visit,
        figures=written,
        seats=sum(figure.seats for figure in written),
        attended=sum(figure.attended for figure in written),
        report=study_visit.reports.order_by("pk").first(),
        may_see_report=any(
            map(request.user.has_perm, ("news.view_post", "news.change_post"))
        ),
    )


def _write(request: StaffRequest, visit: StudyVisit) -> str:
    """Do it; where to go next. A report that exists is not made again."""
    write_figures(visit)
    if "draft" not in request.POST or not request.user.has_perm("news.add_post"):
        messages.success(request, gettext("The figures are written."))
        return reverse("admin:events_day_figures", args=[visit.pk])
    post = visit.reports.order_by("pk").first()
    if post is None:
        post = draft_report(visit, author=request.user)
        messages.success(request, gettext("This is a draft. Read it, then publish it."))
    return reverse("admin:news_post_change", args=[post.pk])
