"""Who sees personal data shows a second factor, or gets one first."""

import base64
import time
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone, translation

from centre.accounts.second_factor import (
    forget_shown,
    may_not_enter,
    needs_second_factor,
    note_shown,
    personal_tables,
)
from centre.accounts.sessions import sign_out_everywhere
from tests.builders import HOUR, build_centre, build_staff
from tests.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ACCOUNT = "/en/admin/account/"
NAMED = {"username": "staff", "password": "password"}


@pytest.fixture(autouse=True)
def asked(settings):
    settings.CENTRE_SECOND_FACTOR = True
    build_centre()


def sign_in(**more):
    """A browser after the password, and where it was led to."""
    client = FormClient()
    return client, client.post("/en/admin/login/", NAMED | more)


def said(response, field="code"):
    """What an English page says of a field."""
    with translation.override("en"):
        return response.context["form"].errors[field][0]


def code_now(secret, later=0):
    return totp.format_hotp_value(
        totp.hotp_value(secret, int(time.time() / 30) + later)
    )


def set_up(client):
    """Add an app; return its secret."""
    secret = client.get(f"{ACCOUNT}app/").context["form"].secret
    answer = client.post(f"{ACCOUNT}app/", {"code": code_now(secret)})
    assert answer.url == f"{ACCOUNT}codes/"
    return secret


def account(name, *permissions, group=None):
    user = get_user_model().objects.create_user(name, password="x", is_staff=True)
    found = [Permission.objects.get(codename=each) for each in permissions]
    user.user_permissions.set(found)
    if group:
        user.groups.add(Group.objects.create(name=name))
        user.groups.get().permissions.add(Permission.objects.get(codename=group))
    return user


@pytest.mark.usefixtures("first_mails")
def test_whoever_may_see_personal_data_needs_one_and_an_editor_does_not():
    people = {
        account("asks", "view_need"),
        account("visits", group="view_registration"),
        account("mail", "view_outgoingemail"),
        account("users", "change_user"),
        account("requests", "view_visitrequest"),
        account("invitations", "view_invitee"),
        build_staff(),
    }
    others = {account("editor", "change_post", group="change_page"), account("none")}
    assert {u for u in people | others if needs_second_factor(u)} == people
    assert personal_tables() & {"news.Post", "centre.Page", "events.Activity"} == set()
    with override_settings(CENTRE_SECOND_FACTOR=False):
        assert not needs_second_factor(build_staff(username="other"))


def test_who_has_none_gets_one_and_reaches_nothing_else():
    build_staff()
    client, answer = sign_in()
    desk = client.get(answer.url)
    assert desk.url.startswith("/en/admin/login/?next=")
    assert client.get(desk.url).url == ACCOUNT
    for url in ("/en/admin/news/post/", "/en/styleguide/", "/en/admin/unsaved/"):
        assert client.get(url).url == f"/en/admin/login/?next={url}"
    page = client.get(ACCOUNT)
    assert page.context["must_set_up"]
    set_up(client)
    assert client.get("/en/admin/").status_code == 200
    assert len(client.get(f"{ACCOUNT}codes/").context["unused_codes"]) == 10
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_the_next_sign_in_asks_for_a_code_that_counts_once():
    build_staff()
    first, _answer = sign_in()
    secret = set_up(first)
    with time_machine.travel(timezone.now() + HOUR / 60):
        client, answer = sign_in(next="/en/admin/news/post/")
        assert answer.url == "/en/admin/login/code/"
        assert client.get("/en/admin/").url.startswith("/en/admin/login/")
        wrong = client.post(answer.url, {"code": "000000"})
        assert wrong.context["form"].errors
        code = code_now(secret)
        assert client.post(answer.url, {"code": code}).url == "/en/admin/news/post/"
        assert client.get("/en/admin/news/post/").status_code == 200
        again, answer = sign_in()
        with override_settings(
            CACHES={
                "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
            }
        ):
            assert "already" in said(again.post(answer.url, {"code": code}))


def new_password(user):
    user.set_password("herbata-most-7")
    user.save()


def close(user):
    user.is_active = False
    user.save()


@pytest.mark.parametrize("act", [new_password, close, sign_out_everywhere])
def test_a_password_that_no_longer_holds_lets_nobody_in_with_a_code(act, caplog):
    build_staff()
    first, _answer = sign_in()
    secret = set_up(first)
    with time_machine.travel(timezone.now() + HOUR / 60):
        thief, answer = sign_in()
    caplog.clear()
    with time_machine.travel(timezone.now() + HOUR / 30):
        act(get_user_model().objects.get())
        refused = thief.post(answer.url, {"code": code_now(secret)})
        assert refused.url == "/en/admin/login/"
        assert str(*refused.wsgi_request._messages).startswith("Your session had ended")
        assert thief.get("/en/admin/").url.startswith("/en/admin/login/")
    assert "signed in" not in caplog.text
    assert "known" not in refused.cookies


def test_codes_are_not_guessed_and_a_recovery_code_counts_once():
    build_staff()
    first, _answer = sign_in()
    set_up(first)
    codes = first.get(f"{ACCOUNT}codes/").context["unused_codes"]
    client, answer = sign_in()
    assert client.post(answer.url, {"code": codes[0]}).url == "/en/admin/"
    client, answer = sign_in()
    texts = [
        said(client.post(answer.url, {"code": code}))
        for code in (codes[0], "1", "2", "3", codes[1])
    ]
    assert [text.split(".")[0] for text in texts] == [
        *["This code is not right"] * 4,
        "There were several wrong attempts from here",
    ]


def test_sessions_that_are_older_than_the_factor_are_over():
    build_staff()
    thief, _answer = sign_in()
    owner, _answer = sign_in()
    set_up(owner)
    assert thief.get(ACCOUNT).url.startswith("/en/admin/login/")
    assert owner.get(ACCOUNT).status_code == 200


def test_the_password_is_asked_for_again_before_a_factor_is_removed():
    build_staff()
    client, _answer = sign_in()
    set_up(client)
    url = f"{ACCOUNT}app/remove/"
    with time_machine.travel(timezone.now() + HOUR / 6):
        asked = client.get(url)
        assert asked.url == f"{ACCOUNT}password/?{urlencode({'next': url})}"
        wrong = client.post(asked.url, {"password": "wrong"})
        assert said(wrong, "password") == "This is not your password."
        assert client.post(asked.url, {"password": "password"}).url == url
        client.post(url)
        assert not Authenticator.objects.exists()
        assert client.get("/en/admin/").url.startswith("/en/admin/login/")


def test_secrets_are_encrypted_and_another_key_opens_nothing(settings):
    build_staff()
    client, _answer = sign_in()
    secret = set_up(client)
    stored = str([*Authenticator.objects.values_list("data", flat=True)])
    assert secret not in stored
    assert base64.b32decode(secret).hex() not in stored
    settings.SECRET_KEY = "another" * 9
    factor = Authenticator.objects.get(type="totp").wrap()
    assert not factor.validate_code(code_now(secret))


def test_a_command_helps_who_lost_the_phone(capsys, caplog):
    user = build_staff()
    client, _answer = sign_in()
    set_up(client)
    with caplog.at_level("INFO", logger="centre.security"):
        call_command("reset_second_factor", "staff")
    assert "Deleted 2." in capsys.readouterr().out
    assert caplog.messages[-1] == (
        f"second factor reset by command: user {user.pk}, from the command line"
    )
    assert client.get(ACCOUNT).url.startswith("/en/admin/login/")
    again, answer = sign_in()
    assert again.get(again.get(answer.url).url).url == ACCOUNT
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


def test_a_passkey_is_offered_to_who_has_one_alone():
    user = build_staff()
    first, _answer = sign_in()
    set_up(first)
    client, answer = sign_in()
    assert 'id="passkey_button"' not in client.get(answer.url).text
    data = {"name": "Telefon", "credential": {}}
    Authenticator.objects.create(user=user, type="webauthn", data=data)
    asked = "centre.accounts.views.factor_views.webauthn_auth.begin_authentication"
    with patch(asked, return_value={}):
        assert 'id="passkey_button"' in client.get(answer.url).text


def test_what_was_shown_counts_until_the_last_factor_is_gone():
    user, session = build_staff(), {}
    note_shown(session)
    factor = Authenticator.objects.create(user=user, type="recovery_codes", data={})
    forget_shown(session, user)
    assert not may_not_enter(user, session)
    factor.delete()
    forget_shown(session, user)
    assert may_not_enter(user, session)
