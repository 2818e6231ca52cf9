"""What a passed-on link hides, and the code by e-mail that shows it."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from events.links import tokens
from events.links.throttling import LIMITS
from events.links.tokens import CODE_TTL, is_mail_code, mail_code
from events.mail import tasks
from events.models import Need, OutgoingEmail, Registration
from events.registrations.mail import contact_emails
from events.registrations.needs import NeedEntry
from events.registrations.rules.delegates import DelegateData, add_delegate, save_needs
from events.registrations.rules.links import replace_link
from events.registrations.rules.register import DisplayedText
from events.registrations.self_service.trust import SESSION_KEY
from tests.builders import HOUR, build_centre, build_staff, build_visit, register
from tests.form_client import FormClient
from tests.helpers import fill_in_steps, send_registration, traces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]

EMAIL = "anna@example.org"
AT = datetime.fromisoformat("2026-05-03T10:10:00+02:00")


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(capacity=10, largest_group=6)


@pytest.fixture
def registered(visit):
    """A Ukrainian delegation with a person and with needs."""
    done = register(visit, language="uk")
    person = DelegateData(full_name="Anna", email=EMAIL)
    add_delegate(registration=done.registration, person=person, at=timezone.now())
    save_needs(
        registration=done.registration,
        needs=[
            NeedEntry("diet", "vegan"),
            NeedEntry("diet", "vegan"),
            NeedEntry("access", text="A!"),
        ],
        consent=DisplayedText("Yes.", "uk"),
        at=timezone.now(),
    )
    return done


@pytest.fixture
def registration(registered):
    return registered.registration


def url(name, token, **kwargs):
    with translation.override("en"):
        return reverse(f"events:{name}", kwargs={"token": token, **kwargs})


def ask_for_code(client, token):
    """Press the button, and read the code in the mail; none where none came."""
    before = codes().count()
    client.post(url("registration-code", token), {"send": "1"})
    mails = codes()[before:]
    return [re.findall(r"^\d{3} \d{3}$", mail.text, re.MULTILINE) for mail in mails]


def codes():
    return OutgoingEmail.objects.filter(kind="mail_code").order_by("pk")


def enter(client, token, code):
    return client.post(url("registration-code", token), {"code": code})


def errors(page):
    with translation.override("en"):
        form = page.context["form"]
        return {name: list(found) for name, found in form.errors.items()}


def sees(client, registered):
    """Which of needs, words, addresses the pages behind the link show."""
    token = registered.token
    person = registered.registration.delegates.get()
    pages = [
        client.get(url("registration", token)).text,
        client.get(url("registration-needs", token)).text,
        client.get(url("registration-person", token, number=person.pk)).text,
    ]
    return [
        pages[0].count("Vegan: 2"),
        pages[0].count(EMAIL),
        len(re.findall(r'name="diet-vegan" value="2"', pages[1])),
        pages[1].count("A!"),
        pages[2].count(EMAIL),
    ]


NOTHING, EVERYTHING = [0] * 5, [1] * 5


# --- The code -----------------------------------------------------------------------


def test_a_code_is_good_for_its_half_hour_and_the_next(registration):
    code = mail_code(registration, AT)
    assert re.fullmatch(r"\d{6}", code)
    begins = AT - timedelta(minutes=10)
    moments = (begins, begins + 2 * CODE_TTL - timedelta(seconds=1))
    assert [is_mail_code(registration, code, at) for at in moments] == [True, True]
    for at in (begins - timedelta(seconds=1), begins + 2 * CODE_TTL):
        assert not is_mail_code(registration, code, at)


def test_a_code_is_one_delegations_contacts_and_links(visit, registration):
    other = register(visit, contact_email="b@example.org").registration
    code = mail_code(registration, AT)
    assert not is_mail_code(other, code, AT)
    registration.token_version += 1
    assert not is_mail_code(registration, code, AT)
    registration.token_version -= 1
    registration.contact_email = "c@example.org"
    assert not is_mail_code(registration, code, AT)


@pytest.mark.once
@pytest.mark.parametrize("typed", ["", "0", "abcdef", "１２３４５６", "ї" * 6])
def test_what_is_no_code_is_not_right(registration, typed):
    assert not is_mail_code(registration, typed, AT)


# --- The way through ----------------------------------------------------------------


@pytest.mark.once
def test_the_code_from_the_mail_shows_it_to_this_browser_alone(client, registered):
    assert sees(client, registered) == NOTHING
    ((code,),) = ask_for_code(client, registered.token)
    mail = codes().get()
    assert (mail.recipient, mail.language) == ("contact@example.org", "uk")
    assert (mail.calendar, mail.subject.count(code)) == ("", 0)
    assert tokens.mailed_token(registered.registration) not in mail.text + mail.html
    assert sees(client, registered) == NOTHING
    response = enter(client, registered.token, code)
    assert response.url == url("registration", registered.token)
    assert sees(client, registered) == EVERYTHING
    assert sees(Client(), registered) == NOTHING


def test_the_code_is_stored_nowhere_once_the_mail_is_out(client, registered):
    ((code,),) = ask_for_code(client, registered.token)
    assert traces(code) != []
    tasks.deliver_due_mail.func()
    assert traces(code, code.replace(" ", "")) == []


def test_in_the_browser_that_registered_just_now_no_code_is_needed(client, visit):
    fill_in_steps(client)
    page = client.get(send_registration(client).url)
    registration = page.context["registration"]
    save_needs(
        registration=registration,
        needs=[NeedEntry("diet", "vegan")],
        consent=DisplayedText("Yes.", "en"),
        at=timezone.now(),
    )
    target = url("registration", tokens.manage_token(registration))
    assert client.get(target).text.count("Vegan: 1") == 1
    assert Client().get(target).text.count("Vegan: 1") == 0


def test_who_registers_again_under_anothers_address_sees_nothing(client, registered):
    fill_in_steps(client)
    send_registration(client)
    assert client.get(url("registration", registered.token)).text.count(EMAIL) == 0


def test_it_lasts_an_hour(client, registered, registration):
    ((code,),) = ask_for_code(client, registered.token)
    enter(client, registered.token, code)
    session = client.session
    (name, until), *others = session[SESSION_KEY].items()
    left = datetime.fromisoformat(until) - timezone.now()
    assert others == []
    assert HOUR - timedelta(minutes=1) < left <= HOUR
    session[SESSION_KEY] = {name: timezone.now().isoformat()}
    session.save()
    assert sees(client, registered) == NOTHING


def test_a_new_link_asks_anew(client, registered, registration):
    ((code,),) = ask_for_code(client, registered.token)
    enter(client, registered.token, code)
    now = timezone.now()
    replace_link(registration=registration, at=now, staff=build_staff())
    registration.refresh_from_db()
    token = tokens.manage_token(registration)
    assert client.get(url("registration", token)).text.count(EMAIL) == 0


def test_a_wrong_code_is_said_beside_the_field(client, registered):
    page = enter(client, registered.token, "12 34 5x")
    assert errors(page) == {
        "code": ["This code is wrong or has expired. Ask for a new one."]
    }
    assert page.context["form"]["code"].value() == "12 34 5x"
    page = enter(client, registered.token, " ")
    assert errors(page) == {"code": ["Enter the 6 digits from our e-mail"]}


@pytest.mark.parametrize(("minutes", "told"), [(1, "1 minute"), (20, "20 minutes")])
def test_the_mail_and_the_page_say_how_long_a_code_is_good(
    client, registered, monkeypatch, minutes, told
):
    Registration.objects.update(language="en")
    for module in (tokens, contact_emails):
        monkeypatch.setattr(module, "CODE_TTL", timedelta(minutes=minutes))
    target = url("registration-code", registered.token)
    page = client.post(target, {"send": "1"}, follow=True)
    assert page.text.count(f"It is valid for at least {told}.") == 1
    assert codes().get().text.count(f"It is valid for {told}.") == 1


def test_the_form_says_how_many_digits_a_code_has(client, registered, monkeypatch):
    monkeypatch.setattr(tokens, "CODE_DIGITS", 8)
    assert len(mail_code(registered.registration, AT)) == 8
    page = enter(client, registered.token, "")
    assert errors(page) == {"code": ["Enter the 8 digits from our e-mail"]}


def test_after_a_few_tries_the_right_one_does_not_help_from_anywhere(
    client, registered
):
    ((code,),) = ask_for_code(client, registered.token)
    for _time in range(LIMITS["try-code"]):
        assert errors(enter(Client(), registered.token, "000000x")) != {}
    page = enter(client, registered.token, code)
    assert errors(page) == {
        "code": ["There were too many attempts. Ask for a new code in an hour."]
    }
    assert sees(client, registered) == NOTHING


def test_at_most_three_codes_are_mailed_within_an_hour(registered):
    sent = [len(ask_for_code(Client(), registered.token)) for _time in range(5)]
    assert sent == [1, 1, 1, 0, 0]
    page = FormClient().post(url("registration-code", registered.token), {"send": "1"})
    assert page.text.count("We have sent several codes already.") == 1


def test_to_an_address_that_is_not_confirmed_no_code_goes(client, visit):
    done = register(visit, proven=False)
    assert ask_for_code(client, done.token) == []
    page = client.get(url("registration-code", done.token))
    assert page.text.count("Send me a code") == 0
    assert page.text.count("only once c***@example.org is confirmed") == 1


def test_asking_for_a_code_is_no_get(client, registered):
    page = client.get(url("registration-code", registered.token) + "?send=1")
    assert (page.status_code, codes().count()) == (200, 0)


def test_another_contact_is_named_only_after_a_code(client, registered):
    target = url("registration-hand-over", registered.token)
    answers = {"name": "B", "email": "b@example.org", "sure": "1"}
    for response in (client.get(target), client.post(target, answers)):
        assert response.url == url("registration-code", registered.token)
    asked = OutgoingEmail.objects.filter(kind="take_over_asked")
    assert asked.count() == 0
    ((code,),) = ask_for_code(client, registered.token)
    enter(client, registered.token, code)
    said = url("registration-hand-over-asked", registered.token)
    assert client.post(target, answers).url == said
    assert asked.get().recipient == "b@example.org"


# --- Telling needs that are not shown -----------------------------------------------


def told():
    return [(n.code, n.text) for n in Need.objects.order_by("code", "pk")]


def test_what_is_not_shown_stays_unless_it_is_written_anew(client, registered):
    target = url("registration-needs", registered.token)
    page = client.get(target)
    assert page.text.count("What you told us before is kept, and not shown") == 1
    client.post(target, {"shown": "False", "diet-halal": "1", "consent": "on"})
    assert told() == [("", "A!"), ("halal", ""), ("vegan", ""), ("vegan", "")]
    client.post(target, {"diet-vegan": "1", "words": "B!", "consent": "on"})
    assert told() == [("", "B!"), ("halal", ""), ("vegan", "")]
    client.post(target, {"diet-halal": "0", "consent": "on"})
    assert told() == [("", "B!"), ("vegan", "")]


def test_what_was_shown_and_emptied_goes(client, registered, registration):
    ((code,),) = ask_for_code(client, registered.token)
    enter(client, registered.token, code)
    target = url("registration-needs", registered.token)
    assert client.get(target).text.count('name="shown" value="True"') == 1
    answers = {"shown": "True", "diet-vegan": "", "words": "", "consent": "on"}
    client.post(target, answers)
    assert told() == []
    assert registration.consents.get(purpose="needs").withdrawn_at is not None


def test_the_consent_can_be_taken_back_unseen(client, registered):
    target = url("registration-needs", registered.token)
    assert client.get(target).text.count('name="erase"') == 1
    client.post(target, {"erase": "1"})
    assert told() == []
