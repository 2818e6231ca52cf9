"""Delegations: read here, written down by hand, withdrawn. All through the services."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centre.content.languages import public_language
from centre.staff.fields import NamesCountry, RelatedBriefFilter, own_language_name
from centre.staff.forms import NativeInputs
from centre.staff.mixins import as_staff
from centre.web.refused import bind, refuse
from events.models import ChangeRequest, Registration, StudyVisit, VisitPart
from events.places.locks import lock
from events.registrations.staff.actions import actions_for
from events.registrations.staff.fields import written
from events.registrations.staff.inlines import (
    ChangeInline,
    ConsentInline,
    DelegateInline,
    HistoryInline,
    NeedInline,
    PartChoiceInline,
    RegistrationEmailInline,
)
from events.registrations.staff.manual_entry import StaffRegistrationForm
from events.registrations.staff.merging import MergeActions
from events.registrations.staff.next_step import next_step


@admin.register(Registration)
class RegistrationAdmin(NamesCountry, MergeActions, NativeInputs, admin.ModelAdmin):
    """Delegations. Places and status change by the services alone, never by a form."""

    list_display = (
        "reference",
        "organisation",
        "city",
        "country_name",
        "people",
        "status",
        "visit",
    )
    list_select_related = ()  # the visits are read by themselves, without their texts
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("status", ("visit", RelatedBriefFilter), "source")
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
    actions = ("approve_chosen", "withdraw_chosen", "join_chosen")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "written",
                    ("reference", "status", "visit"),
                    ("seats", "wanted_seats", "min_seats"),
                    ("contact_name", "contact_email", "contact_phone"),
                    ("mail_language", "offer_expires_at"),
                )
            },
        ),
        (_("Delegation"), {"fields": ("organisation", ("city", "country"))}),
        (
            _("More about the registration"),
            {
                "fields": (
                    "edits_until",
                    ("queue_at", "created_at", "source"),
                    ("proof_due_at", "proven_at"),
                ),
                "classes": ["collapse"],
            },
        ),
    )
    # What is left may be corrected here; the rest has actions of its own.
    readonly_fields = (
        "reference",
        "status",
        "visit",
        "seats",
        "wanted_seats",
        "min_seats",
        "offer_expires_at",
        "queue_at",
        "written",
        "contact_name",
        "contact_email",
        "contact_phone",
        "proof_due_at",
        "proven_at",
        "mail_language",
        "source",
        "created_at",
    )
    inlines = (
        DelegateInline,
        PartChoiceInline,
        NeedInline,
        ChangeInline,
        HistoryInline,
        ConsentInline,
        RegistrationEmailInline,
    )
    change_form_template = "admin/events/registrations/change_form.html"

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["staff/delegations.css"]}

    @admin.display(description=_("people"), ordering="seats")
    def people(self, registration: Registration) -> str:
        """How many they are, in words: on a phone no heading stands above it."""
        text = ngettext("%(count)d person", "%(count)d people", registration.seats)
        return text % {"count": registration.seats}

    @admin.display(description=_("message to us"))
    def written(self, registration: Registration) -> SafeString:
        """The message, with a warning while its web address waits for a look."""
        return written(registration.message, holds_link=registration.link_to_review)

    @admin.display(description=_("language of the mails"))
    def mail_language(self, registration: Registration) -> SafeString:
        """In which language mails go out, and why not in the one that was chosen."""
        chosen = own_language_name(registration.language)
        public = public_language(registration.language)
        if public == registration.language:
            return chosen
        return format_html(
            '<span class="desk-warning">{}</span>',
            format_html(
                gettext("{} is no longer public: mails go out in {}"),
                chosen,
                own_language_name(public),
            ),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        """The form; its names are counted and saved under the visit's lock."""
        if object_id is None or request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kw)
        with transaction.atomic():
            if found := self.get_object(request, unquote(object_id)):
                lock(found.visit)
            return super().changeform_view(request, object_id, *args, **kw)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each with its visit, and with what the form's buttons ask for."""
        visits = Prefetch("visit", StudyVisit.objects.brief())
        delegations = super().get_queryset(request).prefetch_related(visits)
        joined = Registration.objects.filter(joined_to=OuterRef("pk"))
        pair = JSONObject(pk="pk", reference="reference")
        parts = VisitPart.objects.filter(visit=OuterRef("visit"))
        asked = ChangeRequest.objects.filter(registration=OuterRef("pk"))
        waiting = asked.filter(status=ChangeRequest.Status.OPEN)
        return delegations.annotate(
            joined_by=ArraySubquery(joined.values(each=pair)),
            has_parts=Exists(parts),
            open_change=waiting.values("pk")[:1],
        )

    def get_urls(self) -> list[Any]:
        return [*self.action_urls(), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, with a button for everything that can be done to it now."""
        response = super().change_view(request, object_id, *args, **kwargs)
        context = getattr(response, "context_data", None)
        if context and self.has_change_permission(request):
            registration = context["original"]
            context["show_save_and_add_another"] = False  # it has a form of its own
            now = timezone.now()
            context["has_come"] = registration.visit.has_come(now)
            context["actions_now"] = actions_for(
                registration, has_parts=registration.has_parts
            )
            context["next"] = next_step(
                registration, registration.open_change, request.user, now
            )
        return response

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        """Save what was typed alone: the rest may have changed in the meantime."""
        if form.changed_data:
            obj.save(update_fields=[*form.changed_data, "updated_at"])

    # --- By hand ------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Register a delegation that called or wrote; the service decides."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"visit": request.GET.get("visit")}
        form = bind(request, StaffRegistrationForm, initial=initial)
        if request.method == "POST":
            registration = form.register(staff=as_staff(request).user)
            if registration:
                return self._registered(request, registration)
            return refuse(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Register a delegation"),
            "opts": self.opts,
            "form": form,
            "adminform": helpers.AdminForm(form, form.fieldsets, {}),
            "media": self.media + form.media,
        }
        return TemplateResponse(
            request, "admin/events/registrations/manual_entry.html", context
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

    # --- Several at once ------------------------------------------------------------

    @admin.action(
        description=_("Withdraw the chosen delegations"), permissions=["change"]
    )
    def withdraw_chosen(
        self, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        """Withdraw several at once, after a page that asks."""
        return self._ask_for(request, _act("withdraw"), queryset)

    @admin.action(
        description=_("Approve the chosen delegations"), permissions=["change"]
    )
    def approve_chosen(
        self, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        """Approve several at once, after a page that asks."""
        return self._ask_for(request, _act("approve"), queryset)

    @admin.action(description=_("Join the chosen delegations"), permissions=["change"])
    def join_chosen(
        self, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        """Join two, after a page that asks; those of one city are on the desk too."""
        if len(queryset) < 2:
            text = _("Choose two delegations.")
            self.message_user(request, text, messages.WARNING)
            return None
        url = reverse("admin:events_registration_join")
        return self._ask_for(request, url, queryset)

    def _ask_for(
        self, request: HttpRequest, url: str, chosen: QuerySet
    ) -> HttpResponse | None:
        """Go to the page that asks; it counts places, so it is for one visit."""
        rows = list(chosen.order_by("pk").values_list("pk", "visit"))
        if len({visit for _pk, visit in rows}) > 1:
            text = _("Choose delegations of one visit.")
            self.message_user(request, text, messages.WARNING)
            return None
        query = urlencode([("id", pk) for pk, _visit in rows])
        return HttpResponseRedirect(f"{url}?{query}")


def _act(name: str) -> str:
    return reverse("admin:events_registration_act", args=[name])
