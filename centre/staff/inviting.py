"""The desk's form of accounts: a new one is an invitation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.staff.accounts import AccountBoxes
from centre.staff.action_log import Kind, record_action
from centre.staff.invitations import InvitationForm, free_email, invite, is_invited
from centre.staff.roles import role_keys
from centre.web import errors


class _InvitedForm:
    """A mixin for the form of who has not come yet: the e-mail is the name, still."""

    def clean_email(self) -> str:
        """Refuse the address of another account.

        Raises ValidationError.
        """
        account: Any = self.instance  # type: ignore[attr-defined]
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        if cleaned["email"] == account.email:
            return str(account.email)
        email = free_email(cleaned["email"], but=account)
        if cleaned.get("username") == account.email:
            cleaned["username"] = email
        return email


class InvitingAccounts(AccountBoxes):
    """A mixin for the admin of accounts: whoever is new sets the password alone."""

    add_form = InvitationForm
    add_form_template = None
    add_fieldsets = (
        (
            _("Invite somebody"),
            {"fields": ("first_name", "last_name", "email", "groups", "language")},
        ),
    )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.invite_view)
        return [
            path("<int:pk>/invite/", view, name="auth_user_invite"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Serve the form of a new account, in no transaction but the form's own.

        Django puts one around it, and what is kept of a form would be lost with that.
        """
        own: Any = super()
        return own._add_view(request, form_url, extra_context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Write to new people in the reader's language, unless another is chosen."""
        return {
            "language": get_language(),
            **super().get_changeform_initial_data(request),
        }

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any
    ) -> HttpResponse:
        """Render the form, with a button for an invitation that is not used yet."""
        account = context["original"]
        may = account and self.has_change_permission(request, account)
        context["can_invite"] = bool(may and is_invited(account))
        return super().render_change_form(request, context, *args, **kw)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Save who has which role, and write down what changed of it.

        An invitation to an address that was put right goes to the right one.
        """
        before = {*role_keys(form.instance)} if change else set()
        super().save_related(request, form, formsets, change)
        after = {*role_keys(form.instance)}
        signs = [f"+{key}" for key in sorted(after - before)]
        signs += [f"-{key}" for key in sorted(before - after)]
        if signs:
            record_action(request.user, Kind.ROLES, form.instance, *signs)
        if change and "email" in form.changed_data and is_invited(form.instance):
            self._invite(request, form.instance, get_language() or "")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        is_waiting = obj is not None and is_invited(obj)
        return type("InvitedForm", (_InvitedForm, form), {}) if is_waiting else form

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """Send the invitation once everything is saved, and show the list."""
        self._invite(request, obj, request.POST.get("language", ""))
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def invite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send an invitation again, in the reader's language.

        Raises Http404 where there is no such account, PermissionDenied.
        """
        account = self.get_object(request, str(pk))
        if account is None:
            raise Http404
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if request.method != "POST":
            return errors.error_page(request, 405)
        if is_invited(account):
            self._invite(request, account, get_language() or "")
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))

    def _invite(self, request: HttpRequest, account: Any, language: str) -> None:
        invite(account, language)
        text = _("The invitation is on its way to %(email)s.")
        self.message_user(request, text % {"email": account.email}, messages.SUCCESS)
