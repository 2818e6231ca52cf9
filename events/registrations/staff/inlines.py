"""What a delegation's page shows below its fields: its people, needs, steps, mail."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from centre.staff.fields import ReadOnlyInline
from events.models import (
    ChangeRequest,
    Consent,
    Delegate,
    Need,
    OutgoingEmail,
    PartChoice,
    RegistrationEvent,
)
from events.registrations.needs import need_text
from events.registrations.rules.notifications import notify_removed


class DelegateFormSet(BaseInlineFormSet):
    """Never more names than people; who was told of the list is told of leaving it."""

    def clean(self) -> None:
        super().clean()
        rows = [f for f in self.forms if f.cleaned_data.get("full_name")]
        names = [f for f in rows if not f.cleaned_data.get("DELETE")]
        shown = [f.instance.pk for f in rows if f.instance.pk]
        added_meanwhile = self.instance.delegates.exclude(pk__in=shown).count()
        if len(names) + added_meanwhile > self.instance.name_places:
            raise ValidationError(_("There are more names than people"))

    def delete_existing(self, obj: Delegate, commit: bool = True) -> None:
        """Take a person off the list, as the contact would."""
        if commit:
            notify_removed(obj, self.instance, timezone.now())
        super().delete_existing(obj, commit)


class DelegateInline(admin.StackedInline):
    """Names can be corrected here; an e-mail is the person's or the contact's."""

    model = Delegate
    formset = DelegateFormSet
    extra = 1  # for who has no JavaScript
    template = "admin/includes/folded_rows.html"
    fields = (("full_name", "badge_name"), ("role", "email"))
    readonly_fields = ("email",)


class NeedInline(ReadOnlyInline):
    """Health data: only with the permission to view needs."""

    model = Need
    fields = ("kind", "said", "delegate")

    @admin.display(description=Need._meta.verbose_name)
    def said(self, need: Need) -> str:
        """The need by its name, with its owner's words."""
        words = need_text(need)
        return f"{words}: {need.text}" if need.text not in {"", words} else words

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("events.view_need")


class PartChoiceInline(ReadOnlyInline):
    """What it chose of the visit's parts; changed by an action."""

    model = PartChoice
    fields = ("part", "seats", "waiting_since")


class ChangeInline(ReadOnlyInline):
    model = ChangeRequest
    fields = ("created_at", "seats", "wishes", "status", "decided_at", "staff_name")

    @admin.display(description=ChangeRequest._meta.get_field("text").verbose_name)
    def wishes(self, change: ChangeRequest) -> str:
        """What was written, and what is to be done to the list of names."""
        return change.wishes

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("people__delegate")


class HistoryInline(ReadOnlyInline):
    model = RegistrationEvent
    classes = ("collapse",)
    fields = ("at", "to_status", "seats", "actor", "staff_name", "reason")


class ConsentInline(ReadOnlyInline):
    """What was agreed to; that somebody has needs only for who may see needs."""

    model = Consent
    classes = ("collapse",)
    fields = ("purpose", "delegate", "given_at", "withdrawn_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        consents = super().get_queryset(request)
        if request.user.has_perm("events.view_need"):
            return consents
        return consents.exclude(purpose=Consent.Purpose.NEEDS)


class RegistrationEmailInline(ReadOnlyInline):
    model = OutgoingEmail
    classes = ("collapse",)
    fields = ("what", "state", "created_at", "sent_at", "reason")

    @admin.display(description=OutgoingEmail._meta.get_field("kind").verbose_name)
    def what(self, mail: OutgoingEmail) -> str:
        """The kind; what staff wrote leads to its words."""
        name = mail.get_kind_display()
        if not mail.staff_message_id:
            return name
        url = reverse("admin:events_staffmessage_change", args=[mail.staff_message_id])
        return format_html('<a href="{}">{}</a>', url, name)
