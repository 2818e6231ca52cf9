"""One address, however it was typed."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given

from centre.text.emails import clean_email, fold_email, validate_address
from tests.strategies import TYPED

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Jan@Example.ORG", "Jan@example.org"),
        ("jan@example.org\u2060", "jan@example.org"),
        ("\u200bja\u00adn@exam\ufeffple.org \r\n", "jan@example.org"),
        ("ｊａｎ＠example．org", "jan@example.org"),
        ("jan@xn--w-uga1v8h.example.org", "jan@żółw.example.org"),
        ("k@\u212aelvin.example", "k@kelvin.example"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_an_address_is_stored_as_it_is_mailed_to(typed, stored):
    assert clean_email(typed) == stored


def test_upper_case_and_other_alphabets_fold_to_one_address():
    typed = ["K@Żółw.example", "\u212a@xn--w-uga1v8h.example", "ｋ@ŻÓŁW.example"]
    assert {fold_email(address) for address in typed} == {"k@żółw.example"}
    assert fold_email("") == ""


def refusal(address):
    with translation.override("en"):
        with pytest.raises(ValidationError) as refused:
            validate_address(address)
        return refused.value.messages[0]


@pytest.mark.parametrize(
    "address",
    ["a@[127.0.0.1]", "a@localhost", "a..b@example.org", "a b@example.org", "a@b@c.org",
     "a@-example.org", '"a b"@example.org', "a@example", "@example.org", "a@", "łł"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_refused(address):
    assert refusal(address) == "Enter an e-mail address like name@example.org"


def test_letters_that_few_servers_take_are_named():
    assert refusal("zażółć@example.org") == (
        "Before the @ we can write only letters without accents, digits and signs, "
        "as in name@example.org"
    )
    validate_address("jan@żółw.example.org")


@given(TYPED)
def test_cleaning_an_address_twice_is_the_same_as_once(text):
    once = clean_email(text)
    assert clean_email(once) == once
    assert fold_email(once) == fold_email(text)
