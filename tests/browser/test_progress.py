"""A page of work in the background shows by itself how far it is, until it is over."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from centre.importing.models import ImportRun
from tests.browser.walk import sign_in
from tests.builders import build_centre
from tests.centre.importing.samples import item, someone, upload, wxr

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
LOOK = 2000  # milliseconds


def test_an_import_shows_how_far_it_is_and_loads_its_page_when_it_is_over(
    page: Page, address: str
) -> None:
    build_centre()
    someone()
    run = upload(wxr(item(1)))
    sign_in(page.context, address)
    page.goto(f"/en/admin/centre/importrun/{run.pk}/change/")
    shown = page.locator("[data-at-work]")
    expect(shown).to_have_text("Entries read so far: 0.")
    ImportRun.objects.update(read=7, moved_at=timezone.now())
    page.clock.fast_forward(LOOK)
    expect(shown).to_have_text("Entries read so far: 7.")
    said = page.get_by_role("status").last
    expect(said).to_have_text("")
    for read in range(8, 12):
        ImportRun.objects.update(read=read, moved_at=timezone.now())
        page.clock.fast_forward(LOOK)
        expect(shown).to_have_text(f"Entries read so far: {read}.")
    expect(said).to_have_text("Entries read so far: 11.")
    with page.expect_navigation():
        ImportRun.objects.update(state="ready")
        page.clock.fast_forward(LOOK)
    expect(shown).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Report is ready")
    expect(page.get_by_role("status")).to_be_focused()
