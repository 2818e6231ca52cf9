"""The pages before the desk and about one's own account, for everybody."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from centre.accounts.mail import reset_tokens
from centre.staff.invitations import make_token
from tests.browser.audit import (
    NARROW,
    TARGETS,
    TOO_WIDE,
    faint,
    structure,
    violations,
)
from tests.browser.walk import LANGUAGES
from tests.builders import build_centre, build_staff, build_visit, register
from tests.desk import filled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
NEXT = cycle(LANGUAGES)


def address(name: str, *args: object) -> str:
    """A page's address, in one language after the other."""
    with translation.override(next(NEXT)):
        return reverse(name, args=args)


def faults(page: Page, name: str) -> list[str]:
    """What axe has against a page, and what is too wide or small on a phone."""
    found = structure(page) + faint(page)
    page.set_viewport_size(NARROW)
    found += page.evaluate(TOO_WIDE) + violations(page, {"runOnly": [TARGETS]})
    return [f"{name}: {fault}" for fault in found]


def before_the_desk() -> Iterator[str]:
    """The pages of whoever has not signed in."""
    user = build_staff(username="reset", email="reset@example.org")
    guest = get_user_model().objects.create_user("guest", email="guest@example.org")
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    for name in ("admin:login", "admin_password_reset", "password_reset_done"):
        yield address(name)
    yield address("password_reset_complete")
    yield address("password_reset_confirm", f"{uid}.{reset_tokens.make_token(user)}")
    yield address("password_reset_confirm", "no.token")
    yield address("admin:invited", make_token(guest))


def without_a_factor(user: object) -> Iterator[str]:
    """The pages about an account that has a password alone."""
    for name in ("mfa_index", "account_email", "account_reauthenticate"):
        yield address(name)
    yield address("mfa_activate_totp")
    yield address("mfa_add_webauthn")
    yield address("account_sign_out_user", user.pk)


def with_factors(user: object) -> Iterator[str]:
    """The pages about an app, a passkey and recovery codes."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    passkey = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefon"}
    )
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes"):
        yield address(name)
    yield address("mfa_generate_recovery_codes")
    yield address("mfa_remove_webauthn", passkey.pk)
    passkey.delete()


def moved_visit(client: Client) -> Iterator[str]:
    """The page that asks before a visit moves to another day."""
    visit = build_visit()
    register(visit)
    form = address("admin:events_studyvisit_change", visit.pk)
    sent = filled(client.get(form)) | {"_save": "Save"}
    days = {"starts_at": "2027-04-07T10:00", "ends_at": "2027-04-07T16:00"}
    shown = client.post(form, sent | days).request
    yield f"{shown['PATH_INFO']}?{shown['QUERY_STRING']}"


def sign_in(page: Page, client: Client) -> None:
    """Sign in by a password, and let the browser go on from there."""
    client.post("/en/admin/login/", {"username": "staff", "password": "password"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    url = page.evaluate("location.origin")
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def test_each_page_about_an_account(page: Page, client: Client) -> None:
    build_centre()
    user = build_staff()
    found: list[str] = []

    def look(urls: Iterator[str]) -> None:
        for url in urls:
            page.goto(url)
            found.extend(faults(page, url))

    look(before_the_desk())
    sign_in(page, client)
    for urls in (moved_visit(client), without_a_factor(user), with_factors(user)):
        look(urls)
    client.logout()
    sign_in(page, client)  # as far as the second step
    look(iter([address("mfa_authenticate")]))
    assert found == []
