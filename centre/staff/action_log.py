"""Write down who did what on the desk: ids and names of fields, never a value."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Model
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation

from centre.people import StaffAction
from centre.staff.mixins import PageAdmin

Kind = StaffAction.Kind


def record_action(
    user: Any, kind: Kind, thing: Model | None = None, *details: Any
) -> None:
    """Write down what somebody did to which thing.

    Details are names out of the code, as action, field or format: nothing typed. They
    are kept in English and shown in each reader's language.
    """
    with translation.override("en"):
        texts = [str(detail) for detail in details]
    StaffAction.objects.create(
        user=user,
        username=user.get_username(),
        kind=kind,
        model=thing._meta.label_lower if thing else "",
        object_key=str(thing.pk) if thing else "",
        details=texts,
    )


def fields_of(message: list[dict[str, Any]]) -> list[str]:
    """Return the names of fields, and of kinds of rows, in a message of Django's."""
    names: list[str] = []
    for step in message:
        for change in step.values():
            rows = [change["name"]] if "name" in change else []
            names += [*rows, *change.get("fields", [])]
    return list(dict.fromkeys(names))


class LogsActions(PageAdmin):
    """Mixed into every admin of the desk by its site."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write down what is new."""
        record_action(request.user, Kind.ADDED, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write down which fields a form changed, or which action was taken."""
        if isinstance(message, list):
            record_action(request.user, Kind.CHANGED, obj, *fields_of(message))
        else:
            record_action(request.user, Kind.ACTED, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write down what goes."""
        for thing in queryset:
            record_action(request.user, Kind.DELETED, thing)
        return super().log_deletions(request, queryset)


# Django's own moments: they come whichever way somebody signed in.
@receiver(user_logged_in)
def _record_sign_in(user: Any, **sent: Any) -> None:
    record_action(user, Kind.SIGNED_IN)


@receiver(user_logged_out)
def _record_sign_out(user: Any, **sent: Any) -> None:
    if user is not None:
        record_action(user, Kind.SIGNED_OUT)
