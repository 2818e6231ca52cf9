"""A request for a visit that is being filled in, kept in the visitor's session."""

from typing import Any

from django.http import HttpRequest, QueryDict

from events.visit_requests.forms import REQUEST_STEPS, RequestStep

# In the session: step -> what was sent and accepted.
REQUEST_SESSION_KEY = "visit-request"
LAST = [*REQUEST_STEPS][-1]


class RequestDraft:
    """The answers given so far; they are checked anew whenever they are read."""

    def __init__(self, request: HttpRequest) -> None:
        self._session = request.session
        self._sent: dict[str, str] = self._session.get(REQUEST_SESSION_KEY, {})

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered yet."""
        return not self._sent

    def keep(self, step: str, form: RequestStep) -> None:
        """Store what a step was sent with."""
        data: Any = form.data
        sent = QueryDict(mutable=True)
        for name in form.fields:
            sent.setlist(name, data.getlist(name))
        self._sent = {**self._sent, step: sent.urlencode()}
        self._session[REQUEST_SESSION_KEY] = self._sent

    def forget(self) -> None:
        """Drop all answers."""
        self._session.pop(REQUEST_SESSION_KEY, None)

    def answers(self, step: str) -> dict[str, Any]:
        """Return the answers of a step; none where they are not right any more."""
        form = self._form(step)
        return form.cleaned_data if form and form.is_valid() else {}

    def outdated(self, step: str) -> RequestStep | None:
        """Return the form of a step whose answers were right and are not any more."""
        form = self._form(step)
        return None if form is None or form.is_valid() else form

    def _form(self, step: str) -> RequestStep | None:
        sent = self._sent.get(step)
        return None if sent is None else REQUEST_STEPS[step](QueryDict(sent))

    def next_step(self) -> str:
        """Return the first step that has no right answers."""
        return next((s for s in REQUEST_STEPS if not self.answers(s)), LAST)
