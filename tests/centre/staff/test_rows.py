"""A form of a thing with hundreds of rows shows some of them, and touches no others."""

from datetime import timedelta
from typing import Any

import pytest
from django.forms import inlineformset_factory
from django.test import Client

from centre.staff.rows import ROWS_SHOWN, LongFormSet
from events.models import (
    Activity,
    ClosingDay,
    ProgrammeItem,
    Session,
    StudyVisit,
    VisitPart,
)
from news.models import Post, PostPicture
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_activity,
    build_document,
    build_page,
    build_post,
    build_staff,
    build_topic,
    build_visit,
)
from tests.desk import errors_of, filled, form_url, picture_file
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def weekly(past: int, coming: int) -> Any:
    """An activity with a session each week, so many of them over."""
    activity, first = build_activity("chor"), at_hour(10) - past * 7 * DAY
    starts = [first + n * 7 * DAY for n in range(past + coming)]
    Session.objects.bulk_create(
        Session(activity=activity, starts_at=s - DAY, ends_at=s - DAY + HOUR)
        for s in starts
    )
    return activity


def rows_of(response: Any) -> list[str]:
    data = filled(response)
    number = int(data["sessions-INITIAL_FORMS"][0])
    return [data[f"sessions-{n}-starts_at"][0][:10] for n in range(number)]


def test_the_coming_ones_are_shown_with_the_last_that_are_over(staff: Client) -> None:
    activity = weekly(past=480, coming=40)
    response = staff.get(form_url(activity))
    starts = [
        s.starts_at.date().isoformat() for s in activity.sessions.order_by("starts_at")
    ]
    # The first of `coming` was yesterday.
    assert rows_of(response) == starts[478 : 478 + ROWS_SHOWN]
    page = response.content.decode()
    assert "479 to 508 of 520." in page
    assert 'href="?sessions-from=448">Earlier ones: 478</a>' in page
    assert 'href="?sessions-from=508">Later ones: 12</a>' in page
    earlier = staff.get(form_url(activity) + "?sessions-from=448")
    assert rows_of(earlier) == starts[448:478]
    assert rows_of(staff.get(form_url(activity) + "?sessions-from=508")) == starts[490:]
    odd = [
        staff.get(form_url(activity), {"sessions-from": o})
        for o in ("-1", "x", "9" * 30)
    ]
    assert [rows_of(response) for response in odd] == [starts[478:508]] * 3


def test_saving_touches_only_what_is_shown(staff: Client) -> None:
    activity = weekly(past=480, coming=40)
    url = form_url(activity) + "?sessions-from=100"
    data = filled(staff.get(url))
    shown = Session.objects.get(pk=data["sessions-5-id"][0])
    gone = data["sessions-6-id"][0]
    data |= {"sessions-5-note_en": "Bring a pen", "sessions-6-DELETE": "on"}
    before = {*Session.objects.values_list("pk", flat=True)}
    assert staff.post(url, data).status_code == 302
    assert {*Session.objects.values_list("pk", flat=True)} == before - {int(gone)}
    noted = Session.objects.exclude(note_en=None).exclude(note_en="")
    assert [session.pk for session in noted] == [shown.pk]


def test_rows_that_were_shown_are_saved_though_the_page_would_show_others_now(
    staff: Client, time_machine: Any
) -> None:
    activity = weekly(past=60, coming=60)
    data = filled(staff.get(form_url(activity)))
    first = data["sessions-0-id"][0]
    time_machine.move_to(at_hour(10) + 20 * 7 * DAY)
    staff.force_login(build_staff(username="later"))
    data |= {"sessions-0-note_en": "Late"}
    assert staff.post(form_url(activity), data).status_code == 302
    assert Session.objects.get(pk=first).note_en == "Late"


def test_a_few_rows_are_all_shown(staff: Client) -> None:
    activity = weekly(past=ROWS_SHOWN, coming=0)
    response = staff.get(form_url(activity))
    assert len(rows_of(response)) == ROWS_SHOWN
    assert "row-window" not in response.content.decode()


def test_the_form_asks_as_often_with_hundreds_as_with_thirty_one(staff: Client) -> None:
    few = count_queries(staff, form_url(weekly(past=ROWS_SHOWN + 1, coming=0)))
    Session.objects.all().delete()
    activity = build_activity("inny")
    Session.objects.bulk_create(
        Session(
            activity=activity,
            starts_at=at_hour(10) - n * DAY,
            ends_at=at_hour(11) - n * DAY,
        )
        for n in range(500)
    )
    assert count_queries(staff, form_url(activity)) == few


def test_what_has_hundreds_of_sessions_can_be_deleted_and_brought_back(
    staff: Client,
) -> None:
    activity = weekly(past=480, coming=20)
    staff.post(form_url(activity).replace("change", "delete"), {"post": "yes"})
    assert Session.objects.count() == 0
    page = staff.get("/en/admin/bin/")
    (row,) = page.context["rows"]
    staff.post(f"/en/admin/bin/{row['entry'].pk}/restore/")
    assert Session.objects.count() == 500


def test_closing_days_of_years_begin_with_the_coming_ones(staff: Client) -> None:
    activity = build_activity("punkt", standing=True)
    today = at_hour(10).date()
    ClosingDay.objects.bulk_create(
        ClosingDay(activity=activity, date=today + timedelta(days=n))
        for n in range(-100, 100)
    )
    data = filled(staff.get(form_url(activity)))
    assert data["closing_days-0-date"] == [(today - timedelta(days=3)).isoformat()]


def test_a_programme_that_is_not_shown_is_no_change(staff: Client) -> None:
    visit = build_visit()
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            visit=visit,
            starts_at=visit.starts_at + timedelta(minutes=n),
            ends_at=visit.starts_at + timedelta(minutes=n + 1),
            title_pl=f"Punkt {n}",
        )
        for n in range(ROWS_SHOWN + 10)
    )
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    response = staff.post(url, filled(staff.get(url)) | {"title_en": "Another"})
    assert response.status_code == 302
    assert StudyVisit.objects.get().title_en == "Another"
    assert ProgrammeItem.objects.count() == ROWS_SHOWN + 10


def test_pictures_that_are_not_shown_need_descriptions_too(staff: Client) -> None:
    post = build_post("wpis", published_at=None)
    image = picture_file()
    first = PostPicture.objects.create(post=post, image=image, decorative=True)
    copies = [
        PostPicture(
            post=post,
            image=first.image.name,
            width=640,
            height=480,
            decorative=n != ROWS_SHOWN + 5,
            position=n + 1,
        )
        for n in range(ROWS_SHOWN + 6)
    ]
    PostPicture.objects.bulk_create(copies)
    url = f"/en/admin/news/post/{post.pk}/change/"
    refused = staff.post(url, filled(staff.get(url)) | {"_publish": "x"})
    assert errors_of(refused) == {}
    assert "A picture that is not shown on this page" in refused.content.decode()


# --- What an open form asks the database ----------------------------------------------


def add_rows(thing: Any, number: int) -> None:
    """Give a thing one more of each kind of row that it has."""
    start = at_hour(10, in_days=30) + number * HOUR
    times = {"starts_at": start, "ends_at": start + HOUR}
    match thing:
        case Activity():
            Session.objects.create(activity=thing, **times)
        case StudyVisit():
            ProgrammeItem.objects.create(visit=thing, title_pl="Sala", **times)
            VisitPart.objects.create(
                visit=thing, title_pl="Grupa", capacity=9, language="pl", **times
            )
        case Post():
            thing.topics.add(build_topic(f"t{number}"))
    thing.pictures.create(image=picture_file(), position=number)
    build_document(thing, f"{number}.pdf")


@pytest.mark.parametrize(
    ("build", "queries"),
    [(build_post, 14), (build_activity, 14), (build_visit, 12), (build_page, 10)],
)
def test_an_open_form_asks_as_much_for_three_rows_of_each_as_for_one(
    staff: Client, build: Any, queries: int
) -> None:
    thing = build("thing")
    url = f"/en/admin/{thing._meta.label_lower.replace('.', '/')}/{thing.pk}/change/"
    counts = []
    for number in range(3):
        add_rows(thing, number)
        counts.append(count_queries(staff, url))
    assert counts == [queries] * 3


def test_the_last_of_many_rows_cost_one_query_more(staff: Client) -> None:
    url = form_url(weekly(past=480, coming=40))
    urls = [url, f"{url}?sessions-from=0"]
    assert [count_queries(staff, url) for url in urls] == [15, 14]


@pytest.mark.parametrize("build", [build_post, build_activity, build_visit])
def test_without_scripts_an_address_shows_an_empty_row_of_each_kind(
    staff: Client, build: Any
) -> None:
    url = form_url(build("a"))
    assert "<noscript>" in staff.get(url).text
    plain, asked = filled(staff.get(url)), filled(staff.get(f"{url}?rows=1"))
    totals = [name for name in plain if name.endswith("-TOTAL_FORMS")]
    assert [plain[name] for name in totals] == [["0"]] * len(totals)
    assert [asked[name] for name in totals] == [["1"]] * len(totals)
    # One that nobody fills is no row.
    assert staff.post(f"{url}?rows=1", asked).status_code == 302
    again = filled(staff.get(url))
    assert [again[name] for name in totals] == [["0"]] * len(totals)


class Sent(dict[str, str]):
    """A form as it was sent, and how often a row's key was asked for."""

    asked = 0

    def get(self, name: str, default: Any = None) -> Any:
        self.asked += name.endswith("-id")
        assert self.asked <= 2000
        return super().get(name, default)


@pytest.mark.django_db
def test_a_count_of_rows_that_nobody_sent_is_not_counted_to_its_end() -> None:
    """Else one number in a form keeps a server at work for good."""
    made = inlineformset_factory(Post, PostPicture, formset=LongFormSet, fields=["alt"])
    counts = {"x-TOTAL_FORMS": "2147483648", "x-INITIAL_FORMS": "2147483648"}
    sent = Sent(counts)
    rows = made(sent, instance=build_post("wpis"), prefix="x")  # type: ignore[arg-type]
    assert [*rows.get_queryset()] == []
    assert sent.asked == rows.absolute_max == 2000
