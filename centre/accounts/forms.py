"""The form to sign in with a name and a password."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.throttling import Attempt, MustWait


class SignInForm(AdminAuthenticationForm):
    """Django's form of the desk, which compares no password before its time."""

    def clean(self) -> dict[str, Any]:
        """Compare name and password.

        Raises ValidationError where they are wrong, or it is too early to try.
        """
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return self.cleaned_data
        try:
            attempt = Attempt.begin(self.request, name)
        except MustWait as wait:
            self._record(SecurityEvent.TOO_EARLY, name)
            raise ValidationError(wait_in_words(wait.seconds), code="wait") from wait
        try:
            cleaned = super().clean()
        except ValidationError:
            self._record(SecurityEvent.WRONG_PASSWORD, name)
            raise
        attempt.succeed()
        return cleaned

    def _record(self, event: SecurityEvent, name: str) -> None:
        user = get_user_model().objects.filter(username=name).first()
        record_security_event(event, user=user, request=self.request)


def wait_in_words(seconds: int) -> list[Any]:
    """Return how long to wait, and which ways in are open meanwhile."""
    if seconds < 60:
        wait = ngettext("Wait %(n)d second.", "Wait %(n)d seconds.", seconds)
        wait %= {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("Wait %(n)d minute.", "Wait %(n)d minutes.", minutes)
        wait %= {"n": minutes}
    return [
        _("There were several wrong attempts from here. {wait}").format(wait=wait),
        _(
            "If it is not you who tried: a browser in which you have signed in before "
            "and another network do not wait."
        ),
    ]
