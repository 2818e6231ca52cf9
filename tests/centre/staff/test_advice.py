"""What is told when something is published that readers will miss something in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from centre.content.addressed import FormerSlug
from centre.staff.advice import find_advice
from events.models import Activity, OpeningHours
from news.models import PostPicture
from tests.builders import (
    build_activity,
    build_page,
    build_post,
    build_staff,
    build_topic,
    build_type,
)
from tests.desk import filled, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DEAD = "A link leads to a page that is not there: "
UKRAINIAN = (
    "It is not complete in every language (Українська): those readers see it in "
    "another one."
)
COMPLETE = {"title_uk": "Допис", "lead_uk": "Коротко.", "body_uk": "<p>Текст.</p>"}


def advice_on(thing: Any) -> list[str]:
    """What is told, without its places."""
    return [advice.text for advice in find_advice(thing)]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def test_a_complete_text_needs_no_advice() -> None:
    assert advice_on(build_post("wpis", **COMPLETE)) == []


def test_a_small_heading_first_is_told() -> None:
    low = build_post("low", **COMPLETE | {"body_uk": "<h3>A</h3><h2>B</h2>"})
    high = build_post("high", **COMPLETE | {"body_uk": "<h2>A</h2><h3>B</h3>"})
    assert (len(advice_on(low)), advice_on(high)) == (1, [])


@pytest.mark.parametrize(
    ("href", "dead"),
    [
        ("/pl/nie-ma-tego/", True),
        ("/pl/nic/tu/nie/ma/", True),
        ("http://127.0.0.1:8000/pl/nie-ma-tego/", True),
        ("/pl/szkic/", True),
        ("/pl/strona/", False),
        ("/pl/dawna/", False),
        ("/pl/", False),
        ("/pl/aktualnosci/wpis/", False),
        ("#below", False),
        ("mailto:centrum@example.org", False),
        ("https://example.org/nie-ma-tego/", False),
    ],
)
def test_a_link_of_this_site_that_leads_nowhere_is_told(
    settings: Any, href: str, dead: bool
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    FormerSlug.keep(build_page("strona"), "dawna")
    build_page("szkic", published_at=None)
    build_topic("temat"), build_type("rodzaj")
    body = f'<p><a href="{href}">x</a></p>'
    post = build_post("wpis", **COMPLETE | {"body_pl": body})
    with translation.override("en"):
        assert advice_on(post) == ([DEAD + href] if dead else [])


@pytest.mark.parametrize("count", [1, 3])
def test_all_links_are_looked_up_by_one_query(
    django_assert_num_queries: Any, count: int
) -> None:
    """One for the pictures; one for all links of all texts, dead or not."""
    links = "".join(
        f'<p><a href="/pl/strona-{n}/">A</a><a href="/uk/nema-{n}/">B</a></p>'
        for n in range(count)
    )
    for n in range(count):
        build_page(f"strona-{n}")
    texts = {"body_pl": links, "body_uk": links}
    post = build_post("wpis", **COMPLETE | texts)
    with django_assert_num_queries(2), translation.override("en"):
        dead = [DEAD + f"/uk/nema-{n}/" for n in range(count)]
        assert advice_on(post) == dead * len(texts)  # each at its text


LONG = "<p>" + " ".join(["słowo"] * 61) + ".</p>"
SHORT = "<p>" + "Pięć słów w tym zdaniu. " * 13 + "</p>"


def test_what_readers_stumble_over_is_told_with_its_place() -> None:
    texts = {
        "body_uk": '<p>Більше: <a href="https://example.org/">Тут</a>.</p>',
        "body_pl": LONG,
        "body_en": SHORT,
    }
    post = build_post("wpis", **COMPLETE | texts)
    picture = {"post": post, "image": picture_file()}
    PostPicture.objects.create(**picture, alt_pl="A", alt_en="A", alt_uk="A")
    PostPicture.objects.create(**picture, decorative=True)
    with translation.override("en"):
        assert [(a.anchor, a.text.partition(",")[0]) for a in find_advice(post)] == [
            ("id_body_pl", "Its sentences are long"),
            (
                "id_body_uk",
                "A link says only “тут”. Name what it leads to: links are read out "
                "alone.",
            ),
            ("pictures-heading", "A picture does not say who took or drew it."),
        ]
        post.pictures.update(credit="A. B.", alt_uk="")
        assert find_advice(post)[2].text.startswith("A picture has no description")


def test_a_standing_offer_without_hours_is_told_beside_its_form(staff: Client) -> None:
    complete = {"title_uk": "Подія", "summary_uk": "Коротко."}
    offer = build_activity("dyzur", standing=True, **complete)
    url = f"/en/admin/events/activity/{offer.pk}/change/"
    told = b'<a href="#hours-heading">This standing offer has no opening hours'
    assert told in staff.get(url).content
    OpeningHours.objects.create(
        activity=offer, weekday=1, opens="10:00", closes="12:00"
    )
    assert b'class="advice"' not in staff.get(url).content


def test_publishing_says_so_and_publishes(staff: Client) -> None:
    post = build_post("wpis", published_at=None)
    url = f"/en/admin/news/post/{post.pk}/change/"
    data = filled(staff.get(url)) | {"_publish": "x"}
    page = staff.post(url, data, follow=True)
    told = f'<a href="{url}#id_title_uk">{UKRAINIAN}</a>'
    assert [str(m) for m in page.context["messages"]][1:2] == [told]


def test_a_standing_offer_without_hours_is_not_published(staff: Client) -> None:
    activity = build_activity("punkt", standing=True, published_at=None)
    url = f"/en/admin/events/activity/{activity.pk}/change/"
    data = filled(staff.get(url))
    refused = staff.post(url, data | {"_publish": "x"})
    assert "Say on which days and hours it is open" in refused.content.decode()
    assert staff.post(url, data).status_code == 302
    hours = {
        "hours-TOTAL_FORMS": "1",
        "hours-0-weekday": "1",
        "hours-0-opens": "10:00",
        "hours-0-closes": "12:00",
    }
    assert staff.post(url, data | hours | {"_publish": "x"}).status_code == 302
    assert Activity.objects.published().get() == activity
