"""Asking for a visit: the service's rules, the pages behind the link, the desk."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events.exceptions import NotEnoughPlaces, RegistrationClosed, TransitionNotAllowed
from events.links.tokens import TOKEN_PATTERN, manage_token
from events.models import OutgoingEmail, Registration, StudyVisit, VisitRequest
from events.registrations.fields import people_field
from events.visit_requests.forms import TOO_MANY_PEOPLE, new_submission_key
from events.visit_requests.rules import (
    accept_request,
    ask_for_visit,
    decline_request,
    propose_visit,
    take_proposal,
    turn_down_proposal,
    withdraw_request,
)
from events.visits.changes import Arrangements, announce_changes, cancel_visit
from tests.builders import (
    DAY,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
)
from tests.desk import filled
from tests.helpers import NOW, days_ahead, request_visit, visit_request_data

pytestmark = pytest.mark.django_db
Status = VisitRequest.Status
QUARTER = timedelta(minutes=15)
LIST = "/en/admin/events/visitrequest/"


def again(thing):
    return type(thing).objects.get(pk=thing.pk)


def mails():
    found = OutgoingEmail.objects.order_by("pk").values_list("kind", "language")
    return [*found]


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


@pytest.fixture
def user(visit):
    return build_staff()


# --- The service ------------------------------------------------------------------


def test_asking_keeps_what_was_said_and_mails_the_link(visit):
    asked = ask_for_visit(wish=visit_request_data(), submission_key="key", at=NOW)
    request = again(asked.request)
    assert (request.status, request.dates, request.languages) == (
        "received",
        list(days_ahead(30, 40)),
        ["en", "uk"],
    )
    assert request.notice.text == "<p>Information on data.</p>"
    mail = OutgoingEmail.objects.get()
    assert (mail.kind, mail.request, mail.recipient) == (
        "visit_request_received",
        request,
        "contact@example.org",
    )
    assert asked.token in mail.text
    assert asked.token in mail.html


def test_the_same_key_asks_once(visit):
    first = ask_for_visit(wish=visit_request_data(), submission_key="key", at=NOW)
    second = ask_for_visit(
        wish=visit_request_data(city="Elsewhere"), submission_key="key", at=NOW
    )
    assert (first.is_new, second.is_new) == (True, False)
    assert second.request == first.request
    assert second.token == first.token
    assert len(mails()) == 1


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_mails_are_in_the_askers_language(user, language):
    request = request_visit(language=language)
    decline_request(request=request, at=NOW, staff=user, answer="Тест <a>")
    assert mails() == [
        ("visit_request_received", language),
        ("visit_request_answer", language),
    ]
    mail = OutgoingEmail.objects.order_by("pk").last()
    assert "Тест <a>" in mail.text
    assert "Тест &lt;a&gt;" in mail.html
    assert f'<html lang="{language}"' in mail.html
    assert f"/{language}/" in mail.text


def test_an_answer_makes_no_links(user):
    answer = "See https://example.org/x"
    decline_request(request=request_visit(), at=NOW, staff=user, answer=answer)
    html = OutgoingEmail.objects.order_by("pk").last().html
    assert "https://example.org/x" in html
    assert 'href="https://example.org/x' not in html


def test_accepting_registers_the_delegation(visit, user):
    request = request_visit()
    registered = accept_request(request=request, visit=visit, at=NOW, staff=user)
    request, registration = again(request), registered.registration
    assert (request.status, request.registration, request.visit, request.staff) == (
        "accepted",
        registration,
        visit,
        user,
    )
    assert (registration.status, registration.seats, registration.message) == (
        "confirmed",
        5,
        "Schools for newcomers",
    )
    assert [(c.text.text, c.text.language) for c in registration.consents.all()] == [
        ("<p>Information on data.</p>", "pl")
    ]
    assert mails() == [
        ("visit_request_received", "en"),
        ("registration_received", "en"),
    ]
    answer = f"This is the answer to your request {request.reference}."
    assert answer in OutgoingEmail.objects.latest("pk").text.splitlines()


def test_what_cannot_be_registered_stays_as_it_was(visit, user):
    build_registration(visit, seats=12, contact_email="a@example.org")
    build_registration(visit, seats=12, contact_email="b@example.org")
    request = request_visit(seats=7)
    count = len(mails())
    with pytest.raises(NotEnoughPlaces):
        accept_request(request=request, visit=visit, at=NOW, staff=user)
    request = again(request)
    assert (request.status, request.visit, request.decided_at) == (
        "received",
        None,
        None,
    )
    assert len(mails()) == count


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"state": "postponed"}])
def test_a_visit_that_does_not_take_place_is_not_proposed(visit, user, change):
    type(visit).objects.filter(pk=visit.pk).update(**change)
    with pytest.raises(RegistrationClosed):
        propose_visit(request=request_visit(), visit=visit, at=NOW, staff=user)


def test_a_visit_that_has_begun_is_not_proposed(visit, user):
    with pytest.raises(RegistrationClosed):
        propose_visit(
            request=request_visit(), visit=visit, at=visit.starts_at, staff=user
        )


def test_a_proposal_is_taken_once_without_approval(visit, user):
    type(visit).objects.filter(pk=visit.pk).update(
        approval="manual", published_at=None, registration_closes_at=NOW
    )
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user, answer="Come")
    first = take_proposal(request=request, at=NOW)
    second = take_proposal(request=request, at=NOW)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.token == first.token
    assert (first.registration.status, again(request).answer) == ("confirmed", "Come")
    assert len(mails()) == 3


def test_nothing_proposed_is_nothing_to_take(visit):
    with pytest.raises(TransitionNotAllowed):
        take_proposal(request=request_visit(), at=NOW)


def change(visit, at=NOW, **fields):
    before = Arrangements.of(visit)
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save()
    announce_changes(visit=visit, before=before, at=at)


def proposal_mails():
    rows = OutgoingEmail.objects.filter(kind="visit_request_answer").order_by("pk")
    return [(row.due_at, row.subject.partition(" (")[0]) for row in rows]


def test_a_proposed_visit_that_moves_is_proposed_again(visit, user):
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    asked = (NOW, "A visit for you")
    moved = (NOW + QUARTER, "A visit for you")
    change(visit, venue_en="Upstairs")
    assert proposal_mails() == [asked, moved]
    assert OutgoingEmail.objects.latest("pk").text.count("Upstairs") == 1
    change(visit, venue_en="Above")
    assert proposal_mails() == [asked, moved]
    assert OutgoingEmail.objects.latest("pk").text.count("Above") == 1
    change(visit, venue_en="")
    assert proposal_mails() == [asked]
    assert again(request).status == "proposed"


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_a_proposal_ends_with_its_visit(visit, user, state):
    request, other = request_visit(), request_visit(key="other")
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    decline_request(request=other, at=NOW, staff=user)
    change(visit, state=state)
    assert (again(request).status, again(other).status) == ("unsuitable", "declined")
    assert proposal_mails()[-1] == (NOW, "We look for another visit for you")
    assert "STATUS:CANCELLED" in OutgoingEmail.objects.latest("pk").calendar


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_taking_a_proposal_while_its_visit_is_cancelled_ends_one_way(visit, user):
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)

    def take():
        try:
            take_proposal(request=request, at=NOW)
        except (RegistrationClosed, TransitionNotAllowed):
            return "too late"
        return "taken"

    def cancel():
        cancel_visit(visit=visit, at=NOW, staff=user)
        return "cancelled"

    outcomes = at_once(take, cancel)
    taken = outcomes.get("taken", 0)
    assert outcomes == Counter({"cancelled": 1, "taken" if taken else "too late": 1})
    registrations = Registration.objects.values_list("status", flat=True)
    assert [*registrations] == ["cancelled"] * taken


def test_withdrawing_twice_is_the_same_as_once(visit):
    request = request_visit()
    withdraw_request(request=request, at=NOW)
    withdraw_request(request=request, at=NOW)
    assert again(request).status == "withdrawn"
    assert mails() == [
        ("visit_request_received", "en"),
        ("visit_request_answer", "en"),
    ]


def test_staff_propose_again_what_suits_better(visit, user):
    request, other = request_visit(), build_visit("inna")
    propose_visit(request=request, visit=visit, at=NOW, staff=user, answer="First")
    for _twice in range(2):
        turn_down_proposal(request=request, at=NOW, reply="On a Monday")
    request = again(request)
    assert (request.status, request.reply, request.answer, request.visit) == (
        "unsuitable",
        "On a Monday",
        "",
        visit,
    )
    propose_visit(request=request, visit=other, at=NOW, staff=user)
    registered = take_proposal(request=request, at=NOW).registration
    assert (registered.visit, registered.status) == (other, "confirmed")
    subjects = OutgoingEmail.objects.filter(request=request).order_by("pk")
    assert [mail.subject.partition(" (")[0] for mail in subjects] == [
        "We have your request for a visit",
        "A visit for you",
        "We look for another visit for you",
        "A visit for you",
    ]


@pytest.mark.parametrize("change", [{"status": "x"}, {"dates": []}, {"seats": 0}])
def test_what_no_request_can_be_is_refused_by_the_database(visit, change):
    request = request_visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitRequest.objects.filter(pk=request.pk).update(**change)


def test_four_dates_are_refused_by_the_database(visit):
    with pytest.raises(IntegrityError), transaction.atomic():
        request_visit(dates=days_ahead(1, 2, 3, 4))


ACTS = {
    Status.PROPOSED: lambda r, v, u: propose_visit(request=r, visit=v, at=NOW, staff=u),
    Status.UNSUITABLE: lambda r, v, u: turn_down_proposal(request=r, at=NOW),
    Status.ACCEPTED: lambda r, v, u: accept_request(
        request=r, visit=v, at=NOW, staff=u
    ),
    Status.DECLINED: lambda r, v, u: decline_request(request=r, at=NOW, staff=u),
    Status.WITHDRAWN: lambda r, v, u: withdraw_request(request=r, at=NOW),
}


@pytest.mark.parametrize("to", ACTS)
@pytest.mark.parametrize("status", Status.values)
def test_only_the_table_of_transitions_is_followed(visit, user, status, to):
    request = request_visit()
    VisitRequest.objects.filter(pk=request.pk).update(status=status)
    if to in VisitRequest.TRANSITIONS[status]:
        ACTS[to](request, visit, user)
        assert again(request).status == to
    elif status == to and to in {Status.WITHDRAWN, Status.UNSUITABLE}:
        assert ACTS[to](request, visit, user).status == to
    else:
        with pytest.raises(TransitionNotAllowed):
            ACTS[to](request, visit, user)
        assert again(request).status == status


# --- At once ----------------------------------------------------------------------


def at_once(*acts):
    """Run all in threads of their own; count what they return."""
    barrier, answers = threading.Barrier(len(acts)), Counter()

    def run(act):
        try:
            barrier.wait()
            answers[act()] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def tried(act):
    def run():
        try:
            act()
        except TransitionNotAllowed:
            return "already"
        return "done"

    return run


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_staff_who_decide_at_once_one_is_told(visit, user):
    request = request_visit()
    accept = tried(lambda: ACTS[Status.ACCEPTED](request, visit, user))
    decline = tried(lambda: ACTS[Status.DECLINED](request, visit, user))
    assert at_once(accept, decline, accept, decline) == {"done": 1, "already": 3}
    accepted = again(request).status == "accepted"
    assert Registration.objects.count() == accepted
    answer = "registration_received" if accepted else "visit_request_answer"
    assert [kind for kind, _language in mails()] == ["visit_request_received", answer]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_many_times_at_once_asks_once(visit):
    def send():
        return ask_for_visit(
            wish=visit_request_data(), submission_key="key", at=NOW
        ).is_new

    assert at_once(*[send] * 8) == {True: 1, False: 7}
    assert len(mails()) == 1


# --- The pages --------------------------------------------------------------------


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"events:{name}", args=args)


def answers(**changes):
    first, second = days_ahead(30, 40)
    return {
        "organisation": "Example City Council",
        "city": "Exampletown",
        "country": "NO",
        "contact_name": "Contact Person",
        "contact_email": "contact@example.org",
        "contact_phone": "",
        "purpose": "Schools\nfor newcomers",
        "date_1": first.isoformat(),
        "date_2": second.isoformat(),
        "date_3": "",
        "seats": "5",
        "languages": ["en", "uk"],
        "notice_read": "on",
        "submission_key": new_submission_key(),
        **changes,
    }


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_whole_way_of_a_delegation(client, visit, user, language):
    page = client.get(url("request-new", language=language))
    key = page.context["form"]["submission_key"].value()
    response = client.post(
        url("request-new", language=language), answers(submission_key=key)
    )
    request = VisitRequest.objects.get()
    assert (request.language, request.dates, request.seats) == (
        language,
        list(days_ahead(30, 40)),
        5,
    )
    done = client.get(response.url)
    assert request.reference in done.text
    link = done.context["request_url"].split("8000")[1]
    assert done.context["request_url"] in done.text
    propose_visit(request=request, visit=visit, at=NOW, staff=user, answer="<b>Come")
    page = client.get(link)
    assert "&lt;b&gt;Come" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    token = page.context["token"]
    taken = client.post(url("request-accept", token, language=language))
    assert taken.url == link
    registration = Registration.objects.get()
    assert (registration.status, registration.language) == ("confirmed", language)
    page = client.get(link)
    manage = url("registration", page.context["manage_token"], language=language)
    assert f'href="{manage}"' in page.text
    assert registration.reference in client.get(manage).text


def test_the_notice_is_kept_in_the_language_in_which_it_was_shown(client, visit):
    build_centre(registration_notice_uk="")
    page = client.get(url("request-new", language="uk"))
    text = "<p>Informacja o danych.</p>"
    assert page.text.count('lang="pl" dir="ltr"><p>Informacja') == 1
    client.post(url("request-new", language="uk"), answers())
    request = VisitRequest.objects.get()
    assert (request.language, request.notice.language, request.notice.text) == (
        "uk",
        "pl",
        text,
    )


def test_sending_twice_leads_to_the_same_page(client, visit):
    data = answers()
    first, second = (client.post(url("request-new"), data) for _ in range(2))
    assert first.url == second.url
    assert VisitRequest.objects.count() == 1


def test_a_sender_cannot_choose_the_key(client, visit):
    for key in ("key", signing.dumps("key")):
        page = client.post(url("request-new"), answers(submission_key=key))
        assert page.status_code == 200
        assert "Send them once more" in page.text
        fresh = page.context["form"]["submission_key"].value()
        assert fresh != key
    client.post(url("request-new"), answers(submission_key=fresh))
    assert VisitRequest.objects.count() == 1


YESTERDAY, TODAY, TOMORROW = (day.isoformat() for day in days_ahead(-1, 0, 1))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (
            {"organisation": " "},
            {"organisation": "Enter the name of your organisation"},
        ),
        ({"date_1": ""}, {"date_1": "Choose at least one possible date"}),
        ({"date_1": "soon"}, {"date_1": "Enter a date with day, month and year"}),
        ({"date_1": TODAY}, {"date_1": "Choose a date in the future"}),
        ({"date_2": YESTERDAY}, {"date_2": "Choose a date in the future"}),
        (
            {"date_1": TOMORROW, "date_3": TOMORROW},
            {"date_3": "Choose another date than above"},
        ),
        ({"seats": "0"}, {"seats": "At least one person has to come"}),
        ({"seats": "a few"}, {"seats": "Enter a whole number, like 6"}),
        ({"seats": "1001"}, {"seats": "Write to us about more than 1000 people"}),
        ({"purpose": ""}, {"purpose": "Tell us what you would like to see"}),
        (
            {"notice_read": ""},
            {"notice_read": "Confirm that you have read the information"},
        ),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    client, visit, changes, wrong
):
    if "notice_read" in changes:
        sent = {k: v for k, v in answers().items() if k != "notice_read"}
    else:
        sent = answers(**changes)
    page = client.post(url("request-new"), sent)
    form = page.context["form"]
    with translation.override("en"):
        told = {name: str(texts[0]) for name, texts in form.errors.items()}
    assert told == wrong
    name, text = next(iter(wrong.items()))
    assert page.text.count(text) == 2
    assert f'<a href="#id_{name}">{text}</a>' in page.text
    assert {n: form[n].value() for n in sent if n != "notice_read"} == {
        n: v for n, v in sent.items() if n != "notice_read"
    }
    assert VisitRequest.objects.count() == 0
    other = client.get(url("request-new", language="uk"))
    assert other.context["form"]["city"].value() == sent["city"]
    assert list(other.context["form"].errors) == list(wrong)


def test_more_people_than_may_be_asked_for_are_told_the_number():
    field = people_field({"max_value": TOO_MANY_PEOPLE}, max_value=7)
    with pytest.raises(ValidationError) as refused:
        field.clean("8")
    with translation.override("en"):
        assert refused.value.messages == ["Write to us about more than 7 people"]


def test_a_flood_of_text_is_not_kept(client, visit):
    client.post(url("request-new"), answers(purpose="x" * 20_000))
    assert not client.get(url("request-new")).context["form"].is_bound


@pytest.fixture
def link(visit):
    asked = ask_for_visit(wish=visit_request_data(), submission_key="key", at=NOW)
    return asked.token


def test_looking_withdraws_nothing(client, link):
    for name in ("request", "request-withdraw", "request-accept", "request-sent"):
        client.get(url(name, link))
    assert VisitRequest.objects.get().status == "received"
    assert client.post(url("request-withdraw", link)).url == url("request", link)
    assert VisitRequest.objects.get().status == "withdrawn"
    assert "This request is withdrawn" in client.get(url("request", link)).text
    assert client.get(url("request-withdraw", link)).url == url("request", link)


def test_withdrawing_what_was_answered_shows_the_answer(client, link, user):
    decline_request(request=VisitRequest.objects.get(), at=NOW, staff=user)
    assert client.post(url("request-withdraw", link)).url == url("request", link)
    assert VisitRequest.objects.get().status == "declined"


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_proposal_that_does_not_suit_goes_back_with_the_reason(
    client, visit, user, language
):
    request = request_visit(language=language)
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    token = manage_token(request)
    page, down = (
        url(name, token, language=language) for name in ("request", "request-turn-down")
    )
    assert client.get(page).text.count(f'href="{down}"') == 1
    assert client.get(down, {"reply": "x"}).text.count("<textarea") == 1
    assert again(request).status == "proposed"
    too_long = client.post(down, {"reply": "x" * 1001})
    assert list(too_long.context["form"].errors) == ["reply"]
    assert client.post(down, {"reply": "On a Monday"}).url == page
    assert client.get(page).text.count(f'href="{down}"') == 0
    assert (client.get(down).url, client.post(down).url) == (page, page)
    assert again(request).reply == "On a Monday"


def test_what_does_not_suit_waits_for_staff_with_its_reason(staff, visit, user):
    request = request_visit()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    turn_down_proposal(request=request, at=NOW, reply="On a Monday")
    read = staff.get(f"{LIST}{request.pk}/change/")
    assert "On a Monday" in read.content.decode()
    assert [name for name, _label in read.context["answers"]] == [
        "accept",
        "propose",
        "decline",
    ]
    first_page = staff.get("/en/admin/").content.decode()
    assert f"{LIST}{request.pk}/change/" in first_page


def test_a_proposal_that_filled_up_says_so(client, link, visit, user):
    request = VisitRequest.objects.get()
    propose_visit(request=request, visit=visit, at=NOW, staff=user)
    for number in range(3):
        build_registration(visit, seats=10, contact_email=f"c{number}@example.org")
    page = client.post(url("request-accept", link))
    assert page.templates[0].name == "events/visit_requests/refused.html"
    assert again(request).status == "proposed"


def test_an_unpublished_visit_is_named_without_a_link(client, link, visit, user):
    propose_visit(request=VisitRequest.objects.get(), visit=visit, at=NOW, staff=user)
    with translation.override("en"):
        address = f'href="{visit.get_absolute_url()}"'
    assert address in client.get(url("request", link)).text
    type(visit).objects.update(published_at=None)
    page = client.get(url("request", link)).text
    assert "Visit wizyta" in page
    assert address not in page


def test_a_handed_over_registration_is_not_opened(client, link, visit, user):
    request = VisitRequest.objects.get()
    accept_request(request=request, visit=visit, at=NOW, staff=user)
    Registration.objects.update(token_version=2)
    assert client.get(url("request", link)).context["manage_token"] == ""


def test_a_wrong_link_opens_nothing(client, link):
    names = ("request", "request-sent", "request-accept", "request-withdraw")
    statuses = [client.get(url(name, "x" * 64)).status_code for name in names]
    assert statuses == [404, 404, 404, 404]


def test_the_page_of_a_request_asks_little(client, link, visit, user):
    propose_visit(request=VisitRequest.objects.get(), visit=visit, at=NOW, staff=user)
    assert queries(client, url("request", link)) == 4  # one is the form's protection


def test_the_list_of_visits_leads_there_with_and_without_visits(client, visit):
    address = f'href="{url("request-new")}"'
    page = client.get(url("visit-list")).text
    type(visit).objects.all().delete()
    assert (page.count(address), client.get(url("visit-list")).text.count(address)) == (
        1,
        1,
    )


# --- The desk ---------------------------------------------------------------------


@pytest.fixture
def staff(client: Client, user) -> Client:
    client.force_login(user)
    return client


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_desk_pages_ask_as_much_for_three_requests_as_for_one(staff):
    counts = []
    for number in range(3):
        request = request_visit(key=f"k{number}")
        pages = (LIST, f"{LIST}{request.pk}/change/")
        counts.append([queries(staff, page) for page in pages])
    assert counts[0] == counts[2] == [8, 6]


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_request_is_read_with_its_actions(staff, language):
    request = request_visit()
    address = f"/{language}/admin/events/visitrequest/{request.pk}/change/"
    page = staff.get(address)
    assert [name for name, _label in page.context["answers"]] == [
        "accept",
        "propose",
        "decline",
    ]
    assert 'name="_save"' not in page.text
    withdraw_request(request=request, at=NOW)
    page = staff.get(address)
    assert (page.context["answers"], page.context["new_visit_url"]) == ([], "")


def answer_url(request, name):
    return f"{LIST}{request.pk}/answer/{name}/"


@pytest.mark.parametrize(
    ("name", "status"),
    [("accept", "accepted"), ("propose", "proposed"), ("decline", "declined")],
)
def test_an_answer_is_looked_at_before_it_is_sent(staff, visit, name, status):
    request = request_visit(language="uk")
    sent = {"answer": "Добрий день <x>"}
    if name != "decline":
        sent["visit"] = visit.pk
    assert staff.get(answer_url(request, name)).context["mail"] is None
    page = staff.post(answer_url(request, name), {**sent, "preview": "1"})
    assert "Добрий день <x>" in page.context["mail"].text
    assert "Добрий день &lt;x&gt;" in page.text
    assert (again(request).status, len(mails())) == ("received", 1)
    preview = page.context["mail"]
    changed = staff.post(answer_url(request, name), {**sent, "change": "1"})
    assert changed.context["form"]["answer"].value() == "Добрий день <x>"
    done = staff.post(answer_url(request, name), {**filled(page), "send": "1"})
    assert done.url == f"{LIST}{request.pk}/change/"
    assert again(request).status == status
    mail = OutgoingEmail.objects.latest("pk")
    secret, reference = TOKEN_PATTERN.search(mail.text)[0], "…"
    if name == "accept":
        reference = again(request).registration.reference
    assert (secret in page.text, len(mails())) == (False, 2)
    assert preview.subject == mail.subject.replace(reference, "…")
    assert preview.text == mail.text.replace(secret, "…").replace(reference, "…")


def test_the_second_answer_is_told_that_it_is_late(staff, visit, user):
    request = request_visit()
    decline_request(request=request, at=NOW, staff=user)
    count = len(mails())
    sent = {"visit": visit.pk, "answer": "", "send": "1"}
    page = staff.post(answer_url(request, "accept"), sent, follow=True)
    assert [str(m) for m in page.context["messages"]] == [
        "This request is decided already: declined. Nothing was sent."
    ]
    assert len(mails()) == count


def test_why_a_visit_does_not_fit_is_said(staff, visit):
    request = request_visit(seats=13)
    sent = {"visit": visit.pk, "answer": "", "send": "1"}
    page = staff.post(answer_url(request, "accept"), sent)
    assert page.context["form"].errors == {
        "visit": ["One delegation may bring at most 12 people"]
    }
    assert page.context["mail"] is None


def test_a_visit_without_texts_is_not_mailed(staff, visit):
    words = {f"{n}_{c}": "" for n in ("title", "summary") for c in ("pl", "en", "uk")}
    type(visit).objects.update(published_at=None, **words)
    sent = {"visit": visit.pk, "answer": "", "preview": "1"}
    page = staff.post(answer_url(request_visit(), "propose"), sent)
    assert page.context["form"].errors == {
        "visit": ["Najpierw napisz teksty tej wizyty w jednym języku."]
    }


def test_a_visit_on_one_of_the_days_is_chosen_already(staff, visit):
    build_visit("later", starts_at=NOW + 41 * DAY, ends_at=NOW + 42 * DAY)
    day = timezone.localdate(NOW + 41 * DAY)
    page = staff.get(answer_url(request_visit(dates=(day,)), "propose"))
    assert page.context["form"]["visit"].value() == visit.pk + 1


def test_a_visit_is_made_from_a_request(staff):
    request = request_visit()
    page = staff.get(f"{LIST}{request.pk}/change/")
    form = staff.get(page.context["new_visit_url"])
    day = request.dates[0].isoformat()
    data = filled(form)
    assert data["starts_at"] == [f"{day}T10:00"]
    assert data["ends_at"] == [f"{day}T14:00"]
    assert (data["capacity"], data["largest_group"]) == (["5"], ["5"])
    assert data["languages"] == ["en", "uk"]


def test_a_visit_made_from_a_request_leads_on_to_accepting_it(staff):
    request, url = request_visit(), reverse("admin:events_studyvisit_add")
    data = filled(staff.get(f"{url}?for_request={request.pk}"))
    day = request.dates[0].isoformat()
    data |= {
        "starts_at": f"{day}T10:00",
        "ends_at": f"{day}T14:00",
        "capacity": 5,
        "largest_group": 5,
        "title_en": "For one city",
        "slug": "for-one-city",
        "languages": ["en"],
    }
    answered = staff.post(f"{url}?for_request={request.pk}", data)
    visit = StudyVisit.objects.get(slug="for-one-city")
    assert answered.url == f"{answer_url(request, 'accept')}?visit={visit.pk}".replace(
        "/en/", "/pl/"
    )
    page = staff.get(answered.url)
    assert page.context["form"]["visit"].value() == str(visit.pk)


def test_the_first_page_lists_the_requests_that_wait(staff):
    waiting, answered = (
        request_visit(),
        request_visit("another", organisation="Answered already"),
    )
    decline_request(request=answered, at=NOW, staff=build_staff(username="other"))
    page = staff.get("/en/admin/").content.decode()
    assert page.count('aria-labelledby="waiting-requests"') == 1
    assert f'{LIST}{waiting.pk}/change/">Example City Council, Exampletown<' in page
    assert "Answered already" not in page


def test_who_may_only_look_answers_nothing(client, visit):
    user = build_staff(username="reader")
    user.is_superuser = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="view_visitrequest"))
    client.force_login(user)
    request = request_visit()
    assert client.get(f"{LIST}{request.pk}/change/").context["answers"] == []
    statuses = [
        client.post(answer_url(request, name), {"send": "1"}).status_code
        for name in ("accept", "propose", "decline")
    ]
    assert statuses == [403, 403, 403]
    codename = "change_visitrequest"
    user.user_permissions.add(Permission.objects.get(codename=codename))
    page = client.get(f"{LIST}{request.pk}/change/")
    assert [name for name, _label in page.context["answers"]] == ["propose", "decline"]
