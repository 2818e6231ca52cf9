"""What personal data is held, when it goes, and all about one person."""

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.staff.action_log import Kind, record_action
from centre.staff.mixins import ReadOnlyAdmin
from centre.text.fields import EmailFormField
from events.models import RetentionRun
from events.privacy import ledger
from events.privacy.data_subject import ON_REQUEST, DataSubject, find_data_subject
from events.privacy.inventory import inventory
from events.privacy.rules import RULES


class DataSubjectForm(forms.Form):
    """Whose data it is about."""

    email = EmailFormField(label=_("E-mail"), max_length=254)


@admin.register(RetentionRun)
class RetentionRunAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Show the ledger, on a page that says what is still held as well."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether somebody may see the ledger; a line has no page of its own."""
        return obj is None and super().has_view_permission(request)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.person_view)
        return [
            path("person/", view, name="events_retentionrun_person"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Show what is held, when it goes, and the last lines of the ledger."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        runs, now = RetentionRun.objects.order_by("-pk"), timezone.now()
        missed = ledger.missed_days(now)
        context = {
            **self._shared(request),
            "title": _("Personal data that we hold"),
            "groups": inventory(now),
            "last_run": runs.filter(rule=ledger.WHOLE_RUN).first(),
            "runs": [(run, _rule_in_words(run.rule)) for run in runs[:20]],
            "broken": ledger.first_broken(),
            "missed": missed[-10:],
            "missed_count": len(missed),
            "may_erase": request.user.has_perm("events.erase_person"),
        }
        return TemplateResponse(request, "admin/events/privacy/held.html", context)

    def person_view(self, request: HttpRequest) -> HttpResponse:
        """Find all about a person, hand it out, erase it. The address is in no URL."""
        if not request.user.has_perm("events.erase_person"):
            raise PermissionDenied
        title, form = _("All about one person"), DataSubjectForm(request.POST or None)
        person = (
            find_data_subject(form.cleaned_data["email"]) if form.is_valid() else None
        )
        if person and "export" in request.POST:
            record_action(request.user, Kind.EXPORTED, None, title)
            return _download(person)
        if person and "erase" in request.POST:
            record_action(request.user, Kind.ERASED, None, title)
            return self._erase(request, person)
        counts = person.counts() if person else {}
        context = {
            **self._shared(request),
            "title": title,
            "form": form,
            "person": person,
            "records": [(records.label, count) for records, count in counts.items()],
            "total": sum(counts.values()),
        }
        return TemplateResponse(request, "admin/events/privacy/person.html", context)

    def _erase(self, request: HttpRequest, person: DataSubject) -> HttpResponse:
        count = sum(person.erase(timezone.now()).values())
        text = ngettext(
            "Done: %(count)d entry no longer says who it was.",
            "Done: %(count)d entries no longer say who it was.",
            count,
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_retentionrun_changelist"))

    def _shared(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}


def _rule_in_words(name: str) -> str:
    """Say what a line of the ledger is about; of a rule that is no more, its name."""
    words = {rule.name: rule.description for rule in RULES}
    words |= {ledger.WHOLE_RUN: _("all"), ON_REQUEST: _("All about one person")}
    return str(words.get(name, name))


def _download(person: DataSubject) -> HttpResponse:
    """Hand out a file that the browser saves; nothing keeps a copy."""
    text = json.dumps(person.export(), ensure_ascii=False, indent=2, default=str)
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="personal-data.json"'},
    )
