"""What a page of the desk asks about its session: how long it lasts, and to go on."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from centre.accounts import sessions
from centre.text.dates import format_time


@require_POST
@never_cache
def session_left(request: HttpRequest) -> HttpResponse:
    """Say in how many seconds a session ends, at what hour, and whether it can go on.

    To ask is no activity. A session that is over has none left.
    """
    return _answer(request)


@require_POST
@never_cache
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """Let a session rest from now on, as every page does, and say how long it lasts."""
    return _answer(request)


def _answer(request: HttpRequest) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0, "hour": "", "can_stay": False})
    now = timezone.now()
    idle, longest = sessions.seconds_left(request.session, now)
    left = min(idle, longest)
    return JsonResponse(
        {
            "left": left,
            "hour": format_time(now + timedelta(seconds=left)),
            "can_stay": idle < longest,
        }
    )
