"""Staff's pages: who wants invitations, and inviting them to a visit."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from centre.content.languages import public_language
from centre.staff.fields import NamesCountry, own_language_name
from centre.staff.mixins import ReadOnlyAdmin
from centre.text.sorting import sort_key
from centre.web.caching import store_nowhere
from centre.web.refused import SeeOther
from events.invitations.forms import ChoiceForm
from events.models import Invitee, StudyVisit
from events.registrations.mail.invitation_emails import compose_invitation
from events.registrations.rules.invitees import invite
from events.registrations.staff.dry_run import twin_of, without_links


class OccurringFilter(admin.SimpleListFilter):
    """By a field's values, those of them that occur."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the values with their names, in the order of these."""
        rows = Invitee.objects.order_by().values_list(str(self.parameter_name))
        named = [(str(value), self.name_of(str(value))) for (value,) in rows.distinct()]
        return sorted(named, key=lambda pair: sort_key(pair[1], get_language() or ""))

    def name_of(self, value: str) -> str:
        """Return what a value is called."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {str(self.parameter_name): self.value()}
        return queryset.filter(**chosen) if self.value() else queryset


class LanguageFilter(OccurringFilter):
    title = _("language of the mails")
    parameter_name = "language"

    def name_of(self, value: str) -> str:
        return own_language_name(value)


class CountryFilter(OccurringFilter):
    title = _("country")
    parameter_name = "country"

    def name_of(self, value: str) -> str:
        return str(Country(value).name)


@admin.register(Invitee)
class InviteeAdmin(NamesCountry, ReadOnlyAdmin, admin.ModelAdmin):
    """Who agreed to invitations, with the proof; nobody is written down by hand."""

    list_display = (
        "name",
        "email",
        "mail_language",
        "country_name",
        "agreed_at",
        "asked_at",
    )
    list_filter = (LanguageFilter, CountryFilter)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("name", "email")
    fields = (*list_display, "visits", "text", "shown")
    readonly_fields = ("mail_language", "shown")

    @admin.display(description=_("language of the mails"), ordering="language")
    def mail_language(self, invitee: Invitee) -> SafeString:
        return own_language_name(invitee.language)

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
                "mails": [*_examples(chosen, visit)],
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


def _examples(chosen: list[Invitee], visit: StudyVisit) -> Iterator[dict[str, Any]]:
    """Yield a mail of each language as its first reader would get it, with its number.

    Beside each stands the same in the language of the desk.
    """
    numbers = Counter(public_language(each.language) for each in chosen)
    firsts = {public_language(each.language): each for each in reversed(chosen)}
    for code, invitee in sorted(firsts.items()):
        mail = without_links(compose_invitation(invitee, visit))
        yield {
            "subject": mail.subject,
            "text": mail.text,
            "code": code,
            "language": own_language_name(code),
            "number": numbers[code],
            "twin": twin_of(partial(compose_invitation, invitee, visit), code),
        }
