"""Somebody becomes staff: invited by mail, with a link that holds once and a week."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import default_task_backend

from centre.content.addresses import mask_secrets
from centre.models import UnsavedForm
from centre.people import StaffAction
from centre.staff.invitations import SENDING_ATTEMPTS, VALID_FOR, send_invitation
from centre.staff.roles import role_keys
from tests.builders import build_centre, build_staff
from tests.desk import errors_of, filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADD = "/en/admin/auth/user/add/"
PASSWORD = "seven green umbrellas sing"
EMAIL = "new.person@example.org"


@pytest.fixture
def staff(client):
    build_centre()
    client.force_login(build_staff())
    return client


def asked(staff, **fields):
    """Send the form of an invitation."""
    role = Group.objects.get(role__key="editor")
    names = {"first_name": "Próbna", "last_name": "Osoba", "email": EMAIL}
    form = filled(staff.get(ADD))
    sent = form | names | {"groups": [role.pk], "language": "pl"} | fields
    return staff.post(ADD, sent)


def invited(staff, **fields):
    """Invite somebody; return the account and the path of the link in the mail."""
    asked(staff, **fields)
    account = get_user_model().objects.get(email=EMAIL)
    return account, mailed(account)


def mailed(account, language="pl"):
    with translation.override("en"):
        assert send_invitation.func(account.pk, language)
    (path,) = re.findall(r"http://\S+?(/\S+/admin/invited/\S+)", mail.outbox[-1].body)
    return path


def choose(path, password=PASSWORD):
    """Choose a password behind a link, in a browser of one's own."""
    client = Client()
    sent = {"new_password1": password, "new_password2": password}
    return client.get(path).status_code, client.post(path, sent).status_code


def may_sign_in(username=EMAIL, password=PASSWORD):
    return Client().login(username=username, password=password)


def test_who_is_invited_chooses_a_password_and_signs_in_with_the_role(staff):
    account, path = invited(staff, email="New.Person@Example.org ")
    assert (account.username, account.is_staff, role_keys(account)) == (
        EMAIL,
        True,
        ["editor"],
    )
    assert path.startswith("/pl/")
    assert (mail.outbox[-1].to, may_sign_in()) == ([EMAIL], False)
    # With "no-referrer" a browser sends no origin, and its form is refused.
    assert Client().get(path).headers["Referrer-Policy"] == "same-origin"
    assert choose(path, password="12345") == (200, 200)
    assert choose(path) == (200, 302)
    assert may_sign_in()


@pytest.mark.parametrize(
    "reason", ["used", "late", "newer", "closed", "moved", "changed"]
)
def test_a_link_that_no_longer_holds_sets_no_password(staff, time_machine, reason):
    account, path = invited(staff)
    if reason == "used":
        choose(path)
    elif reason == "late":
        time_machine.move_to(timezone.now() + VALID_FOR + timedelta(seconds=1))
    elif reason == "newer":
        staff.post(f"/en/admin/auth/user/{account.pk}/invite/")
    elif reason == "closed":
        get_user_model().objects.filter(pk=account.pk).update(is_active=False)
    elif reason == "moved":
        get_user_model().objects.update(email="right.person@example.org")
    else:
        path = path.replace("/invited/", "/invited/x")
    assert choose(path, password=f"{PASSWORD} again") == (410, 410)
    assert not may_sign_in(password=f"{PASSWORD} again")


def test_a_mistyped_address_is_put_right_and_invited_anew(staff):
    account, path = invited(staff)
    url = f"/en/admin/auth/user/{account.pk}/change/"
    taken = filled(staff.get(url)) | {"email": "Staff@Example.org"}
    get_user_model().objects.filter(username="staff").update(email="staff@example.org")
    refused = errors_of(staff.post(url, taken))
    assert refused == {"email": ["There is an account with this e-mail."]}
    right = "right.person@example.org"
    sent = filled(staff.get(url)) | {"email": "Right.Person@Example.org"}
    assert staff.post(url, sent).status_code == 302
    account.refresh_from_db()
    assert (account.username, account.email) == (right, right)
    assert choose(path) == (410, 410)
    assert choose(mailed(account)) == (200, 302)
    assert (mail.outbox[-1].to, may_sign_in(right)) == ([right], True)
    # Somebody who has signed in keeps the name.
    Client().post("/en/admin/login/", {"username": right, "password": PASSWORD})
    sent = filled(staff.get(url)) | {"email": "other@example.org"}
    staff.post(url, sent)
    account.refresh_from_db()
    assert (account.username, account.email) == (right, "other@example.org")


def test_an_invitation_is_sent_again_to_who_has_not_used_it_alone(staff):
    account, _path = invited(staff)
    url = f"/en/admin/auth/user/{account.pk}/"
    assert staff.get(f"{url}change/").context["can_invite"] is True
    assert staff.get(f"{url}invite/").status_code == 405
    staff.post(f"{url}invite/")
    account.refresh_from_db()
    choose(mailed(account))
    before = get_user_model().objects.get(pk=account.pk).password
    assert staff.get(f"{url}change/").context["can_invite"] is False
    staff.post(f"{url}invite/")
    assert get_user_model().objects.get(pk=account.pk).password == before
    assert send_invitation.func(account.pk, "pl") is False


def test_who_has_an_account_is_not_invited_and_what_was_typed_stays(staff):
    invited(staff)
    answer = asked(staff, email=EMAIL.upper(), groups=[])
    page = staff.get(answer["Location"]) if answer.status_code == 302 else answer
    form = page.context["adminform"].form
    assert {*form.errors} == {"email", "groups"}
    assert form["first_name"].value() == "Próbna"
    assert get_user_model().objects.filter(email__iexact=EMAIL).count() == 1


def test_a_role_without_accounts_sends_no_invitation(staff):
    account, _path = invited(staff)
    other = get_user_model().objects.create_user("other", is_staff=True)
    other.groups.add(Group.objects.get(role__key="editor"))
    client = Client()
    client.force_login(other)
    assert client.post(f"/en/admin/auth/user/{account.pk}/invite/").status_code == 403


def test_no_log_has_the_link(staff):
    _account, path = invited(staff)
    assert mask_secrets(f"GET {path}") == "GET /pl/admin/invited/…/"


# --- Opened where somebody else is signed in ------------------------------------------


def session_of(client):
    return client.session.get(SESSION_KEY)


SIGNED_IN_HERE = {
    "pl": "W tej przeglądarce zalogowane jest konto personel.",
    "en": "In this browser the account personel is signed in.",
    "uk": "У цьому браузері виконано вхід до облікового запису personel.",
}


@pytest.mark.parametrize("language", SIGNED_IN_HERE)
def test_it_says_who_is_signed_in_here_and_saving_signs_them_out(staff, language):
    _account, path = invited(staff)
    path = f"/{language}/{path.split('/', 2)[2]}"
    other = get_user_model().objects.get(pk=session_of(staff))
    other.username = "personel"
    other.save()
    page = staff.get(path)
    told = str(page.context["more_words"])
    assert told.startswith(SIGNED_IN_HERE[language])
    assert told in page.text
    staff.post(path, {"new_password1": PASSWORD, "new_password2": "other"})
    assert session_of(staff) == str(other.pk)
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = staff.post(path, sent)
    assert answer["Location"] == f"/{language}/admin/login/"
    assert session_of(staff) is None
    entrance = staff.get(answer["Location"])
    assert entrance.status_code == 200
    with translation.override(language):
        saved = gettext("Your password is saved. Sign in as %(email)s.")
    assert [str(m) for m in entrance.context["messages"]] == [saved % {"email": EMAIL}]
    actions = StaffAction.objects.filter(user=other).values_list("kind", flat=True)
    assert actions.order_by("-pk")[0] == "signed_out"


def test_what_was_typed_by_who_is_signed_out_is_kept(staff):
    _account, path = invited(staff)
    url = "/en/admin/centre/page/add/"
    staff.post("/en/admin/unsaved/", filled(staff.get(url)) | {"title_en": "Draft"})
    staff.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    (kept,) = UnsavedForm.objects.filter(closed=False)
    assert kept.fields["title_en"] == ["Draft"]


def test_it_says_nothing_where_nobody_is_signed_in(staff):
    _account, path = invited(staff)
    page = Client().get(path)
    assert (page.context["more_words"], "zalogowane" in page.text) == ("", False)


def test_who_signs_in_after_the_page_was_opened_is_not_signed_out(staff):
    account, path = invited(staff)
    other = get_user_model().objects.get(pk=session_of(staff))
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path)
    sent = filled(page) | {"new_password1": PASSWORD, "new_password2": PASSWORD}
    token = str(browser.get("/en/admin/login/").context["csrf_token"])
    names = {"username": other.username, "password": "password"}
    browser.post("/en/admin/login/", names | {"csrfmiddlewaretoken": token})
    browser.post(path, sent)
    account.refresh_from_db()
    assert account.has_usable_password() is False
    assert session_of(browser) == str(other.pk)


def test_it_is_mailed_later_where_the_server_is_down(staff, monkeypatch, caplog):
    account, path = invited(staff)
    default_task_backend.clear()

    def refuse(*_args):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("centre.mail.MailMessage.send", refuse)
        for attempt in range(1, SENDING_ATTEMPTS + 1):
            assert not send_invitation.func(account.pk, "pl", attempt)
    again = [result.args for result in default_task_backend.results]
    assert again == [[account.pk, "pl", n] for n in range(2, SENDING_ATTEMPTS + 1)]
    assert (
        caplog.messages
        == [f"The invitation of user {account.pk} could not be sent"] * SENDING_ATTEMPTS
    )
    assert choose(path) == (200, 302)
    assert not send_invitation.func(account.pk, "pl")  # it was used meanwhile
