"""Forgetting people in place: the seat, the counts and the history stay.

All of these work on rows that the caller has locked, within its transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation
from django.utils.translation import gettext

from centre.models import KeptAnswer, UnsavedForm
from events.models import (
    ChangeRequest,
    Delegate,
    DelegateChange,
    HandOver,
    Need,
    OutgoingEmail,
    ProgrammeSheet,
    Registration,
    RegistrationEvent,
    StaffMessage,
    VisitRequest,
)

State = OutgoingEmail.State
# A link's hash where there is no link any more: still unique, opened by nothing.
EXPIRED = "expired:"


def expired() -> Concat:
    """Build what stands in place of a hash of which every row needs its own."""
    return Concat(Value(EXPIRED), Cast("pk", CharField()))


def anonymise_registrations(registrations: QuerySet, at: datetime) -> int:
    """Forget delegations whole, and count them.

    That is the contact, people, needs, mails and free texts.
    """
    pks = list(registrations.values_list("pk", flat=True))
    anonymise_delegates(Delegate.objects.filter(registration__in=pks), at)
    anonymise_contacts(pks, at)
    return len(pks)


def anonymise_contacts(pks: list[int], at: datetime) -> None:
    """Forget the contacts of registrations and what they wrote. People stay."""
    Registration.objects.filter(pk__in=pks).update(
        contact_name="",
        contact_email="",
        contact_phone="",
        message="",
        token_hash=expired(),
        submission_hash=None,
        anonymised_at=at,
    )
    own = Q(registration__in=pks)
    Need.objects.filter(own, delegate=None).delete()
    ChangeRequest.objects.filter(own).update(text="")
    DelegateChange.objects.filter(change__registration__in=pks).delete()
    HandOver.objects.filter(own).forget()
    ProgrammeSheet.objects.filter(own).delete()
    RegistrationEvent.objects.filter(own).update(reason="")
    OutgoingEmail.objects.filter(own).blank()
    _forget_messages(pks)
    anonymise_log_entries(Registration, pks)
    anonymise_log_entries(
        ChangeRequest, ChangeRequest.objects.filter(own).values_list("pk")
    )


def _forget_messages(pks: list[int]) -> None:
    """Delete what staff wrote to these registrations, if nobody it went to is known."""
    messages = StaffMessage.objects.filter(recipients__in=pks)
    known = Registration.objects.filter(anonymised_at=None)
    gone = [*messages.exclude(recipients__in=known).values_list("pk", flat=True)]
    StaffMessage.objects.filter(pk__in=gone).delete()
    anonymise_log_entries(StaffMessage, gone)


def anonymise_delegates(delegates: QuerySet, at: datetime) -> int:
    """Turn people into "guest 3" each, in the delegation's language; seats stay."""
    chosen = list(delegates.filter(anonymised_at=None).select_related("registration"))
    places = _places({person.registration_id for person in chosen})
    for person in chosen:
        with translation.override(person.registration.language):
            person.full_name = gettext("guest %(number)d") % {
                "number": places[person.pk]
            }
        person.badge_name = person.role = person.email = ""
        person.token_hash = None
        person.anonymised_at = at
    Delegate.objects.bulk_update(
        chosen,
        ["full_name", "badge_name", "role", "email", "token_hash", "anonymised_at"],
        batch_size=500,
    )
    pks = [person.pk for person in chosen]
    Need.objects.filter(delegate__in=pks).delete()
    DelegateChange.objects.filter(delegate__in=pks).delete()
    anonymise_log_entries(Delegate, pks)
    # The log of a delegation names its people where staff corrected them.
    anonymise_log_entries(Registration, {person.registration_id for person in chosen})
    return len(chosen)


def _places(registrations: set[int]) -> dict[int, int]:
    """Number each person within the delegation, from 1, in the order of the rows."""
    rows = Delegate.objects.filter(registration__in=registrations)
    places: dict[int, int] = {}
    counts: dict[int, int] = {}
    for pk, registration in rows.order_by("position", "pk").values_list(
        "pk", "registration"
    ):
        counts[registration] = counts.get(registration, 0) + 1
        places[pk] = counts[registration]
    return places


def anonymise_requests(requests: QuerySet, at: datetime) -> int:
    """Forget who asked for a visit, and what was written; the body's name stays."""
    pks = list(requests.values_list("pk", flat=True))
    OutgoingEmail.objects.filter(request__in=pks).blank()
    anonymise_log_entries(VisitRequest, pks)
    return VisitRequest.objects.filter(pk__in=pks).update(
        contact_name="",
        contact_email="",
        contact_phone="",
        purpose="",
        answer="",
        reply="",
        token_hash=expired(),
        submission_hash=None,
        anonymised_at=at,
    )


def blank_texts(mails: QuerySet) -> int:
    """Leave of mails to whom they went. What has not gone out never will."""
    mails.filter(state=State.QUEUED).update(state=State.FAILED)
    return mails.update(text="", html="", calendar="", failure="", error="")


def anonymise_log_entries(model: type[Model], pks: Iterable) -> None:
    """Take out of the desk's own log what it says about these rows.

    What staff typed into their forms and did not save goes as well, and the pages that
    answered their forms.
    """
    keys = [str(pk[0] if isinstance(pk, tuple) else pk) for pk in pks]
    own = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=keys
    )
    own.update(object_repr="", change_message="")
    typed = UnsavedForm.objects.filter(model=model._meta.label_lower)
    typed.filter(object_key__in=keys).delete()
    KeptAnswer.objects.all().delete()  # any of them may show a row
