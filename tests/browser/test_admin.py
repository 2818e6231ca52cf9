"""The staff desk in a real browser: writing in two languages, tabs, accessibility."""

import re
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from news.models import Post
from tests.browser.walk import sign_in
from tests.builders import (
    build_activity,
    build_centre,
    build_part,
    build_post,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import picture_file

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
WRITE = "/en/admin/news/post/add/"


@pytest.fixture
def desk(page: Page, address: str) -> Page:
    """A page of a member of staff who has logged in."""
    build_centre()
    build_staff()
    sign_in(page.context, address)
    return page


def tab(page: Page, name: str) -> Any:
    return page.locator(".language-tab", has_text=name)


def write(page: Page, code: str, title: str, lead: str, body: str) -> None:
    """Fill in a post in the language whose tab is open."""
    page.locator(f"#id_title_{code}").fill(title)
    page.locator(f"#id_lead_{code}").fill(lead)
    editor = page.locator(f".field-body_{code} .ProseMirror")
    editor.click()
    page.keyboard.type(body)


def test_a_post_in_two_languages_from_first_word_to_reader(
    desk: Page, new_page: Any, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(picture_file().read())
    desk.goto("/en/admin/")
    desk.get_by_role("link", name="Write news").click()

    expect(tab(desk, "English")).to_have_attribute("aria-current", "true")
    write(desk, "en", "The house is open", "Come in.", "Everybody is welcome.")
    expect(tab(desk, "English")).to_contain_text("✓ complete")
    expect(desk.locator("#id_title_pl")).to_be_hidden()
    tab(desk, "Polski").click()
    write(desk, "pl", "Dom jest otwarty", "Zapraszamy.", "Każdy jest mile widziany.")
    expect(tab(desk, "Polski")).to_contain_text("✓ complete")
    expect(tab(desk, "Українська")).to_contain_text("○ empty")

    desk.locator("#pictures-group .add-row a").click()
    desk.locator("#id_pictures-0-image").set_input_files(photo)
    desk.locator("#id_pictures-0-alt_pl").fill("Otwarte drzwi")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator("img.thumbnail")).to_be_visible()

    # What will be read, before anybody else can read it.
    previews = {"Polski": "Dom jest otwarty", "English": "The house is open"}
    for language, title in previews.items():
        with desk.expect_popup() as opened:
            desk.locator(".previews").get_by_role("link", name=language).click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text(title)
        opened.value.close()
    visitor = new_page()
    assert visitor.goto("/pl/aktualnosci/dom-jest-otwarty/").status == 404
    address = Post.objects.get().get_absolute_url()

    # The picture has no English description yet: told in the language's own tab.
    tab(desk, "Polski").click()
    desk.get_by_role("button", name="Publish now").click()
    expect(tab(desk, "English")).to_contain_text("needs correcting")
    expect(tab(desk, "English")).to_have_attribute("aria-current", "true")
    desk.locator("#id_pictures-0-alt_en").fill("An open door")
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.locator(".messagelist")).to_contain_text("It is on the site now.")

    visitor.goto(address.replace("/pl/aktualnosci/", "/en/news/"))
    expect(visitor.get_by_role("heading", level=1)).to_have_text("The house is open")
    expect(visitor.get_by_alt_text("An open door")).to_be_visible()
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Dom jest otwarty")
    expect(visitor.get_by_alt_text("Otwarte drzwi")).to_be_visible()


def test_one_switch_for_every_field_and_all_side_by_side(desk: Page) -> None:
    activity = build_activity("chor")
    build_session(activity, timezone.now())
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"/uk/admin/events/activity/{activity.pk}/change/")
    columns = [
        f"#id_{p}_{c}" for p in ("title", "sessions-0-note") for c in ("pl", "uk")
    ]

    def shown() -> list[bool]:
        return [desk.locator(column).is_visible() for column in columns]

    assert shown() == [False, True, False, False]  # a session is behind its name
    desk.locator("#sessions-0 summary").click()
    assert shown() == [False, True, False, True]
    tab(desk, "Polski").click()
    assert shown() == [True, False, True, False]
    desk.locator("#sessions-group .add-row a").click()
    assert desk.locator("#id_sessions-1-note_pl").is_visible() is True
    assert desk.locator("#id_sessions-1-note_uk").is_visible() is False
    together = desk.locator(".side-by-side button")
    together.click()
    assert shown() == [True] * 4
    left, right = (desk.locator(f"#id_title_{c}").bounding_box() for c in ("pl", "uk"))
    assert (left["y"], left["x"] + left["width"] < right["x"]) == (right["y"], True)
    together.click()
    assert shown() == [False, True, False, True]


def test_a_row_without_its_text_keeps_a_language_from_being_complete(
    desk: Page,
) -> None:
    visit = build_visit()
    build_part(visit, title_uk="")
    desk.goto(f"/en/admin/events/studyvisit/{visit.pk}/change/")
    word = tab(desk, "Українська").locator(".language-word")
    for name, text, told in (
        ("title_uk", "Візит", "◐ started"),
        ("parts-0-title_uk", "Екскурсія", "✓ complete"),
        ("parts-0-title_uk", " ", "◐ started"),
    ):
        desk.locator(f"[name={name}]").evaluate(
            "(field, text) => { field.value = text; "
            "field.dispatchEvent(new Event('input', { bubbles: true })) }",
            text,
        )
        expect(word).to_have_text(told)


def test_the_cursor_is_in_the_title_where_our_script_comes_last(
    desk: Page,
) -> None:
    def late(route: Route) -> None:
        sleep(0.5)
        route.continue_()

    desk.route("**/languages*.js", late)
    desk.goto(WRITE)
    expect(desk.locator("#id_title_en")).to_be_focused()


def test_the_cursor_stays_where_somebody_has_begun(desk: Page) -> None:
    """Scripts that come late take neither the cursor nor its language away."""
    names = re.compile(r"/admin/js/change_form|/staff/(languages|cursor)")
    desk.route(names, lambda _route: None)
    desk.goto(WRITE, wait_until="commit")
    desk.locator("#id_title_pl").focus()
    desk.keyboard.type("Pierwsze")
    desk.unroute(names)  # lets them come
    desk.wait_for_load_state()
    desk.keyboard.type(" słowa")
    expect(desk.locator("#id_title_pl")).to_have_value("Pierwsze słowa")
    expect(desk.locator("#id_title_pl")).to_be_visible()


def test_a_new_post_begins_in_its_title_and_says_when_it_comes_out(desk: Page) -> None:
    desk.goto(WRITE)
    expect(desk.locator("#id_title_en")).to_be_focused()
    button = desk.locator("[name=_publish]")
    expect(button).to_have_value("Publish now")
    desk.locator("#id_published_at").fill("2099-12-01T08:00")
    expect(button).to_have_value("Publish on 1 December 2099 at 08:00")
    desk.locator("#id_published_at").fill("")
    expect(button).to_have_value("Publish now")


def test_who_comes_from_a_message_begins_in_its_field(desk: Page) -> None:
    post = build_post("wpis", title_uk="")
    desk.goto(f"/en/admin/news/post/{post.pk}/change/#id_title_uk")
    expect(desk.locator("#id_title_uk")).to_be_focused()
    expect(desk.locator("#id_title_en")).to_be_hidden()


def test_words_keep_their_own_spaces_beside_bold_ones(desk: Page) -> None:
    complaints = []
    desk.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    desk.goto(WRITE)
    desk.locator(".field-body_en .ProseMirror").click()
    desk.keyboard.type("Ala ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("ma")
    desk.keyboard.press("Control+b")
    desk.keyboard.type(" kota")
    desk.get_by_role("button", name="Save without publishing").click()
    expect(desk.locator(".messagelist")).to_be_visible()
    body = Post.objects.values_list("body_en", flat=True).get()
    assert body == "<p>Ala <strong>ma</strong> kota</p>"
    assert [text for text in complaints if "white-space" in text] == []


def test_unsaved_text_is_asked_about_before_it_is_left(desk: Page) -> None:
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.goto(WRITE)
    expect(desk.locator("#id_title_en")).to_be_focused()
    desk.locator("#id_title_en").fill("Not saved")
    desk.locator("#site-name a").click(no_wait_after=True)
    expect(desk.locator("#id_title_en")).to_have_value("Not saved")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("visitor", [{"java_script_enabled": False}])
def test_without_scripts_every_language_is_there(desk: Page) -> None:
    desk.goto(WRITE)
    titles = [desk.locator(f"#id_title_{c}").is_visible() for c in ("pl", "en", "uk")]
    assert titles == [True, True, True]
    desk.locator("#id_title_uk").fill("Чернетка")
    desk.get_by_role("button", name="Save without publishing").click()
    assert [*Post.objects.values_list("title_uk", "published_at")] == [
        ("Чернетка", None)
    ]


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_the_buttons_of_deleting_stand_in_line(desk: Page, language: str) -> None:
    desk.goto(f"/{language}/admin/news/post/{build_post('a').pk}/delete/")
    boxes = [
        desk.locator(f".delete-confirmation form {part}").bounding_box()
        for part in ("input[type=submit]", ".cancel-link")
    ]
    yes, no = [(box["y"], box["height"]) for box in boxes]
    assert yes == no


def test_a_fault_leads_to_its_field_in_another_languages_tab(desk: Page) -> None:
    desk.goto(WRITE)
    desk.locator("#id_title_en").fill("A title")
    tab(desk, "Polski").click()
    desk.locator("#id_title_pl").evaluate("input => input.removeAttribute('maxlength')")
    desk.locator("#id_title_pl").fill("a" * 161)
    desk.locator("#pictures-group .add-row a").click()
    desk.locator("#id_pictures-0-focal_x").fill("101")
    desk.get_by_role("button", name="Save without publishing").click()
    expect(desk.locator(".error-summary")).to_be_focused()
    tab(desk, "English").click()
    desk.get_by_role("link", name="Title, Polski").click()
    expect(desk.locator("#id_title_pl")).to_be_focused()
    desk.get_by_role("link", name="Picture 1, Picture").click()
    expect(desk.locator("#id_pictures-0-image")).to_be_focused()
