"""Addresses in another spelling or language lead on, and never elsewhere."""

import re

import pytest

from tests.builders import build_visit
from tests.project.pages import build_site

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def site(db):
    build_site()


TARGETS = {
    "/EN/": "/en/",
    "/EN/news/": "/en/news/",
    "/EN/NEWS/": "/en/news/",
    "/en/News/": "/en/news/",
    "/en-gb/": "/en/",
    "/en_US/news/": "/en/news/",
    "/en-GB/news/wpis-0/": "/en/news/wpis-0/",
    "/ua/": "/uk/",
    "/ua/podii/?held_in=uk&page=1": "/uk/podii/?held_in=uk&page=1",
    "/UA/news/": "/uk/novyny/",
    "/pl/news/": "/pl/aktualnosci/",
    "/pl/news/wpis-0/?a=b%26c": "/pl/aktualnosci/wpis-0/?a=b%26c",
    "/pl/news/topic/dom/": "/pl/aktualnosci/temat/dom/",
    "/uk/study-visits/wizyta-0/": "/uk/navchalni-vizyty/wizyta-0/",
    "/en/wizyty-studyjne/wizyta-0/calendar.ics": (
        "/en/study-visits/wizyta-0/calendar.ics"
    ),
    "/en/o-centrum/": "/en/about/",
    "/EN/admin/": "/en/admin/",
    "/EN/prywatnosc/": "/en/prywatnosc/",
    "/en/Prywatnosc/": "/en/prywatnosc/",
    "/en/study-visits/Wizyta-0/": "/en/study-visits/wizyta-0/",
    "/EN/study-visits/WIZYTA-0/": "/en/study-visits/wizyta-0/",
    "/pl/aktualnosci/Wpis-0/": "/pl/aktualnosci/wpis-0/",
    "/uk/news/WPIS-0/": "/uk/novyny/wpis-0/",
}


def test_it_leads_to_the_right_address(client):
    for ask in (client.get, client.head):
        answers = {path: ask(path) for path in TARGETS}
        found = {
            path: (answer.status_code, answer.headers.get("Location"))
            for path, answer in answers.items()
        }
        assert found == {path: (301, target) for path, target in TARGETS.items()}
    statuses = {target: client.get(target).status_code for target in TARGETS.values()}
    assert {t: s for t, s in statuses.items() if s not in {200, 302}} == {}


NOWHERE = {
    "/EN/nothing/": "en",
    "/en-gb/nothing/at/all/": "en",
    "/ua/novyny/nothing/": "uk",
    "/pl/news/nothing/": "pl",
    "/pl/registration/abc/": "pl",
    "/pl//evil.example/": "pl",
    "/EN//evil.example/": "en",
    "/en/%5Cevil.example/": "en",
    "/en/http:/evil.example/": "en",
}


def test_what_leads_nowhere_is_not_found_in_the_language_of_its_address(client):
    answers = {path: client.get(path) for path in NOWHERE}
    found = {
        path: (answer.status_code, re.findall(r'<html lang="(\w+)"', answer.text))
        for path, answer in answers.items()
    }
    assert found == {path: (404, [language]) for path, language in NOWHERE.items()}


@pytest.mark.parametrize(
    "path", ["/EN/news/", "/pl/news/", "/ua/", "/pl/ask-for-a-visit/"]
)
def test_a_form_is_never_led_on_without_what_is_in_it(client, path):
    response = client.post(path, {"name": "value"})
    assert response.status_code in {403, 404, 405}


def test_a_secret_link_in_other_letters_opens_nothing(client):
    path = f"/en/registration/{'A' * 64}/"
    assert client.get(path).status_code == 404


def test_a_draft_in_another_language_is_not_given_away(client):
    build_visit("secret", published_at=None)
    assert client.get("/pl/study-visits/secret/").status_code == 404
