"""Who else has a form of the desk open, told before anybody types.

A page tells that it is open when it is made, and by its script again and again. It is
no lock: whoever saves is merged with the others, field by field.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.people import FormPresence
from centre.staff.form_pages import FormPage
from centre.staff.unsaved import PREPARED
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
    rows = [*_open_rows(page, at)]
    own = next((row for row in rows if row.user_id == page.user), None)
    elsewhere = bool(is_heard and own and own.is_heard and own.window != page.key)
    FormPresence.objects.bulk_create(
        [_own_row(page, at, is_heard)],
        update_conflicts=True,
        unique_fields=["model", "object_key", "user"],
        update_fields=["window", "is_heard", "seen_at"],
    )
    others: list[Any] = [row.user for row in rows if row.user_id != page.user]
    names = [person.get_full_name() or person.get_username() for person in others]
    return _in_words(names[:NAMED], elsewhere)


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


def _open_rows(page: FormPage, at: datetime) -> QuerySet[FormPresence]:
    """Return who has the form open at a moment, whoever asks first."""
    rows = _rows(page).filter(present_at(at)).select_related("user")
    who_asks = Case(When(user=page.user, then=0), default=1)
    return rows.order_by(who_asks, "user__username")[: NAMED + 1]


def _own_row(page: FormPage, at: datetime, is_heard: bool) -> FormPresence:
    return FormPresence(
        user_id=page.user,
        model=page.model,
        object_key=page.object_key.removesuffix(PREPARED),
        window=page.key,
        is_heard=is_heard,
        seen_at=at,
    )


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
