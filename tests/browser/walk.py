"""A house of long words, and the ways through it that several tests take."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from centre.content.translation_links import TranslationLink
from events.links.tokens import invitee_token
from events.models import DoorLink, StudyVisit
from events.registrations.form.drafts import Draft
from news.models import Post
from tests.builders import (
    DAY,
    build_guests,
    build_invitee,
    build_post,
    build_staff,
    build_visit,
    register,
)
from tests.project.pages import PUBLIC_PAGES, build_site, everywhere, page_url

LANGUAGES = [code for code, _ in settings.LANGUAGES]
VISIT = "wizyta-0"
UNTRANSLATED = "tylko-po-polsku"
LONG_WORDS = {
    "pl": "Najniebezpieczniejszych przedstawicielstw dziewięćdziesięciopięcioletnich",
    "en": "Counterrevolutionaries’ internationalisation, uncharacteristically",
    "uk": "Найрізноманітніших високопрофесійних взаємообслуговувань",
}

# step -> what is typed into it; then what a page with errors is got by
ANSWERS: dict[str, dict[str, str]] = {
    "delegation": {
        "organisation": "Stowarzyszenie Przykładowe na Rzecz Współpracy",
        "city": "Łódź",
        "country": "PL",
    },
    "contact": {
        "contact_name": "Osoba Kontaktowa",
        "contact_email": "a.rather.long.address.of.a.contact@council.example.org",
        "contact_phone": "+48 12 000 00 00",
    },
    "people": {"seats": "2", "names": "Ґалина Приклад", "message": "Dzień dobry"},
    "privacy": {"notice_read": "on", "invitations": "on"},
}
MISTAKES: dict[str, dict[str, str]] = {
    "delegation": {"city": "Łódź"},
    "contact": {"contact_name": "Osoba", "contact_email": "nobody"},
    "people": {"seats": "a few"},
    "privacy": {},
}


def build_house() -> StudyVisit:
    """The small site of the page suite with long words in it; its open visit."""
    build_site()
    Post.objects.update(**{f"title_{code}": LONG_WORDS[code] for code in LANGUAGES})
    for name, changes in {
        "pelna": {"capacity": 3, "largest_group": 3},
        "prawie-pelna": {"capacity": 5, "largest_group": 3},
        "wkrotce": {"registration_opens_at": timezone.now() + DAY},
        "zamknieta": {"registration_closes_at": timezone.now() - DAY / 2},
    }.items():
        words = {"title": "Wizyta @", "summary": "Skrót @.", "description": "<p>@</p>"}
        visit = build_visit(name, **everywhere(words))
        register(visit)
        StudyVisit.objects.filter(pk=visit.pk).update(**changes)
    build_post(UNTRANSLATED, title_en="", lead_en="", body_en="")
    return StudyVisit.objects.get(slug=VISIT)


def register_url(step: str, language: str, slug: str = VISIT) -> str:
    return page_url(f"events:register-{step}", {"slug": slug}, language)


def public_addresses(language: str) -> dict[str, str]:
    """What anybody may open in a language: page kind -> its address."""
    pages = {n: page_url(n, kwargs, language) for n, kwargs in PUBLIC_PAGES.items()}
    activities = pages["events:activity-list"]
    return {
        **pages,
        "a list of activities in Ukrainian": f"{activities}?held_in=uk&when=7-days",
        "a month of activities": f"{activities}?view=month",
        "what search found": f"{pages['centre:search']}?q=kurs",
        "a search that found nothing": f"{pages['centre:search']}?q=xyzzyxyz",
        "an untranslated post": page_url(
            "news:post-detail", {"slug": UNTRANSLATED}, language
        ),
        **{
            f"the visit {slug}": page_url(
                "events:visit-detail", {"slug": slug}, language
            )
            for slug in ("dawna-0", "pelna", "wkrotce", "zamknieta")
        },
    }


def registering(page: Page, language: str) -> Iterator[str]:
    """Register and withdraw by mouse, with a mistake at each step; the page's name."""
    page.goto(register_url("delegation", language))
    for step, answers in ANSWERS.items():
        yield step
        answer(page, MISTAKES[step])
        send(page)
        yield f"{step}, with errors"
        answer(page, answers)
        send(page)
    yield "check"
    send(page)
    yield "done"
    page.goto(page.locator(".link-to-keep").first.get_attribute("href"))
    yield "the registration"
    with page.expect_navigation():
        page.locator("main a.button >> nth=-1").click()
    yield "withdraw"
    send(page)
    yield "withdrawn"


def refusals(page: Page, language: str) -> Iterator[str]:
    """Every way in which a registration ends without one; the page's name."""
    for slug in ("pelna", "wkrotce", "zamknieta"):
        page.goto(register_url("delegation", language, slug))
        yield f"refused: {slug}"
    for name, slug, answers in [
        ("already registered", VISIT, {"contact_email": "contact@example.org"}),
        ("too few places", "prawie-pelna", {"seats": 3}),
        ("too large a group", VISIT, {"seats": 13}),
    ]:
        fill_in(page, slug, **answers)
        page.goto(register_url("check", language, slug))
        send(page)
        yield f"refused: {name}"


def errors(page: Page, language: str) -> Iterator[str]:
    """The pages of errors; they need `tests.browser.broken_urls`."""
    for name in ("no-such-page", "forbidden", "broken"):
        page.goto(f"/{language}/{name}/")
        yield name
    page.goto(register_url("delegation", language))
    page.context.clear_cookies()
    send(page)
    yield "a form without its cookie"


def behind_links(page: Page, language: str) -> Iterator[str]:
    """What is behind links that somebody was given; the page's name."""
    now, staff = timezone.now(), build_staff()
    guests = build_guests(
        build_visit("dzis", **everywhere({"title": "Wizyta @"})),
        organisation=ANSWERS["delegation"]["organisation"],
        names=("Ґалина Приклад", "Łucja Przykładowa"),
    )
    token = DoorLink.make(guests.visit, timezone.localdate(), at=now, user=staff)
    door = f"/{language}/door/{token}/"
    invited, post = build_invitee(), Post.objects.get(slug=UNTRANSLATED)
    translating = TranslationLink.make(post, "en", at=now, user=staff)
    invitations = {
        each: page_url(f"events:invitations-{each}", kwargs, language)
        for kwargs, pair in (
            ({"token": invitee_token(invited)}, ("leave", "keep")),
            ({}, ("left", "kept")),
        )
        for each in pair
    }
    for name, address in {
        "the door": door,
        "a search at the door": f"{door}?q=nobody",
        "a delegation at the door": f"{door}{guests.reference}/",
        "the door, scanned by a stranger": f"/{language}/door/code/nobody/",
        "translating by a link": f"/{language}/translate/{translating}/",
        **{f"invitations: {each}": url for each, url in invitations.items()},
    }.items():
        page.goto(address)
        yield name
    page.goto(f"{door}{guests.reference}/")
    with page.expect_navigation():
        page.locator("button[name=all]").click()
    yield "a delegation that is in"
    DoorLink.objects.end(now)
    page.goto(door)
    yield "a link for the door that has ended"


def everywhere_in(page: Page, language: str) -> Iterator[str]:
    """Every kind of page in a language, error states included; its name."""
    for name, address in public_addresses(language).items():
        page.goto(address)
        yield name
    page.goto(page_url("events:programme-embed", {}, language))
    yield "the programme in a frame"
    yield from registering(page, language)
    yield from refusals(page, language)
    yield from errors(page, language)
    yield from behind_links(page, language)


def answer(page: Page, answers: dict[str, str]) -> None:
    """Fill in the step that is open."""
    for name, value in answers.items():
        field = page.locator(f"#id_{name}")
        if value == "on":
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Page) -> None:
    """Press the one filled button of the page, and wait for the answer's page."""
    with page.expect_navigation():
        page.locator("main form .button:not(.button-quiet)").click()


def fill_in(page: Page, slug: str, **changes: Any) -> None:
    """Give the visitor a session with all steps answered."""
    visit = StudyVisit.objects.get(slug=slug)
    session = SessionStore()
    draft = Draft(SimpleNamespace(session=session), visit)
    for step, answers in ANSWERS.items():
        draft.keep(step, {n: changes.get(n, value) for n, value in answers.items()})
    purposes = ("notice", "invitations")
    texts = {f"{purpose}_text": "Text" for purpose in purposes}
    texts |= {f"{purpose}_language": "en" for purpose in purposes}
    draft.keep("privacy", {**draft.answers("privacy"), **texts})
    session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    page.context.add_cookies([{**cookie, "url": page.evaluate("location.origin")}])


def sign_in(context: BrowserContext, address: str) -> None:
    """Give a visitor of the site at an address the session of `build_staff`'s user."""
    client = Client()
    client.force_login(User.objects.get(username="staff"))
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value}
    context.add_cookies([{**cookie, "url": address}])
