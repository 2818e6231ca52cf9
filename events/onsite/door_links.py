"""Staff's page of the links for the door of a visit."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import StaffRequest
from centre.staff.secret_links import (
    link_addresses,
    new_press,
    press_on,
    valid_links,
)
from centre.text.dates import format_date
from events.models import StudyVisit
from events.models.door_links import MAY_MAKE, DoorLink, days_of
from events.onsite.arriving import number
from events.onsite.permissions import onsite_page, permitted

TITLE = _("Link for the door")


class DoorLinkForm(forms.Form):
    """The day for which a link is made: one of the visit's that is not over."""

    day = forms.TypedChoiceField(
        label=_("Day"),
        error_messages={"required": _("Choose one of the days of the visit.")},
    )

    def __init__(self, visit: StudyVisit, data: Any = None) -> None:
        super().__init__(data)
        today, language = timezone.localdate(), translation.get_language() or ""
        self.days = {d.isoformat(): d for d in days_of(visit) if d >= today}
        field: Any = self.fields["day"]
        field.choices = [(k, format_date(d, language)) for k, d in self.days.items()]
        field.coerce = self.days.get


@permitted(MAY_MAKE)
def door_links(request: StaffRequest, visit: int) -> HttpResponse:
    """Make a link for one day and show it once; list those that are valid, end one."""
    study_visit = get_object_or_404(StudyVisit, pk=visit)
    if "end" in request.POST:
        return _end(request, study_visit)
    form = DoorLinkForm(study_visit, request.POST or None)
    made = []
    if form.is_valid():
        made = _make(request, study_visit, form.cleaned_data["day"])
    language, links = translation.get_language() or "", study_visit.door_links
    return onsite_page(
        request,
        "admin/events/onsite/door_links.html",
        TITLE,
        visit=study_visit,
        form=form,
        made=made,
        press=new_press(),
        is_planned=study_visit.state == StudyVisit.State.PLANNED,
        links=valid_links(links, until=lambda link: format_date(link.day, language)),
    )


def _make(request: StaffRequest, visit: StudyVisit, day: Any) -> list[Any]:
    """Make a link; return its code, name and address for each public language."""
    token = DoorLink.make(
        visit, day, at=timezone.now(), user=request.user, press=press_on(request)
    )
    record_action(request.user, Kind.ACTED, visit, TITLE)
    return link_addresses("door-link", token, settings.LANGUAGES)


def _end(request: StaffRequest, visit: StudyVisit) -> HttpResponse:
    """End a link; the log says so once."""
    link = visit.door_links.filter(pk=number(request.POST["end"]))
    if link.end(timezone.now()):
        record_action(request.user, Kind.ACTED, visit, _("End this link"))
    messages.success(request, _("The link opens nothing any more."))
    return redirect("admin:events_day_door", visit.pk)
