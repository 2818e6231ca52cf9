"""After a new secret key all that the former one signed goes on working."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from centre.accounts.mail import reset_tokens
from centre.accounts.throttling import Attempt, remember_browser
from centre.content.translation_links import TranslationLink
from centre.site.preview_links import PreviewLink
from centre.staff.form_pages import FormPage
from centre.staff.invitations import find_invited, make_token
from centre.staff.unsaved import PAGE
from events.links import tokens
from events.models import DoorLink, Invitee, OutgoingEmail, Registration
from events.registrations.rules.contact import correct_contact
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    send_delegate_links,
)
from events.registrations.rules.handover import request_handover
from events.registrations.rules.links import replace_link, send_link_again
from events.visit_requests.forms import SendStep, new_submission_key
from news.feeds import permanent_id
from news.models import Post
from tests.builders import (
    build_centre,
    build_invitee,
    build_post,
    build_staff,
    build_visit,
    register,
)
from tests.helpers import request_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORMER, PRESENT = "the former key " * 4, "the present key " * 4
before = override_settings(SECRET_KEY=FORMER, SECRET_KEY_FALLBACKS=[])
after = override_settings(SECRET_KEY=PRESENT, SECRET_KEY_FALLBACKS=[FORMER])
alone = override_settings(SECRET_KEY=PRESENT, SECRET_KEY_FALLBACKS=[])
NOW = timezone.now


def status(name, token):
    with translation.override("en"):
        return Client().get(reverse(f"events:{name}", args=[token])).status_code


@pytest.fixture
def registered():
    """A registration of the former key, with somebody on its list."""
    build_centre()
    with before:
        registration = register(build_visit()).registration
        person = DelegateData(full_name="Anna", email="anna@example.org")
        add_delegate(registration=registration, person=person, at=NOW())
    return Registration.objects.get()


def test_a_mailed_link_opens_proves_and_is_spelled_the_same(registered):
    with before:
        token = tokens.mailed_token(registered)
    with after:
        assert status("registration", token) == 200
        assert tokens.read_token(token) == (registered.token_hash, True)
        assert tokens.read_token(tokens.mailed_token(registered))[1] is True
        assert tokens.manage_token(registered) == token[:43]
    with alone:
        assert tokens.read_token(token)[1] is False


@pytest.mark.usefixtures("first_mails")
def test_a_later_mail_has_the_link_that_opens(registered):
    with before:
        token = tokens.manage_token(registered)
    with after:
        send_link_again(visit=registered.visit, email="contact@example.org", at=NOW())
        send_delegate_links(email="anna@example.org", at=NOW())
        delegate = registered.delegates.get()
        assert delegate.token_version == 1
        assert status("person", tokens.delegate_token(delegate)) == 200
    sent = OutgoingEmail.objects.filter(kind="registration_link")
    assert token in sent.get(recipient="contact@example.org").text
    assert Registration.objects.get().token_version == 1


def test_a_link_that_is_renewed_is_of_the_present_key(registered):
    with after:
        replace_link(registration=registered, at=NOW(), staff=build_staff())
        renewed = Registration.objects.get()
        token = tokens.mailed_token(renewed)
        assert status("registration", token) == 200
        assert not tokens.needs_former_key(renewed)
    with alone:
        assert tokens.read_token(token) == (renewed.token_hash, True)


@pytest.mark.usefixtures("first_mails")
def test_mail_that_still_waits_gets_the_new_contacts_link_in_each_spelling(registered):
    with before:
        token = tokens.mailed_token(registered)
        send_link_again(visit=registered.visit, email="contact@example.org", at=NOW())
    OutgoingEmail.objects.update(state=OutgoingEmail.State.QUEUED)
    with after:
        correct_contact(
            registration=registered,
            name="Contact Person",
            email="other@example.org",
            phone="",
            at=NOW(),
            staff=build_staff(),
        )
        renewed = tokens.mailed_token(Registration.objects.get())
    texts = [*OutgoingEmail.objects.values_list("text", flat=True)]
    assert [text for text in texts if token[:43] in text] == []
    assert [text for text in texts if renewed in text] != []


def test_a_code_by_mail_counts_for_its_half_hour(registered):
    with before:
        code = tokens.mail_code(registered, NOW())
    with after:
        assert tokens.is_mail_code(registered, code, NOW())
        assert tokens.is_mail_code(
            registered, tokens.mail_code(registered, NOW()), NOW()
        )
    with alone:
        assert not tokens.is_mail_code(registered, code, NOW())


def test_the_links_of_requests_invitees_and_new_contacts_open(registered):
    with before:
        asked, invitee = request_visit(), build_invitee()
        question = request_handover(
            registration=registered, name="Next", email="next@example.org", at=NOW()
        )
        links = {
            "request": tokens.manage_token(asked),
            "invitations-leave": tokens.invitee_token(invitee),
            "take-over": tokens.handover_token(question),
        }
    with after:
        assert [status(name, token) for name, token in links.items()] == [200] * 3
        assert tokens.manage_token(asked) == links["request"]
        assert tokens.invitee_token(invitee) == links["invitations-leave"]
        assert tokens.handover_token(question) == links["take-over"]


def test_the_links_that_staff_make_hang_on_no_key():
    """What is stored of a preview, a translation and the door is a hash of its own."""
    build_centre()
    post, visit, staff = build_post("wpis"), build_visit(), build_staff()
    made = {"at": NOW(), "user": staff, "press": "the page"}
    day = timezone.localdate(visit.starts_at)
    with before:
        links = {
            "preview-link": PreviewLink.make(post, days=3, **made),
            "translation-link": TranslationLink.make(post, "uk", **made),
            "door-link": DoorLink.make(visit, day, **made),
        }
    with alone, translation.override("en"):
        paths = [reverse(name, args=[token]) for name, token in links.items()]
        opened = [Client().get(path).status_code for path in paths]
        wrong = [Client().get(path[:-2] + "/").status_code for path in paths]
    assert (opened, wrong) == ([302, 200, 200], [404] * 3)


def test_staff_stay_signed_in_and_send_the_form_that_was_open():
    build_centre()
    client, asleep = Client(enforce_csrf_checks=True), Client()
    with before:
        client.force_login(staff := build_staff())
        asleep.force_login(staff)
        page = client.get("/en/admin/news/post/add/").text
        (csrf,) = set(re.findall('name="csrfmiddlewaretoken" value="(.+?)"', page))
    with after:
        assert client.get("/en/admin/").status_code == 200
        sent = {"csrfmiddlewaretoken": csrf}
        assert client.post("/en/admin/news/post/add/", sent).status_code != 403
        assert client.get("/en/admin/").status_code == 200
    with alone:
        answers = [each.get("/en/admin/").status_code for each in (client, asleep)]
        assert answers == [200, 302]


def test_a_form_that_a_visitor_has_begun_is_kept_and_can_be_sent():
    build_centre()
    with before:
        key = new_submission_key()
        kept = Client()
        refused = kept.post("/en/ask-for-a-visit/", {"organisation": "Kept"})
        assert refused.status_code == 303
    with after:
        form = SendStep({"notice_read": "on", "submission_key": key})
        assert form.is_valid()
        assert 'value="Kept"' in kept.get(refused.url).text


def test_an_invitation_a_new_password_and_kept_text_hold():
    staff = build_staff()
    invited = get_user_model().objects.create_user("new", "new@example.org")
    with before:
        invitation = make_token(invited)
        reset = reset_tokens.make_token(staff)
        form = FormPage.open(staff, Post, "1").sign()
    with after:
        assert find_invited(invitation) == invited
        assert reset_tokens.check_token(staff, reset)
        assert FormPage.read(QueryDict(urlencode({PAGE: form}))) is not None
    with alone:
        assert find_invited(invitation) is None


def test_a_browser_that_is_known_stays_known():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    with before:
        response = Client().get("/robots.txt")
        remember_browser(request, response, "staff")
    request.COOKIES = {name: c.value for name, c in response.cookies.items()}
    kinds = []
    for keys in (after, alone):
        with keys:
            kinds.append(Attempt.begin(request, "staff").counters[0][0])
    assert kinds == ["browser", "address"]


def test_the_ids_of_feeds_stay_as_long_as_the_oldest_key_is_named():
    post = build_post("wpis")
    with before:
        first = permanent_id("post", post.pk)
    with after:
        assert permanent_id("post", post.pk) == first
    with alone:
        assert permanent_id("post", post.pk) != first


def factor_of(user):
    data = {"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}
    return Authenticator.objects.create(user=user, type="totp", data=data)


def test_second_factors_are_encrypted_anew_and_need_no_former_key_then(capsys):
    with before:
        factor = factor_of(build_staff())
    with after:
        assert get_adapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
        call_command("leave_former_keys")
    factor.refresh_from_db()
    with alone:
        assert get_adapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert "second factors encrypted anew: 1\n" in capsys.readouterr().out


def test_it_is_told_how_many_links_still_need_a_former_key(registered, capsys):
    with after:
        register(build_visit("later"), contact_email="later@example.org")
        build_invitee()
        call_command("leave_former_keys")
    assert capsys.readouterr().out.splitlines() == [
        "second factors encrypted anew: 0",
        "delegate: 1",
        "handover: 0",
        "invitee: 0",
        "registration: 1",
        "visitrequest: 0",
        "These links still need SECRET_KEY_FALLBACKS: leave it as it is.",
    ]
    Registration.objects.filter(pk=registered.pk).delete()
    with after:
        call_command("leave_former_keys")
    assert capsys.readouterr().out.splitlines()[-1] == ("No link needs a former key.")


def test_whatever_is_signed_for_long_is_read_with_former_keys():
    """Django's own signing, which unsaved forms and request forms rest on."""
    with before:
        signed = signing.dumps("x", salt="any")
    with after:
        assert signing.loads(signed, salt="any", max_age=timedelta(days=1)) == "x"
    assert Invitee.objects.count() == 0
