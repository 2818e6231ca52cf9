"""Staff's pages of messages: writing one, looking at its mails, sending it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.staff.fields import RelatedBriefFilter
from centre.staff.mixins import ReadOnlyAdmin, as_staff
from centre.web.caching import store_nowhere
from centre.web.refused import SeeOther, bind, refuse
from events.messages.forms import PLACEHOLDERS, MessageForm, answers_of
from events.messages.previews import chosen_examples, preview_mail, unwritten
from events.messages.rules import (
    MessageGone,
    confirm_message,
    discard_draft,
    recipients_of,
    rewrite_draft,
    version_of,
    withdraw_message,
    write_draft,
)
from events.models import OutgoingEmail, StaffMessage, StudyVisit
from events.onsite.permissions import sees_delegations

LIST = "admin:events_staffmessage_changelist"
WRITE_PAGE = "admin/events/messages/write.html"
MESSAGE_PAGE = "admin/events/messages/message.html"


def _number_of_recipients() -> Coalesce:
    """How many delegations a message goes to, asked for the rows of one page alone."""
    sent: Any = StaffMessage.recipients.through.objects
    of_it = sent.filter(staffmessage=OuterRef("pk")).values("staffmessage")
    counted = of_it.annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


@admin.register(StaffMessage)
class StaffMessageAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Messages to delegations. A draft is changed by its own form, and sent once."""

    list_display = ("subject", "visit", "state_now", "scheduled_at", "sent_at", "to")
    list_select_related = ()  # the visits are read by themselves, without their texts
    list_filter = (("visit", RelatedBriefFilter),)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("texts__subject",)
    date_hierarchy = "created_at"

    @admin.display(description=_("subject"))
    def subject(self, message: StaffMessage) -> str:
        return str(message)

    @admin.display(description=_("state"))
    def state_now(self, message: StaffMessage) -> str:
        return str(message.state)

    @admin.display(description=_("delegations"))
    def to(self, message: Any) -> int:
        return int(message.number)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        visits = Prefetch("visit", StudyVisit.objects.brief())
        counted = rows.annotate(number=_number_of_recipients())
        return counted.prefetch_related("texts", visits)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see messages and delegations; messages name whom they go to."""
        may_see = super().has_view_permission(request, obj)
        return may_see and sees_delegations(request.user)

    def may_write(self, request: HttpRequest) -> bool:
        """Return whether somebody may write, send and withdraw messages."""
        may = request.user.has_perm("events.add_staffmessage")
        return may and sees_delegations(request.user)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        write, rewrite = "events_staffmessage_write", "events_staffmessage_rewrite"
        return [
            path("write/<int:visit>/", wrap(self.write_view), name=write),
            path("<int:pk>/rewrite/", wrap(self.rewrite_view), name=rewrite),
            *super().get_urls(),
        ]

    # --- Writing ----------------------------------------------------------------------

    def write_view(self, request: HttpRequest, visit: int) -> HttpResponse:
        """Write a message to delegations of a visit; it becomes a draft."""
        found = StudyVisit.objects.filter(pk=visit).first()
        if found is None:
            raise Http404
        initial = {
            "states": request.GET.getlist("state"),
            "delegations": request.GET.getlist("id"),
        }

        def save(form: MessageForm) -> StaffMessage:
            return write_draft(
                visit=found,
                content=form.content(),
                key=form.cleaned_data["key"],
                staff=as_staff(request).user,
            )

        title = _("Write to delegations")
        return self._form_view(request, found, initial, None, save, title)

    def rewrite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change a draft; what is sent or waits leads to its page."""
        message = self._message(request, pk)
        if message.confirmed_at:
            return SeeOther(_page(message))
        initial = answers_of(message, timezone.now())

        def save(form: MessageForm) -> StaffMessage:
            return rewrite_draft(message=message, content=form.content())

        title = _("Change the message")
        return self._form_view(request, message.visit, initial, pk, save, title)

    def _form_view(
        self,
        request: HttpRequest,
        visit: StudyVisit,
        initial: dict[str, Any],
        pk: int | None,
        save: Callable[[MessageForm], StaffMessage],
        title: Any,
    ) -> HttpResponse:
        """Show the form, or make a draft and lead to its mails."""
        if not self.may_write(request):
            raise PermissionDenied
        at = timezone.now()
        form = bind(request, MessageForm, initial=initial, visit=visit, at=at)
        if request.method == "POST":
            if not form.is_valid():
                return refuse(request, form)
            try:
                return HttpResponseRedirect(_page(save(form)))
            except MessageGone:
                return self._gone(request, pk)
        context = {
            "title": title,
            "visit": visit,
            "form": form,
            "placeholders": PLACEHOLDERS,
        }
        return self._page(request, WRITE_PAGE, **context)

    # --- One message ------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show a message and its mails; POST sends, withdraws or discards it."""
        if object_id is None:
            raise PermissionDenied
        message = self._message(request, object_id)
        if request.method == "POST":
            if not self.may_write(request):
                raise PermissionDenied
            return self._act(request, message)
        return self._look(request, message)

    def _look(self, request: HttpRequest, message: StaffMessage) -> HttpResponse:
        """Show a draft's mails as they would go out; of others the texts."""
        recipients = [] if message.sent_at else recipients_of(message)
        shown = chosen_examples(recipients, request.GET.get("mail", ""))
        mails = OutgoingEmail.objects.filter(staff_message=message)
        return self._page(
            request,
            MESSAGE_PAGE,
            title=message,
            visit=message.visit,
            message=message,
            recipients=recipients,
            mails=[preview_mail(message, registration) for registration in shown],
            of_one=request.GET.get("mail"),
            unwritten=unwritten(message, recipients),
            sent=mails.select_related("registration").order_by("pk"),
            version=version_of(message),
            may_write=self.may_write(request),
            late=message.scheduled_at and message.scheduled_at <= timezone.now(),
        )

    def _act(self, request: HttpRequest, message: StaffMessage) -> HttpResponse:
        """Do what a button says; of two who press it at once one is told so."""
        back = _page(message)
        try:
            if "send" in request.POST:
                seen = request.POST.get("version", "")
                done = confirm_message(message=message, seen=seen, at=timezone.now())
                self._tell_sent(request, done)
            elif "withdraw" in request.POST:
                withdraw_message(message=message)
                text = _("The message does not go out; it is a draft again.")
                self.log_change(request, message, _("Withdraw the message"))
                self.message_user(request, text, messages.SUCCESS)
            elif "discard" in request.POST:
                back = reverse("admin:events_studyvisit_desk", args=[message.visit_id])
                gone: Any = [message]
                discard_draft(message=message)
                self.log_deletions(request, gone)
                self.message_user(request, _("The draft is discarded."))
        except MessageGone:
            return self._gone(request, message.pk)
        return HttpResponseRedirect(back)

    def _tell_sent(self, request: HttpRequest, message: StaffMessage) -> None:
        if message.sent_at is None:
            self.log_change(request, message, _("Schedule the message"))
            text = _("The message waits for its moment.")
            self.message_user(request, text, messages.SUCCESS)
            return
        self.log_change(request, message, _("Send the message"))
        number = message.emails.count()
        sent = ngettext("%(mails)s mail goes out", "%(mails)s mails go out", number)
        self.message_user(request, f"{sent % {'mails': number}}.", messages.SUCCESS)

    def _gone(self, request: HttpRequest, pk: int | None) -> HttpResponse:
        text = _(
            "Nothing was done: somebody else has sent, changed or discarded this "
            "message meanwhile. Look at it again."
        )
        self.message_user(request, text, messages.WARNING)
        left = StaffMessage.objects.filter(pk=pk).first() if pk else None
        return SeeOther(_page(left) if left else reverse(LIST))

    def _message(self, request: HttpRequest, pk: int | str) -> StaffMessage:
        message: StaffMessage | None = self.get_object(request, str(pk))
        if message is None:
            raise Http404
        if not self.has_view_permission(request, message):
            raise PermissionDenied
        return message

    def _page(
        self, request: HttpRequest, template: str, **context: Any
    ) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        response = TemplateResponse(request, template, shown)
        store_nowhere(response)
        return response


def _page(message: StaffMessage) -> str:
    return reverse("admin:events_staffmessage_change", args=[message.pk])
