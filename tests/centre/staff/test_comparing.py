"""An older version beside now, with rows; parts of it fill the form."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from centre.content.differences import GONE, LEFT_OUT, NEW, SAME, compare_texts
from events.models import ProgrammeItem, StudyVisit
from tests.builders import DAY, HOUR, build_centre, build_staff, build_visit
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("<p>Alike.</p>", "<p><strong>Alike.</strong></p>", []),
        (
            "<p>Jeden.</p><p>Dwa trzy.</p>",
            "<p>Jeden.</p><p>Dwa cztery.</p>",
            [
                (SAME, "Jeden.\n"),
                (SAME, "Dwa "),
                (GONE, "trzy"),
                (NEW, "cztery"),
                (SAME, "."),
                (SAME, "\n"),
            ],
        ),
        (
            "<p>" + "słowo " * 50 + "stare</p>",
            "<p>" + "słowo " * 50 + "nowe</p>",
            [
                (LEFT_OUT, ""),
                (SAME, "słowo " * 6),
                (GONE, "stare"),
                (NEW, "nowe"),
                (SAME, "\n"),
            ],
        ),
        ("", "<ul><li>a</li><li>b</li></ul>", [(NEW, "a\nb")]),
        ("x" * 9 + "<script>", "y", [(GONE, "x" * 9), (NEW, "y"), (SAME, "\n")]),
    ],
)
def test_texts_are_compared_word_by_word(
    before: str, after: str, parts: list[tuple[str, str]]
) -> None:
    assert [(p.kind, p.text) for p in compare_texts(before, after)] == parts


def test_what_is_ticked_fills_the_form_and_nothing_else_comes_back(
    staff: Client,
) -> None:
    now = timezone.now()
    with time_machine.travel(now - 2 * DAY):
        visit = build_visit("wizyta", venue_pl="Dawniej", title_uk="Колись")
        item, gone = (
            ProgrammeItem.objects.create(
                visit=visit,
                starts_at=visit.starts_at + n * HOUR,
                ends_at=visit.starts_at + (n + 1) * HOUR,
                kind="tour",
                title_pl=f"Punkt {n}",
            )
            for n in range(2)
        )
        version = visit.history.latest("history_id").pk
    with time_machine.travel(now - DAY):
        capacity = visit.capacity
        visit.venue_pl, visit.title_uk, visit.capacity = "Teraz", "Тепер", 99
        visit.published_at = None
        visit.save()
        item.title_pl = "Punkt zmieniony"
        item.save()
        lost = gone.pk
        gone.delete()
    address = f"/en/admin/events/studyvisit/{visit.pk}"
    page = staff.get(f"{address}/history/{version}/")
    facts = {value.take for value in page.context["facts_then"]}
    assert "capacity" in facts
    assert "published_at" not in facts
    words = {value.take: str(value.parts) for value in page.context["words_then"]}
    assert words == {
        "title_uk": "<del>Колись</del><ins>Тепер</ins><span>\n</span>",
        "venue_pl": "<del>Dawniej</del><ins>Teraz</ins><span>\n</span>",
    }
    rows = [row.take for row in page.context["rows_then"]]
    label = ProgrammeItem._meta.label_lower
    assert rows == [f"{label}:{item.pk}", f"{label}:{lost}"]
    told = staff.get(f"{address}/history/").context["row_changes"]
    assert [(t["record"].history_type, len(t["values"])) for t in told] == [
        ("-", 0),
        ("~", 1),
        ("+", 0),
        ("+", 0),
    ]
    query = {"from_version": version, "take": ["capacity", "published_at", *rows]}
    form = filled(staff.get(f"{address}/change/", query))
    sent: Any = staff.post(f"{address}/change/", form)
    assert sent.status_code == 302
    saved = StudyVisit.objects.get()
    assert (saved.capacity, saved.published_at) == (capacity, None)
    assert (saved.venue_pl, saved.title_uk) == ("Teraz", "Тепер")
    assert [i.title_pl for i in visit.programme.all()] == ["Punkt 0", "Punkt 1"]
