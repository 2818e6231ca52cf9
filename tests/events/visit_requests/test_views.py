"""Asking for a visit: the form, and the pages behind the link."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from centre.web.refused import MAX_VALUE_CHARS
from events.links import throttling
from events.links.tokens import manage_token
from events.models import OutgoingEmail, Registration, VisitRequest
from events.registrations.fields import people_field
from events.visit_requests.forms import (
    REQUEST_STEPS,
    TOO_MANY_PEOPLE,
    new_submission_key,
)
from events.visit_requests.rules import (
    accept_request,
    ask_for_visit,
    decline_request,
    propose_visit,
    turn_down_proposal,
)
from events.visit_requests.wishes import wished_time
from tests import fixtures
from tests.builders import (
    at_hour,
    build_centre,
    build_registration,
)
from tests.helpers import (
    NOW,
    count_queries,
    days_ahead,
    request_visit,
    reread,
    visit_request_data,
)

pytestmark = pytest.mark.django_db
Status = VisitRequest.Status
LIST = "/en/admin/events/visitrequest/"
visit, user, staff = fixtures.visit, fixtures.user, fixtures.staff


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
        "month": "",
        "days": "2",
        "seats": "5",
        "languages": ["en", "uk"],
        "notice_read": "on",
        "submission_key": new_submission_key(),
        **changes,
    }


PAGES = {"asker": "request-new", "wish": "request-wish", "send": "request-send"}


def send(client, language="en", **changes):
    """Answer step after step; the answer of the last one, or of the one refused."""
    given = answers(**changes)
    for step, form in REQUEST_STEPS.items():
        sent = {name: given[name] for name in form.base_fields if name in given}
        response = client.post(url(PAGES[step], language=language), sent)
        if response.status_code != 302:
            break
    return response


def test_search_engines_find_where_to_ask_and_nothing_of_an_answer(client):
    page = client.get(url("request-new"))
    assert page.headers["X-Robots-Tag"] == "all"
    assert "noindex" not in page.text
    address = settings.SITE_URL + url("request-new")
    assert f'<link rel="canonical" href="{address}">' in page.text
    assert '<meta name="description" content="No date suits you?' in page.text
    site_map = client.get("/sitemap-house-0.xml").content.decode()
    assert f"{url('request-new')}</loc>" in site_map
    client.post(url("request-new"), answers())
    for name in ("request-wish", "request-new"):
        page = client.get(url(name))
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex">' in page.text


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_whole_way_of_a_delegation(client, visit, user, language):
    assert client.get(url("request-new", language=language)).status_code == 200
    response = send(client, language)
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
    send(client, "uk", notice_read="")
    page = client.get(url("request-send", language="uk"))
    text = "<p>Informacja o danych.</p>"
    assert page.text.count('lang="pl" dir="ltr"><p>Informacja') == 1
    send(client, "uk")
    request = VisitRequest.objects.get()
    assert (request.language, request.notice.language, request.notice.text) == (
        "uk",
        "pl",
        text,
    )


def test_sending_twice_leads_to_the_same_page(client, visit):
    key = new_submission_key()
    first = send(client, submission_key=key)
    last = {"submission_key": key, "notice_read": "on"}
    second = client.post(url("request-send"), last)
    assert first.url == second.url
    assert VisitRequest.objects.count() == 1


def test_visits_are_not_asked_for_by_programs(client, visit):
    send(client, notice_read="")
    last = {"submission_key": new_submission_key(), "notice_read": "on"}
    page = client.post(url("request-send"), {**last, "website": "x"})
    assert page.status_code == 200
    assert 'name="website"' in page.text
    assert VisitRequest.objects.count() == 0


def test_a_sender_cannot_choose_the_key(client, visit):
    for key in ("key", signing.dumps("key")):
        page = send(client, submission_key=key)
        assert page.status_code == 200
        assert "Send them once more" in page.text
        fresh = page.context["form"]["submission_key"].value()
        assert fresh != key
    send(client, submission_key=fresh)
    assert VisitRequest.objects.count() == 1


YESTERDAY, TODAY, TOMORROW = (day.isoformat() for day in days_ahead(-1, 0, 1))


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (
            {"organisation": " "},
            {"organisation": "Enter the name of your organisation"},
        ),
        (
            {"date_1": "", "date_2": ""},
            {"month": "Choose a month or at least one date"},
        ),
        ({"days": ""}, {"days": "Enter how many days the visit is to be"}),
        ({"days": "0"}, {"days": "A visit has at least one day"}),
        ({"days": "15"}, {"days": "A visit has at most 14 days"}),
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
    page = send(client, **changes)
    form, sent = page.context["form"], answers(**changes)
    with translation.override("en"):
        told = {name: str(texts[0]) for name, texts in form.errors.items()}
    assert told == wrong
    name, text = next(iter(wrong.items()))
    assert page.text.count(text) == 2
    assert f'<a href="#id_{name}">{text}</a>' in page.text
    typed = {field.name: field.value() for field in form.visible_fields()}
    assert typed == {
        name: {"notice_read": False, "flexible": False}.get(name, sent.get(name))
        for name in typed
    }
    assert VisitRequest.objects.count() == 0
    other = client.get(url(PAGES[page.context["step"]], language="uk"))
    assert list(other.context["form"].errors) == list(wrong)


def plain(text):
    """A text without the line ends and the hard spaces of typesetting."""
    return text.replace("\n", "").replace("\xa0", " ")


@pytest.mark.usefixtures("first_mails")
def test_a_month_will_do_and_everybody_reads_it(client, visit, staff):
    month = timezone.localdate().replace(month=5, day=1, year=NOW.year + 1)
    wish = {"date_1": "", "date_2": "", "month": month.isoformat(), "flexible": "on"}
    response = send(client, "uk", **wish)
    asked = VisitRequest.objects.get()
    assert (asked.dates, asked.month, asked.days, asked.flexible) == (
        [],
        month,
        2,
        True,
    )
    with translation.override("uk"):
        wished = wished_time(asked)
    assert wished[0] == f"Травень {month.year}"
    mail = OutgoingEmail.objects.get()
    for text in (client.get(response.url.replace("/nadislano/", "/")).text, mail.html):
        assert plain("<br>".join(wished)) in plain(text)
    assert plain("; ".join(wished)) in plain(mail.text)
    with translation.override("en"):
        shown = "; ".join(wished_time(asked))
    assert shown == f"May {month.year}; How long: 2 days; Other days are possible too"
    assert client.get(f"{LIST}{asked.pk}/change/").text.count(shown) == 1


def test_a_step_is_open_only_after_the_ones_before_it(client, visit):
    for page in ("request-wish", "request-send"):
        assert client.get(url(page)).url == url("request-new")
    send(client, purpose="")
    assert client.get(url("request-send")).url == url("request-wish")
    page = client.get(url("request-new"))
    assert page.context["form"]["city"].value() == "Exampletown"


def test_a_day_that_is_over_meanwhile_is_asked_for_again(client, visit, time_machine):
    first = days_ahead(1)[0].isoformat()
    send(client, date_1=first, date_2="", notice_read="")
    time_machine.move_to(at_hour(0, in_days=1) + timedelta(minutes=1))
    assert client.get(url("request-send")).url == url("request-wish")
    page = client.get(url("request-wish"))
    assert page.context["form"]["purpose"].value() == answers()["purpose"]


def test_after_sending_nothing_of_it_is_in_the_session(client, visit):
    send(client)
    assert "Exampletown" not in str(dict(client.session.items()))


def test_more_people_than_may_be_asked_for_are_told_the_number():
    field = people_field({"max_value": TOO_MANY_PEOPLE}, max_value=7)
    with pytest.raises(ValidationError) as refused:
        field.clean("8")
    with translation.override("en"):
        assert refused.value.messages == ["Write to us about more than 7 people"]


def test_of_a_flood_of_text_the_beginning_is_kept(client, visit):
    send(client, purpose="x" * 20_000)
    form = client.get(url("request-wish")).context["form"]
    assert list(form.errors) == ["purpose"]
    assert len(form["purpose"].value()) == MAX_VALUE_CHARS
    assert form["seats"].value() == "5"


def test_who_asks_too_often_is_told_and_keeps_what_was_typed(
    client, visit, monkeypatch
):
    monkeypatch.setitem(throttling.LIMITS, "ask", 1)
    assert send(client).status_code == 302
    form = send(client, purpose="Again").context["form"]
    with translation.override("en"):
        assert form.errors == {"__all__": ["Please try again in a while"]}
    assert client.get(url("request-wish")).context["form"]["purpose"].value() == "Again"
    assert VisitRequest.objects.count() == 1


@pytest.fixture
def link(visit):
    asked = ask_for_visit(data=visit_request_data(), submission_key="key", at=NOW)
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
    assert reread(request).status == "proposed"
    too_long = client.post(down, {"reply": "x" * 1001})
    assert list(too_long.context["form"].errors) == ["reply"]
    assert client.post(down, {"reply": "On a Monday"}).url == page
    assert client.get(page).text.count(f'href="{down}"') == 0
    assert (client.get(down).url, client.post(down).url) == (page, page)
    assert reread(request).reply == "On a Monday"


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
    assert reread(request).status == "proposed"


def test_taking_what_was_never_proposed_leads_back_and_registers_nobody(client, link):
    assert client.post(url("request-accept", link)).url == url("request", link)
    assert VisitRequest.objects.get().status == "received"
    assert Registration.objects.count() == 0


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
    assert (
        count_queries(client, url("request", link)) == 4
    )  # one is the form's protection


def test_the_list_of_visits_leads_there_with_and_without_visits(client, visit):
    address = f'href="{url("request-new")}"'
    page = client.get(url("visit-list")).text
    type(visit).objects.all().delete()
    assert (page.count(address), client.get(url("visit-list")).text.count(address)) == (
        1,
        1,
    )
