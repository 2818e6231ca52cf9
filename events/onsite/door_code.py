"""Where the code of a delegation leads whoever scans it: to the page for letting in.

Staff come to the desk, a helper to the page behind the link for the door that this
browser opened last. Anybody else reads what the code is for, and nothing about whose
it is.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from centre.web.caching import private
from events.models import DoorLink
from events.onsite import checkin

COOKIE = "__Secure-door" if settings.PRODUCTION else "door"
CODES = "/door/"  # the cookie goes to no other address


def remember_link(response: HttpResponseBase, link: DoorLink, token: str) -> None:
    """Let the browser keep a link, and the language of its page, until it ends."""
    response.set_cookie(
        COOKIE,
        f"{translation.get_language()}:{token}",
        max_age=link.ends_at - timezone.now(),
        path=CODES,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


@private
@require_safe
def door_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead to where people of a delegation are let in, or to what the code is for."""
    user = request.user
    if user.is_staff and user.has_perm("events.add_arrival"):
        return redirect("admin:events_day_delegation", reference)
    return _to_door(request, reference) or redirect("door-stranger", reference)


@private
@require_safe
def door_stranger(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what the code is for, of any reference alike, and where staff sign in."""
    return render(request, "events/onsite/stranger.html", {"reference": reference})


def _to_door(request: HttpRequest, reference: str) -> HttpResponse | None:
    """Lead behind the link that the browser keeps; None where it keeps no known one.

    Whom its list does not have is searched for there, so the helper reads that nobody
    was found; what the page behind an ended link says is for the helper, too.
    """
    language, _colon, token = request.COOKIES.get(COOKIE, "").partition(":")
    link = DoorLink.find(token)
    if link is None or language not in dict(settings.LANGUAGES):
        return None
    listed = link.visit.registrations.filter(reference=reference).filter(
        status__in=[*checkin.EXPECTED, checkin.Status.JOINED]
    )
    with translation.override(language):
        if listed.exists():
            return redirect("door-delegation", token, reference)
        door = reverse("door-link", args=[token])
    return redirect(f"{door}?q={reference}")
