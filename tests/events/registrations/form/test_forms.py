"""The steps of a registration: what they take, and what they say."""

import pytest
from django.utils import translation

from events.registrations.fields import country_choices
from events.registrations.form import forms
from tests.builders import build_centre, build_registration, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=6, largest_group=5)


def errors(form_class, visit, **data):
    with translation.override("en"):
        form = form_class(data, visit=visit)
        return {name: list(messages) for name, messages in form.errors.items()}


def cleaned(form_class, visit, **data):
    form = form_class(data, visit=visit)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    ("form_class", "expected"),
    [
        (
            forms.DelegationStep,
            {
                "organisation": ["Enter the name of your organisation"],
                "city": ["Enter the city your organisation is in"],
                "country": ["Choose a country"],
            },
        ),
        (
            forms.ContactStep,
            {
                "contact_name": ["Enter the name of the contact person"],
                "contact_email": ["Enter an e-mail address"],
            },
        ),
        (forms.PeopleStep, {"seats": ["Enter how many people are coming"]}),
        (
            forms.PrivacyStep,
            {"notice_read": ["Confirm that you have read the information"]},
        ),
    ],
)
def test_what_is_missing_is_said_field_by_field(visit, form_class, expected):
    assert errors(form_class, visit) == expected


@pytest.mark.parametrize(
    ("seats", "message"),
    [
        ("0", "At least one person has to come"),
        ("-3", "At least one person has to come"),
        ("many", "Enter a whole number, like 6"),
        ("2.5", "Enter a whole number, like 6"),
        ("6", "One delegation may bring at most 5 people"),
        ("99999999999999999999", "One delegation may bring at most 5 people"),
    ],
)
def test_a_number_that_can_not_be(visit, seats, message):
    assert errors(forms.PeopleStep, visit, seats=seats) == {"seats": [message]}


def test_more_than_are_left_says_how_many_are(visit):
    build_registration(visit, seats=5)
    assert errors(forms.PeopleStep, visit, seats="2") == {
        "seats": ["Only 1 place is left"]
    }


def test_the_most_that_a_delegation_may_bring_is_the_number_of_the_page(visit):
    build_registration(visit, seats=3)
    assert (visit.largest_group, visit.group_size) == (5, 3)
    assert errors(forms.PeopleStep, visit, seats="6") == {
        "seats": ["One delegation may bring at most 3 people"]
    }


def test_names_are_one_a_line_and_may_be_fewer_than_people(visit):
    data = cleaned(
        forms.PeopleStep, visit, seats=" 3 ", names="  Ґанна   Їжак \n\n Łęcki\r\n"
    )
    assert (data["seats"], data["names"]) == (3, "Ґанна Їжак\nŁęcki")


def test_more_names_than_people(visit):
    assert errors(forms.PeopleStep, visit, seats="1", names="A\nB") == {
        "names": ["There are more names than people"]
    }


def test_a_smallest_number_above_the_number_of_people(visit):
    visit.waiting_list = "fill"
    build_registration(visit, seats=4)
    assert errors(forms.PeopleStep, visit, seats="3", may_wait="on", min_seats="4") == {
        "min_seats": ["This is more than the number of people"]
    }


def test_a_name_as_long_as_a_text(visit):
    assert errors(forms.PeopleStep, visit, seats="1", names="x" * 121) == {
        "names": ["Write each name on a line of its own, at most 120 characters"]
    }


@pytest.mark.parametrize(
    "email", ["nobody", "a@b", "a b@example.org", "a@example.org\nBcc: x@y.z"]
)
def test_what_is_no_address(visit, email):
    data = {"contact_name": "X", "contact_email": email}
    assert errors(forms.ContactStep, visit, **data) == {
        "contact_email": ["Enter an e-mail address like name@example.org"]
    }


def test_countries_are_sorted_by_the_readers_alphabet():
    with translation.override("pl"):
        names = [name for _code, name in country_choices()]
    assert names.index("Łotwa") == names.index("Luksemburg") + 1
    assert len(names) == 250
