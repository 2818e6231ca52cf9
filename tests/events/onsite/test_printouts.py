"""Files, sheets and figures of a visit."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone, translation
from django.utils.text import capfirst

from centre.templatetags.centre import short_day, when
from centre.text.dates import format_date
from events.models import Need, PartChoice, Registration, VisitFigure
from events.onsite import printouts
from events.onsite.checkin import check_in, check_in_all
from events.onsite.export import as_csv, as_xlsx, defused, needs_counted, tables
from events.onsite.figures import draft_report, write_figures
from events.registrations.rules.consents import agree_to_pictures
from events.registrations.rules.register import DisplayedText
from news.models import Post
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_centre,
    build_guests,
    build_part,
    build_staff,
    build_visit,
)

pytestmark = pytest.mark.django_db
DESK = "/en/admin/events/studyvisit"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def registration() -> Registration:
    build_centre()
    return build_guests(
        build_visit(),
        organisation=FORMULA,
        city="Łódź",
        country="PL",
        language="uk",
        contact_phone="+48 000",
        names=("Łucja Próbna", "Їжак Ґанок"),
    )


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def need(registration: Registration, code: str = "vegan") -> Need:
    return Need.objects.create(
        registration=registration, kind="diet", code=code, text="PRIVATE WORDS"
    )


def rows_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


# --- Files ------------------------------------------------------------------------


@pytest.mark.parametrize("start", [*"=+-@\t\r＝＋－＠", " =", "\ufeff=", "\u200b ="])
def test_cells_that_excel_would_reckon_with_are_defused(start):
    assert defused(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("cell", ["048000", "0048 12 000", "1" * 16])
def test_digits_that_excel_would_cut_are_kept(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Łódź", "a=b", 3, -3, "", "0", "480", "01 Street"])
def test_other_cells_stay_as_they_are(cell):
    assert defused(cell) == cell


def test_csv_opens_right_in_polish_excel(registration):
    with translation.override("pl"):
        body = as_csv(tables(registration.visit, needs=False))
    assert body[:3] == b"\xef\xbb\xbf"
    line = rows_of(body)[1]
    assert line[0] == registration.reference
    assert line[2:5] == [f"'{FORMULA}", "Łódź", "Polska"]
    assert (line[7], line[9:]) == ("'+48 000", ["3", "0"])


def test_csv_holds_all_sheets_and_their_last_lines():
    sheets = [
        ("First", [["heading", "number"], ["one", 1], ["two", 2]]),
        (FORMULA, [["heading"], ["three"]]),
        ("Third", [["heading"], ["=4"]]),
    ]
    assert as_csv(sheets).decode("utf-8-sig") == (
        "heading;number\r\none;1\r\ntwo;2\r\n"
        f"\r\n'{FORMULA}\r\nheading\r\nthree\r\n"
        "\r\nThird\r\nheading\r\n'=4\r\n"
    )


@pytest.mark.usefixtures("first_mails")
def test_a_language_is_written_by_its_name(registration):
    with translation.override("en"):
        _name, (heading, row) = tables(registration.visit, needs=False)[0]
    assert row[heading.index("language of the mails")] == "Українська"


def test_xlsx_holds_texts_and_no_formula(registration):
    body = as_xlsx(tables(registration.visit, needs=False))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        text = "".join(book.read(name).decode() for name in sheets)
        shared = book.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == 2
    assert "<f>" not in text
    assert f"<t>{FORMULA}</t>" in shared
    assert "<t>Їжак Ґанок</t>" in shared


def test_a_sheet_is_printed_across_a4_with_its_heading_on_each_page(registration):
    body = as_xlsx(tables(registration.visit, needs=False))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    setup = '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
    assert [sheet.count(setup), sheet.count('<autoFilter ref="A1:K2"/>')] == [1, 1]
    assert sheet.count("<pageSetUpPr fitToPage=") == 1
    assert names.count("_xlnm.Print_Titles") == 2
    assert styles.count('wrapText="1"') == 2


def test_needs_are_numbers_without_names_or_own_words(registration):
    need(registration)
    need(registration)
    need(registration, "")
    gone = build_guests(registration.visit, contact_email="b@example.org")
    need(gone)
    Registration.objects.filter(pk=gone.pk).update(status="withdrawn")
    with translation.override("en"):
        assert sorted(needs_counted(registration.visit)) == [
            ["Vegan", 2],
            ["food: other", 1],
        ]


def test_needs_are_exported_only_for_who_may_see_them(client, registration):
    need(registration)
    user = build_staff()
    user.is_superuser = False
    user.save()
    client.force_login(user)
    url = f"{DESK}/{registration.visit_id}/day/export.csv"
    assert client.get(url).status_code == 403
    seen = []
    for codename in ("view_registration", "view_need"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
        body = client.get(url).content.decode()
        seen.append("Vegan" in body)
        assert "PRIVATE" not in body
    assert seen == [False, True]


def test_files_are_downloads_that_nobody_keeps(staff, registration):
    for kind in ("csv", "xlsx"):
        response = staff.get(f"{DESK}/{registration.visit_id}/day/export.{kind}")
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="wizyta.{kind}"'
        )
        assert "no-store" in response.headers["Cache-Control"]
    other = staff.get(f"{DESK}/{registration.visit_id}/day/export.exe")
    assert other.status_code == 404


# --- Sheets -----------------------------------------------------------------------


def sheet(client: Client, registration: Registration, kind: str, **query: str) -> Any:
    url = f"{DESK}/{registration.visit_id}/day/print/{kind}/"
    response = client.get(url, query)
    assert response.status_code == 200
    return response


def test_sheets_have_no_styles_in_them_and_are_kept_nowhere(staff, registration):
    for kind in ("programme", "attendance", "badges", "cards", "needs"):
        response = sheet(staff, registration, kind)
        page = response.content.decode()
        assert ("style=" in page, "<style" in page, "<script" in page) == (False,) * 3
        assert "no-store" in response.headers["Cache-Control"]


def test_a_programme_is_in_the_delegations_language(staff, registration):
    build_guests(registration.visit, language="pl", contact_email="b@example.org")
    page = sheet(staff, registration, "programme").content.decode()
    assert page.count('<section class="sheet" lang="uk"') == 1
    assert page.count('<section class="sheet" lang="pl"') == 1
    assert (page.count("Візит wizyta"), page.count("<h2>Wizyta wizyta")) == (1, 1)
    assert page.count("<svg") == 2


def test_many_programmes_are_made_in_the_background(staff, registration, monkeypatch):
    monkeypatch.setattr(printouts, "PROGRAMMES_AT_ONCE", 2)
    url = f"{DESK}/{registration.visit_id}/day/print/programme/"
    leads = []
    for name in "bc":
        address = f"{name}@example.org"
        build_guests(registration.visit, contact_email=address, city=name)
        leads.append(
            (staff.get(url).status_code, staff.get(url).headers.get("Location"))
        )
    assert leads == [(200, None), (302, f"{url}all/")]
    one = sheet(staff, registration, "programme", delegation=registration.reference)
    assert len(one.context["sheets"]) == 1


def test_a_programme_says_the_day_and_puts_the_delegations_parts_in_their_place(
    staff, registration
):
    visit = registration.visit
    first, second = at_hour(8), at_hour(8, in_days=1)
    visit.starts_at, visit.ends_at = first, second + HOUR
    visit.save()
    for title, start in (("Drugi", second), ("Pierwszy", first)):
        visit.programme.create(title_pl=title, starts_at=start, ends_at=start + HOUR)
    tour = build_part(visit, starts_at=first + HOUR, ends_at=first + 2 * HOUR)
    build_part(visit, "without it", starts_at=first, ends_at=second)
    PartChoice.objects.create(registration=registration, part=tour, seats=2)
    page = sheet(staff, registration, "programme").content.decode()
    told = re.findall(r"<h4>(.*?)</h4>|<td>\s*<strong[^>]*>(.*?)</strong>", page)
    with translation.override("uk"):
        days = [capfirst(short_day(day)) for day in (first, second)]
    assert [day or title for day, title in told] == [
        days[0],
        "Pierwszy",
        "Частина tour",
        days[1],
        "Drugi",
    ]


@pytest.mark.once
def test_one_delegation_is_printed_alone(staff, registration):
    build_guests(registration.visit, contact_email="b@example.org")
    for kind in ("programme", "attendance", "badges", "cards"):
        page = sheet(staff, registration, kind, delegation=registration.reference)
        assert "Exampletown" not in page.content.decode()
        assert "Exampletown" in sheet(staff, registration, kind).content.decode()


def test_badges_are_for_everybody_with_or_without_a_name(staff, registration):
    cards = sheet(staff, registration, "badges").context["cards"]
    assert [card["name"] for card in cards] == ["Łucja Próbna", "Їжак Ґанок", ""]
    assert {card["country"] for card in cards} == {"Польща"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "long"),
    [
        ("Żółć Łęcki", False),
        ("Ґанна Їжак", False),
        ("", False),
        ("Świętosława Ćwiękała-Źdźbłowska", True),
        ("Przykładowskiego", True),
        ("An Example of the Many Names", True),
    ],
)
def test_a_long_name_is_printed_smaller_so_that_the_rest_has_room(
    staff, registration, name, long
):
    registration.delegates.update(badge_name="", full_name=name)
    for kind in ("badges", "cards"):
        page = sheet(staff, registration, kind).content.decode()
        assert page.count('class="name long"') == 2 * long


def test_the_attendance_list_has_everybody_first_and_then_each_part(
    staff, registration
):
    visit = registration.visit
    other = build_guests(visit, contact_email="b@example.org")
    part = build_part(visit)
    PartChoice.objects.create(registration=registration, part=part, seats=2)
    lists = sheet(staff, registration, "attendance").context["lists"]
    assert [
        (part, [(d.pk, seats) for d, seats, _lines in rows]) for part, rows in lists
    ] == [
        (None, [(other.pk, 3), (registration.pk, 3)]),
        (part, [(registration.pk, 2)]),
    ]


def test_a_parts_list_says_its_own_day_and_not_the_visits(staff, registration):
    visit = registration.visit
    visit.ends_at = visit.starts_at + 3 * DAY
    visit.save()
    start = visit.starts_at + 2 * DAY
    build_part(visit, starts_at=start, ends_at=start + HOUR, guide="Guide of Ours")
    page = sheet(staff, registration, "attendance").content.decode()
    with translation.override("en"):
        assert page.count(when(start, start + HOUR)) == 1
    assert page.count("Guide of Ours") == 1


@pytest.mark.once
def test_papers_are_for_who_is_expected_and_for_nobody_who_still_waits(
    staff, registration
):
    asked = build_guests(registration.visit, contact_email="b@example.org")
    need(asked)
    for status, shown in (("requested", 0), ("confirmed", 1), ("no_show", 1)):
        Registration.objects.filter(pk=asked.pk).update(status=status)
        for kind in ("programme", "attendance", "badges", "cards"):
            page = sheet(staff, registration, kind).content.decode()
            assert ("Exampletown" in page) == bool(shown)
        assert sheet(staff, registration, "needs").context["people"] == 3 + 3 * shown
        assert len(needs_counted(registration.visit)) == shown


def test_papers_say_who_agrees_to_pictures(staff, registration):
    first, second = registration.delegates.all()
    text = DisplayedText("Yes", "uk")
    agree_to_pictures(delegate=second, text=text, at=timezone.now())
    cards = sheet(staff, registration, "badges").context["cards"]
    assert [card["pictures"] for card in cards] == [False, True, False]
    [(_part, rows)] = sheet(staff, registration, "attendance").context["lists"]
    assert rows[0][2] == [
        (first.full_name, False),
        (second.full_name, True),
        ("", False),
    ]


def test_the_caterers_sheet_needs_its_own_permission(client, registration):
    user = build_staff()
    user.is_superuser = False
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="view_registration"))
    client.force_login(user)
    url = f"{DESK}/{registration.visit_id}/day/print/needs/"
    assert client.get(url).status_code == 403
    user.user_permissions.set([Permission.objects.get(codename="view_need")])
    need(registration)
    page = client.get(url).content.decode()
    assert "Vegan" in page
    assert ("PRIVATE" in page, "Łucja" in page, FORMULA in page) == (False,) * 3


# --- Figures ----------------------------------------------------------------------


def figures(visit: Any) -> list[tuple[Any, ...]]:
    return [
        (f.country.code, f.city, f.delegations, f.seats, f.attended)
        for f in visit.figures.all()
    ]


def test_figures_are_by_city_and_the_same_when_written_again(registration):
    visit, staff = registration.visit, build_staff()
    same_city = build_guests(
        visit, city="ŁÓDŹ ", country="PL", contact_email="b@example.org"
    )
    gone = build_guests(visit, city="Lublin", contact_email="c@example.org")
    Registration.objects.filter(pk=gone.pk).update(status="withdrawn")
    check_in_all(registration=registration, at=timezone.now(), staff=staff)
    check_in(registration=same_city, unnamed=1, seen=0, at=timezone.now(), staff=staff)
    for _time in range(2):
        write_figures(visit)
        assert figures(visit) == [("PL", "Łódź", 2, 6, 4)]


def test_figures_stay_when_the_people_are_gone(registration):
    visit = registration.visit
    write_figures(visit)
    Registration.objects.filter(pk=registration.pk).update(status="withdrawn")
    write_figures(visit)
    assert figures(visit) == [("PL", "Łódź", 1, 3, 0)]


def test_a_draft_is_in_all_languages_and_not_published(registration):
    visit = registration.visit
    for country, city, came in (("UA", "Львів", 4), ("PL", "Łódź", 3), ("PL", "X", 0)):
        VisitFigure.objects.create(
            visit=visit,
            country=country,
            city=city,
            delegations=1,
            seats=5,
            attended=came,
        )
    post = draft_report(visit, author=build_staff())
    assert (post.published_at, post.visit) == (None, visit)
    assert post.title_en == "Study visit: Visit wizyta"
    assert post.lead_en.endswith(
        "we welcomed 7 guests. They came from: Poland and Ukraine."
    )
    assert post.lead_pl.endswith(": Polska i Ukraina.")
    assert post.lead_uk.endswith(": Польща та Україна.")
    assert "<li><p>Львів, Ukraina: 4</p></li>" in post.body_pl
    assert "<p>X," not in post.body_pl


def test_a_draft_about_a_visit_to_which_nobody_came_names_no_country(registration):
    visit = registration.visit
    post = draft_report(visit, author=build_staff())
    day = format_date(visit.starts_at, "en")
    assert post.lead_en == f"On {day} we welcomed 0 guests."
    assert post.body_en == f"<p>{post.lead_en}</p>".replace("\xa0", "&nbsp;")


def test_figures_alone_make_no_draft_and_stay_on_their_page(staff, registration):
    url = f"{DESK}/{registration.visit_id}/day/figures/"
    page = staff.post(url, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert (page.redirect_chain, said) == ([(url, 302)], ["The figures are written."])
    assert figures(registration.visit) == [("PL", "Łódź", 1, 3, 0)]
    assert Post.objects.count() == 0


def test_who_may_write_no_news_gets_the_figures_alone(client, registration):
    counter = build_staff(username="counter")
    counter.is_superuser = False
    counter.save()
    codes = ["add_visitfigure", "view_visitfigure"]
    counter.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(counter)
    url = f"{DESK}/{registration.visit_id}/day/figures/"
    assert client.post(url, {"draft": "yes"}).url == url
    assert Post.objects.count() == 0


@pytest.mark.parametrize("path", ["export.pdf", "print/menu/"], ids=["export", "print"])
def test_a_kind_of_paper_that_does_not_exist_has_no_page(staff, registration, path):
    url = f"{DESK}/{registration.visit_id}/day/{path}"
    assert staff.get(url).status_code == 404


def test_the_button_makes_one_draft(staff, registration):
    check_in_all(
        registration=registration, at=timezone.now(), staff=build_staff(username="b")
    )
    url = f"{DESK}/{registration.visit_id}/day/figures/"
    assert staff.get(url).status_code == 200
    assert not registration.visit.figures.exists()
    for _time in range(2):
        response = staff.post(url, {"draft": "yes"})
        assert response.url == f"/en/admin/news/post/{Post.objects.get().pk}/change/"
    assert figures(registration.visit) == [("PL", "Łódź", 1, 3, 3)]
    assert Post.objects.get().published_at is None
