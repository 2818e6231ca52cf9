"""Passwords that are long and still guessed at once."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.builders import build_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WEAK = [
    "123456789012", "987654321098", "758392046173", "aaaaaaaaaaaa", "AAAAaaaaAAAA",
    "abababababab", "abcabcabcabcabc", "abcdefghijklm", "qwertyuiopas", "qwerty123456",
    "ąąąąąąąąąąąą", "............", "            ", "zyxwvutsrqpo", "1q2w1q2w1q2w",
]  # fmt: skip
GOOD = [
    "correct horse battery",
    "herbata-most-7-kolej",
    "Ґанок і кіт на даху",
    "x9!Lm2#pQz7w",
]


@pytest.mark.parametrize("password", WEAK)
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_it_is_refused_in_the_readers_language(password, language):
    said = {}
    for code in {language, "en"}:
        with translation.override(code):
            with pytest.raises(ValidationError) as refused:
                validate_password(password)
            said[code] = refused.value.messages
    assert len(said[language]) == len(said["en"]) > 0
    assert bool({*said[language]} & {*said["en"]}) is (language == "en")


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_is_taken(password):
    validate_password(password)


@pytest.mark.parametrize(
    "target", ["//evil.example", "", "https://evil.example/", "javascript:x"]
)
def test_a_sign_in_with_a_refused_target_ends_on_the_desk(client, target):
    build_staff()
    sent = {"username": "staff", "password": "password", "next": target}
    response = client.post("/en/admin/login/", sent)
    assert (response.status_code, response.url) == (302, "/en/admin/")
