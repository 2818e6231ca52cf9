"""What somebody hears of the desk: the browser's own tree for screen readers."""

from collections import Counter

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.walk import sign_in
from tests.project.desk_pages import build_desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

PHONE = {"width": 360, "height": 740}
PARTS = ("table", "row", "columnheader", "rowheader", "cell")


def heard(page: Page) -> list[tuple[str, str]]:
    """Return role and name of all that a screen reader meets on a page."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in tree["nodes"]
        if not node["ignored"]
    ]


# What a table is built of, and what its cells show a phone before their words.
BUILT = """tables => tables.flatMap(table => [
    "table",
    ...[...table.rows].flatMap(row => ["row", ...[...row.cells].map(cell =>
        cell.tagName === "TD" ? "cell"
            : cell.closest("thead") ? "columnheader" : "rowheader"
    )])
])"""
SHOWN = """cells => cells.map(
    cell => getComputedStyle(cell, "::before").content.replace(/^"(.*): ".*/, "$1")
)"""
TABLES = ".cards-if-narrow:visible, .board table:visible"


def test_a_table_shown_as_cards_is_heard_as_a_table_and_its_labels_once(
    page: Page, address: str
) -> None:
    things = build_desk()
    sign_in(page.context, address)
    page.set_viewport_size(PHONE)
    visit = [things["events_studyvisit"].pk]
    pages = {
        "events_outgoingemail_changelist": [],
        "events_studyvisit_history": visit,
        "auth_user_history": [things["auth_user"].pk],
        "events_visitrequest_change": [things["events_visitrequest"].pk],
        "events_retentionrun_changelist": [],
        "events_studyvisit_desk": visit,
        "centre_outdatedtext_changelist": [],
    }
    shown = set()
    for name, args in pages.items():
        page.goto(reverse(f"admin:{name}", args=args))
        built = Counter(page.locator(TABLES).evaluate_all(BUILT))
        told = heard(page)
        roles = Counter(role for role, _ in told if role in PARTS)
        assert (name, roles) == (name, built)
        labels = page.locator("td[data-label]:not([data-empty])").evaluate_all(SHOWN)
        doubled = [
            words
            for role, words in told
            if role == "cell"
            and words.startswith(
                (*(f"{label}:" for label in labels), "-", "–", "Polski")
            )
        ]
        assert (name, doubled) == (name, [])
        shown |= {*labels}
    assert shown >= {"Kto", "Przechowywane przez", "Od", "Próby"}, shown


def test_what_is_searched_in_a_choice_and_what_is_found_are_named(
    page: Page, address: str
) -> None:
    things = build_desk()
    sign_in(page.context, address)
    page.goto(reverse("admin:news_post_change", args=[things["news_post"].pk]))
    page.locator("#id_visit + .select2 [role=combobox]").press("Enter")
    page.locator(".select2-results__option", has_text="Wizyta").first.wait_for()
    named = {"searchbox", "listbox"}
    assert {part for part in heard(page) if part[0] in named} == {
        (role, "Relacja z wizyty studyjnej:") for role in named
    }
