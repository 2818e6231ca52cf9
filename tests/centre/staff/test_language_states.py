"""How far a language of a visit is: the same in lists, on the form and on the board."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centre.staff.language_states import COMPLETE, EMPTY, STARTED
from centre.staff.rows import ROWS_SHOWN
from centre.translating.board import find_things, rows_of, with_texts
from centre.translating.kinds import BOARD_KINDS
from events.models import ProgrammeItem, StudyVisit
from tests.builders import HOUR, build_centre, build_part, build_staff, build_visit
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/en/admin/events/studyvisit/"
VISITS = [kind for kind in BOARD_KINDS if kind.model is StudyVisit]
WHOLE = {"title_pl": "Panel", "title_en": "A panel", "title_uk": "Панель"}
NO_TITLE = dict.fromkeys(WHOLE, "")


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


def build_item(visit: StudyVisit, **titles: str) -> ProgrammeItem:
    return ProgrammeItem.objects.create(
        visit=visit,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
        **{**WHOLE, **titles},
    )


def build_visits() -> None:
    """Build visits named by what they and their rows lack."""
    for name, title in (("whole", "Панель"), ("item", "")):
        build_item(build_visit(name), title_uk=title)
    two = build_visit("rows")
    for title in ("Panel", "", "  "):
        build_item(two, title_pl=title)
    build_part(two, title_en="")
    build_item(build_visit("untitled"), **NO_TITLE)
    own = build_visit("own", title_uk="", summary_uk="", description_uk="")
    build_item(own, title_en="")


STATES = {
    "whole": (COMPLETE, COMPLETE, COMPLETE),
    "item": (COMPLETE, COMPLETE, STARTED),
    "rows": (STARTED, STARTED, COMPLETE),
    "untitled": (STARTED, STARTED, STARTED),
    "own": (COMPLETE, STARTED, EMPTY),
}


def in_list(page: Any) -> dict[str, tuple[str, ...]]:
    """Return what the list shows of each visit, in the languages' order."""
    visits = page.context["cl"].result_list
    shown = re.findall(r'class="language-state (\w+)"', page.text)
    return {
        visit.title_en.split()[-1]: tuple(shown[3 * n : 3 * n + 3])
        for n, visit in enumerate(visits)
    }


def on_board() -> dict[str, tuple[str, ...]]:
    found = find_things(VISITS, timezone.now())
    rows = rows_of(with_texts(found, VISITS), VISITS)
    return {row.title.split()[-1]: tuple(c.state for c in row.cells) for row in rows}


def on_form(page: Any) -> tuple[str, ...]:
    return tuple(tab["state"] for tab in page.context["language_tabs"])


def form_of(visit: StudyVisit) -> str:
    return f"{LIST}{visit.pk}/change/"


def test_the_list_the_form_and_the_board_say_the_same(staff: Client) -> None:
    build_visits()
    forms = {
        visit.title_en.split()[-1]: on_form(staff.get(form_of(visit)))
        for visit in StudyVisit.objects.all()
    }
    assert forms == in_list(staff.get(LIST)) == on_board() == STATES


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_filter_and_the_board_find_what_lacks_a_language(
    staff: Client, language: str
) -> None:
    build_visits()
    number = ["pl", "en", "uk"].index(language)
    lacking = {name for name in STATES if STATES[name][number] != COMPLETE}
    assert {*in_list(staff.get(f"{LIST}?missing={language}"))} == lacking
    found = with_texts(find_things(VISITS, timezone.now(), [language]), VISITS)
    assert {thing["texts"]["title_en"].split()[-1] for thing in found} == lacking


def test_the_list_costs_the_same_with_one_visit_and_with_three(staff: Client) -> None:
    counts = []
    for number in (1, 2):
        for n in range(number):
            build_item(build_visit(f"v{number}{n}"), title_uk="")
        staff.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            page = staff.get(LIST)
        counts.append((len(asked), len(in_list(page))))
    assert counts == [(7, 1), (7, 3)]


def test_a_refused_form_says_what_is_typed_in_its_rows(staff: Client) -> None:
    visit = build_visit("whole")
    for _number in range(2):
        build_item(visit, title_uk="")
    sent = filled(staff.get(form_of(visit))) | {"ends_at": ""}
    one = sent | {"programme-0-title_uk": "Панель"}
    assert on_form(staff.post(form_of(visit), one)) == (COMPLETE, COMPLETE, STARTED)
    both = one | {"programme-1-DELETE": "on"}
    assert on_form(staff.post(form_of(visit), both)) == (COMPLETE, COMPLETE, COMPLETE)


def test_a_row_that_the_form_does_not_show_counts(staff: Client) -> None:
    visit = build_visit("whole")
    for number in range(ROWS_SHOWN + 1):
        build_item(visit, title_uk="" if number == ROWS_SHOWN else "Панель")
    page = staff.get(form_of(visit))
    told = [tab["rows_lack_elsewhere"] for tab in page.context["language_tabs"]]
    assert (on_form(page), told) == (
        (COMPLETE, COMPLETE, STARTED),
        [False, False, True],
    )


def test_the_form_says_what_a_language_needs(staff: Client) -> None:
    page = staff.get(form_of(build_visit()))
    needed = [page.context[name] for name in ("required_labels", "row_labels")]
    assert needed == ["title, summary, description", "programme, parts of the visit"]
