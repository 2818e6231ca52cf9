"""Who else has a form of the desk open, told before anybody types.

A page tells that it is open when it is made, and by its script again and again. It is
no lock: whoever saves is merged with the others, field by field.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.people import FormPresence
from centre.staff.unsaved import PREPARED, FormPage
from centre.web import errors

# A page that is heard of again each 20 seconds is closed after three times in vain;
# one without a script is taken to be open for as long as a text takes.
SILENT_AFTER = timedelta(seconds=70)
OPEN_WITHOUT_SCRIPT = timedelta(minutes=15)
NAMED = 5  # people; more would say nothing more


def present_at(at: datetime) -> Q:
    """Return the condition that a form is open at a moment (aware)."""
    heard = Q(is_heard=True, seen_at__gt=at - SILENT_AFTER)
    return heard | Q(is_heard=False, seen_at__gt=at - OPEN_WITHOUT_SCRIPT)


def enter_form(page: FormPage, at: datetime, *, is_heard: bool = False) -> str:
    """Note that somebody has a form open; return who else has, in words, or ""."""
    rows, key = _rows(page), page.object_key.removesuffix(PREPARED)
    own = rows.filter(user=page.user).first()
    elsewhere = bool(
        is_heard
        and own
        and own.is_heard
        and own.window != page.key
        and own.seen_at > at - SILENT_AFTER
    )
    FormPresence.objects.update_or_create(
        user_id=page.user,
        model=page.model,
        object_key=key,
        defaults={"window": page.key, "is_heard": is_heard, "seen_at": at},
    )
    return _in_words(_names(rows, page.user, at), elsewhere)


def leave_form(page: FormPage) -> None:
    """Note that a page is closed, unless another one of its owner was heard since."""
    _rows(page).filter(user=page.user, window=page.key).delete()


def forget_presence(at: datetime) -> int:
    """Delete what nobody is told any more; return how much it was."""
    return FormPresence.objects.exclude(present_at(at)).delete()[0]


def presence_view(request: HttpRequest) -> Any:
    """Hear from a page that it is open or closed; say who else has the form open."""
    if request.method != "POST":
        return errors.error_page(request, 405)
    page = FormPage.read(request.POST)
    if page is None or page.user != request.user.pk or not page.object_key:
        return JsonResponse({"text": ""})
    if "left" in request.POST:
        leave_form(page)
        return JsonResponse({"text": ""})
    return JsonResponse({"text": enter_form(page, timezone.now(), is_heard=True)})


def _rows(page: FormPage) -> QuerySet[FormPresence]:
    key = page.object_key.removesuffix(PREPARED)
    return FormPresence.objects.filter(model=page.model, object_key=key)


def _names(rows: QuerySet[FormPresence], user: int, at: datetime) -> list[str]:
    others = rows.filter(present_at(at)).exclude(user=user)
    others = others.select_related("user").order_by("user__username")
    people: list[Any] = [row.user for row in others[:NAMED]]
    return [person.get_full_name() or person.get_username() for person in people]


def _in_words(names: list[str], elsewhere: bool) -> str:
    told = []
    if names:
        told = [
            _("This form is open now also with: %(names)s.")
            % {"names": ", ".join(names)},
            _(
                "What you change is merged; only where both change the same, you are "
                "asked."
            ),
        ]
    if elsewhere:
        told.append(_("You have it open in another window, too."))
    return " ".join(told)
