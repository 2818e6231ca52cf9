"""How somebody becomes staff: invited by mail, with a link to choose a password.

Until then the account has no password that anybody could type. The link holds for
`VALID_FOR` and for the account as it is: a password that was set and a newer
invitation end it. It is made when the mail is sent, and stands nowhere.
"""

import logging
import smtplib
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.forms import SetPasswordForm
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django_tasks import task

from centre.mail import MailMessage, build_account_mail
from centre.models import Centre
from centre.secret_keys import secret_keys
from centre.staff.accounts import RolesField
from centre.staff.merging import MergingForm
from centre.staff.other_account import words_on_other
from centre.text.dates import format_date
from centre.text.emails import fold_email
from centre.text.fields import CharFormField, EmailFormField
from centre.web.caching import store_nowhere

logger = logging.getLogger(__name__)

VALID_FOR = timedelta(days=7)
SENT_AGAIN_AFTER = timedelta(minutes=5)  # where the mail server does not answer
SENDING_ATTEMPTS = 5
SALT = "centre.staff.invitations"


class InvitationForm(MergingForm):
    """Whom to invite. Their e-mail is the name that they sign in with."""

    use_required_attribute = False
    first_name = CharFormField(label=_("First name"), max_length=150)
    last_name = CharFormField(label=_("Last name"), max_length=150)
    email = EmailFormField(
        label=_("E-mail"),
        max_length=150,
        help_text=_("It is also the name that they sign in with."),
    )
    groups = RolesField(label=_("Roles"))
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES
    )

    class Meta:
        model = get_user_model()
        fields = ("first_name", "last_name", "email", "groups")

    def clean_email(self) -> str:
        """Refuse the address of an account.

        Raises ValidationError.
        """
        return free_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> Any:
        """Make an account of staff without a password."""
        self.instance.username = self.instance.email
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


def free_email(typed: str, but: Any = None) -> str:
    """Return an address as it is stored, if no account, `but` one, signs in by it.

    Raises ValidationError.
    """
    email = fold_email(typed)
    users = get_user_model().objects.exclude(pk=but and but.pk)
    same = users.filter(username__iexact=email) | users.filter(email__iexact=email)
    if same.exists():
        raise forms.ValidationError(_("There is an account with this e-mail."))
    return email


def is_invited(account: Any) -> bool:
    """Return whether somebody was invited and has chosen no password yet."""
    unused = not account.has_usable_password() and account.last_login is None
    return bool(account.is_active and account.email and unused)


def invite(account: Any, language: str) -> None:
    """Mail an invitation; one that was mailed before no longer opens anything."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    send_invitation.enqueue(account.pk, language)


@task()
def send_invitation(account_pk: int, language: str, attempt: int = 1) -> bool:
    """Mail the link that holds now, in several attempts; return whether it is out."""
    account = get_user_model().objects.filter(pk=account_pk).first()
    if account is None or not is_invited(account):
        return False
    try:
        _message(account, language).send()
    except (OSError, smtplib.SMTPException):
        logger.warning("The invitation of user %s could not be sent", account_pk)
        if attempt < SENDING_ATTEMPTS:
            later = send_invitation.using(run_after=timezone.now() + SENT_AGAIN_AFTER)
            later.enqueue(account_pk, language, attempt + 1)
        return False
    return True


def _message(account: Any, language: str) -> MailMessage:
    with translation.override(language):
        house = str(Centre.load().localized)
        path = reverse("admin:invited", args=[make_token(account)])
        intro = _(
            "you are invited to the staff desk of {house}. With this link you choose a "
            "password. It works once, until {until}:"
        )
        ending = _(
            "You sign in with your e-mail address: {email}. If you don’t know what "
            "this is about, do nothing: without a password nobody can use the account."
        )
        subject = _("Your invitation to the staff desk of {house}")
        until = format_date(timezone.now() + VALID_FOR, language)
        return build_account_mail(
            account.email,
            language,
            subject=subject.format(house=house),
            intro=intro.format(house=house, until=until),
            url=settings.SITE_URL + path,
            button=_("Choose a password"),
            ending=ending.format(email=account.email),
        )


# --- The link ----------------------------------------------------------------------


def make_token(account: Any) -> str:
    """Return what the link names: an account, as it is now, and the moment."""
    return signing.dumps([account.pk, _state(account)], salt=SALT)


def find_invited(token: str) -> Any:
    """Return the account of a link that still holds, locked, else None."""
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    account = get_user_model().objects.select_for_update().filter(pk=pk).first()
    if account is None or not is_invited(account):
        return None
    states = [_state(account, key) for key in secret_keys()]
    return account if state in states else None


def _state(account: Any, secret: str | None = None) -> str:
    """Return a text that changes with the password, the unusable one too, and address.

    So whoever was invited by mistake keeps no way in once the address is put right.

    It is compared only after the signature around it, so its time tells nothing.
    """
    now = f"{account.password} {account.email}"
    digest = salted_hmac(SALT, now, secret=secret, algorithm="sha256")
    return digest.hexdigest()[:32]


@sensitive_post_parameters()
@transaction.atomic  # of two who send it at once one sets a password
def invited_view(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a password and set it; reading the page uses nothing up.

    Whoever is signed in in this browser is told of, and signed out with the saving.
    """
    account = find_invited(token)
    form = SetPasswordForm(account, request.POST or None) if account else None
    if form and request.method == "POST" and form.is_valid():
        form.save()
        logout(request)
        text = _("Your password is saved. Sign in as %(email)s.")
        messages.success(request, text % {"email": account.email})
        return HttpResponseRedirect(reverse("admin:login"))
    context = {**admin.site.each_context(request), "form": form, **_words(account)}
    context["more_words"] = words_on_other(request, account) if account else ""
    response = TemplateResponse(
        request, "admin/accounts/entrance.html", context, status=200 if form else 410
    )
    store_nowhere(response)
    return response


def _words(account: Any) -> dict[str, Any]:
    """Return what the page says to an account; to None, that its link is over."""
    if account:
        words = _("You will sign in as %(email)s.") % {"email": account.email}
        return {
            "title": _("Choose a password"),
            "words": words,
            "button": _("Save the password"),
        }
    return {
        "title": _("This invitation is over"),
        "words": _(
            "It was used, its time is over, or there is a newer one. Ask whoever "
            "invited you for a new one."
        ),
        "back_url": reverse("admin:login"),
        "back_words": _("Log in"),
    }
