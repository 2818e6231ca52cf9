"""The year in numbers: its sums, who sees which, its drawings and its workbook."""

import io
import re
from datetime import datetime, timedelta
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.utils import timezone, translation

from centre.people import StaffAction
from centre.text.dates import format_date
from centre.year.plots import plots_of
from centre.year.tables import YearTable, tables_for
from events.models import ActivityType, HeadCount, StudyVisit, VisitFigure
from events.onsite.checkin import check_in
from tests.builders import (
    build_activity,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_type,
    build_visit,
    let_day_come,
)
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/en/admin/events/visitfigure/"
WORKBOOK = f"{PAGE}year.xlsx"


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def hold(activity, text, people=None, children=None, **fields):
    session = build_session(activity, moment(text), **fields)
    if people is not None:
        HeadCount.objects.create(session=session, people=people, children=children)


def read(key, year=2026, user=None):
    with translation.override("en"):
        tables = tables_for(user or build_staff(), year, timezone.now())
    return next(table for table in tables if table.key == key)


def told(table):
    """The rows that have any number, and the sums."""
    return [row for row in table.rows if any(row[1:])] + [table.total]


def build_activities():
    workshop, meeting = (
        build_activity(slug, type=build_type(slug))
        for slug in ("warsztat", "spotkanie")
    )
    hold(workshop, "2026-01-01 00:00", 10, 4)
    hold(workshop, "2026-01-31 23:59", 5)
    hold(workshop, "2025-12-31 23:59", 99)
    hold(workshop, "2026-03-10 18:00")
    hold(workshop, "2026-03-11 18:00", 50, state="cancelled")
    hold(meeting, "2026-03-12 18:00", 0)
    hold(meeting, "2026-12-12 18:00")  # to come
    draft = build_activity("szkic", type=meeting.type, published_at=None)
    hold(draft, "2026-04-01 10:00")
    hold(draft, "2026-04-02 10:00", 7, 0)
    offer = build_activity("dyzur", type=meeting.type, standing=True)
    HeadCount.objects.create(offer=offer, day="2026-03-02", people=3)
    HeadCount.objects.create(offer=offer, day="2025-03-02", people=90)


def test_what_was_held_and_who_came_is_counted_in_krakow_s_months():
    build_activities()
    held = read("held")
    assert held.columns == ["Month", "Warsztat", "Spotkanie", "In all"]
    assert told(held) == [
        ["January", 2, 0, 2],
        ["March", 1, 2, 3],
        ["April", 0, 1, 1],
        ["In all", 3, 3, 6],
    ]
    people = read("people", user=User.objects.get())
    assert told(people) == [
        ["January", 15, 0, 15, 4],
        ["March", 0, 3, 3, 0],
        ["April", 0, 7, 7, 0],
        ["In all", 15, 10, 25, 4],
    ]
    assert people.note == "How many came was counted at 5 of 6."


def build_figures(**people):
    """Figures of a visit in a year ("PL_2026"), as they stay."""
    for name, number in people.items():
        country, year = name.split("_")
        slug = f"w-{year}"
        visit = StudyVisit.objects.filter(slug=slug).first() or build_visit(slug)
        starts = moment(f"{year}-05-04 10:00")
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=5)}
        closed = {"registration_opens_at": None, "registration_closes_at": None}
        StudyVisit.objects.filter(pk=visit.pk).update(**times, **closed)
        numbers = {"delegations": 1, "seats": number, "attended": number}
        VisitFigure.objects.create(visit=visit, country=country, city="X", **numbers)


def test_few_people_from_a_country_are_not_told_apart():
    build_figures(DE_2026=5, PL_2026=40, UA_2026=4, LT_2026=4, PL_2025=3, UA_2025=9)
    build_figures(DE_2023=0, UA_2022=8, UA_2021=99)
    table = read("delegates")
    assert table.columns == ["Country", "2026", "2025", "2024", "2023", "2022"]
    few = "fewer than 5"
    assert told(table) == [
        ["Poland", 40, few, 0, 0, 0],
        ["Germany", 5, 0, 0, 0, 0],
        ["Ukraine", few, 9, 0, 0, 8],
        ["Other countries", 8, few, 0, 0, 0],
        ["In all", 53, 9, 0, 0, 8],
    ]


def test_who_was_checked_in_counts_until_figures_are_written_and_not_twice():
    staff, visit = build_staff(), build_visit()
    registration = build_registration(visit, seats=6, country="DE")
    visit = let_day_come(visit)
    registration.refresh_from_db()
    check_in(registration=registration, unnamed=6, at=timezone.now(), staff=staff)
    year = timezone.localdate(visit.starts_at).year
    first = told(read("delegates", year, staff))
    VisitFigure.objects.create(
        visit=visit, country="DE", city="X", delegations=1, seats=6, attended=6
    )
    assert first == told(read("delegates", year, staff))
    assert first[0][:2] == ["Germany", 6]


def test_posts_are_counted_in_the_languages_that_they_are_complete_in():
    build_post("luty", published_at=moment("2026-02-28 23:59"), lead_uk="Зачин")
    build_post("marzec", published_at=moment("2026-03-01 00:00"), title_en="")
    build_post("dawny", published_at=moment("2025-03-01 00:00"))
    build_post("szkic", published_at=None)
    table = read("posts")
    assert table.columns == ["Month", "Polski", "English", "Українська", "Posts in all"]
    assert told(table) == [
        ["February", 1, 1, 0, 1],
        ["March", 1, 0, 0, 1],
        ["In all", 2, 1, 0, 2],
    ]


def test_the_database_counts():
    """However many sessions and posts there were, it sends a row for each group."""
    kind = build_type("r")
    for number in range(3):
        hold(build_activity(f"a-{number}", type=kind), "2026-05-05 10:00", 5)
        build_post(f"p-{number}", published_at=moment("2026-05-01 00:00"))
    sent = []

    def count(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "GROUP BY" in sql:
            sent.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(count):
        tables_for(build_staff(), 2026, timezone.now())
    # Sessions, days of standing offers, figures, those not written yet, posts.
    assert sent == [1, 0, 0, 0, 1]


def test_each_sees_the_tables_of_what_they_may_see_otherwise():
    seen = {}
    for key in ("editor", "translator", "coordinator", "door"):
        user = User.objects.create_user(key, is_staff=True)
        user.groups.set(Group.objects.filter(role__key=key))
        seen[key] = [t.key for t in tables_for(user, 2026, timezone.now())]
    assert seen == {
        "editor": ["held", "people", "posts"],
        "translator": ["held", "people", "posts"],
        "coordinator": ["delegates"],
        "door": [],
    }


def test_bars_are_as_long_as_their_numbers_and_nothing_has_none():
    rows = [[str(n), 0, 0] for n in range(12)]
    rows[2][1], rows[5][1], rows[7][2] = 40, 10, 1
    table = YearTable("held", "Held", ["Month", "A", "B"], rows, ["", 50, 1], [1, 2])
    heights = [[b.height for b in plot.bars if b.height] for plot in plots_of(table)]
    assert heights == [[56, 14], [2]]
    rows[7][2] = 0
    assert [plot.name for plot in plots_of(table)] == ["Held: A"]
    countries = [["Poland", 40], ["Germany", 10], ["Malta", "fewer than 5"]]
    table = YearTable("delegates", "Who", ["Country", "2026"], countries, [], [1])
    [plot] = plots_of(table)
    assert [(bar.name, bar.width) for bar in plot.bars] == [
        ("Poland", 292),
        ("Germany", 73),
    ]


def test_a_page_names_each_drawing_and_costs_the_same_with_more(client):
    client.force_login(build_staff())
    build_activities()
    build_figures(PL_2026=40)
    build_post("marzec", published_at=moment("2026-03-01 00:00"))
    one = count_queries(client, PAGE)
    page = client.get(PAGE).text
    drawings = re.findall(r'aria-labelledby="(\S+) (\S+)" viewBox', page)
    assert [name for name, _words in drawings] == [
        "held-1-name",
        "held-2-name",
        "people-1-name",
        "people-2-name",
        "delegates-1-name",
        "posts-1-name",
        "posts-2-name",
    ]
    named = re.findall(r'<(title|desc) id="(\S+)">[^<]{4,}', page)
    assert [i for _tag, i in named] == [i for pair in drawings for i in pair]
    assert not re.findall(r"<script(?![^>]*src)|style=", page.split("<main", 1)[1])
    for number in range(3):
        kind = build_type(f"r-{number}")
        hold(build_activity(f"a-{number}", type=kind), "2026-05-05 10:00", 5)
        build_post(f"p-{number}", published_at=moment("2026-05-01 00:00"))
    build_figures(DE_2026=7, LT_2026=8, UA_2025=9)
    assert (one, count_queries(client, PAGE)) == (8, 8)
    for odd in ("x", "1999", "2027", "99999999999"):
        assert client.get(f"{PAGE}?year={odd}").context["year"] == "2026"


def cells(xml):
    """The kinds of each row's cells in a sheet: s is text, n a number, f a formula."""
    for row in re.findall("<row .*?</row>", xml):
        found = re.findall(r'<c r="\S+"[^>]*?(?: t="(\w+)")?><(\w)>', row)
        yield "".join("f" if inner == "f" else kind or "n" for kind, inner in found)


def test_the_workbook_has_the_tables_with_numbers_and_no_formula(client):
    client.force_login(build_staff())
    build_activities()
    build_figures(PL_2026=40, DE_2026=1)
    ActivityType.objects.filter(slug="warsztat").update(short_name_en="=1+1")
    response = client.get(f"{WORKBOOK}?year=2026")
    assert response["Content-Disposition"] == 'attachment; filename="2026.xlsx"'
    book = ZipFile(io.BytesIO(response.content))
    names = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == [
        "Activities held",
        "How many people came",
        "Delegates by country",
        "Posts by language",
        "How it is counted",
    ]
    files = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 6)]
    sheets = [[*cells(book.read(name).decode())] for name in files]
    assert [(len(sheet), sheet[0], {*sheet[1:]}) for sheet in sheets] == [
        (14, "ssss", {"snnn"}),
        (14, "sssss", {"snnnn"}),
        (4, "ssssss", {"snnnnn", "ssnnnn"}),
        (14, "sssss", {"snnnn"}),
        (5, "ss", {"ss"}),
    ]
    texts = book.read("xl/sharedStrings.xml").decode()
    assert "=1+1" in texts
    told = re.findall(r"<t>([^<]*)</t>", texts)
    assert told[told.index("Table") :] == [
        "Table",
        "How it is counted",
        "Activities held",
        "Standing offers stand here with the days on which people were counted.",
        "How many people came",
        "How many came was counted at 5 of 6.",
        "Delegates by country",
        "A country from which fewer than 5 people came in a year stands among the "
        "others. Where these are fewer than 5, too, they are in no sum.",
        "As of",
        format_date(timezone.localdate(), "en"),
    ]
    log = StaffAction.objects.filter(kind="exported").values_list("details", flat=True)
    assert [*log] == [["xlsx", "2026"]]


def test_a_sheet_s_name_is_one_for_excel_in_every_language():
    staff = build_staff()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names = [t.heading for t in tables_for(staff, 2026, timezone.now())]
        assert {len(name) <= 31 for name in names} == {True}
        assert len({*names}) == len(names)
