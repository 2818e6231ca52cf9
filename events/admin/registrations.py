"""Delegations: read here, written down by hand, withdrawn. All through the services."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.admin.by_hand import RegisterByHandForm
from events.admin.fields import own_language_name
from events.models import (
    Consent,
    Delegate,
    OutgoingEmail,
    Registration,
    RegistrationEvent,
)
from events.services import withdraw_registration


class ReadOnlyInline(admin.TabularInline):
    """Rows to look at."""

    template = "admin/includes/rows.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Any = None
    ) -> tuple[str, ...]:
        """All of them, those too that no form could have."""
        return self.fields


class DelegateInline(ReadOnlyInline):
    model = Delegate
    fields = ("full_name",)


class HistoryInline(ReadOnlyInline):
    model = RegistrationEvent
    fields = ("at", "to_status", "actor", "staff")


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ("purpose", "given_at")


class MailInline(ReadOnlyInline):
    model = OutgoingEmail
    fields = ("kind", "state", "created_at", "sent_at", "error")


@admin.register(Registration)
class RegistrationAdmin(admin.ModelAdmin):
    """Delegations. Places and status change by the services alone, never by a form."""

    list_display = (
        "reference",
        "organisation",
        "city",
        "country",
        "seats",
        "status",
        "visit",
    )
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("status", ("visit", admin.RelatedOnlyFieldListFilter), "source")
    list_select_related = ("visit",)
    search_fields = (
        "reference",
        "organisation",
        "city",
        "contact_name",
        "contact_email",
        "delegates__full_name",
    )
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    actions = ("withdraw_chosen",)
    fieldsets = (
        (None, {"fields": ("reference", "status", "visit", "seats")}),
        (_("Delegation"), {"fields": ("organisation", "city", "country", "message")}),
        (
            _("Contact"),
            {
                "fields": (
                    "contact_name",
                    "contact_email",
                    "contact_phone",
                    "mail_language",
                    "source",
                    "created_at",
                )
            },
        ),
    )
    # What is left may be corrected: names and a phone number written wrongly.
    readonly_fields = (
        "reference",
        "status",
        "visit",
        "seats",
        "message",
        "contact_email",
        "mail_language",
        "source",
        "created_at",
    )
    inlines = (DelegateInline, HistoryInline, ConsentInline, MailInline)
    change_form_template = "admin/events/registration/change_form.html"

    @admin.display(description=_("language of the mails"))
    def mail_language(self, registration: Registration) -> SafeString:
        return own_language_name(registration.language)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.withdraw_view)
        name = "events_registration_withdraw"
        return [
            path("<int:pk>/withdraw/", view, name=name),
            *super().get_urls(),
        ]

    # --- By hand ------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Register a delegation that called or wrote; the service decides."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RegisterByHandForm(
            request.POST or None, initial={"visit": request.GET.get("visit")}
        )
        if request.method == "POST":
            registration = form.register(staff=request.user)
            if registration:
                return self._registered(request, registration)
        fieldsets = [(None, {"fields": form.Meta.fields})]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Register a delegation"),
            "opts": self.opts,
            "form": form,
            "adminform": helpers.AdminForm(form, fieldsets, {}),
            "media": self.media + form.media,
        }
        return TemplateResponse(
            request, "admin/events/registration/by_hand.html", context
        )

    def _registered(
        self, request: HttpRequest, registration: Registration
    ) -> HttpResponse:
        self.log_addition(request, registration, [{"added": {}}])
        self.message_user(
            request,
            _("%(organisation)s is registered. The confirmation is on its way.")
            % {"organisation": registration.organisation},
            messages.SUCCESS,
        )
        return HttpResponseRedirect(
            reverse("admin:events_registration_change", args=[registration.pk])
        )

    # --- Withdrawing ----------------------------------------------------------------

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw one delegation, after a page that asks."""
        chosen = self.get_queryset(request).filter(pk=pk)
        if not chosen:
            raise Http404
        if not self.has_change_permission(request, chosen[0]):
            raise PermissionDenied
        back = reverse("admin:events_registration_change", args=[pk])
        return self._withdraw(request, chosen, back) or HttpResponseRedirect(back)

    @admin.action(
        description=_("Withdraw the chosen delegations"), permissions=["change"]
    )
    def withdraw_chosen(
        self, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        """Withdraw several at once, after a page that asks."""
        back = reverse("admin:events_registration_changelist")
        return self._withdraw(request, queryset, back)

    def _withdraw(
        self, request: HttpRequest, chosen: QuerySet, back: str
    ) -> HttpResponse | None:
        """Ask first; None once it is done."""
        holding = chosen.holding_seats().select_related("visit")
        if request.method == "POST" and "confirmed" in request.POST:
            self._withdraw_all(request, list(holding))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw"),
            "opts": self.opts,
            "delegations": holding,
            "people": sum(delegation.seats for delegation in holding),
            "back": back,
        }
        return TemplateResponse(
            request, "admin/events/registration/withdraw.html", context
        )

    def _withdraw_all(
        self, request: HttpRequest, delegations: list[Registration]
    ) -> None:
        for delegation in delegations:
            withdraw_registration(
                registration=delegation, at=timezone.now(), staff=request.user
            )
            self.log_change(request, delegation, str(_("Withdrawn")))
        text = ngettext(
            "%(count)d delegation is withdrawn; it gets a mail.",
            "%(count)d delegations are withdrawn; they get a mail.",
            len(delegations),
        )
        self.message_user(request, text % {"count": len(delegations)}, messages.SUCCESS)
