"""What every answer carries, and what a request is given."""

import pytest
from django.test import Client

from centre.content.addressed import FormerSlug
from centre.importing.models import FormerAddress
from tests.builders import build_centre, build_post, build_staff, build_visit

pytestmark = [pytest.mark.django_db, pytest.mark.once]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture(autouse=True)
def house(db):
    build_centre()


def policy(response):
    parts = response.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts if part.strip())


@pytest.mark.parametrize("path", ["/pl/", "/en/nothing/", "/", "/robots.txt"])
def test_the_policy_allows_only_ourselves(client, path):
    assert policy(client.get(path)) == POLICY


def test_the_other_headers(client):
    headers = client.get("/pl/").headers
    names = [
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Content-Language",
    ]
    assert [headers[name] for name in names] == [
        "DENY",
        "nosniff",
        "same-origin",
        "same-origin",
        "same-origin",
        "camera=(), geolocation=(), microphone=()",
        "pl",
    ]


def test_a_signed_in_member_of_staff_gets_the_public_page_of_everybody(client):
    public = client.get("/en/")
    client.force_login(build_staff())
    again = client.get("/en/")
    assert again.content == public.content
    assert again.headers.get("Vary") is None


@pytest.mark.parametrize(
    "path",
    [
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-house-0.xml",
        "/.well-known/security.txt",
        "/speculation-rules.json",
        "/favicon.ico",
    ],
)
def test_what_is_in_no_language_says_none_to_whoever_asks(client, path):
    """A copy would tell everybody the language of the one who asked first."""
    build_centre()
    asked = [{"Accept-Language": code} for code in ("uk", "en")]
    first, other = (client.get(path, headers=headers) for headers in asked)
    assert first.status_code == 200
    assert first.getvalue() == other.getvalue()
    for answer in (first, other):
        assert "Content-Language" not in answer.headers
        assert "Vary" not in answer.headers


def test_a_form_without_its_token_is_refused_everywhere():
    build_visit()
    client = Client(enforce_csrf_checks=True)
    for path in ["/en/", "/en/study-visits/wizyta/", "/pl/admin/login/"]:
        assert client.post(path, {"a": "b"}).status_code == 403


def test_a_form_with_its_token_is_taken_with_another_page_open_beside_it():
    build_visit()
    client = Client(enforce_csrf_checks=True)
    url = "/en/study-visits/wizyta/register/delegation/"
    page = client.get(url)
    client.get("/en/study-visits/wizyta/register/contact/")
    data = {
        "csrfmiddlewaretoken": page.context["csrf_token"],
        "organisation": "X",
        "city": "Y",
        "country": "NO",
    }
    assert client.post(url, data).status_code == 302


@pytest.mark.parametrize(("path", "status"), [("/xx/", 404), ("/uk/", 200)])
def test_a_language_is_known_by_its_code(client, path, status):
    assert client.get(path).status_code == status


def test_a_hidden_language_has_no_pages(client, settings):
    settings.LANGUAGES = [("pl", "Polski"), ("en", "English")]
    assert client.get("/uk/").status_code == 404
    assert "/uk/" not in client.get("/pl/").text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing/", 404),
        ("GET", "/en/nothing/", 404),
        ("GET", "/en/news/nothing/", 404),  # of a view whose pages are kept
        ("GET", "/en/registration/nothing/", 404),
        ("POST", "/en/news/", 405),
    ],
)
def test_no_cache_keeps_a_refusal(client, method, path, status):
    """Each may keep a 404 that says nothing of it as long as it likes (RFC 9111)."""
    response = client.generic(method, path)
    found = response.status_code, response.headers["Cache-Control"]
    assert found == (status, "private, no-store")


def test_a_permanent_redirect_is_kept_as_long_as_it_can_be_right(client, settings):
    """A changed one is right within 120 seconds behind any cache (RFC 5861, 3)."""
    post = build_post("now")
    FormerSlug.keep(post, "before")
    former_address = {"model": "news.post", "object_id": post.pk, "language": "en"}
    FormerAddress.objects.create(path="stary-wpis", **former_address)
    asked = [
        "/en/news/before/",  # a former slug
        "/en/aktualnosci/now/",  # in another language
        "/EN/News/now/",  # in capitals
        "/stary-wpis/",  # of the former site
        "/en/news/now",  # without its slash
        f"/en/registration/{'ab' * 32}",  # a secret one
    ]
    found = {path: kept(client.get(path)) for path in asked}
    settings.SECURE_SSL_REDIRECT = True
    found["HTTP"] = kept(Client().get("/en/news/now/"))
    minute = ["max-age=0", "public", "s-maxage=60", "stale-while-revalidate=60"]
    assert found == {
        **dict.fromkeys(asked[:-1], (301, minute)),
        asked[-1]: (301, ["no-store", "private"]),
        "HTTP": (301, ["max-age=86400"]),
    }


def kept(response):
    told = response.headers["Cache-Control"]
    return response.status_code, sorted(told.split(", "))
