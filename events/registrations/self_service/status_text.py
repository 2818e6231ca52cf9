"""The status of a registration, as text for the delegation."""

from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from centre.text.dates import format_deadline
from events.models import Registration, StudyVisit

Status = Registration.Status


def describe_status(registration: Registration, at: datetime) -> list[str]:
    """Return one to three sentences about the status, and what happens next.

    Until the contact's address is confirmed, nothing is promised beyond its deadline.
    """
    describe = {
        Status.REQUESTED: _waits_for_answer,
        Status.CONFIRMED: _confirmed,
        Status.WAITLISTED: _waits_for_places,
        Status.OFFERED: _offered,
        Status.LATE: _came_late,
    }.get(Status(registration.status))
    return describe(registration, at) if describe else [_ended(registration.status)]


def status_tone(registration: Registration) -> str:
    """Return "good" if the delegation comes or came, "over" if it can't, else ""."""
    postponed = registration.visit.state == StudyVisit.State.POSTPONED
    if registration.status == Status.ATTENDED:
        return "good"
    if registration.status == Status.CONFIRMED:
        return "" if postponed else "good"
    return "" if registration.status in Registration.ACTIVE else "over"


def confirm_by(registration: Registration) -> str:
    """Return until when the contact has to confirm the address, as after "until".

    "" where that is done, or not asked.
    """
    due_at = registration.proof_due_at
    return format_deadline(due_at, get_language() or "") if due_at else ""


def _waits_for_answer(registration: Registration, at: datetime) -> list[str]:
    reason = _("We have your request.")
    if registration.link_to_review:
        reason = _(
            "There is a web address in your answers, so one of us reads them first."
        )
    held = _("Your places are held until we answer by e-mail.")
    if until := confirm_by(registration):
        held = _(
            "Your places are held until %(until)s; once your address is confirmed, "
            "until we answer by e-mail."
        ) % {"until": until}
    return [reason, held]


def _confirmed(registration: Registration, at: datetime) -> list[str]:
    if at >= registration.visit.ends_at:  # and staff have not recorded who came
        return [str(StudyVisit.RegistrationState.PAST.label)]
    if registration.visit.state == StudyVisit.State.POSTPONED:
        return [
            _("Your delegation is registered. We will write when there is a new date.")
        ]
    if until := confirm_by(registration):
        held = _(
            "Your places are held until %(until)s; once your address is confirmed, "
            "they are yours."
        )
        return [held % {"until": until}]
    return [_("Your delegation is registered. We look forward to your visit.")]


def _waits_for_places(registration: Registration, at: datetime) -> list[str]:
    if registration.proof_due_at:
        return [
            _(
                "No places are held for your delegation before the address is "
                "confirmed. Then it gets them if enough are free; if not, it waits in "
                "the order in which it was sent."
            )
        ]
    place = _("Your delegation is number %(place)s on the waiting list.") % {
        "place": registration.place_in_queue
    }
    if registration.visit.waiting_list == StudyVisit.WaitingList.STRICT:
        policy = _("Places that become free are offered in the order of the list.")
    else:
        policy = _(
            "Places that become free are offered to the first that fits in them."
        )
    return [place, policy]


def _offered(registration: Registration, at: datetime) -> list[str]:
    until = registration.offer_expires_at
    if until is None or until <= at:
        return [_("The time to accept the places that we offered is over.")]
    places = ngettext(
        "We offer you %(seats)s place until %(until)s.",
        "We offer you %(seats)s places until %(until)s.",
        registration.seats,
    ) % {
        "seats": registration.seats,
        "until": format_deadline(until, get_language() or ""),
    }
    return [places, _("After that we offer them to others.")]


def _came_late(registration: Registration, at: datetime) -> list[str]:
    kept = _(
        "Your form came after registration had closed. You began it in time, so we "
        "keep it and answer you by e-mail."
    )
    if until := confirm_by(registration):
        kept = _(
            "Your form came after registration had closed. You began it in time, so we "
            "keep it until %(until)s, and answer you by e-mail once your address is "
            "confirmed."
        ) % {"until": until}
    return [kept, _("No places are held for you until we answer.")]


def _ended(status: str) -> str:
    return {
        Status.DECLINED: _("We are sorry: we can’t receive your delegation this time."),
        Status.WITHDRAWN: _(
            "Your registration is withdrawn. If that was a mistake, register once more."
        ),
        Status.CANCELLED: _("We are sorry: this visit will not take place."),
        Status.LAPSED: _(
            "Your time on the waiting list, or to accept the places that we offered, "
            "is over."
        ),
        Status.EXPIRED: _(
            "Your address was not confirmed in time, so your registration has ended."
        ),
        Status.JOINED: _(
            "Your delegation is part of another one now. Its contact person speaks for "
            "all of you."
        ),
        Status.ATTENDED: _("Thank you for your visit."),
        Status.NO_SHOW: _("We did not meet you on the day of the visit."),
    }[Status(status)]
