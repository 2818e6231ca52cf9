"""The pages of delegates and needs: those of the contact, and the delegates' own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from centre.models import Centre
from centre.web.caching import private
from centre.web.refused import bind, refuse
from events.exceptions import ChangesClosed, TooManyNames
from events.models import Delegate, Registration
from events.registrations.needs import need_text
from events.registrations.rules import delegates
from events.registrations.rules.change_requests import request_delegate_change
from events.registrations.rules.register import DisplayedText
from events.registrations.self_service.consents import consents_of, pictures_to_agree_to
from events.registrations.self_service.context import manage_context
from events.registrations.self_service.decorators import (
    delegate_from_token,
    registration_from_token,
)
from events.registrations.self_service.forms import (
    DelegateForm,
    NeedsForm,
    OwnDelegateForm,
    OwnNeedsForm,
)
from events.registrations.self_service.materials import materials_of
from events.registrations.self_service.trust import has_sensitive_access


@registration_from_token
def add(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Add a delegate (POST); after the deadline for names, ask staff to."""
    form = bind(request, DelegateForm)
    if request.method == "POST":
        if form.is_valid() and _add(form, registration):
            return redirect("events:registration", token)
        return refuse(request, form)
    context = {**manage_context(registration, token), "form": form}
    return render(request, "events/registrations/self_service/delegate.html", context)


def _add(form: DelegateForm, registration: Registration) -> bool:
    """Add a delegate, or ask staff to; return False where the form has an error."""
    person, now = form.delegate_data(), timezone.now()
    try:
        delegates.add_delegate(registration=registration, person=person, at=now)
    except TooManyNames:
        form.add_error("full_name", _("Every place has a name already"))
    except ChangesClosed:
        request_delegate_change(registration=registration, person=person, at=now)
    return form.is_valid()


@registration_from_token
def correct(
    request: HttpRequest, registration: Registration, token: str, number: int
) -> HttpResponse:
    """Correct a delegate (POST); after the deadline for names, ask staff to."""
    delegate = get_object_or_404(registration.delegates, pk=number)
    shown = has_sensitive_access(request, registration, timezone.now())
    form = bind(request, DelegateForm, delegate=delegate, email_shown=shown)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        _correct(delegate, form)
        return redirect("events:registration", token)
    context = {
        **manage_context(registration, token),
        "form": form,
        "delegate": delegate,
    }
    return render(request, "events/registrations/self_service/delegate.html", context)


@registration_from_token
def remove(
    request: HttpRequest, registration: Registration, token: str, number: int
) -> HttpResponse:
    """Ask for confirmation (GET); remove a delegate, or ask staff to (POST)."""
    delegate = get_object_or_404(registration.delegates, pk=number)
    if request.method == "POST":
        now = timezone.now()
        try:
            delegates.remove_delegate(delegate=delegate, at=now)
        except ChangesClosed:
            request_delegate_change(
                registration=registration, delegate=delegate, at=now
            )
        return redirect("events:registration", token)
    context = {**manage_context(registration, token), "delegate": delegate}
    return render(
        request, "events/registrations/self_service/delegate_remove.html", context
    )


@registration_from_token
def needs(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Show (GET) and replace (POST) how many people need what, without the delegates'.

    Without sensitive access the present needs are not shown.
    """
    stored = None
    if has_sensitive_access(request, registration, timezone.now()):
        stored = list(registration.needs.filter(delegate=None))
    form = bind(request, NeedsForm, needs=stored, seats=registration.seats)
    if request.method == "POST":
        if _save_needs(request, form, registration):
            return redirect("events:registration", token)
        return refuse(request, form)
    context = {**manage_context(registration, token), "form": form, "told": stored}
    return render(request, "events/registrations/self_service/needs.html", context)


@delegate_from_token
def person(request: HttpRequest, delegate: Delegate, token: str) -> HttpResponse:
    """Show a delegate what is stored about them (GET); correct it (POST)."""
    form = bind(request, OwnDelegateForm, delegate=delegate)
    if request.method == "POST":
        if not form.is_valid():
            return refuse(request, form)
        _correct(delegate, form, by_delegate=True)
        return redirect("events:person", token)
    registration = delegate.registration
    consents = consents_of(registration, delegate)
    context = {
        **manage_context(registration, token),
        "form": form,
        "delegate": delegate,
        "needs": [need_text(need) for need in delegate.needs.all()],
        "notice": Centre.load().notice,
        "consents": consents,
        "materials": materials_of(registration, timezone.now()),
        "pictures": pictures_to_agree_to(delegate, consents),
        "names_open": delegates.names_open(registration, timezone.now()),
    }
    return render(request, "events/registrations/self_service/person.html", context)


@delegate_from_token
def own_needs(request: HttpRequest, delegate: Delegate, token: str) -> HttpResponse:
    """Show a delegate their own needs (GET); replace them, with consent (POST)."""
    registration, stored = delegate.registration, list(delegate.needs.all())
    form = bind(request, OwnNeedsForm, needs=stored, seats=1)
    if request.method == "POST":
        if _save_needs(request, form, registration, delegate):
            return redirect("events:person", token)
        return refuse(request, form)
    context = {
        **manage_context(registration, token),
        "form": form,
        "told": stored,
        "delegate": delegate,
    }
    return render(request, "events/registrations/self_service/needs.html", context)


@delegate_from_token
def leave(request: HttpRequest, delegate: Delegate, token: str) -> HttpResponse:
    """Ask a delegate for confirmation (GET); remove them from the list (POST)."""
    if request.method == "POST":
        delegates.remove_delegate(
            delegate=delegate, at=timezone.now(), by_delegate=True
        )
        return redirect("events:person-gone")
    context = {
        **manage_context(delegate.registration, token),
        "delegate": delegate,
        "own": True,
    }
    return render(
        request, "events/registrations/self_service/delegate_remove.html", context
    )


@private
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Say to delegates that they have removed themselves."""
    return render(request, "events/registrations/self_service/person_gone.html")


def _correct(
    delegate: Delegate, form: DelegateForm, *, by_delegate: bool = False
) -> None:
    """Correct a delegate; after the deadline for names, ask staff to."""
    person, now = form.delegate_data(), timezone.now()
    try:
        delegates.correct_delegate(
            delegate=delegate, person=person, at=now, by_delegate=by_delegate
        )
    except ChangesClosed:
        request_delegate_change(
            registration=delegate.registration, delegate=delegate, person=person, at=now
        )


def _save_needs(
    request: HttpRequest,
    form: NeedsForm,
    registration: Registration,
    delegate: Delegate | None = None,
) -> bool:
    """Save needs or, where the consent is withdrawn, erase them.

    The consent is to the text that the form displays. Return whether it is done; if
    not, the form has an error.
    """
    now = timezone.now()
    if "erase" in request.POST:
        delegates.erase_needs(registration=registration, delegate=delegate, at=now)
        return True
    if not form.is_valid():
        return False
    try:
        delegates.save_needs(
            registration=registration,
            delegate=delegate,
            needs=form.need_entries(),
            consent=DisplayedText(str(form.consent_text), get_language() or ""),
            answered=form.answered(),
            at=now,
        )
    except ChangesClosed:
        form.add_error(None, _("It is too late to tell us here. Please phone us."))
    return form.is_valid()
