"""What programs look for at fixed addresses: icons, manifest, contact for security."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from centre.colours import LIGHT
from centre.content.languages import direction
from centre.models import Centre
from centre.web.caching import cookieless, public

# RFC 9116, 2.5.5 recommends less than a year.
SECURITY_VALID = timedelta(days=180)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt: search engines may read everything public."""
    lines = [
        "User-agent: *",
        "Disallow: /*/admin/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve the manifest of the site in a language (W3C Web Application Manifest)."""
    language, home = get_language() or "", reverse("centre:home")
    house = Centre.load().localized
    name = house.name or urlsplit(settings.SITE_URL).netloc
    facts = {
        "name": name,
        "short_name": name,
        "description": house.lead,
        "lang": language,
        "dir": direction(language),
        "id": home,
        "start_url": home,
        "scope": "/",
        "display": "browser",
        "background_color": LIGHT["surface"],
        "theme_color": LIGHT["surface"],
        "icons": [
            _icon("img/icon-192.png", "192x192"),
            _icon("img/icon-512.png", "512x512"),
            {**_icon("img/icon-maskable-512.png", "512x512"), "purpose": "maskable"},
        ],
    }
    return JsonResponse(
        {name: value for name, value in facts.items() if value},
        content_type="application/manifest+json",
    )


def _icon(name: str, sizes: str) -> dict[str, str]:
    return {"src": static(name), "sizes": sizes, "type": "image/png"}


@cookieless
@cache_control(public=True, max_age=86_400)
def speculation_rules(request: HttpRequest) -> HttpResponse:
    """Serve which pages a browser may fetch while a link to them is pointed at.

    They are those of the menu and of titles in lists: pages to read, the same for
    everybody. No form, no secret link, no file and nothing of the desk is among them.
    """
    titles = {"selector_matches": ".menu a, main :is(h2, h3) a"}
    rule = {"where": {"and": [{"href_matches": "/*"}, titles]}, "eagerness": "moderate"}
    return JsonResponse(
        {"prefetch": [rule]}, content_type="application/speculationrules+json"
    )


@cookieless
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Serve the icon that is asked for where no page names one."""
    file = settings.BASE_DIR / "static" / "img" / "favicon.ico"
    return HttpResponse(file.read_bytes(), content_type="image/x-icon")


@public
def security_txt(request: HttpRequest) -> HttpResponse:
    """Serve whom to tell of a hole in the site's safety (RFC 9116)."""
    languages = ", ".join(code for code, _ in settings.LANGUAGES)
    lines = [
        f"Contact: {security_contact()}",
        f"Expires: {_expires(timezone.now()):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def security_contact() -> str:
    """Return the URI that SECURITY_CONTACT says, else the house's or the sender's."""
    if settings.CENTRE_SECURITY_CONTACT:
        return settings.CENTRE_SECURITY_CONTACT
    address = Centre.load().email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"mailto:{quote(address, safe='@+')}"


def _expires(at: datetime) -> datetime:
    """Return a midnight in UTC that is ahead, the same one for a whole day."""
    day = at.astimezone(timezone.get_fixed_timezone(0)) + SECURITY_VALID
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
