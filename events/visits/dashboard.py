"""What the desk of a visit shows: its numbers, and what needs staff.

The desk of one visit and the first page, which tells of all, count by it alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from centre.text.emails import fold_email
from centre.text.spoken import SPOKEN
from events.models import (
    ChangeRequest,
    Consent,
    OutgoingEmail,
    Registration,
    SeatBlock,
    StudyVisit,
    VisitPart,
)
from events.registrations.needs import INTERPRETED
from events.visits.dashboard_rows import DashboardRows

Status = Registration.Status
# How long before names are due the desk begins to ask for them.
NAMES_NEAR = timedelta(days=3)
# Offers that end within this time are counted as running out.
OFFER_NEAR = timedelta(hours=24)
ITEMS_SHOWN = 8  # rows of each list; the rest is a number and a link


@dataclass(frozen=True)
class DashboardItem:
    """Something that needs staff: a heading, its rows, and where all of them are."""

    name: str
    heading: Promise | str
    template: str  # of one row
    rows: list[Any]
    state: str = ""  # of the delegations' list below, where they all are

    @property
    def first(self) -> list[Any]:
        return self.rows[:ITEMS_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - ITEMS_SHOWN)


@dataclass
class VisitDashboard:
    """A visit at a moment, as staff see it."""

    visit: StudyVisit
    at: datetime
    read: DashboardRows
    sees_needs: bool = False

    # --- What is read -----------------------------------------------------------------

    @property
    def delegations(self) -> list[Registration]:
        """All of them in the order of the queue, with what the lists show."""
        return self.read.delegations[self.visit.pk]

    @property
    def blocks(self) -> list[SeatBlock]:
        """Seats that are held for partners and not used yet."""
        return self.read.blocks[self.visit.pk]

    @property
    def parts(self) -> list[VisitPart]:
        """The parts with the people in them."""
        return self.read.parts[self.visit.pk]

    @property
    def changes(self) -> list[ChangeRequest]:
        """Changes that are asked for and not answered. Who is gone waits for none."""
        return self.read.changes[self.visit.pk]

    @property
    def failed_mail(self) -> list[OutgoingEmail]:
        """Mail to the delegations that did not go out, or only perhaps.

        `ends_at` is when a registration expires whose e-mail can't be verified so.
        """
        return self.read.failed_mail[self.visit.pk]

    @property
    def not_in_pictures(self) -> list[Consent]:
        """Who took back the consent to pictures lately, once the visit had begun."""
        begun = self.visit.starts_at
        taken_back = self.read.not_in_pictures[self.visit.pk]
        return [c for c in taken_back if c.withdrawn_at and c.withdrawn_at >= begun]

    @property
    def languages_asked(self) -> Counter[str]:
        """Languages, spoken and signed, that interpretation is asked for in."""
        return Counter(self.read.languages_asked[self.visit.pk])

    @cached_property
    def same_people(self) -> list[str]:
        """Names that stand in two delegations."""
        groups = self.read.same_people.get(self.visit.pk, [])
        return sorted({rows[0].full_name for rows in groups})

    # --- Numbers ------------------------------------------------------------------

    def of(self, *statuses: str) -> list[Registration]:
        """The delegations in some statuses."""
        return [d for d in self.delegations if d.status in statuses]

    @cached_property
    def seats(self) -> dict[str, int]:
        """People who hold places, places held for partners, waiting people, free.

        `unconfirmed` are those of the taken places whose contact has not verified the
        e-mail.
        """
        taken = sum(d.seats for d in self.of(*Registration.HOLDING))
        held = sum(block.left for block in self.blocks)
        free = self.visit.capacity - taken - held
        return {
            "taken": taken,
            "held": held,
            "unconfirmed": sum(
                d.seats for d in self.of(*Registration.HOLDING) if d.proof_due_at
            ),
            "waiting": sum(d.seats for d in self.of(Status.WAITLISTED)),
            "free": max(0, free),
            "over": max(0, -free),
        }

    @cached_property
    def states(self) -> list[dict[str, Any]]:
        """Each status that occurs, with its delegations and people."""
        counts = Counter(d.status for d in self.delegations)
        people: Counter[str] = Counter()
        for delegation in self.delegations:
            people[delegation.status] += delegation.seats
        return [
            {"value": s, "label": s.label, "count": counts[s], "people": people[s]}
            for s in Status
            if counts[s]
        ]

    # --- What needs me now --------------------------------------------------------

    @cached_property
    def items(self) -> list[DashboardItem]:
        """Everything that waits for staff, most urgent first; empty ones left out."""
        found = [*self._to_answer(), *self._to_ask_for(), *self._to_look_at()]
        return [item for item in found if item.rows]

    def _to_answer(self) -> list[DashboardItem]:
        """What somebody waits for."""
        return [
            DashboardItem(
                "requests",
                _("Waiting for your approval"),
                "admin/events/visits/items/request.html",
                self.of(Status.REQUESTED),
                Status.REQUESTED,
            ),
            DashboardItem(
                "late",
                _("Came after the deadline"),
                "admin/events/visits/items/request.html",
                self.of(Status.LATE),
                Status.LATE,
            ),
            DashboardItem(
                "changes",
                _("Changes asked for"),
                "admin/events/visits/items/change.html",
                self.changes,
            ),
            DashboardItem(
                "mail",
                _("Mail that failed"),
                "admin/events/visits/items/mail.html",
                self.failed_mail,
            ),
        ]

    def _to_ask_for(self) -> list[DashboardItem]:
        """What delegations owe an answer to, or are about to lose."""
        return [
            DashboardItem(
                "offers",
                _("Offers running out"),
                "admin/events/visits/items/offer.html",
                self._offers(),
                Status.OFFERED,
            ),
            DashboardItem(
                "names",
                _("Names missing"),
                "admin/events/visits/items/names.html",
                self._without_names(),
                Status.CONFIRMED,
            ),
            DashboardItem(
                "silent",
                _("Have not said whether they still come"),
                "admin/events/visits/items/delegation.html",
                self._where(lambda d: d.move_to_answer is not None),
            ),
            DashboardItem(
                "passed",
                _("Passed over on the waiting list"),
                "admin/events/visits/items/passed_over.html",
                [d for d in self.of(Status.WAITLISTED) if d.passed_over],
                Status.WAITLISTED,
            ),
        ]

    def _to_look_at(self) -> list[DashboardItem]:
        """What may be wrong, and only people can tell."""
        return [
            DashboardItem(
                "guides",
                _("No guide for a language asked for"),
                "admin/events/visits/items/text.html",
                self._guides(),
            ),
            DashboardItem(
                "cities",
                _("The same city twice, from different people"),
                "admin/events/visits/items/same_city.html",
                self._cities(),
            ),
            DashboardItem(
                "people",
                _("The same person in two delegations"),
                "admin/events/visits/items/text.html",
                self.same_people,
            ),
            DashboardItem(
                "pictures",
                _("No longer agree to pictures: look whether some are published"),
                "admin/events/visits/items/pictures.html",
                self.not_in_pictures,
            ),
            DashboardItem(
                "languages",
                _("Mails in a language that is no longer public"),
                "admin/events/visits/items/delegation.html",
                self._where(lambda d: d.language not in dict(settings.LANGUAGES)),
            ),
        ]

    def _where(self, fits: Callable[[Any], Any]) -> list[Registration]:
        return [d for d in self.of(*Registration.ACTIVE) if fits(d)]

    def _offers(self) -> list[Registration]:
        near = self.at + OFFER_NEAR
        offered = [(d.offer_expires_at or near, d) for d in self.of(Status.OFFERED)]
        offered.sort(key=lambda pair: pair[0])
        return [d for ends_at, d in offered if ends_at <= near]

    def _without_names(self) -> list[Registration]:
        due = self.visit.names_due_at or self.visit.starts_at
        if self.at < due - NAMES_NEAR:
            return []
        return [d for d in self.of(Status.CONFIRMED) if (d.names or 0) < d.seats]

    def _guides(self) -> list[str]:
        """Languages that nobody speaks or signs yet, and parts without a guide."""
        guided = {part.language for part in self.parts if part.guide}
        visit = self.visit
        interpreted = {*visit.interpreted, *visit.interpreted_into}
        spoken = guided | {*visit.languages, *interpreted}
        asked = self.languages_asked.most_common() if self.sees_needs else []
        missing = [
            f"{_language(code)}: {count}" for code, count in asked if code not in spoken
        ]
        unguided = [p for p in self.parts if p.people and not p.guide]
        return missing + [
            f"{part} ({part.get_language_display()}): {part.people}"
            for part in unguided
        ]

    def _cities(self) -> list[list[Registration]]:
        """Delegations of one city that different people registered."""
        groups = defaultdict(list)
        for delegation in self.of(*Registration.ACTIVE):
            city = delegation.city.strip().casefold()
            groups[city, delegation.country.code].append(delegation)
        return [
            group
            for group in groups.values()
            if len({fold_email(d.contact_email) for d in group}) > 1
        ]


def read_dashboards(
    visits: list[StudyVisit], at: datetime, *, sees_needs: bool = False
) -> list[VisitDashboard]:
    """Return the dashboard of each visit; all of them cost the queries of one."""
    read = DashboardRows(visits, at)
    return [VisitDashboard(visit, at, read, sees_needs) for visit in visits]


def _language(code: str) -> str:
    """A language that interpretation is asked for in, by its name."""
    if code in SPOKEN:
        return str(SPOKEN[code][0])
    return str(INTERPRETED.get(code, code))
