"""Where readers say that they need a text in their language."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from centre.content.language_wishes import count_wish
from centre.content.languages import is_complete
from centre.content.publishing import Publishable
from centre.content.samples import is_hidden_sample
from centre.models import AccessibilityStatement, Centre, Page
from centre.web.refused import SeeOther
from events.links.throttling import client_ip
from events.models import Activity, ActivityType, StudyVisit
from news.models import Post

WISHED_PAGES = {Centre: "centre:about", AccessibilityStatement: "centre:accessibility"}
WISHED_KINDS = {
    model._meta.label_lower: model
    for model in (*WISHED_PAGES, Page, Post, Activity, ActivityType, StudyVisit)
}
THANKS = "wish-noted"  # what the notice on the thing's page shows then


# The page that has the button is cached for everybody, so it has no token. Nothing is
# read of who sends this, and all that somebody else's page could do is to count one.
@csrf_exempt
@require_POST
def language_wish(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Count that a reader needs a public thing in the language of this address.

    Raises Http404 for what is not public, PermissionDenied where another site sent it.
    """
    if _is_from_elsewhere(request):
        raise PermissionDenied
    thing, language = _public_thing(kind, pk), get_language() or ""
    if not is_complete(thing, language):
        count_wish(thing, language, client_ip(request), timezone.now())
    page = WISHED_PAGES.get(type(thing))
    address = reverse(page) if page else thing.get_absolute_url()
    return SeeOther(f"{address}#{THANKS}")


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether the browser says that another site's page sent this."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    host = request.get_host()
    origin = request.headers.get("Origin", f"//{host}")
    return site not in {"same-origin", "none"} or urlsplit(origin).netloc != host


def _public_thing(kind: str, pk: int) -> Any:
    model: Any = WISHED_KINDS.get(kind)
    if model is None:
        raise Http404
    rows = model.objects.all()
    if issubclass(model, Publishable):
        rows = rows.published()
    if model is AccessibilityStatement:
        rows = rows.filter(is_public=True)
    thing = rows.filter(pk=pk).first()
    can_be_sample = model in (AccessibilityStatement, Page)
    if thing is None or (can_be_sample and is_hidden_sample(thing)):
        raise Http404
    return thing
