"""The data block of a page: whole, safe, and what it says of the house."""

import json

import html5lib
import pytest
from hypothesis import given

from centre.content.structured_data import json_ld
from tests.builders import build_centre, build_page
from tests.strategies import STORABLE
from tests.structured_data import nodes_of, of_type, trail_of

SITE = "http://127.0.0.1:8000"


@given(STORABLE)
def test_a_block_holds_any_text_and_ends_where_it_ends(text):
    hostile = f"{text}</script><!--<script>{text}"
    block = json_ld([{"name": hostile}])
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(f"<!doctype html><title>x</title>{block}<p>after")
    assert parser.errors == []
    (script,) = page.findall(".//script")
    assert json.loads(script.text)["@graph"] == [{"name": hostile}]
    assert page.find(".//p").text == "after"
    assert not {"\u2028", "\u2029"} & set(block)


def test_nothing_to_say_is_no_block():
    assert json_ld([]) == ""


@pytest.mark.django_db
def test_home_and_about_tell_who_the_house_is(client):
    build_centre(lead_en="In one sentence.", phone="+48 12 000 00 00")
    (house,) = of_type("Organization", client.get("/en/").text)
    assert house == {
        "@type": "Organization",
        "@id": f"{SITE}/#organization",
        "name": "Test House",
        "url": f"{SITE}/",
        "logo": f"{SITE}/static/img/apple-touch-icon.png",
        "slogan": "Many threads",
        "description": "In one sentence.",
        "email": "centrum@example.org",
        "telephone": "+48 12 000 00 00",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "ul. Przykładowa 20",
            "postalCode": "30-000",
            "addressLocality": "Kraków",
            "addressCountry": "PL",
        },
    }
    about = client.get("/en/about/").text
    assert of_type("Organization", about) == [house]
    assert trail_of(about) == [
        ("Home", f"{SITE}/en/"),
        ("About us", f"{SITE}/en/about/"),
    ]


@pytest.mark.django_db
def test_a_page_tells_the_way_to_it(client):
    build_centre()
    build_page("dane", title_en="Your data", body_en="<p>Text</p>")
    assert nodes_of(client.get("/en/dane/").text)
    assert trail_of(client.get("/en/dane/").text)[1:] == [
        ("Your data", f"{SITE}/en/dane/")
    ]


@pytest.mark.django_db
def test_an_error_and_a_form_describe_nothing(client):
    build_centre()
    for path in ("/en/nothing/", "/en/lost-link/"):
        assert "ld+json" not in client.get(path).text
