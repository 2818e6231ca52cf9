"""How a link is spelled, and that every spelling of it opens the same."""

import re

import pytest
from django.test import override_settings

from events.links import tokens
from events.links.tokens import TOKEN_PATTERN
from events.models import Registration, VisitRequest

REGISTRATION = Registration(reference="7RM4-QX3D", token_version=1)
REQUEST = VisitRequest(reference="7RM4-QX3D", token_version=1)


# What an older version made of these with the secret key "for-tests".
def old_spelling(thing):
    return tokens.mailed_spellings(thing)[-1]


@pytest.mark.parametrize("thing", [REGISTRATION, REQUEST])
def test_a_link_is_short_and_holds_256_bits(thing):
    assert re.fullmatch(r"[\w-]{43}", tokens.manage_token(thing))
    assert re.fullmatch(r"[\w-]{65}", tokens.mailed_token(thing))
    assert tokens.mailed_token(thing).startswith(tokens.manage_token(thing))


def test_every_spelling_is_one_link_and_only_mailed_ones_prove():
    key = old_spelling(REGISTRATION).partition("-")[0]
    stored = tokens.digest(key)
    assert [
        tokens.read_token(tokens.manage_token(REGISTRATION)),
        tokens.read_token(tokens.mailed_token(REGISTRATION)),
        tokens.read_token(key),
        tokens.read_token(old_spelling(REGISTRATION)),
    ] == [(stored, False), (stored, True), (stored, False), (stored, True)]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    "ending", ["-", "-0", "-" + "0" * 64, "A" * 22, "-" * 22, "A" * 21, "ї"]
)
@pytest.mark.parametrize("spelled", ["short", "old"])
def test_a_wrong_ending_opens_nothing(ending, spelled):
    key = (
        tokens.manage_token(REGISTRATION)
        if spelled == "short"
        else old_spelling(REGISTRATION)[:64]
    )
    stored = tokens.link_hash(tokens.manage_token(REGISTRATION))
    found, mailed = tokens.read_token(key + ending)
    assert (found == stored, mailed) == (False, False)


@override_settings(SECRET_KEY="for-tests")
def test_links_of_older_versions_keep_working():
    assert old_spelling(REGISTRATION) == (
        "5f1ddd5ff516b13dcd95b73da1d8dbe0485050d63fafa5ce0d8d06317863ece1-"
        "68975ebbd59c13207e5ba24381504bbbe6a50ca2faa416fb569762a72f1f588c"
    )


def test_staff_see_no_spelling_of_a_link_and_all_of_a_pages_name():
    texts = [
        tokens.manage_token(REGISTRATION),
        tokens.mailed_token(REGISTRATION),
        old_spelling(REGISTRATION),
        old_spelling(REGISTRATION)[:64],
    ]
    for token in texts:
        address = f"https://example.org/en/registration/{token}/ and more"
        expected = "https://example.org/en/registration/…/ and more"
        assert TOKEN_PATTERN.sub("…", address) == expected
    for letters in (43, 65):
        slug = f"https://example.org/en/study-visits/{'a-' * 40}"[: 36 + letters]
        assert TOKEN_PATTERN.sub("…", f"{slug}/") == f"{slug}/"
