"""Give each page that answers a form of the desk an address of its own.

Django renders a refusal, or a question before something is done, as the answer of a
POST, where Back and reload end in the browser's own error page. Here such a page is
kept for the person whom it answers, and a redirect leads to it (record 24). A page that
answers a secret is not kept: it stays the answer.
"""

import re
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from centre.models import KeptAnswer
from centre.staff import form_pages, unsaved
from centre.staff.mixins import as_staff
from centre.web.refused import SeeOther

# The parameter of an address that names the answer to show there.
ANSWER = "answer"
MAX_ANSWERS = 20  # of one person

# What holds for one showing of a page alone. Quotes are escaped in what people type.
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
_NONCE = re.compile(r'( nonce=")[^"]*')
_PAGE = re.compile(rf'(name="{form_pages.PAGE}" value=")([^"]*)')


def find_answer(request: HttpRequest) -> HttpResponse | None:
    """Return the page that the address names, or a redirect to the address without it.

    It is shown to whom it answered, at the address of its form, as long as it is kept.
    Returns None where the address names none.
    """
    key = request.GET.get(ANSWER)
    if key is None:
        return None
    address = address_of(request)
    kept = KeptAnswer.objects.filter(
        user=request.user.pk,
        key=key,
        address=address,
        kept_at__gt=timezone.now()
        - timedelta(days=settings.CENTRE_RETENTION["kept_answers"]),
    ).first()
    if kept is None:
        return HttpResponseRedirect(address)
    return HttpResponse(_renewed(request, kept.html))


def lead_to_answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep a page that answers a form and redirect to it; hand on any other answer."""
    page = response.status_code == 200 and "text/html" in response["Content-Type"]
    if not page or response.streaming or unsaved.has_secret(request.POST):
        return response
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    # A letter that the database can't hold may have been sent.
    html = _TOKEN.sub(r"\1", response.content.decode().replace("\0", ""))
    address, key = address_of(request), secrets.token_hex(16)
    with transaction.atomic():
        answers = KeptAnswer.objects.filter(user=request.user.pk)
        answers.create(
            user=as_staff(request).user,
            key=key,
            address=address,
            html=_NONCE.sub(r"\1", html),
            kept_at=timezone.now(),
        )
        older = answers.order_by("-kept_at", "-pk").values_list("pk", flat=True)
        answers.filter(pk__in=[*older[MAX_ANSWERS:]]).delete()
    sign = "&" if "?" in address else "?"
    return SeeOther(f"{address}{sign}{ANSWER}={key}")


def forget_answers(user: Any) -> None:
    """Delete all answers that are kept for a person, as signing out does."""
    KeptAnswer.objects.filter(user=user.pk).delete()


def address_of(request: HttpRequest) -> str:
    """Return the address of a form, without the answer that is shown there."""
    query = _without(ANSWER, request.META.get("QUERY_STRING", ""))
    path = escape_uri_path(request.path)
    return f"{path}?{query}" if query else path


def hide_parameter(request: HttpRequest, name: str = ANSWER) -> None:
    """Let a view whose form was shown from what is kept see the form's own address."""
    query = request.META.get("QUERY_STRING", "")
    if name in query:
        request.META["QUERY_STRING"] = _without(name, query)
        vars(request).pop("GET", None)  # read anew from the query


def _without(name: str, query: str) -> str:
    """Return a query, letter by letter, but for one parameter."""
    parts = query.split("&")
    return "&".join(part for part in parts if part.partition("=")[0] != name)


def _renewed(request: HttpRequest, html: str) -> str:
    """Return a page with what holds for this showing of it."""
    if _NONCE.search(html):
        nonce = str(as_staff(request).csp_nonce)
        html = _NONCE.sub(lambda found: found[1] + nonce, html)
    token = get_token(request)
    html = _TOKEN.sub(lambda found: found[1] + token, html)
    return _PAGE.sub(lambda found: found[1] + form_pages.rename(found[2]), html)
