"""A registration that is being filled in, kept in the visitor's session.

Nothing of it is in our tables until it is sent, and it is forgotten after a day.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from events.links.tokens import new_key
from events.models import Consent, StudyVisit
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
# Characters; about twice what the longest correct answers of a step have.
MAX_DRAFT_CHARS = 16_000


def steps_of(visit: StudyVisit) -> dict[str, type[Step]]:
    """The steps for a visit; who goes where is asked where there are parts alone."""
    left_out = set() if visit.parts.exists() else {"parts"}
    return {name: form for name, form in STEPS.items() if name not in left_out}


class Draft:
    """The answers given so far for one visit, and the key they will be sent under."""

    def __init__(self, request: HttpRequest, visit: StudyVisit) -> None:
        self._session = request.session
        self._name = f"registration-{visit.pk}"
        self.steps = steps_of(visit)
        stored = self._session.get(self._name)
        self._data: dict[str, Any] = stored or _new()

    @property
    def key(self) -> str:
        """What makes sending this draft twice the same as once."""
        return self._data["key"]

    @property
    def is_sent(self) -> bool:
        """Whether it was sent: then its answers are gone from the session."""
        return bool(self._data.get("outcome"))

    @property
    def outcome(self) -> str:
        """`registered`, `already`, or nothing while it is not sent."""
        return self._data.get("outcome", "")

    def answers(self, step: str) -> dict[str, Any]:
        """What was answered in a step."""
        return self._data["answers"].get(step, {})

    def all_answers(self) -> dict[str, Any]:
        """What was answered in all steps together."""
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
        """Remember a step's answers; another number of people may not fit the parts."""
        if step == "people" and answers["seats"] != self.people:
            self.ask_again("parts")
        self._data["answers"][step] = answers
        self._data.get("typed", {}).pop(step, None)
        self._save()

    def typed(self, step: str) -> dict[str, str] | None:
        """What a step was last sent with, if that could not be accepted."""
        return self._data.get("typed", {}).get(step)

    def keep_typed(self, step: str, typed: dict[str, str]) -> None:
        """Remember what a step was sent with; a flood of text is not kept."""
        if sum(map(len, typed.values())) <= MAX_DRAFT_CHARS:
            self._data.setdefault("typed", {})[step] = typed
            self._save()

    def ask_again(self, step: str) -> None:
        """Take a step's answers for typed and not accepted, so it is asked anew."""
        answers = self._data["answers"].pop(step, None)
        if answers is not None:
            typed = {
                name: "on" if value is True else str(value)
                for name, value in answers.items()
                if value
            }
            self.keep_typed(step, typed)

    def next_step(self) -> str:
        """The first step without answers, or `check` when all have some."""
        open_steps = (step for step in self.steps if step not in self._data["answers"])
        return next(open_steps, "check")

    def finish(self, outcome: str) -> None:
        """Note that it was sent, and forget the answers."""
        self._data = {**_new(), "key": self.key, "outcome": outcome}
        self._save()

    def start_again(self) -> None:
        """Begin another registration, under a new key."""
        self._data = _new()
        self._save()

    def begin(self) -> None:
        """Remember when its first page was opened, before anything is answered."""
        if self._name not in self._session:
            self._save()

    @property
    def begun_at(self) -> datetime:
        """When its first page was opened, aware."""
        return datetime.fromisoformat(self._data["begun_at"])

    def age(self, at: datetime) -> timedelta:
        """How long ago it was begun; programs are faster than people."""
        return at - self.begun_at

    def delegation(self, language: str) -> RegistrationData:
        """The answers as the service takes them."""
        answers = self.all_answers()
        fields = (
            "organisation",
            "city",
            "country",
            "contact_name",
            "contact_email",
            "contact_phone",
            "seats",
            "message",
        )
        return RegistrationData(
            language=language,
            names=tuple(answers["names"].splitlines()),
            may_wait=bool(answers.get("may_wait")),
            min_seats=answers.get("min_seats"),
            code=answers.get("code", ""),
            parts=self._parts(),
            consents=self._consents(answers),
            **{name: answers[name] for name in fields},
        )

    def _parts(self) -> tuple[PartSelection, ...]:
        """How many people go where."""
        answers = self.answers("parts")
        numbers = {n.removeprefix("part-"): a for n, a in answers.items() if a}
        return tuple(
            PartSelection(
                part=int(key), seats=number, may_wait=bool(answers.get(f"wait-{key}"))
            )
            for key, number in numbers.items()
            if key.isdecimal()
        )

    @staticmethod
    def _consents(answers: dict[str, Any]) -> dict[str, DisplayedText]:
        """Each purpose that was ticked with the text beside the tick."""
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
