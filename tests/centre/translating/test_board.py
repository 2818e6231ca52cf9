"""The board of translations: its order, its cells, its cost."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from centre.models import LanguageWish
from centre.translating.board import find_things, rows_of, with_texts
from centre.translating.kinds import BOARD_KINDS, Seen
from events.models import ProgrammeItem, Session
from news.models import Post
from tests.builders import (
    DAY,
    at_hour,
    build_activity,
    build_centre,
    build_closure,
    build_notice,
    build_page,
    build_post,
    build_session,
    build_staff,
    build_statement,
    build_topic,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOARD = "/en/admin/centre/outdatedtext/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def board(*lacking: str, last: Seen = Seen.PAST) -> list[Any]:
    with translation.override("pl"):
        return rows_of(
            with_texts(
                find_things(BOARD_KINDS, timezone.now(), lacking, last), BOARD_KINDS
            ),
            BOARD_KINDS,
        )


def test_what_visitors_see_soonest_comes_first() -> None:
    now = timezone.now()
    build_centre(name_pl="Dom")
    build_statement()
    build_topic("temat")
    build_page("strona")
    build_post("stary", published_at=now - 2 * DAY)
    build_post("nowy")
    build_post("szkic", published_at=None)
    build_post("zapowiedziany", published_at=now + 3 * DAY)
    build_visit("wizyta")
    build_activity("minione")
    build_activity("stale", standing=True)
    build_session(build_activity("jutro"), at_hour(18, in_days=1))
    odd = build_activity("odwolane")
    build_session(odd, at_hour(18, in_days=2), state=Session.State.CANCELLED)
    build_session(odd, at_hour(18, in_days=9))
    build_closure((now + 5 * DAY).date(), reason_pl="Święto")
    build_closure((now + 6 * DAY).date())
    build_notice(text_pl="Winda")
    assert [(row.title, row.seen.name) for row in board()] == [
        ("Winda", "COMING"),
        ("Zajęcia jutro", "COMING"),
        ("Wpis zapowiedziany", "COMING"),
        ("Święto", "COMING"),
        ("Zajęcia odwolane", "COMING"),
        ("Wizyta wizyta", "COMING"),
        ("Dom", "STANDING"),
        ("Strona strona", "STANDING"),
        ("Deklaracja dostępności", "STANDING"),
        ("Rodzaj warsztaty", "STANDING"),
        ("Zajęcia stale", "STANDING"),
        ("Temat temat", "STANDING"),
        ("Wpis nowy", "NEWS"),
        ("Wpis stary", "NEWS"),
        ("Wpis szkic", "DRAFT"),
        ("Zajęcia minione", "PAST"),
    ]
    assert [row.title for row in board("en", last=Seen.NEWS)] == [
        "Winda",
        "Święto",
        "Strona strona",
        "Deklaracja dostępności",
        "Temat temat",
    ]


def test_a_cell_says_how_far_a_language_is_and_opens_it(staff: Client) -> None:
    post = build_post(
        "wpis", lead_pl="Trzy słowa tu", title_uk="Допис", body_pl="<p>Raz dwa</p>"
    )
    Post.objects.update(lead_pl="Teraz cztery słowa tu")
    [row] = board()
    form = f"/pl/admin/news/post/{post.pk}/change/"
    assert [(c.language, c.state, c.words, c.left, c.url) for c in row.cells] == [
        ("pl", "complete", 8, 0, f"{form}?language=pl#fieldset-0-0-heading"),
        ("en", "outdated", 6, 4, f"{form}?language=en#fieldset-0-1-heading"),
        ("uk", "started", 1, 6, f"{form}?language=uk#fieldset-0-2-heading"),
    ]
    page = staff.get(f"/en/admin/news/post/{post.pk}/change/?language=uk").text
    assert page.count('data-now="uk"') == 1
    assert page.count('id="fieldset-0-2-heading"') == 1
    Post.objects.update(lead_en="Now", title_uk="")
    assert [cell.state for cell in board()[0].cells] == [
        "complete",
        "complete",
        "empty",
    ]


def test_the_board_is_filtered_by_language_and_kind(staff: Client) -> None:
    build_post("wpis")
    build_page("strona")
    build_visit()
    for query, titles in {
        "": ["Visit wizyta", "Strona strona", "Post wpis"],
        "?language=en": ["Strona strona"],
        "?language=uk&kind=news.post": ["Post wpis"],
        "?language=xx&kind=xx&page=99": ["Visit wizyta", "Strona strona", "Post wpis"],
    }.items():
        rows = staff.get(BOARD + query).context["rows"]
        assert (query, [row.title for row in rows]) == (query, titles)


def test_somebody_sees_the_texts_that_they_may_change(client: Client) -> None:
    build_post("wpis")
    build_page("strona")
    user = User.objects.create_user("some", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(BOARD).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="change_page"))
    assert [row.title for row in client.get(BOARD).context["rows"]] == ["Strona strona"]
    assert client.get("/en/admin/").text.count(f'href="{BOARD}"') == 2


def test_what_readers_ask_for_stands_in_its_cell_and_comes_first(
    staff: Client,
) -> None:
    known, asked, done = map(build_post, ("znany", "chciany", "gotowy"))
    ukrainian = {"title_uk": "Т", "lead_uk": "З", "body_uk": "<p>Т</p>"}
    Post.objects.filter(pk=done.pk).update(**ukrainian)
    today = timezone.localdate()
    for post, language, day, count in (
        (known, "uk", today, 2),
        (asked, "uk", today, 2),
        (asked, "uk", today - DAY, 3),
        (done, "uk", today, 9),
    ):
        LanguageWish.objects.create(
            model="news.post",
            object_id=post.pk,
            language=language,
            day=day,
            count=count,
        )
    rows = staff.get(f"{BOARD}?kind=news.post&asked=1").context["rows"]
    assert [(r.title, [c.asked for c in r.cells if c.is_needed]) for r in rows] == [
        ("Post chciany", [5]),
        ("Post znany", [2]),
        ("Post gotowy", []),
    ]


def test_the_board_costs_as_much_for_31_things_as_for_one(staff: Client) -> None:
    counts = []
    for number in (1, 30):
        Post.objects.bulk_create(
            Post(
                slug=f"p{number}-{n}",
                title_pl=f"Wpis {n}",
                lead_pl="Zajawka",
                body_pl="<p>Treść.</p>",
                published_at=timezone.now() - DAY,
            )
            for n in range(number)
        )
        Post.objects.update(title_en="Post")
        Post.objects.update(title_pl="Inny")
        staff.get(BOARD)
        with CaptureQueriesContext(connection) as asked:
            response = staff.get(f"{BOARD}?language=en&asked=1")
        counts.append((len(asked), len(response.context["rows"])))
    assert counts == [(8, 1), (8, 30)]
    assert response.context["page"].paginator.count == 31


def test_visits_cost_the_board_a_query_for_each_kind_of_their_rows(
    staff: Client,
) -> None:
    counts = []
    for number in (1, 3):
        for n in range(number):
            visit = build_visit(f"v{number}-{n}")
            ProgrammeItem.objects.create(
                visit=visit,
                title_pl="Panel",
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
            )
        staff.get(BOARD)
        with CaptureQueriesContext(connection) as asked:
            response = staff.get(f"{BOARD}?language=en")
        counts.append((len(asked), len(response.context["rows"])))
    assert counts == [(9, 1), (9, 4)]


def test_a_visit_is_partly_translated_while_its_programme_is_not(
    staff: Client,
) -> None:
    visit, other = build_visit("wizyta", venue_pl=""), build_visit("inna", venue_pl="")
    for thing, title in ((visit, ""), (other, "Екскурсія")):
        ProgrammeItem.objects.create(
            visit=thing,
            title_pl="Zwiedzanie Centrum",
            title_en="A tour",
            title_uk=title,
            starts_at=thing.starts_at,
            ends_at=thing.ends_at,
        )
    (found,) = [row for row in board("uk") if row.kind == "wizyta studyjna"]
    assert (found.title, [(c.state, c.left) for c in found.cells]) == (
        "Wizyta wizyta",
        [("complete", 0), ("complete", 0), ("started", 2)],
    )
    # Nothing of it can be written beside its source.
    html = staff.get(f"{BOARD}?language=uk&kind=events.studyvisit").text
    assert ("Visit wizyta" in html, "board-beside" in html) == (True, False)
    html = staff.get(f"/en/admin/events/studyvisit/{visit.pk}/change/").text
    told = "A title is missing in a language (Українська)"
    assert f'<a href="#programme-heading">{told}' in html
    html = staff.get(f"/en/admin/events/studyvisit/{other.pk}/change/").text
    assert told not in html


def test_who_only_proposes_is_not_led_to_rows_of_a_form() -> None:
    visit = build_visit("wizyta")
    ProgrammeItem.objects.create(
        visit=visit,
        title_pl="Zwiedzanie",
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
    )
    kinds = [replace(kind, only_proposes=True) for kind in BOARD_KINDS]
    assert [*find_things(kinds, timezone.now(), ["en"])] == []
    assert len(find_things(BOARD_KINDS, timezone.now(), ["en"])) == 1
