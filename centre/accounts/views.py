"""The page to sign in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from centre.accounts.forms import SignInForm
from centre.accounts.security_log import SecurityEvent, record_security_event
from centre.accounts.throttling import remember_browser


@method_decorator(never_cache, name="dispatch")
class SignInView(LoginView):
    """Stands at the address at which the desk asks who somebody is."""

    template_name = "admin/login.html"
    authentication_form = SignInForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; lead to the desk whoever may be there already."""
        if admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and know this browser from now on."""
        response = super().form_valid(form)
        user = form.get_user()
        remember_browser(self.request, response, user.get_username())
        event = SecurityEvent.SIGNED_IN
        record_security_event(event, user=user, request=self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows; without a target it leads to the desk."""
        context = super().get_context_data(**kwargs)
        target = context[self.redirect_field_name]
        return {
            **admin.site.each_context(self.request),
            **context,
            self.redirect_field_name: target or reverse("admin:index"),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": self.request.user.get_username(),
        }
