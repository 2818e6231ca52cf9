"""The outbox: what went out, what waits, what failed and why."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from centre.staff.fields import own_language_name
from centre.staff.mixins import ReadOnlyAdmin
from events.mail.tasks import deliver_due_mail
from events.models import OutgoingEmail
from events.models.querysets import OutgoingEmailQuerySet

State = OutgoingEmail.State


@transaction.atomic
def send_again(mails: OutgoingEmailQuerySet) -> int:
    """Put mails that failed, or were perhaps sent, back into the queue, due now.

    Those whose text was erased since (events/privacy) are not sent empty. Staff may
    send what was one too many. Return how many there were.
    """
    now = timezone.now()
    count = mails.for_staff().update(
        state=State.QUEUED, attempts=0, due_at=now, limited=False
    )
    if count:
        deliver_due_mail.enqueue()
    return count


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Mail is read here and sent again, never written. Its text holds a secret link."""

    list_display = ("subject", "recipient", "state", "attempts", "created_at", "reason")
    list_filter = ("state", "kind")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("recipient", "subject")
    date_hierarchy = "created_at"
    actions = ("send_failed_again",)
    fields = (
        "subject",
        "recipient",
        "kind",
        "written_in",
        "registration",
        "state",
        "attempts",
        "reason",
        "created_at",
        "due_at",
        "sent_at",
    )

    @admin.display(description=_("language"))
    def written_in(self, mail: OutgoingEmail) -> SafeString:
        return own_language_name(mail.language)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may change mail may have it sent again; nobody may rewrite it."""
        return request.user.has_perm("events.change_outgoingemail")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_failed_again(
        self, request: HttpRequest, queryset: OutgoingEmailQuerySet
    ) -> None:
        """Queue the chosen mails that failed or were perhaps sent."""
        count = send_again(queryset)
        text = ngettext(
            "%(count)d mail is on its way again.",
            "%(count)d mails are on their way again.",
            count,
        )
        level = messages.SUCCESS if count else messages.WARNING
        if not count:
            text = gettext("All of these mails are out or on their way.")
        self.message_user(request, text % {"count": count}, level)
