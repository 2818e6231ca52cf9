"""Take the pictures of the documentation, while `make run` shows the demo content."""

import io
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from events.models import StudyVisit

DOCS = settings.BASE_DIR / "docs"
CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Shot(NamedTuple):
    """A picture: its file below `docs`, page, and screen in pixels of CSS.

    `scale` is how many pixels of the picture one of them is.
    """

    file: str
    language: str
    path: str
    width: int
    height: int
    scale: float = 1.5


class Command(BaseCommand):
    """Write docs/img, and of the staff guide the pages that show what is stored."""

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
        chosen = [shot for shot in shots() if options["only"] in shot.file]
        cookie = staff_cookie()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for shot in chosen:
                take(browser, options["site"], shot, cookie)
                self.stdout.write(shot.file)
            browser.close()


def shots() -> Iterator[Shot]:
    """Yield every picture.

    Raises CommandError where the demo content is not there.
    """
    visit = StudyVisit.objects.exclude(registrations=None).order_by("-pk").first()
    if visit is None:
        raise CommandError("The pictures show the demo content: load it first.")
    guide = "staff-guide/img/"
    with translation.override("en"):
        yield Shot("img/home.webp", "en", reverse("centre:home"), 1280, 1130, 1.25)
    with translation.override("pl"):
        desk = reverse("admin:events_studyvisit_desk", args=[visit.pk])
        delegations = reverse("admin:events_registration_changelist")
        yield Shot(f"{guide}panel.webp", "pl", reverse("admin:index"), 750, 1150)
        yield Shot(f"{guide}pulpit.webp", "pl", desk, 1000, 1150)
        yield Shot(f"{guide}delegacje.webp", "pl", delegations, 1440, 860)


def staff_cookie() -> str:
    """Return the key of a new session of the first superuser."""
    users = get_user_model()._default_manager.filter(is_superuser=True)
    client = Client()
    client.force_login(users.earliest("pk"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def take(browser: Browser, site: str, shot: Shot, cookie: str) -> None:
    """Write one picture as WebP: what the window shows of the page."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        locale=shot.language,
        reduced_motion="reduce",
    )
    if shot.file.startswith("staff-guide"):
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": site}])
    page = context.new_page()
    page.goto(site + shot.path, wait_until="networkidle")
    image = Image.open(io.BytesIO(page.screenshot()))
    image.convert("RGB").save(DOCS / shot.file, quality=82, method=6)
    context.close()
