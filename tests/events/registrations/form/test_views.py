"""A delegation's way through the pages, and every way in which it can end."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from centre.web.refused import MAX_VALUE_CHARS
from events.exceptions import (
    GroupTooLarge,
    NotEnoughPlaces,
    PartRefused,
    RegistrationRefused,
    StatusesDiffer,
    TooManyNames,
)
from events.links import throttling, tokens
from events.models import OutgoingEmail, Registration, SeatBlock, StudyVisit
from events.registrations.form.forms import PrivacyStep
from events.registrations.mail.first_emails import write_first_emails
from events.registrations.rules.links import replace_link
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
    register,
)
from tests.helpers import (
    STEP_ANSWERS,
    fill_in_steps,
    send_registration,
    step_url,
    template_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=10, largest_group=6)


def buttons(page):
    return re.findall(r'<button class="button" type="submit">(.*?)</button>', page)


def test_the_whole_way(client, visit):
    assert client.get(step_url("delegation")).status_code == 200
    fill_in_steps(client)
    response = send_registration(client)
    assert (response.status_code, response.url) == (302, step_url("done"))
    page = client.get(response.url)
    registration = Registration.objects.get()
    assert template_of(page) == "events/registrations/form/done.html"
    assert registration.reference in page.text
    assert page.context["link_works"]
    assert page.context["manage_url"] in page.text
    assert (registration.language, registration.seats) == ("en", 3)
    assert sorted(registration.consents.values_list("purpose", flat=True)) == [
        "invitations",
        "notice",
    ]
    link = page.context["manage_url"].split("8000")[1]
    assert registration.reference in client.get(link).text


def test_who_does_not_tick_it_agrees_to_no_invitations(client, visit):
    fill_in_steps(client, privacy={"invitations": ""})
    send_registration(client)
    consents = Registration.objects.get().consents
    assert [*consents.values_list("purpose", flat=True)] == ["notice"]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_mail_is_in_the_language_of_the_pages(client, visit, language):
    fill_in_steps(client, language=language)
    send_registration(client, language=language)
    assert OutgoingEmail.objects.get().language == language


@pytest.mark.once
@pytest.mark.parametrize(
    ("without", "language", "text"),
    [
        ("registration_notice_uk", "pl", "<p>Informacja o danych.</p>"),
        ("name_uk", "uk", "<p>Інформація про дані.</p>"),
    ],
)
def test_a_notice_is_kept_in_the_language_in_which_it_was_shown(
    client, visit, without, language, text
):
    build_centre(**{without: ""})
    shown = client.get(step_url("privacy", language="uk")).context["notice"]
    assert (shown.language, shown.registration_notice) == (language, text)
    fill_in_steps(client, language="uk")
    send_registration(client, language="uk")
    registration = Registration.objects.get()
    notice = registration.consents.get(purpose="notice").text
    invitations = registration.consents.get(purpose="invitations").text
    assert (registration.language, notice.language, notice.text) == (
        "uk",
        language,
        text,
    )
    assert invitations.language == "uk"


def test_what_was_agreed_to_stays_in_its_language_if_the_rest_is_sent_in_another(
    client, visit
):
    fill_in_steps(client, language="uk")
    send_registration(client, language="en")
    registration = Registration.objects.get()
    kept = registration.consents.values_list("purpose", "text__language", "text__text")
    with translation.override("uk"):
        invitations = str(PrivacyStep.base_fields["invitations"].label)
    assert registration.language == "en"
    assert sorted(kept) == [
        ("invitations", "uk", invitations),
        ("notice", "uk", "<p>Інформація про дані.</p>"),
    ]


def test_each_answer_stands_on_the_check_page_with_a_way_to_change_it(client, visit):
    fill_in_steps(client)
    groups = client.get(step_url("check")).context["groups"]
    rows = [row for group in groups for row in group.rows]
    assert [(str(row.label), row.value) for row in rows] == [
        ("Organisation", "Example City Council"),
        ("City", "Exampletown"),
        ("Country", "Norway"),
        ("Full name", "Contact Person"),
        ("E-mail", "contact@example.org"),
        ("Phone", "+47 00 00 00 00"),
        ("Number of people", "3"),
        ("Names", "Ґанна Їжак"),
        ("Message to us", "We build houses."),
        ("You may write to me about later study visits", "Yes"),
    ]
    assert [(group.step, group.change_url) for group in groups] == [
        (step, step_url(step)) for step in STEP_ANSWERS
    ]
    assert client.get(step_url("check")).text.count("Step 5 of 5") == 1
    changed = client.post(step_url("people"), STEP_ANSWERS["people"] | {"seats": "4"})
    assert changed.url == step_url("check")


def test_what_was_typed_in_two_lines_stands_in_two(client, visit):
    fill_in_steps(client, people={"message": "One & all\r\nTwo"})
    page = client.get(step_url("check")).content.decode()
    assert "<dd>One &amp; all<br>Two</dd>" in page


def test_what_was_typed_is_kept_over_an_error_and_over_steps(client, visit):
    bad = client.post(step_url("contact"), {"contact_name": "X", "contact_email": "no"})
    assert bad.status_code == 200
    assert bad.context["form"]["contact_email"].value() == "no"
    assert "Enter an e-mail address like name@example.org" in bad.text
    client.post(step_url("delegation"), STEP_ANSWERS["delegation"])
    again = client.get(step_url("delegation"))
    assert again.context["form"]["organisation"].value() == "Example City Council"


def test_the_check_page_leads_to_the_first_step_without_answers(client, visit):
    client.post(step_url("delegation"), STEP_ANSWERS["delegation"])
    assert client.get(step_url("check")).url == step_url("contact")
    assert client.get(step_url("done")).url == step_url("contact")


def test_a_change_of_language_on_the_way_keeps_the_answers(client, visit):
    client.post(step_url("delegation"), STEP_ANSWERS["delegation"])
    page = client.get(step_url("delegation", language="uk"))
    assert page.context["form"]["city"].value() == "Exampletown"


MISTAKES = {
    "delegation": {"organisation": "Example City Council", "city": "", "country": "X"},
    "contact": {"contact_name": "X", "contact_email": "no", "contact_phone": ""},
    "people": {"seats": "a few", "names": "Ґанна\r\nЇжак", "message": "Good day"},
    "privacy": {"invitations": "on"},
}


@pytest.mark.once
@pytest.mark.parametrize("step", MISTAKES)
def test_what_could_not_be_accepted_is_there_in_another_language(client, visit, step):
    sent = client.post(step_url(step), MISTAKES[step]).context["form"]
    page = client.get(step_url(step, language="pl"))
    form = page.context["form"]
    values = {field.name: field.value() for field in form}
    assert values == {field.name: field.value() for field in sent}
    assert list(form.errors) == list(sent.errors) != []
    for errors in form.errors.values():
        for error in errors:
            assert error in page.text
    assert page.text.count('class="error-summary"') == 1


def test_a_step_without_any_answer_is_remembered_as_such(client, visit):
    client.post(step_url("privacy"))
    assert list(client.get(step_url("privacy")).context["form"].errors) == [
        "notice_read"
    ]


def test_a_step_is_forgotten_as_it_was_once_it_is_right(client, visit):
    client.post(step_url("contact"), MISTAKES["contact"])
    client.post(step_url("contact"), STEP_ANSWERS["contact"])
    form = client.get(step_url("contact")).context["form"]
    assert form.errors == {}
    assert form["contact_email"].value() == "contact@example.org"


def test_what_is_typed_over_an_answer_does_not_count_until_it_is_right(client, visit):
    fill_in_steps(client)
    client.post(step_url("people"), {"seats": "a few"})
    assert client.get(step_url("people")).context["form"]["seats"].value() == "a few"
    people = client.get(step_url("check")).context["groups"][2]
    assert (str(people.rows[0].label), people.rows[0].value) == (
        "Number of people",
        "3",
    )


def test_of_a_flood_of_text_the_beginning_is_kept(client, visit):
    page = client.post(step_url("people"), {"seats": "3", "message": "a" * 20_000})
    form = page.context["form"]
    assert list(form.errors) == ["message"]
    assert form["seats"].value() == "3"
    assert len(form["message"].value()) == MAX_VALUE_CHARS


def test_a_double_click_registers_once_and_shows_the_same_page(client, visit):
    fill_in_steps(client)
    page = client.get(step_url("check"))
    data = {"submission_key": page.context["form"]["submission_key"].value()}
    session = dict(client.session.items())
    first = client.post(step_url("check"), data)
    store = client.session  # the second click left before the first one's answer came
    store.update(session)
    store.save()
    second = client.post(step_url("check"), data)
    assert first.url == second.url == step_url("done")
    assert Registration.objects.count() == 1
    assert write_first_emails.func() == 1
    assert client.get(step_url("done")).context["link_works"]


def test_a_resend_after_a_time_out_shows_the_result(client, visit):
    fill_in_steps(client)
    page = client.get(step_url("check"))
    data = {"submission_key": page.context["form"]["submission_key"].value()}
    client.post(step_url("check"), data)
    again = client.post(step_url("check"), data)
    assert again.url == step_url("done") + "?again"
    page = client.get(again.url)
    assert page.text.count("You have sent this already.") == 1
    assert client.get(step_url("done")).text.count("sent this already") == 0
    assert Registration.objects.count() == 1


def test_a_page_that_was_left_open_says_that_it_was_sent_already(client, visit):
    fill_in_steps(client)
    page = client.get(step_url("check"))
    data = {"submission_key": page.context["form"]["submission_key"].value()}
    client.post(step_url("check"), data)
    client.get(step_url("delegation"))  # begins another one
    again = client.post(step_url("check"), data)
    assert again.url == step_url("done") + "?again"
    assert Registration.objects.count() == 1


@pytest.mark.once
def test_an_old_tab_does_not_send_another_delegations_answers(client, visit):
    fill_in_steps(client)
    old = client.get(step_url("check")).context["form"]["submission_key"].value()
    send_registration(client)
    client.get(step_url("delegation"))
    fill_in_steps(client, contact={"contact_email": "other@example.org"})
    response = client.post(step_url("check"), {"submission_key": old})
    assert response.url == step_url("done") + "?again"
    response = client.post(step_url("check"), {"submission_key": "another"})
    assert response.url == step_url("check")
    assert Registration.objects.count() == 1


def test_the_back_button_after_sending_leads_to_the_result(client, visit):
    fill_in_steps(client)
    send_registration(client)
    for step in ("contact", "people", "privacy", "check"):
        assert client.get(step_url(step)).url == step_url("done")
    assert Registration.objects.count() == 1


@pytest.mark.once
def test_a_second_delegation_starts_with_empty_pages(client, visit):
    fill_in_steps(client)
    send_registration(client)
    page = client.get(step_url("delegation"))
    assert page.context["form"]["organisation"].value() is None
    fill_in_steps(client, contact={"contact_email": "other@example.org"})
    send_registration(client)
    assert Registration.objects.count() == 2


@pytest.mark.usefixtures("first_mails")
def test_the_same_contact_twice_gets_a_neutral_answer_and_the_link(client, visit):
    build_registration(visit)
    fill_in_steps(client, people={"seats": "6"})
    response = send_registration(client)
    assert response.url == step_url("done")
    page = client.get(response.url)
    assert template_of(page) == "events/registrations/form/refused.html"
    assert page.context["reason"] == "already"
    assert Registration.objects.get().reference not in page.text
    kinds = OutgoingEmail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["registration_received", "registration_link"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"registration_opens_at": 5}, "opens-soon"),
        ({"registration_opens_at": -9, "registration_closes_at": -5}, "closed"),
        ({"registration_opens_at": None, "registration_closes_at": None}, "closed"),
    ],
)
def test_outside_the_time_the_first_page_says_so(client, visit, change, reason):
    for name, days in change.items():
        moment = None if days is None else timezone.now() + days * DAY
        setattr(visit, name, moment)
    visit.save()
    page = client.get(step_url("delegation"))
    assert template_of(page) == "events/registrations/form/refused.html"
    assert page.context["reason"] == reason


def test_a_full_visit_says_so_on_the_first_page(client, visit):
    build_registration(visit, seats=6)
    build_registration(visit, seats=4, contact_email="b@example.org")
    assert client.get(step_url("delegation")).context["reason"] == "full"


def test_too_few_places_are_said_beside_the_number(client, visit):
    build_registration(visit, seats=6, contact_email="b@example.org")
    page = client.post(step_url("people"), {"seats": "5"})
    assert page.status_code == 200
    assert page.context["form"].errors == {"seats": ["Only 4 places are left"]}


def test_places_taken_meanwhile_end_with_what_is_left(client, visit):
    fill_in_steps(client, people={"seats": "6"})
    build_registration(visit, seats=6, contact_email="b@example.org")
    assert send_registration(client).url == step_url("people")
    form = client.get(step_url("people")).context["form"]
    assert form.errors == {"seats": ["Only 4 places are left"]}
    assert form["seats"].value() == "6"


def test_a_group_that_became_too_large_meanwhile(client, visit):
    fill_in_steps(client, people={"seats": "6"})
    visit.largest_group = 5
    visit.save()
    assert send_registration(client).url == step_url("people")
    form = client.get(step_url("people")).context["form"]
    assert form.errors == {"seats": ["One delegation may bring at most 5 people"]}
    assert form["seats"].value() == "6"


def test_closing_meanwhile_ends_clearly_and_loses_nothing(client, visit):
    fill_in_steps(client)
    visit.registration_opens_at = timezone.now() - 2 * DAY
    visit.registration_closes_at = timezone.now() - DAY
    visit.save()
    assert send_registration(client).url == step_url("delegation")
    assert client.get(step_url("delegation")).context["reason"] == "closed"
    visit.registration_closes_at = timezone.now() + DAY
    visit.save()
    assert send_registration(client).url == step_url("done")


def reasons(kind=RegistrationRefused):
    """Every class of refusals."""
    return [kind, *(r for sub in kind.__subclasses__() for r in reasons(sub))]


# What some are made of.
SAID = {GroupTooLarge: [6], NotEnoughPlaces: [2], StatusesDiffer: ["late", "offered"]}


@pytest.mark.once
@pytest.mark.parametrize("reason", reasons())
def test_whatever_refuses_a_registration_ends_on_a_page(
    client, visit, monkeypatch, reason
):
    said = [1] if issubclass(reason, PartRefused) else SAID.get(reason, [])

    def refuse(**given):
        raise reason(*said)

    fill_in_steps(client)
    monkeypatch.setattr("events.registrations.form.views.register_delegation", refuse)
    response = send_registration(client)
    if response.status_code == 302:
        response = client.get(response.url, follow=True)
    assert response.status_code == 200


def test_more_names_than_people_are_asked_for_again(client, visit, monkeypatch):
    def refuse(**given):
        raise TooManyNames

    fill_in_steps(client)
    monkeypatch.setattr("events.registrations.form.views.register_delegation", refuse)
    assert send_registration(client).url == step_url("people")
    assert client.get(step_url("check")).url == step_url("people")


@pytest.mark.once
@pytest.mark.parametrize("published_at", [None, timezone.now() + DAY])
def test_a_hidden_visit_has_no_pages_to_register(client, visit, published_at):
    visit.published_at = published_at
    visit.save()
    for name in [*STEP_ANSWERS, "parts", "check", "done"]:
        assert client.get(step_url(name)).status_code == 404


def test_one_cookie_and_nothing_stored_by_others(client, visit):
    page = client.get(step_url("delegation"))
    assert list(page.cookies) == ["session"]
    # It outlives the window: who comes back within a day finds what was typed.
    assert page.cookies["session"]["max-age"] == 24 * 60 * 60
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_answers_are_forgotten_after_sending(client, visit):
    fill_in_steps(client)
    send_registration(client)
    assert "Example City Council" not in str(dict(client.session.items()))


def token_url(name, token, language="en"):
    with translation.override(language):
        return reverse(f"events:{name}", kwargs={"token": token})


@pytest.fixture
def registered(visit):
    return register(visit)


def test_a_link_shows_and_a_get_changes_nothing(client, registered):
    page = client.get(token_url("registration-withdraw", registered.token))
    assert template_of(page) == "events/registrations/self_service/withdraw.html"
    registered.registration.refresh_from_db()
    assert registered.registration.status == "confirmed"


def test_a_link_withdraws_by_post_and_frees_the_places(client, registered, visit):
    target = token_url("registration-withdraw", registered.token)
    response = client.post(target)
    assert response.url == token_url("registration", registered.token)
    page = client.get(response.url)
    assert not page.context["can_withdraw"]
    assert visit.registrations.holding_seats().seats() == 0
    assert client.post(target).status_code == 302
    assert registered.registration.history.count() == 2


def test_a_link_page_tells_nobody(client, registered):
    page = client.get(token_url("registration", registered.token))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("token", ["x", "0" * 64, "%00", "ї"])
def test_an_unknown_link_is_not_found(client, registered, token):
    assert client.get(f"/en/registration/{token}/").status_code == 404


def test_an_old_link_is_dead_after_staff_sent_a_new_one(client, registered):
    registration = registered.registration
    replace_link(registration=registration, at=timezone.now(), staff=build_staff())
    assert client.get(token_url("registration", registered.token)).status_code == 404


@pytest.fixture
def visit_with_a_list(visit):
    visit.waiting_list = "fill"
    visit.save()
    return visit


@pytest.mark.once
def test_a_full_visit_with_a_list_lets_a_delegation_wait(client, visit_with_a_list):
    visit = visit_with_a_list
    build_registration(visit, seats=6, contact_email="a@example.org")
    build_registration(visit, seats=4, contact_email="b@example.org")
    assert "Join the waiting list" in client.get("/en/study-visits/wizyta/").text
    page = client.post(step_url("people"), {"seats": "3"})
    assert "Full, waiting list open." in page.text
    assert [*page.context["form"].errors] == ["seats", "may_wait"]
    assert page.text.count("No places are left</") == 2  # summary and field
    assert "Tick this to wait for places" in page.text
    fill_in_steps(client, people={"seats": "3", "may_wait": "on", "min_seats": "2"})
    check = client.get(step_url("check")).text
    assert buttons(check) == ["Join the waiting list"]
    assert "then the places are yours" not in check
    send_registration(client)
    page = client.get(step_url("done"))
    sentence = "No places are held for your delegation before the address is confirmed."
    assert sentence in page.text
    registration = page.context["registration"]
    assert (registration.status, registration.min_seats) == ("waitlisted", 2)


@pytest.mark.once
def test_who_comes_after_others_who_wait_reads_that_she_will_wait(
    client, visit_with_a_list
):
    StudyVisit.objects.update(waiting_list="strict")
    for name, seats in (("a", 6), ("b", 5)):
        build_registration(
            visit_with_a_list,
            seats=seats,
            min_seats=seats,
            may_wait=True,
            contact_email=f"{name}@example.org",
        )
    visit_with_a_list.refresh_from_db()
    assert visit_with_a_list.seats_left == 4
    client.post(step_url("delegation"), STEP_ANSWERS["delegation"])
    client.post(step_url("contact"), STEP_ANSWERS["contact"])
    page = client.post(step_url("people"), {"seats": "3"})
    assert [*page.context["form"].errors] == ["seats", "may_wait"]
    fill_in_steps(client, people={"seats": "3", "may_wait": "on"})
    assert buttons(client.get(step_url("check")).text) == ["Join the waiting list"]
    send_registration(client)
    assert client.get(step_url("done")).context["registration"].status == "waitlisted"


@pytest.mark.parametrize(
    ("approval", "button"),
    [("automatic", "Register the delegation"), ("manual", "Send the request")],
)
def test_the_last_button_says_what_it_does(client, visit, approval, button):
    visit.approval = approval
    visit.save()
    fill_in_steps(client)
    check = client.get(step_url("check")).text
    assert buttons(check) == [button]
    assert ("We look at every request ourselves" in check) is (approval == "manual")


@pytest.mark.once
def test_of_waiting_it_is_asked_only_where_places_may_run_out(
    client, visit_with_a_list
):
    build_registration(visit_with_a_list, seats=6, contact_email="a@example.org")

    def fields():
        return list(client.get(step_url("people")).context["form"].fields)

    short = ["seats", "names", "message"]
    whole = ["seats", "may_wait", "min_seats", "names", "message"]
    assert fields() == short
    client.post(step_url("people"), {"seats": "5"})
    assert fields() == whole  # four are left
    for seats in ("4", "7"):  # enough, and more than may come whatever is free
        client.post(step_url("people"), {"seats": seats})
        assert fields() == short
    build_registration(visit_with_a_list, seats=4, contact_email="b@example.org")
    assert fields() == whole


def test_the_size_of_a_group_is_one_number_and_above_it_there_is_a_way_on(
    client, visit
):
    page = client.get(step_url("people")).text
    assert page.count("Groups of up to 6 people") == 1
    for seats in ("7", "99"):
        page = client.post(step_url("people"), {"seats": seats}).text
        assert page.count("Are there more of you?") == 1
    build_registration(visit, seats=6, contact_email="b@example.org")
    page = client.post(step_url("people"), {"seats": "5"}).text
    assert page.count("Groups of up to 4 people") == 1
    assert page.count("Are there more of you?") == 1
    assert page.count("/ask-for-a-visit/") == 1
    assert client.post(step_url("people"), {"seats": "x"}).text.count("Are you") == 0


@pytest.mark.parametrize("taken", [0, 6, 10])
def test_the_page_of_a_visit_always_says_the_size_of_a_group(client, visit, taken):
    for number in range(0, taken, 5):
        seats = min(5, taken - number)
        build_registration(visit, seats=seats, contact_email=f"{number}@example.org")
    size = {0: 6, 6: 4, 10: 6}[taken]
    page = client.get("/en/study-visits/wizyta/").text
    assert page.count(f"Groups of up to {size} people") == 1


def test_a_code_is_asked_for_below_a_line_of_its_own(client, visit):
    SeatBlock.objects.create(
        visit=visit, label="X", seats=2, code_hash="x", expires_at=timezone.now() + DAY
    )
    page = client.get(step_url("people")).text
    assert page.count('<details class="code-given">') == 1
    page = client.post(step_url("people"), {"seats": "2", "code": "wrong"}).text
    assert page.count('<details class="code-given" open>') == 1


@pytest.mark.once
def test_a_code_opens_the_seats_that_are_held(client, visit):
    SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=8,
        code_hash=tokens.code_hash("ABCD-EFGH"),
        expires_at=timezone.now() + DAY,
    )
    page = client.post(step_url("people"), {"seats": "5"})
    assert page.context["form"].errors == {"seats": ["Only 2 places are left"]}
    page = client.post(step_url("people"), {"seats": "5", "code": "wrong"})
    assert "code" in page.context["form"].errors
    fill_in_steps(client, people={"seats": "5", "code": "abcd efgh"})
    send_registration(client)
    registration = client.get(step_url("done")).context["registration"]
    assert (registration.status, registration.block.label) == (
        "confirmed",
        "Exampletown",
    )
    # Three are still held, two are free.
    assert StudyVisit.objects.get(pk=visit.pk).seats_left == 2


@pytest.mark.once
def test_a_code_opens_a_visit_whose_other_places_are_taken(client, visit):
    build_registration(visit, seats=5, contact_email="a@example.org")
    block = SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=5,
        code_hash=tokens.code_hash("ABCD-EFGH"),
        expires_at=timezone.now() + DAY,
    )
    page = client.post(step_url("people"), {"seats": "5"})
    assert [*page.context["form"].errors] == ["seats"]
    assert page.text.count("No places are left</") == 2  # summary and field
    fill_in_steps(client, people={"seats": "5", "code": "abcd efgh"})
    send_registration(client)
    registration = client.get(step_url("done")).context["registration"]
    assert (registration.status, registration.block) == ("confirmed", block)
    # Nothing is held any more.
    assert client.get(step_url("delegation")).context["reason"] == "full"


def test_the_page_of_a_full_visit_leads_who_has_a_code_to_the_form(client, visit):
    build_registration(visit, seats=5, contact_email="a@example.org")
    block = SeatBlock.objects.create(
        visit=visit, label="X", seats=5, code_hash="x", expires_at=timezone.now() + DAY
    )
    register = step_url("delegation")
    with translation.override("en"):
        detail = visit.get_absolute_url()
    assert client.get(detail).text.count(f'href="{register}"') == 1
    block.delete()
    build_registration(visit, seats=5, contact_email="b@example.org")
    assert client.get(detail).text.count(f'href="{register}"') == 0


def test_held_seats_are_free_when_their_time_is_over(visit):
    SeatBlock.objects.create(
        visit=visit,
        label="Exampletown",
        seats=8,
        code_hash="x",
        expires_at=timezone.now() - DAY,
    )
    assert StudyVisit.objects.get(pk=visit.pk).seats_left == 10


def test_what_programs_fill_in_is_refused_and_said(client, visit):
    fill_in_steps(client)
    page = send_registration(client, website="x")
    assert template_of(page) == "events/registrations/form/check.html"
    assert page.text.count("Leave empty the field that asks to be left empty") == 1
    assert Registration.objects.count() == 0
    assert send_registration(client).url == step_url("done")


def test_only_the_last_step_has_the_trap_for_programs_below_its_button(client, visit):
    fill_in_steps(client)
    pages = {step: client.get(step_url(step)).text for step in STEP_ANSWERS}
    assert {step: 'name="website"' in page for step, page in pages.items()} == (
        dict.fromkeys(STEP_ANSWERS, False)
    )
    check = client.get(step_url("check")).text
    assert check.index("</button>") < check.index('name="website"')


def test_faster_than_people_type_loses_nothing(client, visit, settings):
    settings.CENTRE_FASTEST_REGISTRATION = timedelta(minutes=5)
    fill_in_steps(client)
    page = send_registration(client)
    assert page.text.count("That was faster than people type") == 1
    settings.CENTRE_FASTEST_REGISTRATION = timedelta(0)
    assert send_registration(client).status_code == 302


def test_too_many_from_one_network_wait_and_lose_nothing(client, visit, monkeypatch):
    monkeypatch.setitem(throttling.LIMITS, "register", 0)
    fill_in_steps(client)
    page = send_registration(client)
    assert page.text.count("There were too many registrations from your network") == 1
    assert Registration.objects.count() == 0
    assert client.get(step_url("check")).status_code == 200


@pytest.mark.once
def test_the_last_page_stays_after_the_first_step_is_opened_again(client, visit):
    fill_in_steps(client)
    send_registration(client)
    done = client.get(step_url("done")).context["manage_url"]
    assert client.get(step_url("delegation")).status_code == 200
    assert client.get(step_url("done")).context["manage_url"] == done
    fill_in_steps(client, contact={"contact_email": "other@example.org"})
    assert client.get(step_url("done")).context["manage_url"] == done
    send_registration(client)
    assert client.get(step_url("done")).context["manage_url"] != done
