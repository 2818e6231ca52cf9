"""Our profiles on other sites: in a form, in the database, on pages."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from centre.content.profiles import MOST_PROFILES, profiles_of
from centre.models import Centre
from tests.builders import build_centre
from tests.structured_data import of_type

pytestmark = pytest.mark.once

KEPT = {
    " HTTPS://WWW.Facebook.com/Centrum ": "https://www.facebook.com/Centrum",
    "https://a.org\r\n\r\n https://b.org/@c  https://a.org": "https://a.org\nhttps://b.org/@c",
    "https://przykład.example.org/ł?a=ó": "https://xn--przykad-rjb.example.org/%C5%82?a=%C3%B3",
    'https://a.org/"<b>': "https://a.org/%22%3Cb%3E",
    "": "",
}
REFUSED = [
    "facebook.com/centrum", "http://a.org", "https://", "//a.org", "https://localhost",
    "Facebook: https://a.org", "javascript:alert(1)", "https://a.org@b.org/",
    "https://a.org:8000/", "https://a..org", "https://a_b.org/", "https://a.org?x",
    "https://[::1]/", "data:text/html,x",
]  # fmt: skip
NAMES = {
    "https://www.facebook.com/a": "Facebook",
    "https://pl-pl.facebook.com": "Facebook",
    "https://notfacebook.com/a": "notfacebook.com",
    "https://youtube.com/@a": "YouTube",
    "https://x.com/a": "X",
    "https://box.com/a": "box.com",
    "https://www.example.org/a": "example.org",
}


def test_what_is_typed_is_kept_as_addresses():
    kept = {}
    for typed in KEPT:
        field = Centre._meta.get_field("profiles")
        kept[typed] = field.clean(field.clean(typed, None), None)
    assert kept == KEPT


def test_what_is_no_whole_address_is_refused_at_its_field_and_by_the_database(db):
    build_centre()
    for typed in REFUSED:
        with pytest.raises(ValidationError) as refused:
            Centre(profiles=typed).clean_fields(exclude={"city"})
        assert list(refused.value.message_dict) == ["profiles"]
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE centre_centre SET profiles = %s", [typed])
        assert profiles_of(typed) == []
    many = "\n".join(f"https://a.org/{n}" for n in range(MOST_PROFILES + 1))
    with pytest.raises(ValidationError):
        Centre(profiles=many).clean_fields(exclude={"city"})
    assert len(profiles_of(many)) == MOST_PROFILES


def test_a_link_says_the_site_and_two_of_one_site_are_told_apart():
    assert {url: profiles_of(url)[0].name for url in NAMES} == NAMES
    two = "https://facebook.com/a/\nhttps://x.com/b\nhttps://facebook.com/c"
    names = [profile.name for profile in profiles_of(two)]
    assert names == ["Facebook: a", "X", "Facebook: c"]


@pytest.mark.django_db
def test_pages_lead_to_them_and_programs_know_them(client):
    urls = ["https://www.facebook.com/a?b=1&c=2", "https://social.example.org/@a"]
    build_centre(profiles="\n".join(urls), press_email="press@example.org")
    link = re.compile(r'<a href="(https:[^"]*)" rel="me">([^<]*)')
    shown = [
        ("https://www.facebook.com/a?b=1&amp;c=2", "Facebook"),
        ("https://social.example.org/@a", "social.example.org"),
    ]
    home = client.get("/en/").text
    assert link.findall(home) == shown
    assert link.findall(client.get("/en/media/").text) == shown * 2
    (house,) = of_type("Organization", home)
    assert house["sameAs"] == urls
