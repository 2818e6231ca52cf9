"""The forms by which somebody proves who it is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as factor_forms
from django import forms
from django.contrib.admin import forms as admin_forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.throttling import Attempt, MustWait
from centre.text.fields import CharFormField, EmailFormField
from events.links.throttling import allows


class SignInForm(admin_forms.AdminAuthenticationForm):
    """Django's form of the desk, which compares no password before its time."""

    request: Any

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


@contextmanager
def counted_proof(user: Any, event: SecurityEvent) -> Iterator[None]:
    """Count what is compared inside, and log it where it was wrong.

    Raises ValidationError where it is too early to try.
    """
    request = context.request
    try:
        attempt = Attempt.begin_proof(request, user)
    except MustWait as wait:
        record_security_event(SecurityEvent.TOO_EARLY, user=user, request=request)
        raise ValidationError(wait_in_words(wait.seconds), code="wait") from wait
    try:
        yield
    except ValidationError:
        record_security_event(event, user=user, request=request)
        raise
    attempt.succeed()


class CodeForm(factor_forms.AuthenticateForm):
    """A code of the app, or one of the list for a lost phone; each counts once."""

    code = CharFormField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """Compare a code.

        Raises ValidationError where it is wrong, used, or too early.
        """
        with counted_proof(self.user, SecurityEvent.WRONG_CODE):
            try:
                code = super().clean_code()
            except ValidationError:
                raise ValidationError(_("This code is not right.")) from None
            # Other processes have other caches, and the app's code holds for a while.
            used = f"{self.user.pk} {re.sub(r'[^0-9]', '', code)}"
            if not allows("code-used", used, timezone.now()):
                raise ValidationError(_("This code was used already. Take the next."))
        return code


class PasswordAgainForm(forms.Form):
    """One's own password, asked for before something that a thief would do."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Compare the password.

        Raises ValidationError where it is wrong, or it is too early to try.
        """
        password = self.cleaned_data["password"]
        with counted_proof(self.user, SecurityEvent.WRONG_PASSWORD):
            if not self.user.check_password(password):
                raise ValidationError(_("This is not your password."))
        return password


class EmailForm(PasswordAgainForm):
    """One's own new e-mail address."""

    email = EmailFormField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("email", "password")


class ChangePasswordForm(auth_forms.PasswordChangeForm):
    """One's own new password; the old one is compared as slowly as at the sign-in."""

    user: Any

    def clean_old_password(self) -> str:
        """Compare the old password.

        Raises ValidationError where it is wrong, or it is too early to try.
        """
        with counted_proof(self.user, SecurityEvent.WRONG_PASSWORD):
            return super().clean_old_password()
