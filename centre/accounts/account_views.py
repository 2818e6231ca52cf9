"""One's own account: address, second factor, sessions."""

from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as app_views
from allauth.mfa.webauthn import views as passkey_views
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from centre.accounts.forms import EmailForm
from centre.accounts.mail import tell_former_address
from centre.accounts.pages import DeskPage
from centre.accounts.second_factor import (
    forget_shown,
    may_not_enter,
    note_shown,
)
from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.sessions import end_other_sessions, sign_out_everywhere

HERE = reverse_lazy("mfa_index")
BACK = {"back_words": _("Back to your account"), "back_url": HERE}


class AccountView(LoginRequiredMixin, DeskPage, TemplateView):
    """Show what an account has; without a second factor, what it has to get."""

    template_name = "admin/accounts/account.html"
    page: ClassVar = {"title": _("Your account")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        factors = Authenticator.objects.filter(user=user).order_by("created_at")
        kinds = Authenticator.Type
        codes = next((f for f in factors if f.type == kinds.RECOVERY_CODES), None)
        return {
            **super().get_context_data(**kwargs),
            "must_set_up": may_not_enter(user, self.request.session),
            "app": next((f for f in factors if f.type == kinds.TOTP), None),
            "passkeys": [f.wrap() for f in factors if f.type == kinds.WEBAUTHN],
            "codes": codes and len(codes.wrap().get_unused_codes()),
        }


class EmailView(LoginRequiredMixin, DeskPage, FormView):
    """Change one's own address, to which links for a new password come."""

    form_class = EmailForm
    success_url = HERE
    page: ClassVar = {
        "title": _("Your e-mail address"),
        "words": _("Links for a new password come to this address."),
        "button": _("Save"),
        **BACK,
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        initial = {"email": user.email}
        return {**super().get_form_kwargs(), "user": user, "initial": initial}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the address, and tell the former one."""
        user: Any = self.request.user
        former, user.email = user.email, form.cleaned_data["email"]
        if former != user.email:
            user.save(update_fields=["email"])
            event = SecurityEvent.EMAIL_CHANGED
            record_security_event(event, user=user, request=self.request)
            if former:
                tell_former_address(user, former, get_language() or "")
            messages.success(self.request, _("Your e-mail address is saved."))
        return super().form_valid(form)


class SignOutEverywhereView(LoginRequiredMixin, View):
    """End all of one's own sessions, this one too."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign out here and wherever else."""
        sign_out_everywhere(request.user)
        event = SecurityEvent.SIGNED_OUT_EVERYWHERE
        record_security_event(event, user=request.user, request=request)
        logout(request)
        messages.success(request, _("You have signed out everywhere."))
        return HttpResponseRedirect(reverse("admin:login"))


class SignOutUserView(PermissionRequiredMixin, DeskPage, FormView):
    """Let who looks after accounts end the sessions of one of them."""

    permission_required = "auth.change_user"
    form_class = Form
    page: ClassVar = {
        "words": _(
            "Every session of this account ends now. Whoever is typing there keeps "
            "what is typed, and has to sign in again."
        ),
        "button": _("Sign out everywhere"),
        "back_words": _("Back to the account"),
    }

    def handle_no_permission(self) -> Any:
        """Ask who it is; refuse whoever may not."""
        self.raise_exception = self.request.user.is_authenticated
        return super().handle_no_permission()

    def form_valid(self, form: Any) -> HttpResponse:
        """End the sessions, and say so."""
        user = self._find()
        sign_out_everywhere(user)
        event = SecurityEvent.SIGNED_OUT_EVERYWHERE
        record_security_event(event, user=user, request=self.request)
        said = _("{name} is signed out everywhere.").format(name=user.get_username())
        messages.success(self.request, said)
        return HttpResponseRedirect(self._url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        name = self._find().get_username()
        return {**context, "title": name, "back_url": self._url()}

    def _find(self) -> Any:
        """Return the account; who is no superuser ends no superuser's sessions.

        Raises Http404, PermissionDenied.
        """
        user: Any = get_object_or_404(get_user_model(), pk=self.kwargs["pk"])
        own: Any = self.request.user
        if user.is_superuser and not own.is_superuser:
            raise PermissionDenied
        return user

    def _url(self) -> str:
        return reverse("admin:auth_user_change", args=[self.kwargs["pk"]])


class FactorAdded:
    """Mixed into views that add a factor: who added it has shown it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Add it, and end the sessions in which nobody has shown it."""
        response = super().form_valid(form)  # type: ignore[misc]
        end_other_sessions(self.request)
        note_shown(self.request.session)
        event = SecurityEvent.FACTOR_ADDED
        record_security_event(event, user=self.request.user, request=self.request)
        return response


class FactorRemoved:
    """Mixed into views that remove a factor."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it; a session does not live on what is gone."""
        response = super().form_valid(form)  # type: ignore[misc]
        forget_shown(self.request.session, self.request.user)
        event = SecurityEvent.FACTOR_REMOVED
        record_security_event(event, user=self.request.user, request=self.request)
        messages.success(self.request, _("It is removed."))
        return response


class AddAppView(FactorAdded, DeskPage, app_views.ActivateTOTPView):
    """Show the picture to scan, and take the first code."""

    template_name = "admin/accounts/app.html"
    page: ClassVar = {
        "title": _("Code from an app"),
        "button": _("Turn it on"),
        **BACK,
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        _head, _tag, drawing = context["totp_svg"].partition("<svg")
        # Drawn by us from an address of ours; a policy forbids it as a data: image.
        context["drawing"] = mark_safe("<svg" + drawing)  # noqa: S308 - see above
        field = context["form"].fields["code"]
        field.label = _("The code that the app shows now")
        field.widget.attrs = {"autocomplete": "one-time-code"}
        return context


class RemoveAppView(FactorRemoved, DeskPage, app_views.DeactivateTOTPView):
    """Ask, and remove the app."""

    page: ClassVar = {
        "title": _("Remove the app?"),
        "words": _("Its codes do not work any more. You can add an app again later."),
        "button": _("Remove it"),
        **BACK,
    }


class AddPasskeyView(FactorAdded, DeskPage, passkey_views.AddWebAuthnView):
    """Let the browser make a passkey."""

    template_name = "admin/accounts/passkey.html"
    page: ClassVar = {
        "title": _("Passkey"),
        "words": _(
            "Your phone, your computer or a key on your key ring proves that it is "
            "you: by fingerprint, face or PIN. Give it a name to know it by."
        ),
        "button": _("Add a passkey"),
        **BACK,
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["form"].fields["name"].label = _("Name")
        return context


class RemovePasskeyView(FactorRemoved, DeskPage, passkey_views.RemoveWebAuthnView):
    """Ask, and remove a passkey."""

    success_url = HERE
    page: ClassVar = {
        "title": _("Remove the passkey?"),
        "words": _("It does not open this account any more."),
        "button": _("Remove it"),
        **BACK,
    }


class CodesView(DeskPage, code_views.ViewRecoveryCodesView):
    """Show the codes for a lost phone that are left."""

    template_name = "admin/accounts/codes.html"
    page: ClassVar = {"title": _("Recovery codes"), **BACK}


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class NewCodesView(DeskPage, code_views.GenerateRecoveryCodesView):
    """Ask, and make new codes."""

    page: ClassVar = {
        "title": _("New recovery codes?"),
        "words": _("The former ones do not work any more."),
        "button": _("Make new codes"),
        **BACK,
    }
