"""A delegation of twelve from asking for a visit until it is forgotten.

Everything is done with the pages that people have; only the days pass by themselves.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.db.models import F
from django.utils import timezone, translation
from playwright.sync_api import Locator, Page, expect

from events.due import do_due_work
from events.models import OutgoingEmail, Registration, VisitFigure, VisitRequest
from events.privacy.purge import purge
from events.visit_requests.forms import REQUEST_STEPS
from news.models import Post
from tests.browser.walk import answer, send
from tests.builders import build_centre, build_staff
from tests.helpers import traces
from tests.project.pages import page_url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLICKS = 14  # of the staff, from logging in to the published report
CONTACT = "kontakt@gromada.example.org"
GUEST = "person@partner.example.org"
PEOPLE = [
    "Ґалина Прикладенко",
    "Їжакевич Зразкова",
    "Єва Взірцева",
    "Ігор Прикладний",
    "Юрій Зразковий",
    "Щасний Приклад",
    "Любов Взірець",
    "Яна Умовна",
    "Жанна Вигадана",
    "Хома Вигаданий",
    "Цвітана Умовна",
    "Example Guest",
]
FORGOTTEN = {"contact_name", "contact_email", "contact_phone", "purpose"}
PASSPORT = "ZZ000000"
ASKED = {
    "organisation": "Громада Приклад",
    "city": "Взірцеве",
    "country": "UA",
    "contact_name": "Контактна Особа",
    "contact_email": CONTACT,
    "contact_phone": "+380 00 000 00 00",
    "purpose": "Як місто працює з мешканцями з інших країн",
    "seats": "12",
    "notice_read": "on",
}


# What nobody may find of them in the end. Organisations and cities are no persons.
PERSONAL = [
    *(value for name, value in ASKED.items() if name in FORGOTTEN),
    *PEOPLE,
    GUEST,
    "Łącka",
]


class Staff:
    """Somebody of the house at the desk, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: str | Locator) -> None:
        """Press a link or a button; the page that it leads to is there afterwards."""
        found = self.page.locator(target) if isinstance(target, str) else target
        self.clicks += 1
        with self.page.expect_navigation():
            found.click()

    def download(self, target: str) -> bytes:
        """Press a button that makes a file."""
        self.clicks += 1
        with self.page.expect_download() as download:
            self.page.locator(target).click()
        return download.value.path().read_bytes()


@pytest.fixture
def staff(new_page: Any) -> Staff:
    build_centre()
    build_staff()
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto("/pl/admin/")
    page.fill("#id_username", "staff")
    page.fill("#id_password", "password")
    staff = Staff(page)
    staff.click("input[type=submit]")
    return staff


def let_pass(time: timedelta) -> None:
    """Make everything that is stored so much older. The ledger keeps its dates."""
    for model in apps.get_app_config("events").get_models():
        if model.__name__ == "RetentionRun":
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.DateTimeField)
        ]
        if names:
            model._base_manager.update(**{name: F(name) - time for name in names})


def delivered() -> list[mail.EmailMultiAlternatives]:
    """What goes out now, each to one person, in the order of writing."""
    mail.outbox.clear()
    do_due_work(timezone.now())
    assert [len(sent.to) for sent in mail.outbox] == [1] * len(mail.outbox)
    return [*mail.outbox]


def kinds_and_languages() -> list[tuple[str, str]]:
    stored = OutgoingEmail.objects.order_by("pk")
    return [*stored.values_list("kind", "language")]


def link_in(message: mail.EmailMultiAlternatives) -> str:
    found = re.search(r"http\S+", message.body)
    assert found
    return found[0]


def is_in(language: str, message: mail.EmailMultiAlternatives, name: str) -> bool:
    """Whether a mail greets somebody in a language."""
    with translation.override(language):
        greeting = translation.gettext("Dear %(name)s,") % {"name": name}
    return message.body.splitlines()[0] == greeting


def ask_in_ukrainian(page: Page) -> None:
    """The delegation asks for a visit in twenty days."""
    page.goto(page_url("events:request-new", {}, "uk"))
    day = timezone.localdate() + timedelta(days=20)
    for step in REQUEST_STEPS.values():
        known = {name: ASKED[name] for name in step.base_fields if name in ASKED}
        answer(page, known)
        if "date_1" in step.base_fields:
            page.fill("#id_date_1", day.isoformat())
            page.check("input[name=languages][value=uk]")
        send(page)
    (received,) = delivered()
    assert (received.to, is_in("uk", received, "Контактна Особа")) == ([CONTACT], True)


def accept_at_the_desk(staff: Staff) -> None:
    """Staff make a visit from the request, and accept the request into it."""
    page = staff.page
    page.reload()
    staff.click("[aria-labelledby=waiting-requests] li a")
    staff.click(".object-tools a[href*='for_request']")
    write_a_visit(page, "pl", "Wizyta gromady")
    page.locator(".language-tab[data-language=uk]").click()
    staff.clicks += 1
    write_a_visit(page, "uk", "Візит громади")
    staff.click("input[name=_publish]")
    staff.click("input[name=preview]")
    staff.click("input[name=send]")


def write_a_visit(page: Page, language: str, title: str) -> None:
    for name in ("title", "summary", "venue"):
        page.fill(f"#id_{name}_{language}", title)
    page.locator(f".field-description_{language} .ProseMirror").click()
    page.keyboard.type(title)


def write_the_names(page: Page, link: str) -> None:
    """The contact writes twelve names down, the last with an address of her own."""
    for name in PEOPLE:
        page.goto(link)
        with page.expect_navigation():
            page.get_by_role("link", name=words("Add a person")).click()
        page.fill("#id_full_name", name)
        if name == PEOPLE[-1]:
            page.fill("#id_email", GUEST)
            page.select_option("#id_language", "en")
        send(page)


def tell_the_needs(page: Page, link: str) -> None:
    """Two diets, a wheelchair and a sign language, with explicit consent."""
    page.goto(link)
    with page.expect_navigation():
        page.locator("main a[href$='/potreby/']").click()
    for need in ("diet-vegan", "diet-halal", "access-step_free", "sign_language-pjm"):
        page.fill(f"#id_{need}", "1")
    page.check("#id_consent")
    with page.expect_navigation():
        page.get_by_role("button", name=words("Save"), exact=True).click()


def words(text: str, language: str = "uk") -> str:
    with translation.override(language):
        return translation.gettext(text)


def look_at_the_needs(page: Page, link: str) -> None:
    """They are shown again after a code that our mail brings."""
    page.goto(link)
    vegan = words("Vegan") + ": 1"
    assert page.locator("main").inner_text().count(vegan) == 0
    page.get_by_role("link", name=words("Show needs and addresses")).click()
    page.get_by_role("button", name=words("Send me a code")).click()
    page.wait_for_url("**?sent")
    (sent,) = delivered()
    assert (sent.to, is_in("uk", sent, "Контактна Особа")) == ([CONTACT], True)
    (code,) = re.findall(r"^\d{3} \d{3}$", sent.body, re.MULTILINE)
    page.fill("#id_code", code)
    with page.expect_navigation():
        page.get_by_role("button", name=words("Continue")).click()
    shown = page.locator("main").inner_text()
    assert [shown.count(vegan), shown.count(GUEST)] == [1, 1]


def correct_own_row(page: Page, link: str) -> None:
    """The guest corrects her own name by her own link, in her own language."""
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.fill("#id_full_name", "Example Guest-Łącka")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()


def make_the_letter(staff: Staff) -> None:
    """Passport data go into the print and nowhere else."""
    staff.click(".object-tools a[href$='/invitation/']")
    page = staff.page
    page.fill("#name", "Halyna Prykladenko")
    page.fill("#passport", PASSPORT)
    page.fill("#born", "1980-02-03")
    letter = staff.download("#content-main button")
    assert (letter[:5], traces(PASSPORT, "Halyna")) == (b"%PDF-", [])


def receive_at_the_door(staff: Staff, reference: str) -> None:
    """The QR code is scanned, all are let in, the day is closed and reported."""
    page = staff.page
    page.goto(f"/pl/admin/events/studyvisit/day/{reference}/")
    staff.click("button[name=all]")
    staff.click("a[href$='/day/close/']")
    staff.click("#content-main button.default")
    staff.click("button[name=draft]")
    assert page.locator("#id_title_uk").input_value().endswith("Візит громади")
    staff.click("input[name=_publish]")


def give_feedback(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("input[name=score][value='5']").check()
    page.fill("#id_useful", "Усе")
    send(page)


def test_twelve_people_from_the_request_until_they_are_forgotten(
    staff: Staff, new_page: Any
) -> None:
    theirs = new_page(locale="uk-UA")
    ask_in_ukrainian(theirs)
    accept_at_the_desk(staff)
    (confirmed,) = delivered()
    assert confirmed.to == [CONTACT]
    assert is_in("uk", confirmed, "Контактна Особа")
    link = link_in(confirmed)
    write_the_names(theirs, link)
    tell_the_needs(theirs, link)
    (told,) = delivered()
    assert (told.to, is_in("en", told, PEOPLE[-1])) == ([GUEST], True)
    look_at_the_needs(theirs, link)
    correct_own_row(new_page(locale="en-GB"), link_in(told))
    registration = Registration.objects.get()
    assert registration.delegates.count() == 12
    assert registration.needs.count() == 4
    make_the_letter(staff)

    let_pass(timedelta(days=17, hours=12))
    (reminder,) = delivered()
    assert (reminder.to, is_in("uk", reminder, "Контактна Особа")) == ([CONTACT], True)
    let_pass(until_the_visit())
    receive_at_the_door(staff, registration.reference)
    let_pass(timedelta(days=1))
    (thanks,) = delivered()
    give_feedback(theirs, link_in(thanks))
    assert kinds_and_languages() == [
        ("visit_request_received", "uk"),
        ("registration_received", "uk"),
        ("delegate_told", "en"),
        ("mail_code", "uk"),
        ("visit_reminder", "uk"),
        ("visit_thanks", "uk"),
    ]

    let_pass(timedelta(days=400))
    purge(timezone.now(), apply=True)
    assert traces(*PERSONAL) == []
    figure = VisitFigure.objects.get()
    assert (str(figure.country), figure.seats, figure.attended) == ("UA", 12, 12)
    registration.refresh_from_db()
    assert (registration.seats, registration.status) == (12, "attended")
    assert VisitRequest.objects.get().status == "accepted"
    assert Post.objects.get().is_published()
    assert staff.clicks == CLICKS


def until_the_visit() -> timedelta:
    """From now to half an hour after its beginning."""
    visit = Registration.objects.get().visit
    return visit.starts_at - timezone.now() + timedelta(minutes=30)
