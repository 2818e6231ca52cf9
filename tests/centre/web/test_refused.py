"""A refused form is kept for its browser, and shown where the redirect leads."""

from datetime import timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone, translation

from centre.web.refused import (
    GIVEN_BACK,
    MAX_FORMS,
    MAX_VALUE_CHARS,
    SESSION_KEY,
    bind,
    forget,
    given_back,
    refuse,
    refused_because,
)


class Numbers(forms.Form):
    number = forms.IntegerField()
    choices = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
    tick = forms.BooleanField(required=False)


def request(method, language="en", url="", session=None, **data):
    with translation.override(language):
        url = url or reverse("events:lost-link")
        asked = getattr(RequestFactory(), method)(url, data)
        asked.resolver_match = resolve(asked.path)
    asked.session = {} if session is None else session
    return asked


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def sent(session, **data):
    """Send a form that is refused; the answer."""
    asked = request("post", session=session, **data)
    form = bind(asked, Numbers)
    assert not form.is_valid()
    return refuse(asked, form)


def test_the_answer_leads_to_the_same_address_by_get():
    response = sent({}, number="x")
    assert (response.status_code, response.url) == (303, "/en/lost-link/")


def test_what_was_sent_is_shown_with_what_is_wrong():
    session = {}
    sent(session, number="x", choices=["a", "b"], tick="on")
    form = bind(request("get", session=session), Numbers)
    assert form["number"].value() == "x"
    assert form["choices"].value() == ["a", "b"]
    assert form["tick"].value() is True
    assert form.errors == {"number": ["Enter a whole number."]}


def test_it_is_shown_in_another_language_in_that_ones_words():
    session = {}
    sent(session, number="x", choices=["a"])
    with translation.override("pl"):
        form = bind(request("get", "pl", session=session), Numbers)
        assert form.errors == {"number": ["Wpisz liczbę całkowitą."]}


def test_an_error_that_was_added_is_said_again_in_its_language():
    session = {}
    asked = request("post", session=session, number="3", choices="a")
    form = bind(asked, Numbers)
    assert form.is_valid()
    form.add_error("number", forms.ValidationError("Too many", "places"))
    form.add_error(None, "Not now")
    refuse(asked, form)
    form = bind(request("get", session=session), Numbers)
    assert form.errors == {"number": ["Too many"], "__all__": ["Not now"]}
    assert form.has_error("number", "places")
    with translation.override("pl"):
        form = bind(request("get", "pl", session=session), Numbers)
        assert form.errors == {}
        assert form["number"].value() == "3"


def test_nothing_is_kept_but_the_form_s_own_fields():
    session = {}
    asked = request("post", session=session, number="x", csrfmiddlewaretoken="t", q="1")
    refuse(asked, bind(asked, Numbers))
    (kept,) = session[SESSION_KEY].values()
    assert QueryDict(kept["data"]).dict() == {"number": "x"}


def test_sending_again_replaces_what_was_kept():
    session = {}
    sent(session, number="x")
    bind(request("post", session=session, number="3", choices="a"), Numbers)
    assert not bind(request("get", session=session), Numbers).is_bound


def test_a_form_that_was_never_sent_is_empty_and_writes_nothing():
    session = {}
    assert not bind(request("get", session=session), Numbers).is_bound
    assert session == {}


def test_another_address_shows_nothing_of_it():
    session = {}
    sent(session, number="x")
    for url in ("/en/ask-for-a-visit/", f"{reverse('events:lost-link')}?id=2"):
        other = request("get", url=url, session=session)
        assert not bind(other, Numbers).is_bound


def test_a_reason_is_told_until_something_is_sent_again():
    session = {}
    refuse(request("post", session=session), reason="too-late")
    read = request("get", session=session)
    assert (refused_because(read), refused_because(read)) == ("too-late", "too-late")
    assert not bind(read, Numbers).is_bound
    forget(request("post", session=session))
    assert refused_because(request("get", session=session)) == ""


def test_long_values_and_many_forms_are_bounded():
    session = {}
    sent(session, number="9" * 50_000)
    form = bind(request("get", session=session), Numbers)
    assert form["number"].value() == "9" * MAX_VALUE_CHARS
    for number in [7, 8, *range(MAX_FORMS + 5)]:
        asked = request("post", url=f"/en/request/{number}/", session=session)
        refuse(asked, bind(asked, Numbers))
    assert len(session[SESSION_KEY]) == MAX_FORMS
    assert bind(
        request("get", url="/en/request/24/", session=session), Numbers
    ).is_bound
    assert not bind(request("get", session=session), Numbers).is_bound


def test_a_form_may_be_kept_for_less_than_a_day(time_machine):
    class Brief(Numbers):
        kept_for = timedelta(hours=1)

    session = {}
    asked = request("post", session=session, number="x")
    refuse(asked, bind(asked, Brief))
    at = timezone.now()
    time_machine.move_to(at + timedelta(minutes=59))
    assert bind(request("get", session=session), Brief).is_bound
    time_machine.move_to(at + timedelta(minutes=60))
    assert not bind(request("get", session=session), Brief).is_bound


def test_what_the_desk_has_kept_comes_before_what_was_refused_but_not_before_a_post():
    session = {}
    sent(session, number="refused")
    read = request("get", session=session)
    assert given_back(read) is None
    vars(read)[GIVEN_BACK] = QueryDict("number=kept")
    assert bind(read, Numbers)["number"].value() == "kept"
    asked = request("post", session=session, number="sent")
    vars(asked)[GIVEN_BACK] = QueryDict("number=kept")
    assert bind(asked, Numbers)["number"].value() == "sent"
