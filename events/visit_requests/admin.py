"""Requests for a visit: read here, and answered after a look at the mail."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from centre.content.languages import complete_languages
from centre.staff.fields import NamesCountry, ReadOnlyInline, own_language_name
from centre.staff.mixins import ReadOnlyAdmin
from centre.text.fields import CharFormField
from centre.text.spoken import spoken_names
from centre.web.refused import SeeOther, bind, refuse, refused_because
from events.exceptions import RegistrationRefused, TransitionNotAllowed
from events.links.tokens import TOKEN_PATTERN
from events.models import OutgoingEmail, StudyVisit, VisitRequest
from events.registrations.staff.dry_run import with_twins
from events.registrations.staff.fields import written
from events.registrations.staff.refusals import refusal_message
from events.visit_requests.rules import accept_request, decline_request, propose_visit
from events.visit_requests.wishes import suits, wished_time

Status = VisitRequest.Status

# An answer's name in addresses -> its status, the page's heading, the last button.
REQUEST_ANSWERS = {
    "accept": (Status.ACCEPTED, _("Accept into a visit"), _("Accept and send")),
    "propose": (Status.PROPOSED, _("Propose a visit"), _("Propose and send")),
    "decline": (Status.DECLINED, _("Decline"), _("Decline and send")),
}
REQUEST_RULES: dict[str, Any] = {
    "accept": accept_request,
    "propose": propose_visit,
    "decline": decline_request,
}


class AnswerForm(forms.Form):
    """What staff answer: which visit, and in their own words."""

    use_required_attribute = False

    visit: forms.ModelChoiceField = forms.ModelChoiceField(
        StudyVisit.objects.none(),
        label=_("Study visit"),
        error_messages={"required": _("Choose a study visit")},
    )
    answer = CharFormField(
        label=_("Our answer (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(
        self,
        *args: Any,
        name: str,
        request: VisitRequest,
        visit: str | None = None,
        **kwargs: Any,
    ) -> None:
        """`visit` is chosen already; else the first on a day that was asked for."""
        super().__init__(*args, **kwargs)
        self.fields["answer"].help_text = format_html(
            "{} {}",
            _("Goes into the mail as it is. Write it in the mail’s language:"),
            own_language_name(request.language),
        )
        if name == "decline":
            del self.fields["visit"]
            return
        visits = StudyVisit.objects.upcoming().filter(
            starts_at__gt=timezone.now(), state=StudyVisit.State.PLANNED
        )
        choice: Any = self.fields["visit"]
        choice.queryset = visits
        fitting = (
            visit.pk
            for visit in visits
            if suits(request, timezone.localdate(visit.starts_at))
        )
        self.initial["visit"] = visit or next(fitting, None)

    def clean_visit(self) -> StudyVisit:
        """A mail names the visit, so it must be written in some language."""
        visit = self.cleaned_data["visit"]
        if not complete_languages(visit):
            raise forms.ValidationError(
                _("Write the texts of this visit in one language first.")
            )
        return visit


class RequestEmailInline(ReadOnlyInline):
    model = OutgoingEmail
    fields = ("kind", "state", "created_at", "sent_at", "reason")


@admin.register(VisitRequest)
class VisitRequestAdmin(NamesCountry, ReadOnlyAdmin, admin.ModelAdmin):
    """Requests are never edited: answered by the services, or left as they came."""

    list_display = (
        "reference",
        "organisation",
        "city",
        "country_name",
        "wished_days",
        "seats",
        "status",
        "created_at",
    )
    list_filter = ("status",)
    show_facets = admin.ShowFacets.NEVER
    search_fields = (
        "reference",
        "organisation",
        "city",
        "contact_name",
        "contact_email",
    )
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": ("reference", "status", "created_at")}),
        (
            _("What they would like"),
            {"fields": ("written", "wished_days", "seats", "understood")},
        ),
        (_("Delegation"), {"fields": ("organisation", "city", "country")}),
        (
            _("Contact"),
            {
                "fields": (
                    "contact_name",
                    "contact_email",
                    "contact_phone",
                    "mail_language",
                )
            },
        ),
        (
            _("Answer"),
            {
                "fields": (
                    "answer",
                    "visit",
                    "reply",
                    "registration",
                    "decided_at",
                    "staff",
                )
            },
        ),
    )
    inlines = (RequestEmailInline,)
    change_form_template = "admin/events/visit_requests/change_form.html"

    @admin.display(description=_("possible dates"))
    def wished_days(self, asked: VisitRequest) -> str:
        return "; ".join(wished_time(asked))

    @admin.display(description=_("languages they understand"))
    def understood(self, asked: VisitRequest) -> str:
        return spoken_names(asked.languages)

    @admin.display(description=_("purpose and topics"))
    def written(self, asked: VisitRequest) -> SafeString:
        """The purpose, with a warning where a web address was written."""
        return written(asked.purpose, holds_link=asked.holds_link)

    @admin.display(description=_("language of the mails"))
    def mail_language(self, asked: VisitRequest) -> SafeString:
        return own_language_name(asked.language)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        names = ("view", "change")
        return any(request.user.has_perm(f"events.{n}_visitrequest") for n in names)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.answer_view)
        name = "events_visitrequest_answer"
        return [
            path("<int:pk>/answer/<str:name>/", view, name=name),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The request, with the answers that are still possible."""
        asked = self.get_object(request, object_id)
        context = {"answers": [], "new_visit_url": ""} | (extra_context or {})
        if asked:
            context["answers"] = [
                (name, REQUEST_ANSWERS[name][1])
                for name in REQUEST_ANSWERS
                if may_answer(request, asked, name)
            ]
            if context["answers"] and request.user.has_perm("events.add_studyvisit"):
                context["new_visit_url"] = new_visit_url(asked)
        return super().change_view(request, object_id, form_url, context)

    # --- Answering ------------------------------------------------------------------

    def answer_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Write the answer, look at the mail, send it: three looks at one address."""
        asked = self.get_queryset(request).filter(pk=pk).first()
        if asked is None or name not in REQUEST_ANSWERS:
            raise Http404
        if not answer_permitted(request, name):
            raise PermissionDenied
        if not may_answer(request, asked, name):
            return self._already(request, asked)
        chosen = request.GET.get("visit")
        form = bind(request, AnswerForm, name=name, request=asked, visit=chosen)
        try:
            if request.method != "POST":
                look = refused_because(request) == "look" and form.is_valid()
                mail = preview_answer(request, asked, name, form) if look else None
                return self._answer_page(request, asked, name, form, mail)
            if "send" in request.POST and form.is_valid():
                if give_answer(request, asked, name, form):
                    return self._given(request, asked, name)
                return refuse(request, form)
        except TransitionNotAllowed:
            return self._already(request, asked)
        return refuse(request, form, reason="" if "change" in request.POST else "look")

    def _answer_page(
        self, request: HttpRequest, asked: Any, name: str, form: Any, mail: Any
    ) -> HttpResponse:
        _status, title, button = REQUEST_ANSWERS[name]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "button": button,
            "opts": self.opts,
            "asked": asked,
            "name": name,
            "form": form,
            "mail": mail,
            "media": self.media + form.media,
        }
        return TemplateResponse(
            request, "admin/events/visit_requests/answer.html", context
        )

    def _given(
        self, request: HttpRequest, asked: VisitRequest, name: str
    ) -> HttpResponse:
        self.log_change(request, asked, REQUEST_ANSWERS[name][1])
        text = _("%(organisation)s is answered. The mail is on its way.")
        self.message_user(
            request, text % {"organisation": asked.organisation}, messages.SUCCESS
        )
        return HttpResponseRedirect(_page(asked))

    def _already(self, request: HttpRequest, asked: VisitRequest) -> HttpResponse:
        asked.refresh_from_db()
        text = _("This request is decided already: %(status)s. Nothing was sent.")
        self.message_user(
            request, text % {"status": asked.get_status_display()}, messages.WARNING
        )
        return SeeOther(_page(asked))


def answer_permitted(request: HttpRequest, name: str) -> bool:
    """Whether somebody may give such an answer; accepting registers a delegation."""
    needed = ["events.change_visitrequest"]
    if name == "accept":
        needed.append("events.add_registration")
    return request.user.has_perms(needed)


def may_answer(request: HttpRequest, asked: VisitRequest, name: str) -> bool:
    """Whether somebody may give an answer, and the request is still open to it."""
    possible = VisitRequest.TRANSITIONS[asked.status]
    return REQUEST_ANSWERS[name][0] in possible and answer_permitted(request, name)


def give_answer(
    request: HttpRequest, asked: VisitRequest, name: str, form: AnswerForm
) -> bool:
    """Let the service answer; False with the reason for its refusal beside the field.

    Raises TransitionNotAllowed where somebody else was first.
    """
    try:
        REQUEST_RULES[name](
            request=asked, at=timezone.now(), staff=request.user, **form.cleaned_data
        )
    except RegistrationRefused as refusal:
        form.add_error("visit", refusal_message(refusal))
        return False
    return True


def preview_answer(
    request: HttpRequest, asked: VisitRequest, name: str, form: AnswerForm
) -> OutgoingEmail | None:
    """The mail as it would go out: the answer is given, looked at, and taken back.

    Its links are blanked out, and so is a reference that would be another one.
    """

    def rehearse() -> list[OutgoingEmail]:
        mails = []
        with transaction.atomic():
            if form.is_valid() and give_answer(request, asked, name, form):
                asked.refresh_from_db()
                about = Q(request=asked) | Q(registration=asked.registration_id or 0)
                mail = OutgoingEmail.objects.filter(about).latest("pk")
                made = asked.registration.reference if asked.registration else "…"
                mail.subject = mail.subject.replace(made, "…")
                mail.text = TOKEN_PATTERN.sub("…", mail.text).replace(made, "…")
                mails.append(mail)
            transaction.set_rollback(True)
        asked.refresh_from_db()
        return mails

    return next(iter(with_twins(rehearse(), rehearse)), None)


def new_visit_url(asked: VisitRequest) -> str:
    """The form of a new visit, filled in with the first possible day and the people.

    From 10 to 14 in Kraków, for this delegation alone; staff change what they like,
    and come to accepting the request once it is saved.
    """
    wished = [*asked.dates, *filter(None, [asked.month])]
    coming = [day for day in wished if day > timezone.localdate()]
    day = next(iter(coming), timezone.localdate() + timedelta(days=1))
    last = day + timedelta(days=asked.days - 1)
    filled = {
        "starts_at": f"{day:%Y-%m-%d}T10:00",
        "ends_at": f"{last:%Y-%m-%d}T14:00",
        "languages": ",".join(asked.languages),
        "capacity": asked.seats,
        "largest_group": asked.seats,
        "for_request": asked.pk,
    }
    return f"{reverse('admin:events_studyvisit_add')}?{urlencode(filled)}"


def _page(asked: VisitRequest) -> str:
    return reverse("admin:events_visitrequest_change", args=[asked.pk])
