"""A new password by a link that is mailed."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import get_user_model, logout, views
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from centre.accounts.forms import ChangePasswordForm
from centre.accounts.mail import reset_tokens, send_reset_link
from centre.accounts.pages import DeskPage
from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.throttling import remember_browser
from centre.staff.other_account import words_on_other
from centre.text.fields import EmailFormField
from events.links.throttling import RateLimitExceeded, client_ip, hit


class ResetForm(auth_forms.PasswordResetForm):
    """Ask for an address, and never say whether there is an account with it."""

    email = EmailFormField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        """Count how often it is asked from one network.

        Raises ValidationError beyond the limit.
        """
        try:
            hit("reset", self.address)
        except RateLimitExceeded:
            raise forms.ValidationError(
                _("Too many links were asked for from here. Try again in an hour.")
            ) from None
        return self.cleaned_data["email"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Queue the mail: one task, whether or not somebody has this address."""
        users = self.get_users(self.cleaned_data["email"])
        pks = sorted(user.pk for user in users)
        send_reset_link.enqueue(pks, get_language())


class ResetView(DeskPage, views.PasswordResetView):
    """Ask where to mail the link to."""

    form_class = ResetForm
    success_url = reverse_lazy("password_reset_done")
    page: ClassVar = {
        "title": _("Forgotten password"),
        "words": _(
            "Type the e-mail address of your account. A link to choose a new password "
            "comes to it."
        ),
        "button": _("Send the link"),
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "address": client_ip(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Say the same to everybody."""
        record_security_event(SecurityEvent.RESET_ASKED, request=self.request)
        return super().form_valid(form)


class ResetDoneView(DeskPage, views.PasswordResetDoneView):
    """Say what to wait for."""

    page: ClassVar = {
        "title": _("Check your e-mail"),
        "words": _(
            "If there is an account with this address, the link comes within some "
            "minutes and says until when it works. Nothing there? Check your spam "
            "folder, or ask the administrator of the site."
        ),
    }


class ResetConfirmView(DeskPage, views.PasswordResetConfirmView):
    """Take a new password from who has the link, once."""

    token_generator = reset_tokens
    success_url = reverse_lazy("password_reset_complete")
    page: ClassVar = {
        "title": _("New password"),
        "button": _("Save the new password"),
    }
    used: ClassVar = {
        "title": _("This link does not work any more"),
        "words": _("It was used already, or its time is over. Ask for a new one."),
        "back_words": _("Forgotten password"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, token: str) -> Any:
        """Take apart what is one secret in the address, so that logs leave it out."""
        uid, _dot, rest = token.partition(".")
        return super().dispatch(request, *args, uidb64=uid, token=rest)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the password, unless another window was quicker with the same link.

        Whoever is signed in in this browser is signed out.
        """
        token = self.request.session.get(INTERNAL_RESET_SESSION_TOKEN)
        with transaction.atomic():
            accounts = get_user_model().objects.select_for_update()
            fresh = accounts.get(pk=form.user.pk)
            if not self.token_generator.check_token(fresh, token):
                return HttpResponseRedirect(self.request.get_full_path())
            response = super().form_valid(form)
        logout(self.request)
        remember_browser(self.request, response, fresh.get_username())
        event = SecurityEvent.PASSWORD_SET
        record_security_event(event, user=fresh, request=self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["validlink"]:
            account: Any = self.user
            name = {"email": account.get_username()}
            return {
                **context,
                "words": gettext("You will sign in as %(email)s.") % name,
                "more_words": words_on_other(self.request, account),
            }
        return {**context, **self.used, "back_url": reverse("admin_password_reset")}


class ResetCompleteView(DeskPage, views.PasswordResetCompleteView):
    """Lead to the sign-in; the link alone signs nobody in."""

    page: ClassVar = {
        "title": _("Your new password is saved"),
        "words": _(
            "Sign in with it now. Wherever you were signed in, you are no more."
        ),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        back = {"back_url": reverse("admin:login"), "back_words": gettext("Log in")}
        return {**context, **back}


class ChangePasswordView(DeskPage, views.PasswordChangeView):
    """Stands at the address at which the desk lets somebody change a password."""

    form_class = ChangePasswordForm
    success_url = reverse_lazy("account_password_changed")
    page: ClassVar = {
        "title": _("Change the password"),
        "button": _("Save the new password"),
        "back_url": reverse_lazy("mfa_index"),
        "back_words": _("Back to your account"),
    }

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it; the browser stays signed in, others do not."""
        response = super().form_valid(form)
        event = SecurityEvent.PASSWORD_SET
        record_security_event(event, user=form.user, request=self.request)
        return response


class PasswordChangedView(DeskPage, views.PasswordChangeDoneView):
    """Say that it is done."""

    page: ClassVar = {
        "title": _("Your new password is saved"),
        "words": _("Here you are still signed in. Everywhere else you are no more."),
        "back_url": reverse_lazy("mfa_index"),
        "back_words": _("Back to your account"),
    }
