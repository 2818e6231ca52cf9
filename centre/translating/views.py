"""A thing beside its translation: who may not change it proposes one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from js_asset import Media

from centre.content.proposals import Proposal
from centre.models import UnsavedForm
from centre.staff import unsaved
from centre.staff.form_pages import FormPage
from centre.staff.mixins import PageAdmin, as_staff
from centre.staff.unsaved import AlreadySaved
from centre.staff.unsaved_views import (
    keep_sent,
    kept_here,
    open_page,
    told_of_unsaved,
)
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
    """A mixin for the board: the page on which a thing is translated.

    What is typed there and not sent is kept as that of every form of the desk, under a
    key of its own: the thing's kind, its key and the language.
    """

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.beside)
        name = "centre_outdatedtext_beside"
        address = "into/<str:label>/<int:key>/<str:language>/"
        return [path(address, view, name=name), *super().get_urls()]

    def unsaved_address(self, object_key: str) -> str:
        """Return the address of the page on which an unsaved translation was typed."""
        return reverse(f"{BOARD_PAGES}_beside", args=object_key.split("/"))

    def may_keep_unsaved(self, user: Any, object_key: str) -> bool:
        """Return whether a user may translate what an unsaved translation is of."""
        label = object_key.partition("/")[0]
        return label in {kind.label for kind in kinds_for(user)}

    def beside(
        self, request: HttpRequest, label: str, key: int, language: str
    ) -> HttpResponse:
        """Show each text beside the field for its translation; take a proposal.

        Raises PermissionDenied, Http404.
        """
        user = as_staff(request).user
        kind, thing = find_thing(user, label, key, language)
        object_key = f"{label}/{key}/{language}"
        last = Proposal.objects.of(thing, language).filter(made_by=user).last()
        if request.method == "POST":
            form = TranslationForm(thing, language, request.POST)
            if self._propose(request, form):
                return redirect(f"{BOARD_PAGES}_beside", label, key, language)
            kept = None
        else:
            kept = kept_here(request, self.model, object_key)
            form = _form_of(thing, language, last, kept)
        page = open_page(request, self.model, object_key, kept)
        context = {
            **self.admin_site.each_context(request),
            **told_of_unsaved(request, self.model, page, kept),
            **_shown(request, kind, form),
            "last": last,
            "title": _("Translate"),
            "opts": self.opts,
        }
        return render(request, "admin/centre/translations/beside.html", context)

    def _propose(self, request: HttpRequest, form: TranslationForm) -> bool:
        """Propose what a sound form says; if that fails, keep what was sent."""
        is_proposed = False
        try:
            is_proposed = form.is_valid() and self._propose_sound(request, form)
        except AlreadySaved:  # the same is proposed
            is_proposed = True
        finally:
            if not is_proposed:
                keep_sent(request)
        return is_proposed

    @transaction.atomic
    def _propose_sound(self, request: HttpRequest, form: TranslationForm) -> bool:
        user, now = as_staff(request).user, timezone.now()
        propose(
            form.thing, form.language, form.texts, form.made_from, user=user, at=now
        )
        page = FormPage.read(request.POST)
        if page:
            unsaved.close(page, request, page.object_key, now)
        text = _("Your proposal waits for an editor.")
        self.message_user(request, text, messages.SUCCESS)
        return True


def _form_of(
    thing: Any, language: str, last: Proposal | None, kept: UnsavedForm | None
) -> TranslationForm:
    """Return the form with what is kept, or else with what is proposed and waits."""
    texts = dict(last.texts) if last and last.is_waiting else {}
    if kept:
        texts = {name: values[-1] for name, values in kept.fields.items() if values}
    return TranslationForm(thing, language, initial=texts)


def _shown(request: HttpRequest, kind: BoardKind, form: TranslationForm) -> Any:
    """Return what the page says of the thing, and where it leads."""
    user, thing, language = as_staff(request).user, form.thing, form.language
    links = reverse(f"{BOARD_PAGES}_links", args=[kind.label, thing.pk, language])
    return {
        "kind_name": kind.model._meta.verbose_name,
        "thing": thing,
        "form": form,
        "media": nonced(request, form),
        "language": (language, settings.CENTRE_LANGUAGES[language]),
        "links_url": "" if kind.only_proposes else links,
        "preview_url": _preview_of(user, thing),
    }


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
