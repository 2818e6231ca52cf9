"""Why a service refused, as staff read it, and beside which field."""

from django.utils.translation import gettext, ngettext

from events.exceptions import (
    AlreadyRegistered,
    GroupTooLarge,
    NotEnoughPlaces,
    NotOneVisit,
    PartRefused,
    RegistrationRefused,
    StatusesDiffer,
    TooManyNames,
    TransitionNotAllowed,
)
from events.models import ChangeRequest, Registration, VisitPart
from events.registrations.part_text import refusal_text

# Whatever a service may answer instead of acting; the desk tells it, never crashes.
REFUSAL_TEXTS = (RegistrationRefused, TransitionNotAllowed)

LABELS = dict([*Registration.Status.choices, *ChangeRequest.Status.choices])

FIELDS: dict[type[RegistrationRefused], str] = {
    AlreadyRegistered: "contact_email",
    GroupTooLarge: "seats",
    NotEnoughPlaces: "seats",
    TooManyNames: "names",
}


def field_of(refusal: RegistrationRefused) -> str:
    """The field that a refusal is about; the visit where it is about none."""
    if isinstance(refusal, PartRefused):
        return f"part-{refusal.part}"
    return FIELDS.get(type(refusal), "visit")


def refusal_message(refusal: Exception) -> str:
    """A refusal in the reader's language."""
    match refusal:
        case TransitionNotAllowed(from_status=status):
            return gettext("already: %(status)s") % {
                "status": LABELS.get(status, status)
            }
        case AlreadyRegistered():
            return gettext("This address has a registration for this visit already.")
        case GroupTooLarge(largest_group=largest):
            return ngettext(
                "One delegation may bring at most %(count)d person",
                "One delegation may bring at most %(count)d people",
                largest,
            ) % {"count": largest}
        case NotEnoughPlaces(left=left):
            return ngettext(
                "Only %(count)d place is left", "Only %(count)d places are left", left
            ) % {"count": left}
        case NotOneVisit():
            return gettext("These are not two delegations of one visit.")
        case StatusesDiffer(statuses=statuses):
            return gettext(
                "The two are not in the same state (%(one)s, %(other)s). First approve "
                "the one that waits, or put both on the waiting list."
            ) % {"one": LABELS[statuses[0]], "other": LABELS[statuses[1]]}
        case TooManyNames():
            return gettext("There are more names than people")
        case PartRefused(part=pk):
            part = VisitPart.objects.filter(pk=pk).first()
            return f"{part or '–'}: {refusal_text(refusal)}"
    return gettext("Registration for this visit is not possible now.")
