"""Texts that the law asks for: led to, in all their forms, and never a mere example."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from centre.content.plain_text import plain_text
from centre.models import AccessibilityStatement, Centre, Page, Recording
from centre.site.sitemaps import public_things
from centre.staff.duties import missing_duties
from tests.builders import build_centre, build_page, build_staff, build_statement

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def footer(response):
    return response.text.partition('id="foot-rules"')[2]


@pytest.mark.parametrize("menu", ["none", "main", "footer"])
def test_the_footer_leads_to_a_text_that_the_law_asks_for_in_any_menu(client, menu):
    build_page("ochrona", role="minors", menu=menu)
    build_page("inna", menu="none")
    text = footer(client.get("/pl/"))
    assert ('href="/pl/ochrona/"' in text, "/pl/inna/" in text) == (True, False)


def test_the_two_versions_lead_to_each_other(client):
    for slug, role in {"pelna": "minors", "krotka": "minors-short"}.items():
        build_page(slug, role=role)
    for slug, other in {"pelna": "krotka", "krotka": "pelna"}.items():
        text = client.get(f"/pl/{slug}/").text.partition("forms-of-text")[2]
        assert f'href="/pl/{other}/"' in text.partition("</ul>")[0]


def test_one_page_alone_has_a_role():
    page = build_page("pierwsza", role="privacy")
    other = build_page("druga")
    other.role = "privacy"
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert list(refused.value.error_dict) == ["role"]
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    page.full_clean()


def test_what_we_do_is_a_text_that_programs_read(client):
    build_centre(opening_hours_pl="pn.-pt. 10:00-18:00")
    page = build_page(
        "co-robimy",
        role="what-we-do",
        title_pl="Co robimy",
        body_pl=(
            "<p>Uczymy &amp; <strong>słuchamy</strong>.</p><h2>Dla kogo</h2>"
            '<ul><li><p>dla <a href="https://example.org/">Ciebie</a></p></li>'
            "<li>dla nas</li></ul><ol><li>raz</li><li>dwa</li></ol><p>a<br>b</p>"
        ),
    )
    response = client.get("/pl/co-robimy.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "Co robimy\n\nUczymy & słuchamy.\n\nDla kogo\n\n"
        "- dla Ciebie (https://example.org/)\n- dla nas\n\n1. raz\n2. dwa\n\na\nb\n\n"
        "---\nDom Testowy\nul. Przykładowa 20, 30-000 Kraków\npn.-pt. 10:00-18:00\n"
        "centrum@example.org\n"
    )
    assert 'href="/pl/co-robimy.txt"' in client.get(page.get_absolute_url()).text
    assert client.get("/en/what-we-do.txt").headers["Content-Language"] == "pl"
    Page.objects.update(published_at=None)
    assert client.get("/pl/co-robimy.txt").status_code == 404


def test_a_text_without_anything_is_empty():
    assert plain_text("") == ""


def test_an_example_is_marked_where_examples_are_shown(client):
    build_page("ochrona", is_sample=True)
    assert client.get("/en/ochrona/").text.count("only an example") == 1


def test_a_real_site_shows_no_example_anywhere(client, settings):
    build_centre(is_sample=True)
    build_statement(is_sample=True)
    page = build_page("ochrona", role="minors", is_sample=True, title_pl="Standardy")
    own = build_page("wlasna", title_pl="Nasze standardy")

    def seen():
        things = public_things(timezone.now())["pages"]
        with translation.override("pl"):
            notice = Centre.load().notice.registration_notice
        home = footer(client.get("/pl/"))
        return {
            "page": client.get("/pl/ochrona/").status_code == 200,
            "footer": "/pl/ochrona/" in home,
            "site map": page in things,
            "statement": Centre.load().public_statement is not None,
            "notice": notice != "",
            "search": "/pl/ochrona/" in client.get("/pl/szukaj/?q=standardy").text,
            "its own": own in things and "/pl/wlasna/" in home,
            "its own, found": "/pl/wlasna/"
            in client.get("/pl/szukaj/?q=standardy").text,
        }

    assert [name for name, shown in seen().items() if not shown] == []
    settings.CENTRE_SHOWS_SAMPLES = False
    assert [name for name, shown in seen().items() if shown] == [
        "its own",
        "its own, found",
    ]


def test_the_desk_says_which_texts_are_missing_or_mere_examples(client):
    build_centre(is_sample=True)
    build_page("prywatnosc", role="privacy")
    build_page("ochrona", role="minors", is_sample=True)
    build_page("latwa", role="easy", published_at=None)
    client.force_login(build_staff())
    found = client.get("/en/admin/").context["missing_duties"]
    with translation.override("en"):
        named = [(str(row["name"]), str(row["state"])) for row in found]
    assert named == [
        ("what we do", "missing"),
        ("what we do, easy to read", "not published yet"),
        ("standards of the protection of minors", "only an example"),
        ("standards of the protection of minors, for minors", "missing"),
        ("declaration of accessibility", "missing"),
        ("information on personal data, for delegations", "only an example"),
    ]
    build_statement()
    AccessibilityStatement.objects.update(is_public=False)
    again = client.get("/en/admin/").context["missing_duties"]
    with translation.override("en"):
        assert str(again[4]["state"]) == "not published yet"


def test_the_desk_asks_for_the_notice_until_there_is_one(rf):
    """Nobody is asked for it before there is a Centre that it could be a part of."""
    request = rf.get("/")
    request.user = build_staff()

    def said(**fields):
        if fields:
            build_centre(**fields)
        rows = {str(row["name"]): str(row["state"]) for row in missing_duties(request)}
        return rows.get("information on personal data, for delegations")

    names = [f"registration_notice_{code}" for code in ("pl", "en", "uk")]
    with translation.override("en"):
        assert said() is None
        assert said(**dict.fromkeys(names, " ")) == "missing"
        assert said(**dict.fromkeys(names, "<p>A</p>")) is None
        assert said(is_sample=True) == "only an example"


def test_the_desk_asks_for_what_we_do_in_sign_language_once_there_is_the_page(rf):
    request = rf.get("/")
    request.user = build_staff()
    signed = "what we do, in Polish Sign Language"
    with translation.override("en"):
        assert signed not in {str(row["name"]) for row in missing_duties(request)}
        page = build_page("co-robimy", role="what-we-do")
        [row] = [r for r in missing_duties(request) if str(r["name"]) == signed]
        assert row["url"] == f"/en/admin/centre/page/{page.pk}/change/"
        Recording.objects.create(
            page=page, video="a.mp4", poster="a.jpg", captions_pl="WEBVTT"
        )
        assert signed not in {str(row["name"]) for row in missing_duties(request)}
