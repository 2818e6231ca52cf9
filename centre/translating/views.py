"""A thing beside its translation: who may not change it proposes one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from centre.content.proposals import Proposal
from centre.staff.mixins import PageAdmin, as_staff
from centre.translating.board import BOARD_PAGES
from centre.translating.forms import TranslationForm
from centre.translating.kinds import BoardKind, kinds_for
from centre.translating.proposing import propose


def find_thing(user: Any, label: str, key: int, language: str) -> tuple[BoardKind, Any]:
    """Return a thing of the board, with its kind as the user may treat it.

    Raises PermissionDenied where the user may neither change nor propose its texts,
    Http404 where there is no such thing or language.
    """
    kind = next((k for k in kinds_for(user) if k.label == label), None)
    if kind is None:
        raise PermissionDenied
    thing = kind.model._base_manager.filter(pk=key).first()
    if thing is None or language not in settings.CENTRE_LANGUAGES:
        raise Http404
    return kind, thing


class ProposingPages(PageAdmin):
    """A mixin for the board: the page on which a thing is translated."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.beside)
        name = "centre_outdatedtext_beside"
        address = "into/<str:label>/<int:key>/<str:language>/"
        return [path(address, view, name=name), *super().get_urls()]

    def beside(
        self, request: HttpRequest, label: str, key: int, language: str
    ) -> HttpResponse:
        """Show each text beside the field for its translation; take a proposal.

        Raises PermissionDenied, Http404.
        """
        user = as_staff(request).user
        kind, thing = find_thing(user, label, key, language)
        last = Proposal.objects.of(thing, language).filter(made_by=user).last()
        waiting = last if last and last.is_waiting else None
        form = TranslationForm(
            thing,
            language,
            request.POST or None,
            initial=waiting.texts if waiting else None,
        )
        if request.method == "POST" and form.is_valid():
            propose(
                thing,
                language,
                form.texts,
                form.made_from,
                user=user,
                at=timezone.now(),
            )
            text = _("Your proposal waits for an editor.")
            self.message_user(request, text, messages.SUCCESS)
            return redirect(f"{BOARD_PAGES}_beside", label, key, language)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Translate"),
            "opts": self.opts,
            "kind_name": kind.model._meta.verbose_name,
            "thing": thing,
            "form": form,
            "media": nonced(request, form),
            "language": (language, settings.CENTRE_LANGUAGES[language]),
            "last": last,
            "links_url": ""
            if kind.only_proposes
            else reverse(f"{BOARD_PAGES}_links", args=[label, key, language]),
            "preview_url": _preview_of(user, thing),
        }
        return render(request, "admin/centre/translations/beside.html", context)


def nonced(request: HttpRequest, form: Any) -> Any:
    """Return what a form's editors need, with the nonce for their import map."""
    return Media.from_media(form.media).with_nonce(str(as_staff(request).csp_nonce))


def _preview_of(user: Any, thing: Any) -> str:
    """Return the address of a thing's preview; "" where there is none to look at."""
    opts = thing._meta
    publishable = hasattr(thing, "published_at")
    if not publishable or not user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
        return ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_preview", args=[thing.pk])
