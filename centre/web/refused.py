"""Answer a refused form by a redirect, and show it where the redirect leads.

So no page is the answer of a POST: Back, reload and a tab that is opened again show
the form as it was sent, with what is wrong with it. What was sent is kept in the
visitor's session for a day, under the view, its arguments and the query; so it is there
in every language. A view asks for its form by `bind` and refuses it by `refuse`.

A form in which a secret is typed must not be refused this way: nothing of it is kept.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import get_language

FormT = TypeVar("FormT", bound=forms.BaseForm)

SESSION_KEY = "refused"  # in the session: a view and its arguments -> what was sent
GIVEN_BACK = "given_back"  # on the request: what the desk has kept for its reader
KEPT_FOR = timedelta(hours=24)
# More than any field takes, so that a value which was cut is still refused.
MAX_VALUE_CHARS = 10_000
MAX_FORMS = 20


class SeeOther(HttpResponseRedirect):
    """A redirect that is followed by GET, and says that nothing was accepted."""

    status_code = 303


class ShownAgain(SeeOther):
    """The answer to a form that is kept: where it leads the form has what was sent."""


def bind(
    request: HttpRequest, form_class: type[FormT], /, *args: Any, **kwargs: Any
) -> FormT:
    """Return the form with what is sent now, else with what was refused here last.

    A form that is sent replaces what was kept of it. What is given back comes first.
    """
    if request.method == "POST":
        forget(request)
        return form_class(request.POST, *args, **kwargs)
    if given := given_back(request):
        return form_class(given, *args, **kwargs)
    kept = _kept(request)
    if kept is None or kept["data"] is None:
        return form_class(None, *args, **kwargs)
    form = form_class(QueryDict(kept["data"]), *args, **kwargs)
    if kept["language"] == get_language():
        _say_again(form, kept["said"])
    return form


def refuse(
    request: HttpRequest, form: forms.BaseForm | None = None, reason: str = ""
) -> HttpResponse:
    """Keep a form that was sent here, and redirect to the same address.

    What the form itself finds wrong it finds again there; errors that were added to it
    are kept. `reason` is a word for the view, where more than a form's errors is to be
    shown.
    """
    kept = {
        "at": timezone.now().isoformat(),
        "language": get_language(),
        "data": None if form is None else _typed(form).urlencode(),
        "said": [] if form is None else _added_errors(form),
        "reason": reason,
        "hours": getattr(form, "kept_for", KEPT_FOR) / timedelta(hours=1),
    }
    address, others = _address(request), _all_kept(request)
    others.pop(address, None)
    latest = [*others.items()][1 - MAX_FORMS :]
    request.session[SESSION_KEY] = {**dict(latest), address: kept}
    return ShownAgain(request.get_full_path())


def given_back(request: HttpRequest) -> QueryDict | None:
    """Return what was typed here and not saved, where its writer asks to go on with it.

    A page of the desk fills its form with it, as if it had been sent and refused.
    """
    given: QueryDict | None = vars(request).get(GIVEN_BACK)
    return given


def refused_because(request: HttpRequest) -> str:
    """Return the word that the last refusal here was given, "" at a POST."""
    kept = None if request.method == "POST" else _kept(request)
    return kept["reason"] if kept else ""


def forget(request: HttpRequest) -> None:
    """Drop what was refused here; nothing is written where there is nothing."""
    kept = _all_kept(request)
    if kept.pop(_address(request), None):
        request.session[SESSION_KEY] = kept


def shortened(values: Iterable[str]) -> list[str]:
    """Return values as they are kept; see MAX_VALUE_CHARS."""
    return [value[:MAX_VALUE_CHARS] for value in values]


def _address(request: HttpRequest) -> str:
    """Return the view, its arguments and the query, hashed: some are secret links."""
    match = request.resolver_match
    assert match  # noqa: S101 - a view was found
    query = request.META.get("QUERY_STRING", "")
    name = f"{match.view_name} {sorted(match.kwargs.items())!r} {match.args!r} {query}"
    return hashlib.sha256(name.encode()).hexdigest()


def _all_kept(request: HttpRequest) -> dict[str, Any]:
    """Return what was refused lately, the oldest first."""
    now = timezone.now()
    return {
        address: kept
        for address, kept in request.session.get(SESSION_KEY, {}).items()
        if now - datetime.fromisoformat(kept["at"]) < timedelta(hours=kept["hours"])
    }


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    return _all_kept(request).get(_address(request))


def _typed(form: forms.BaseForm) -> QueryDict:
    """Return what was sent for the fields of a form, and nothing else of the body.

    But for what a form names as `sent_along`.
    """
    sent: Any = form.data
    typed = QueryDict(mutable=True)
    for name in [*form.fields, *getattr(form, "sent_along", ())]:
        values = sent.getlist(form.add_prefix(name))
        typed.setlist(form.add_prefix(name), shortened(values))
    return typed


def _added_errors(form: forms.BaseForm) -> list[list[str]]:
    """Return field, text and code of each error that the form does not find itself."""
    said = _errors(form)
    form.full_clean()
    own = _errors(form)
    return [error for error in said if error not in own]


def _say_again(form: forms.BaseForm, said: list[list[str]]) -> None:
    present = _errors(form)
    for field, text, code in said:
        known = field if field in form.fields else None
        if [field, text, code] not in present:
            form.add_error(known, ValidationError(text, code=code or None))


def _errors(form: forms.BaseForm) -> list[list[str]]:
    return [
        [field, error["message"], error["code"]]
        for field, errors in form.errors.get_json_data().items()
        for error in errors
    ]
