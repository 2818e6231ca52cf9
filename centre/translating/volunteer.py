"""What a volunteer without an account sees behind a link: a thing to translate.

The link's secret is all that is asked: no cookie, no session, so nothing that is typed
is lost with one. Until the site has it, a script keeps it in the browser. Reading
changes nothing, because messengers open links by themselves.
"""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.i18n import JavaScriptCatalog

from centre.content.proposals import MAX_TEXT, Proposal
from centre.content.translation_links import TranslationLink
from centre.text.cleaning import drop_unprintable
from centre.text.dates import format_date
from centre.text.fields import CharFormField
from centre.translating.forms import TranslationForm
from centre.translating.proposing import NotWaiting, propose_by_link
from centre.translating.texts import minutes_of_work
from centre.translating.views import nonced
from centre.web.caching import cookieless, private, shared_for_a_minute
from centre.web.refused import SeeOther
from events.links import throttling
from events.links.decorators import refuse_wrong_link

# What an address says of the page: sent and refused, kept for later, to be sent anew.
REFUSED, KEPT, AGAIN = "refused", "kept", "again"


class VolunteerForm(TranslationForm):
    """A translation, with the given name of who made it."""

    name = CharFormField(
        label=_("Your first name (if you like)"),
        help_text=_("Only the editors see it, so that they can thank you."),
        max_length=60,
        required=False,
    )


@csrf_exempt  # nobody can forge what is sent to a secret address
@private
@require_http_methods(["GET", "HEAD", "POST"])
def translate_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be translated; keep what is typed, take it as a proposal.

    Raises Http404 where the link opens nothing.
    """
    link = TranslationLink.find(token, timezone.now())
    if link is None:
        return refuse_wrong_link(request)
    if request.method == "POST":
        return SeeOther(f"{request.path}{_take(request, link)}")
    last = link.proposals.last()
    wants_form = not last or (last.is_waiting and AGAIN in request.GET)
    form = _form_of(request, link, last) if wants_form else None
    context = {
        "translated": link.thing,
        "language": (link.language, settings.CENTRE_LANGUAGES[link.language]),
        "until": format_date(link.ends_at, request.LANGUAGE_CODE or ""),
        "last": last,
        "form": form,
        "media": nonced(request, form) if form else "",
        "minutes": minutes_of_work(form.pairs) if form else 0,
        "is_kept": KEPT in request.GET,
        "link_key": link.pk,
        "is_stored": KEPT in request.GET or REFUSED in request.GET,
        "too_often": "often" in request.GET,
    }
    return render(request, "centre/translate.html", context)


def _form_of(
    request: HttpRequest, link: TranslationLink, last: Proposal | None
) -> VolunteerForm:
    """Return the form with what was typed behind the link, faults shown if asked."""
    if REFUSED in request.GET:
        return VolunteerForm(link.thing, link.language, _as_sent(link.typed))
    texts = {**(last.texts if last else {}), **link.typed, "name": link.name}
    texts.pop("shown", None)
    return VolunteerForm(link.thing, link.language, initial=texts)


def _take(request: HttpRequest, link: TranslationLink) -> str:
    """Keep what was sent, and propose it unless it is for later; return the query."""
    now = timezone.now()
    if not throttling.allows("propose", link.token_hash, now):
        return f"?{AGAIN}&often"
    form = VolunteerForm(link.thing, link.language, request.POST)
    is_sound = form.is_valid()
    link.typed = {
        name: drop_unprintable(request.POST[name])[:MAX_TEXT]
        for name in form.fields
        if name in request.POST
    }
    link.name = form.cleaned_data.get("name", "")
    link.save(update_fields=["typed", "name"])
    if "keep" in request.POST:
        return f"?{AGAIN}&{KEPT}"
    if not is_sound:
        return f"?{AGAIN}&{REFUSED}"
    try:
        propose_by_link(link, form.texts, form.made_from, name=link.name, at=now)
    except NotWaiting:  # decided meanwhile: the page says so
        return ""
    return ""


def _as_sent(typed: dict[str, Any]) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update(typed)
    return sent


@cookieless
@shared_for_a_minute
def editor_texts(request: HttpRequest) -> HttpResponse:
    """Serve the words of the editor's buttons; the desk has them at its own address."""
    view = JavaScriptCatalog.as_view(packages=["django_prose_editor"])
    return cast(HttpResponse, view(request))
