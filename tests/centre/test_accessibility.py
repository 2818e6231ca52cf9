"""The declaration of accessibility: its fixed form, when it is public, its review."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from centre.accessibility import AccessibilityStatement
from centre.models import Page
from centre.text.typography import plain
from tests.builders import build_centre, build_page, build_staff, build_statement
from tests.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESSES = {
    "pl": "/pl/deklaracja-dostepnosci/",
    "en": "/en/accessibility-statement/",
    "uk": "/uk/deklaratsiia-dostupnosti/",
}
IDS = {
    "a11y-deklaracja", "a11y-wstep", "a11y-podmiot", "a11y-zakres", "a11y-url",
    "a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-status",
    "a11y-data-sporzadzenie", "a11y-audytor", "a11y-kontakt", "a11y-osoba",
    "a11y-email", "a11y-telefon", "a11y-procedura", "a11y-architektura",
    "a11y-komunikacja",
}  # fmt: skip


@pytest.fixture
def house():
    return build_centre()


def elements(html):
    """Each element of the declaration by its id; an id that occurs twice fails."""
    page = parse(html)
    found = {}
    for element in page.iter():
        name = str(element.get("id", ""))
        if name.startswith("a11y-"):
            assert name not in found
            found[name] = element
    return found


def text_of(element):
    return " ".join("".join(element.itertext()).replace("\xa0", " ").split())


@pytest.mark.parametrize("language", ADDRESSES)
def test_the_ids_stand_once_in_every_language(client, house, settings, language):
    build_statement(reviewed_on=date(2026, 3, 20))
    with translation.override(language):
        assert reverse("centre:accessibility") == ADDRESSES[language]
    response = client.get(ADDRESSES[language])
    found = elements(response.text)
    assert found.keys() == IDS | {"a11y-data-przeglad"}
    days = {n: e.get("datetime") for n, e in found.items() if e.tag == "time"}
    assert days == {
        "a11y-data-publikacja": "2026-01-02",
        "a11y-data-aktualizacja": "2026-02-03",
        "a11y-data-sporzadzenie": "2026-02-04",
        "a11y-data-przeglad": "2026-03-20",
    }
    assert found["a11y-url"].get("href") == f"{settings.SITE_URL}/{language}/"
    assert found["a11y-email"].get("href") == "mailto:dostepnosc@example.org"
    assert response.text.count('name="deklaracja-dostępności"') == 1
    assert f'content="{settings.SITE_URL}{ADDRESSES[language]}"' in response.text


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("full", "Strona internetowa jest w pełni zgodna z załącznikiem do ustawy z "
         "dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i "
         "aplikacji mobilnych podmiotów publicznych."),
        ("partial", "Strona internetowa jest częściowo zgodna z załącznikiem do ustawy "
         "z dnia 4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i "
         "aplikacji mobilnych podmiotów publicznych z powodu niezgodności lub wyłączeń "
         "wymienionych poniżej."),
        ("none", "Strona internetowa jest niezgodna z załącznikiem do ustawy z dnia "
         "4 kwietnia 2019 r. o dostępności cyfrowej stron internetowych i aplikacji "
         "mobilnych podmiotów publicznych z powodu niezgodności lub wyłączeń "
         "wymienionych poniżej."),
    ],
)  # fmt: skip
def test_the_polish_sentences_are_fixed(client, house, settings, status, sentence):
    build_statement(status=status)
    found = elements(client.get(ADDRESSES["pl"]).text)
    assert text_of(found["a11y-status"]) == sentence
    assert text_of(found["a11y-wstep"]) == (
        "Fundacja Przykładowa zobowiązuje się zapewnić dostępność swojej strony "
        "internetowej zgodnie z ustawą z dnia 4 kwietnia 2019 r. o dostępności "
        "cyfrowej stron internetowych i aplikacji mobilnych podmiotów publicznych. "
        "Oświadczenie w sprawie dostępności ma zastosowanie do strony internetowej "
        f"{settings.SITE_URL}."
    )


def test_no_line_of_it_ends_in_a_word_of_one_letter(client, house):
    build_statement()
    page = client.get(ADDRESSES["pl"]).text
    article = page[page.index('id="a11y-wstep"') : page.index("</article>")]
    assert re.findall(r"(?<![\w<])[aiouwz] \w+", article) == []


def test_the_headings_are_in_order(client, house):
    build_statement(status="full")
    page = plain(client.get(ADDRESSES["pl"]).text)
    html = page.partition("<main")[2].partition("</main")[0]
    assert re.findall(r"<h(\d)[^>]*>([^<]+)<", html) == [
        ("1", "Deklaracja dostępności"),
        ("2", "Stan dostępności cyfrowej"),
        ("2", "Przygotowanie deklaracji dostępności i jej aktualizacja"),
        ("2", "Informacje zwrotne i dane kontaktowe"),
        ("2", "Obsługa wniosków i skarg związanych z dostępnością"),
        ("2", "Pozostałe informacje"),
        ("3", "Dostępność architektoniczna"),
        ("3", "Dostępność komunikacyjno-informacyjna"),
    ]


def test_every_page_leads_to_it(client, house, settings):
    build_statement()
    for address in ("/en/", "/en/ask-for-a-visit/", "/en/search/?q=x"):
        page = client.get(address).text
        link = f'href="{ADDRESSES["en"]}">Declaration of accessibility'
        assert page.count(link) == 1
        assert page.count('<meta name="deklaracja-dostępności"') == 1


@pytest.mark.parametrize("is_public", [True, False])
def test_the_site_map_names_it_once_it_is_published(client, house, is_public):
    build_statement(is_public=is_public)
    site_map = client.get("/sitemap-house-0.xml").content.decode()
    assert [f"{a}</loc>" in site_map for a in ADDRESSES.values()] == [is_public] * 3


@pytest.mark.parametrize("stored", [True, False])
def test_until_it_is_published_nothing_speaks_of_it(client, house, stored):
    if stored:
        build_statement(is_public=False)
    for language, address in ADDRESSES.items():
        assert client.get(address).status_code == 404
        home = client.get(f"/{language}/").text
        assert "deklaracja-dostępności" not in home
        assert address not in home


def test_until_then_a_page_of_that_address_stands_there(client, house):
    build_page("tymczasowa", title_pl="Tekst tymczasowy")
    taken = "deklaracja-dostepnosci"  # from before it was
    Page.objects.update(slug=taken, slug_pl=taken)
    assert "Tekst tymczasowy" in client.get(ADDRESSES["pl"]).text
    build_statement()
    shown = client.get(ADDRESSES["pl"]).text.partition("<main")[2]
    assert "Tekst tymczasowy" not in shown.partition("</main")[0]


# --- What it has to hold ------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, set()),
        ({"body": ""}, {"body"}),
        ({"contact": " ", "phone": ""}, {"contact", "phone"}),
        ({"prepared_on": None}, {"prepared_on"}),
        ({"building_pl": ""}, {"is_public"}),
        ({"not_accessible_pl": ""}, {"status"}),
        ({"not_accessible_pl": "", "status": "full"}, set()),
        ({"building_en": "<p>a</p>", "communication_en": "<p>b</p>"}, {"status"}),
        ({"building_en": "<p>a</p>"}, set()),
        ({"is_public": False, "body": "", "building_pl": ""}, set()),
    ],
)
def test_what_is_public_is_whole(house, fields, faults):
    statement = build_statement()
    for name, value in fields.items():
        setattr(statement, name, value)
    try:
        statement.full_clean()
        found = set()
    except ValidationError as error:
        found = {*error.message_dict}
    assert found == faults
    with transaction.atomic():
        if faults:
            with pytest.raises(IntegrityError), transaction.atomic():
                statement.save()
        else:
            statement.save()


def test_there_is_one(house):
    build_statement()
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessibilityStatement.objects.create(centre_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessibilityStatement.objects.create(centre_id=2)


# --- Its review ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed", "today", "due"),
    [
        (date(2026, 3, 20), date(2027, 2, 28), False),
        (date(2026, 3, 20), date(2027, 3, 1), True),
        (date(2027, 1, 1), date(2027, 3, 31), False),
        (date(2026, 2, 10), date(2027, 2, 10), False),
        (date(2026, 2, 10), date(2027, 2, 11), True),
        (None, date(2026, 12, 31), False),  # it was prepared on 4 February
        (None, date(2027, 3, 1), True),
    ],
)
def test_it_is_read_again_each_spring(house, reviewed, today, due):
    statement = build_statement(reviewed_on=reviewed)
    assert statement.review_is_due(today) is due


def test_the_desk_says_so_to_who_can_change_it(client, house, time_machine):
    build_statement()
    staff = build_staff()
    client.force_login(staff)
    change = "/en/admin/centre/accessibilitystatement/1/change/"
    said = "it is due by 31 March each year"
    assert said not in client.get("/en/admin/").text
    time_machine.move_to("2027-03-01T10:00+01:00")
    client.force_login(staff)
    page = client.get("/en/admin/").text
    assert (said in page, f'href="{change}"' in page) == (True, True)
    staff.is_superuser = False
    staff.save()
    assert said not in client.get("/en/admin/").text


def test_staff_write_and_publish_it(client, house):
    client.force_login(build_staff())
    add = client.get("/en/admin/centre/accessibilitystatement/")
    assert add.url == "/en/admin/centre/accessibilitystatement/add/"
    build_statement(is_public=False)
    change = client.get("/en/admin/centre/accessibilitystatement/")
    assert change.url == "/en/admin/centre/accessibilitystatement/1/change/"
    assert client.get(add.url).status_code == 403
