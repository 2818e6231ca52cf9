"""Staff's pages: who wants invitations, and inviting them to a visit."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries.fields import Country

from centre.content.languages import public_language
from centre.staff.fields import own_language_name
from centre.staff.mixins import ReadOnlyAdmin
from centre.web.caching import store_nowhere
from centre.web.refused import SeeOther
from events.models import Invitee, StudyVisit
from events.models.querysets import InviteeQuerySet
from events.registrations.mail.invitation_emails import compose_invitation
from events.registrations.rules.invitees import invite
from events.registrations.staff.dry_run import twin_of, without_links


class ChoiceForm(forms.Form):
    """Whom to invite: those of some languages and countries; none ticked is all."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, left: InviteeQuerySet) -> None:
        super().__init__(data)
        self.left = left
        rows = [*left.values_list("language", "country").distinct().order_by()]
        languages: Any = self.fields["languages"]
        countries: Any = self.fields["countries"]
        languages.choices = [
            (code, own_language_name(code)) for code in sorted({row[0] for row in rows})
        ]
        names = {str(row[1]): Country(str(row[1])).name for row in rows}
        countries.choices = sorted(names.items(), key=lambda pair: str(pair[1]))

    def chosen(self) -> list[Invitee]:
        """Return the people who are meant."""
        if not self.is_valid():
            return []
        rows = self.left
        if languages := self.cleaned_data["languages"]:
            rows = rows.filter(language__in=languages)
        if countries := self.cleaned_data["countries"]:
            rows = rows.filter(country__in=countries)
        return [*rows]


@admin.register(Invitee)
class InviteeAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Who agreed to invitations, with the proof; nobody is written down by hand."""

    list_display = ("name", "email", "language", "country", "agreed_at", "asked_at")
    list_filter = ("language", "country")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("name", "email")
    fields = (*list_display, "text", "shown")
    readonly_fields = ("shown",)

    @admin.display(description=_("The text as it was shown"))
    def shown(self, invitee: Invitee) -> str:
        """The words that were agreed to."""
        return invitee.text.text

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.invite_view)
        name = "events_invitee_invite"
        return [path("invite/<int:pk>/", view, name=name), *super().get_urls()]

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose people, look at their mails, invite each once to a visit."""
        if not request.user.has_perm("events.add_invitation"):
            raise PermissionDenied
        now = timezone.now()
        visit = StudyVisit.objects.published(now).filter(pk=pk).first()
        if visit is None or not visit.is_ahead(now):
            raise Http404
        left = Invitee.objects.to_invite(visit, now)
        form = ChoiceForm(request.POST or request.GET, left)
        chosen = form.chosen()
        if request.method == "POST" and "confirmed" in request.POST:
            return self._invite(request, visit, chosen)
        if request.method == "POST":
            return redirect(request.get_full_path())
        firsts = {public_language(each.language): each for each in reversed(chosen)}
        response = TemplateResponse(
            request,
            "admin/events/invitations/invite.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Invite to the visit"),
                "visit": visit,
                "form": form,
                "chosen": chosen,
                "mails": [_example(each, visit) for each in firsts.values()],
            },
        )
        store_nowhere(response)
        return response

    def _invite(
        self, request: HttpRequest, visit: StudyVisit, chosen: list[Invitee]
    ) -> HttpResponse:
        number = invite(visit=visit, invitees=chosen, at=timezone.now())
        sent = ngettext("%(mails)s mail goes out", "%(mails)s mails go out", number)
        level = messages.SUCCESS if number else messages.WARNING
        self.message_user(request, f"{sent % {'mails': number}}.", level)
        if number:
            self.log_change(request, visit, _("Invite to the visit"))
        return SeeOther(reverse("admin:events_studyvisit_desk", args=[visit.pk]))


def _example(invitee: Invitee, visit: StudyVisit) -> dict[str, Any]:
    """Return a mail as somebody would get it, and it in the language of the desk."""
    code = public_language(invitee.language)
    mail = without_links(compose_invitation(invitee, visit))
    return {
        "subject": mail.subject,
        "text": mail.text,
        "code": code,
        "language": own_language_name(code),
        "twin": twin_of(lambda: compose_invitation(invitee, visit), code),
    }
