"""Pictures in the desk's forms, in a real browser: many at once, their centre."""

from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from centre.models import LibraryPicture
from news.models import PostPicture
from tests.browser.walk import sign_in
from tests.builders import build_centre, build_post, build_staff
from tests.desk import picture_file

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

# What a browser does when files are dropped; no other way makes such an event.
DROP = """(target, files) => {
  const data = new DataTransfer()
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0))
    data.items.add(new File([bytes], name, { type: "image/jpeg" }))
  }
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }))
}"""


def test_dropped_pictures_become_rows_and_their_centre_follows_keys_and_clicks(
    page: Page, address: str
) -> None:
    build_centre()
    build_staff()
    sign_in(page.context, address)
    post = build_post("wpis", published_at=None)
    page.goto(f"/en/admin/news/post/{post.pk}/change/")
    contents = {
        "a.jpg": picture_file().read(),
        "bad.jpg": b"no picture",
        "b.jpg": picture_file(colour="#2e8062").read(),
    }
    files = [[name, b64encode(data).decode()] for name, data in contents.items()]
    page.locator(".many-pictures").evaluate(f"(t, f) => ({DROP})(t, f)", files)
    said = page.locator(".many-pictures .uploads-list li")
    expect(said).to_have_count(3)
    expect(said.nth(2)).to_have_text("b.jpg – Stored")
    expect(said.nth(1)).to_contain_text("bad.jpg: This file is not a picture")
    expect(page.locator("#pictures-group img.thumbnail")).to_have_count(2)

    row = page.locator("#pictures-0")
    row.locator(".focal-whole").click(position={"x": 20, "y": 20})
    marker = row.locator(".focal-marker")
    expect(marker).to_be_focused()
    before = (row.locator("[name$=focal_x]"), row.locator("[name$=focal_y]"))
    left, top = (int(field.input_value()) for field in before)
    marker.press("ArrowRight")
    marker.press("Shift+ArrowDown")
    named = f"in percent: {left + 1} from the left, {top + 10} from the top"
    assert named in (marker.get_attribute("aria-label") or "")
    crop = row.locator(".focal-share").evaluate("i => i.style.objectPosition")
    assert crop == f"{left + 1}% {top + 10}%"

    page.get_by_role("button", name="Save without publishing").click()
    expect(page.locator(".messagelist")).to_be_visible()
    stored = PostPicture.objects.order_by("pk").values_list("focal_x", "focal_y")
    assert [*stored] == [(left + 1, top + 10), (50, 50)]
    assert LibraryPicture.objects.count() == 0
