"""Take the pictures of the documentation, while `make run` shows the demo content."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from events.models import StudyVisit
from news.models import Post

HOME = settings.BASE_DIR / "docs" / "img"
GUIDE = settings.BASE_DIR / "static" / "staff" / "guide"
CHROMIUM = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Shot(NamedTuple):
    """A picture: its file, page, and screen in pixels of CSS.

    `scale` is how many pixels of the picture one of them is; `press` is a selector of
    what is pressed before.
    """

    file: Path
    language: str
    path: str
    width: int
    height: int
    scale: float = 1
    press: str = ""

    @property
    def name(self) -> str:
        """Return what the picture is called on the command line."""
        return str(self.file.relative_to(settings.BASE_DIR))


class Command(BaseCommand):
    """Write docs/img, and the pictures of the guide in each of its languages."""

    help = "Take the documentation's pictures of the site that `make run` shows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address of the site, and a name that the files must contain."""
        port = os.environ.get("PORT") or "8000"
        parser.add_argument("--site", default=f"http://127.0.0.1:{port}")
        parser.add_argument("--only", default="", help="a part of the files’ names")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files.

        Raises CommandError where there is no Chromium or no demo content.
        """
        if settings.PRODUCTION:
            raise CommandError("The pictures show demo content: not in production.")
        chromium = next(filter(os.path.exists, CHROMIUM), None)
        if chromium is None:
            raise CommandError("There is no Chromium on this machine.")
        chosen = [shot for shot in shots() if options["only"] in shot.name]
        cookie = staff_cookie()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for shot in chosen:
                take(browser, options["site"], shot, cookie)
                self.stdout.write(shot.name)
            browser.close()


def shots() -> Iterator[Shot]:
    """Yield every picture.

    Raises CommandError where the demo content is not there.
    """
    visit = StudyVisit.objects.exclude(registrations=None).order_by("-pk").first()
    post = Post.objects.exclude(pictures=None).order_by("pk").first()
    if visit is None or post is None:
        raise CommandError("The pictures show the demo content: load it first.")
    with translation.override("en"):
        home = reverse("centre:home")
    yield Shot(HOME / "home.webp", "en", home, 1280, 1130, 1.25)
    for language in settings.CENTRE_LANGUAGES:
        if (GUIDE / language).is_dir():
            with translation.override(language):
                yield from guide_shots(language, visit, post)


def guide_shots(language: str, visit: StudyVisit, post: Post) -> Iterator[Shot]:
    """Yield the pictures of the guide in the active language.

    None shows a field for a date or a file: such fields speak the browser's language.
    """

    def shot(name: str, path: str, width: int, height: int, **more: Any) -> Shot:
        file = GUIDE / language / f"{name}.webp"
        return Shot(file, language, path, width, height, **more)

    board = reverse("admin:centre_outdatedtext_changelist")
    desk = reverse("admin:events_studyvisit_desk", args=[visit.pk])
    delegations = reverse("admin:events_registration_changelist")
    yield shot("first-page", reverse("admin:index"), 1000, 1000)
    yield shot("languages", _form(post), 1100, 760, press=".side-by-side button")
    yield shot("board", board, 1000, 800)
    yield shot("visit-desk", desk, 1000, 1000)
    yield shot("delegations", delegations, 1440, 800)


def _form(thing: Model) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])


def staff_cookie() -> str:
    """Return the key of a new session of the first superuser."""
    users = get_user_model()._default_manager.filter(is_superuser=True)
    client = Client()
    client.force_login(users.earliest("pk"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def take(browser: Browser, site: str, shot: Shot, cookie: str) -> None:
    """Write one picture as WebP."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        locale=shot.language,
        reduced_motion="reduce",
    )
    if GUIDE in shot.file.parents:
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": site}])
    page = context.new_page()
    page.goto(site + shot.path, wait_until="networkidle")
    if shot.press:
        page.locator(shot.press).first.click()
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").save(shot.file, quality=70, method=6)
    context.close()
