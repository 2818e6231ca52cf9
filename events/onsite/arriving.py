"""One delegation at the door: what is shown of it, what its buttons do and say."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from centre.staff.action_log import Kind
from events.models import Delegate, Registration, StudyVisit
from events.onsite import checkin
from events.onsite.search import matches, searchable

MAX_AT_ONCE = 200


class DoorOutcome(TextChoices):
    """What may come of a button."""

    CAME_IN = "in"
    UNDONE = "undone"
    CHANGED = "changed"
    NOT_EXPECTED = "not-expected"
    NOT_COME = "not-come"
    TOO_OFTEN = "often"


LOGGED = {DoorOutcome.CAME_IN: Kind.CHECKED_IN, DoorOutcome.UNDONE: Kind.UNDONE}


@dataclass(frozen=True)
class Answer:
    """What came of a button, and of how many people."""

    outcome: DoorOutcome
    count: int = 0

    @property
    def log_kind(self) -> Kind | None:
        """As what the log has it; None where nothing was done."""
        return LOGGED.get(self.outcome)

    @property
    def text(self) -> str:
        """The same for people, in the active language."""
        return _text_of(self.outcome, self.count) % {"count": self.count}


def _text_of(outcome: DoorOutcome, count: int) -> str:
    match outcome:
        case DoorOutcome.CAME_IN:
            return ngettext(
                "%(count)d person came in.", "%(count)d people came in.", count
            )
        case DoorOutcome.UNDONE:
            return ngettext("%(count)d undone.", "%(count)d undone.", count)
        case DoorOutcome.CHANGED:
            return ngettext(
                "Somebody else ticked people meanwhile: %(count)d person is in now. "
                "Look again before you add more.",
                "Somebody else ticked people meanwhile: %(count)d people are in now. "
                "Look again before you add more.",
                count,
            )
        case DoorOutcome.NOT_EXPECTED:
            return gettext(
                "This delegation has no confirmed places. Nobody was ticked."
            )
        case DoorOutcome.NOT_COME:
            return gettext("The visit has not begun. Nobody was ticked.")
    return gettext("That was very often. Wait a while; nothing was changed.")


def press_button(
    posted: QueryDict, registration: Registration, *, staff: Any, by_link: bool = False
) -> Answer:
    """Do what a button of a delegation's page says; return what came of it."""
    try:
        return _press(posted, registration, staff, by_link)
    except checkin.DayNotCome:
        return Answer(DoorOutcome.NOT_COME)
    except checkin.NotExpected:
        return Answer(DoorOutcome.NOT_EXPECTED)
    except checkin.ChangedMeanwhile as change:
        return Answer(DoorOutcome.CHANGED, change.arrived)


def _press(
    posted: QueryDict, registration: Registration, staff: Any, by_link: bool
) -> Answer:
    by: dict[str, Any] = {
        "registration": registration,
        "at": timezone.now(),
        "staff": staff,
    }
    if "undo" in posted or "undo_all" in posted:
        keys = None if "undo_all" in posted else [number(posted.get("undo", ""))]
        return Answer(DoorOutcome.UNDONE, checkin.undo_arrivals(arrivals=keys, **by))
    if "all" in posted:
        return Answer(DoorOutcome.CAME_IN, checkin.check_in_all(by_link=by_link, **by))
    added = checkin.check_in(
        delegates=[number(key) for key in posted.getlist("person")],
        unnamed=min(number(posted.get("more", "")), MAX_AT_ONCE),
        seen=number(posted.get("seen", "")),
        by_link=by_link,
        **by,
    )
    return Answer(DoorOutcome.CAME_IN, added)


def who_is_in(registration: Registration) -> dict[str, Any]:
    """Return what the page of a delegation says of who is in and who is missing."""
    present = list(checkin.present(registration).select_related("delegate"))
    named = {a.delegate_id: a for a in present if a.delegate_id}
    return {
        "registration": registration,
        "visit": registration.visit,
        "expected": registration.status in checkin.EXPECTED,
        "people": [(p, named.get(p.pk)) for p in registration.delegates.all()],
        "unnamed": [a for a in present if not a.delegate_id],
        "came": len(present),
        "missing": max(0, registration.seats - len(present)),
        "above": max(0, len(present) - registration.seats),
    }


def find_delegations(
    visit: StudyVisit, delegations: list[Registration], query: str
) -> list[Registration]:
    """Return those in which a query is found, in their people's names too."""
    names: dict[int, list[str]] = {}
    people = Delegate.objects.filter(registration__visit=visit)
    for key, name in people.values_list("registration_id", "full_name"):
        names.setdefault(key, []).append(name)
    return [
        d
        for d in delegations
        if matches(
            query,
            searchable(
                d.reference,
                d.reference.replace("-", ""),
                d.organisation,
                d.city,
                d.country.name,
                d.contact_name,
                *names.get(d.pk, ()),
            ),
        )
    ]


def number(text: str) -> int:
    """Return a number that was typed or sent; 0 for what is none."""
    return int(text) if is_count(text) else 0


def is_count(text: str) -> bool:
    """Return whether a text is a number that can be counted with."""
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) < 10
