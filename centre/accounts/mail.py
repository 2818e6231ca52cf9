"""Mail to staff about their own accounts.

It does not go through the outbox, which staff may read: a link in it would let others
into an account. The link is made when the mail is sent, and stands nowhere.
"""

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_tasks import task

from centre.mail import MailMessage, build_account_mail
from centre.text.dates import format_deadline
from events.links.throttling import allows

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(minutes=1)
ATTEMPTS = 5


class ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens, whose time is as long in the nights when clocks change, too."""

    def _now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)


reset_tokens = ResetTokens()


@task()
def send_reset_link(user_pks: list[int], language: str, attempt: int = 1) -> int:
    """Mail a link to each account; return how many mails went out.

    Nobody has to be there: then the task takes as long for a stranger's address. While
    the mail server is down it is tried again, some minutes long.
    """
    users = get_user_model().objects.filter(pk__in=user_pks, is_active=True)
    waiting = [user for user in users if not _try_to_send(user, language, attempt)]
    if waiting and attempt < ATTEMPTS:
        later = send_reset_link.using(run_after=timezone.now() + AGAIN_AFTER)
        later.enqueue([user.pk for user in waiting], language, attempt + 1)
    return len(users) - len(waiting)


def _try_to_send(user: Any, language: str, attempt: int) -> bool:
    """Return whether a mail is out, or is not to go out."""
    if attempt == 1 and not allows("reset-mail", str(user.pk), timezone.now()):
        return True
    try:
        _reset_message(user, language).send()
    except (OSError, smtplib.SMTPException):
        logger.warning("No link for a new password could be sent to user %s", user.pk)
        return False
    return True


def _reset_message(user: Any, language: str) -> MailMessage:
    with translation.override(language):
        uid = urlsafe_base64_encode(force_bytes(user.pk))
        token = f"{uid}.{reset_tokens.make_token(user)}"
        path = reverse("password_reset_confirm", args=[token])
        intro = _(
            "somebody asked for a new password for your account “{name}” at the staff "
            "desk. With this link you choose one, once and until {until}:"
        )
        end = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        return build_account_mail(
            user.email,
            language,
            subject=_("A new password for the staff desk"),
            intro=intro.format(
                name=user.get_username(),
                until=format_deadline(end, language),
            ),
            url=f"{settings.SITE_URL}{path}",
            button=_("Choose a new password"),
            ending=_("If it was not you, do nothing: your password stays as it is."),
        )


def tell_former_address(user: Any, former: str, language: str) -> None:
    """Tell the former address of an account that it has a new one; try it once."""
    with translation.override(language):
        intro = _("the account “{name}” at the staff desk has a new e-mail address.")
        message = build_account_mail(
            former,
            language,
            subject=_("Your account has a new e-mail address"),
            intro=intro.format(name=user.get_username()),
            ending=_("If it was not you, tell the administrator of the site at once."),
        )
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        logger.warning("The former address of user %s could not be told", user.pk)
