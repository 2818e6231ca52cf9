"""What django-allauth asks of a project, answered in the house's way."""

import base64
import secrets
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from centre.accounts import encryption
from centre.models import Centre
from events.links.throttling import client_ip


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, nothing is mailed, and messages are the pages' own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the pages that follow do."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Mail nothing: what happened is in the log of security."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return whether the password is asked for again; not just after it was."""
        records = get_authentication_records(context.request, context.request.user)
        latest = max((record["at"] for record in records), default=0.0)
        return time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted by the site's key, so a copy of the database opens none."""

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return Centre.load().localized.name or context.request.get_host()

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; one that nobody knows where it was of another key."""
        try:
            return encryption.decrypt(encrypted_text)
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()
