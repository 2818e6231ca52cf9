"""Signing in: the password, then what proves it a second time."""

from typing import Any, ClassVar

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as factor_views
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centre.accounts.forms import SignInForm
from centre.accounts.pages import DeskPage
from centre.accounts.second_factor import may_not_enter, note_shown
from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.sessions import HALF_WAY, begin_half_way, is_half_way
from centre.accounts.throttling import remember_browser


class SignInView(DeskPage, LoginView):
    """Stands at the address at which the desk asks who somebody is."""

    template_name = "admin/login.html"
    authentication_form = SignInForm
    page: ClassVar = {"title": _("Log in")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; lead on whoever has signed in already."""
        if request.user.is_authenticated and may_not_enter(
            request.user, request.session
        ):
            return HttpResponseRedirect(reverse("mfa_index"))
        if admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or ask for the second factor where the account has one."""
        user = form.get_user()
        begin_half_way(user, self.request.session)
        login = Login(user=user, redirect_url=self.get_success_url())
        response = perform_password_login(self.request, {}, login)
        return signed_in(self.request, response)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows; without a target it leads to the desk."""
        context = super().get_context_data(**kwargs)
        target = context[self.redirect_field_name]
        return {
            **context,
            self.redirect_field_name: target or reverse("admin:index"),
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }


class CodeView(DeskPage, factor_views.AuthenticateView):
    """Ask for the second factor, after the password."""

    template_name = "admin/accounts/code.html"
    page: ClassVar = {
        "title": _("One more step"),
        "words": _(
            "Type the code that the app on your phone shows now, or one of your "
            "recovery codes."
        ),
        "button": _("Log in"),
        "passkey_button": _("Use a passkey"),
        "back_words": _("Start again"),
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Compare no code for a password that no longer holds."""
        if not is_half_way(self.stage.login.user, request.session):
            messages.info(request, _("Your session had ended. Please sign in again."))
            return self.stage.abort()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in whoever has shown it."""
        response = super().form_valid(form)
        self.request.session.pop(HALF_WAY, None)
        if self.request.user.is_authenticated:
            note_shown(self.request.session)
        return signed_in(self.request, response)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        passkeys = Authenticator.objects.filter(
            user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN
        )
        back_url = reverse("admin:login")
        return {**context, "has_passkey": passkeys.exists(), "back_url": back_url}


class PasswordAgainView(DeskPage, ReauthenticateView):
    """Ask for the password again before the second factor is changed."""

    page: ClassVar = {
        "title": _("Your password, please"),
        "words": _("What comes next would help a thief, so we ask once more."),
        "button": _("Continue"),
    }


def signed_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Know this browser from now on, if its owner is through."""
    if request.user.is_authenticated:
        remember_browser(request, response, request.user.get_username())
        event = SecurityEvent.SIGNED_IN
        record_security_event(event, user=request.user, request=request)
    return response
