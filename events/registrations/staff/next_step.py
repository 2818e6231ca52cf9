"""What is next for a delegation: the one main button of its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Registration
from events.registrations.staff.actions import ACTIONS

Status = Registration.Status
# Whoever may come in on the day, and be corrected after it.
AT_THE_DOOR = {Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW}
# Which action decides about a delegation that waits for us, or is over.
DECIDING = {
    Status.REQUESTED: "approve",
    Status.LATE: "approve",
    Status.WAITLISTED: "approve",
    Status.DECLINED: "reopen",
    Status.WITHDRAWN: "reopen",
    Status.LAPSED: "reopen",
    Status.EXPIRED: "reopen",
}


@dataclass(frozen=True)
class NextStep:
    """An address and the words of the button; the action's name, where it is one."""

    url: str
    label: Promise
    action: str = ""


def next_step(
    registration: Registration, open_change: int | None, user: Any, at: datetime
) -> NextStep:
    """Return what is next: an open change first, then deciding, then the door.

    Where nothing waits for staff, it is the visit's desk. `open_change` is the key of
    the change that waits; `at` is aware.
    """
    if open_change:
        url = reverse("admin:events_registration_answer", args=[open_change, "accept"])
        return NextStep(url, pgettext_lazy("action", "Accept the change"))
    name = DECIDING.get(Status(registration.status))
    if name:
        url = reverse("admin:events_registration_act", args=[name])
        return NextStep(f"{url}?id={registration.pk}", ACTIONS[name].label, name)
    at_the_door = registration.status in AT_THE_DOOR and registration.visit.has_come(at)
    if at_the_door and user.has_perm("events.add_arrival"):
        url = reverse("admin:events_day_delegation", args=[registration.reference])
        return NextStep(url, _("Check-in"))
    url = reverse("admin:events_studyvisit_desk", args=[registration.visit_id])
    return NextStep(url, _("The visit’s desk"))
