"""A registration form that is being filled in, kept in the visitor's session.

None of its answers are in our tables until it is sent; the session ends after a day.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from centre.web.refused import shortened
from events.links.tokens import new_key
from events.models import Consent, StudyVisit
from events.models.contacts import CONTACT_FIELDS
from events.registrations.form.forms import (
    ContactStep,
    DelegationStep,
    PartsStep,
    PeopleStep,
    PrivacyStep,
    Step,
)
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import DisplayedText, RegistrationData

# The steps in their order; each is a view's name, `events:register-<step>`.
STEPS: dict[str, type[Step]] = {
    "delegation": DelegationStep,
    "contact": ContactStep,
    "people": PeopleStep,
    "parts": PartsStep,
    "privacy": PrivacyStep,
}


def steps_of(visit: StudyVisit) -> dict[str, type[Step]]:
    """Return the steps for a visit; only a visit with parts has the step `parts`."""
    left_out = set() if visit.parts.exists() else {"parts"}
    return {name: form for name, form in STEPS.items() if name not in left_out}


class Draft:
    """The answers given so far for one visit, and the key that they are sent with."""

    def __init__(self, request: HttpRequest, visit: StudyVisit) -> None:
        self._session = request.session
        self._name = f"registration-{visit.pk}"
        self._visit = visit
        stored = self._session.get(self._name)
        self._data: dict[str, Any] = stored or _new()

    @cached_property
    def steps(self) -> dict[str, type[Step]]:
        """The steps of its visit."""
        return steps_of(self._visit)

    @property
    def key(self) -> str:
        """The submission key: sending a draft twice is the same as once."""
        return self._data["key"]

    @property
    def is_sent(self) -> bool:
        """Whether the draft was sent; then its answers are gone from the session."""
        return bool(self._data.get("outcome"))

    @property
    def outcome(self) -> str:
        """`registered` or `already`; "" while the draft is not sent."""
        return self._data.get("outcome", "")

    def answers(self, step: str) -> dict[str, Any]:
        """Return the accepted answers of a step."""
        return self._data["answers"].get(step, {})

    def all_answers(self) -> dict[str, Any]:
        """Return the accepted answers of all steps together."""
        return {
            k: v
            for answers in self._data["answers"].values()
            for k, v in answers.items()
        }

    @property
    def people(self) -> int:
        """How many come, 0 while that is not answered."""
        return self.answers("people").get("seats", 0)

    def keep(self, step: str, answers: dict[str, Any]) -> None:
        """Store a step's answers; a new number of people asks for the parts again."""
        if step == "people" and answers["seats"] != self.people:
            self.ask_again("parts")
        self._data["answers"][step] = answers
        self._data.get("typed", {}).pop(step, None)
        self._save()

    def typed(self, step: str) -> dict[str, str] | None:
        """Return what a step was last sent with, if that was not accepted."""
        return self._data.get("typed", {}).get(step)

    def keep_typed(self, step: str, typed: dict[str, str]) -> None:
        """Store what a step was sent with; values longer than any field are cut."""
        kept = dict(zip(typed, shortened(typed.values()), strict=True))
        self._data.setdefault("typed", {})[step] = kept
        self._save()

    def ask_again(self, step: str) -> None:
        """Ask for a step again: its answers become typed ones that are not accepted."""
        answers = self._data["answers"].pop(step, None)
        if answers is not None:
            typed = {
                name: "on" if value is True else str(value)
                for name, value in answers.items()
                if value
            }
            self.keep_typed(step, typed)

    def next_step(self) -> str:
        """Return the first step without answers, or `check` where all have some."""
        open_steps = (step for step in self.steps if step not in self._data["answers"])
        return next(open_steps, "check")

    def finish(self, outcome: str) -> None:
        """Store the outcome of sending, and forget the answers."""
        self._data = {**_new(), "key": self.key, "outcome": outcome}
        self._save()

    def start_again(self) -> None:
        """Begin another draft, with a new key; what was sent stays known."""
        self._data = {**_new(), "sent": self.last_sent}
        self._save()

    @property
    def last_sent(self) -> dict[str, str] | None:
        """The key and the outcome of what was sent last; None if nothing was."""
        if self.is_sent:
            return {"key": self.key, "outcome": self.outcome}
        return self._data.get("sent")

    def was_sent_with(self, key: str) -> bool:
        """Whether a key is that of the answers that were sent last."""
        return self.last_sent is not None and self.last_sent["key"] == key

    def begin(self) -> None:
        """Store when the first page was opened, before anything is answered."""
        if self._name not in self._session:
            self._save()

    @property
    def begun_at(self) -> datetime:
        """When the first page was opened (aware)."""
        return datetime.fromisoformat(self._data["begun_at"])

    def age(self, at: datetime) -> timedelta:
        """Return how long ago the draft was begun; programs are faster than people."""
        return at - self.begun_at

    def delegation(self, language: str) -> RegistrationData:
        """Return the answers as `register_delegation` takes them."""
        answers = {**self.all_answers(), "language": language}
        return RegistrationData(
            seats=answers["seats"],
            message=answers["message"],
            names=tuple(answers["names"].splitlines()),
            may_wait=bool(answers.get("may_wait")),
            min_seats=answers.get("min_seats"),
            code=answers.get("code", ""),
            parts=self._parts(),
            consents=self._consents(answers),
            **{name: answers[name] for name in CONTACT_FIELDS},
        )

    def _parts(self) -> tuple[PartSelection, ...]:
        """Return the selections of parts with at least one person."""
        answers = self.answers("parts")
        seats = {name.removeprefix("part-"): n for name, n in answers.items() if n}
        return tuple(
            PartSelection(
                part=int(key), seats=n, may_wait=bool(answers.get(f"wait-{key}"))
            )
            for key, n in seats.items()
            if key.isdecimal()
        )

    @staticmethod
    def _consents(answers: dict[str, Any]) -> dict[str, DisplayedText]:
        """Return each purpose that was ticked, with the text beside the tick."""
        ticked = [Consent.Purpose.NOTICE.value]
        if answers["invitations"]:
            ticked.append(Consent.Purpose.INVITATIONS.value)
        return {
            purpose: DisplayedText(
                answers[f"{purpose}_text"], answers[f"{purpose}_language"]
            )
            for purpose in ticked
        }

    def _save(self) -> None:
        self._session[self._name] = self._data


def _new() -> dict[str, Any]:
    return {"key": new_key(), "answers": {}, "begun_at": timezone.now().isoformat()}
