"""Twelve people, pasted from a sheet behind the contact's link, without a script."""

import pytest
from django.utils import translation
from playwright.sync_api import expect

from events.models import Registration
from tests.builders import build_centre, build_registration, build_visit
from tests.helpers import token_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = "\n".join(f"Person {n}\tp{n}@example.org\tRole {n}" for n in range(12))


def test_twelve_people_are_entered_in_one_go_and_printed(new_page, axe):
    build_centre()
    language = "uk"
    registration = build_registration(build_visit(), seats=12, language=language)
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    with_scripts = new_page(viewport={"width": 360, "height": 800})
    page.goto(token_url("registration", registration, language))
    with translation.override(language):
        enter = translation.gettext("Enter all people at once, from a sheet")
        save = translation.gettext("Save all")
        print_list = translation.gettext("List to print")
    page.get_by_role("link", name=enter).click()
    page.locator("textarea").fill(SHEET.replace("p7@", "p7"))
    page.get_by_role("button", name=save).click()
    expect(page.locator(".error")).to_contain_text("8")
    assert page.locator("textarea").input_value() == SHEET.replace("p7@", "p7")
    page.locator("textarea").fill(SHEET)
    page.get_by_role("button", name=save).click()
    assert page.url.endswith(token_url("registration", registration, language))
    people = Registration.objects.get().delegates
    assert [*people.values_list("full_name", "email", "role")] == [
        tuple(line.split("\t")) for line in SHEET.splitlines()
    ]
    page.get_by_role("link", name=print_list).click()
    expect(page.locator("tbody tr")).to_have_count(12)
    for name in ("registration-people", "registration-people-list"):
        with_scripts.goto(token_url(name, registration, language))
        assert axe(with_scripts) == []
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert with_scripts.evaluate(wide)
