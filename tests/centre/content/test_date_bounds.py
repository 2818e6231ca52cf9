"""Dates lie in the years 2000 to 2100; pages bear whatever the database holds."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from centre.content.date_bounds import validate_birth_date, validate_date_bounds
from events.models import ClosingDay, SeatBlock, StudyVisit, VisitRequest
from news.models import Post
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_page,
    build_part,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled
from tests.helpers import request_visit

MESSAGES = {
    "pl": "Podaj datę z lat 2000–2100.",
    "en": "Enter a date in the years 2000 to 2100.",
    "uk": "Укажіть дату в межах 2000–2100 років.",
}
FAR = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(26, 11, 28, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 30, tzinfo=UTC),
]


@pytest.mark.parametrize(
    "value",
    [
        date(2000, 1, 1),
        date(2100, 12, 31),
        datetime(1999, 12, 31, 23, tzinfo=UTC),
        datetime(2100, 12, 31, 22, 59, tzinfo=UTC),
    ],
)
def test_the_first_and_the_last_day_in_krakow_are_in_bounds(value):
    validate_date_bounds(value)


@pytest.mark.parametrize(
    "value",
    [
        date(1999, 12, 31),
        date(2101, 1, 1),
        datetime(1999, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2100, 12, 31, 23, tzinfo=UTC),
        *FAR,
    ],
)
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_what_lies_outside_is_refused_in_the_persons_language(value, language):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        validate_date_bounds(value)
    with translation.override(language):
        assert refused.value.messages == [MESSAGES[language]]


def test_a_date_of_birth_may_be_earlier_and_is_past():
    validate_birth_date(date(1931, 5, 1))
    for value in (date(26, 5, 1), timezone.localdate() + DAY):
        with pytest.raises(ValidationError):
            validate_birth_date(value)


# --- The database -------------------------------------------------------------------


def every_typed_moment():
    visit = build_visit()
    activity = build_activity("kurs")
    block = SeatBlock.objects.create(
        visit=visit,
        label="x",
        seats=1,
        code_hash="x" * 64,
        expires_at=timezone.now() + DAY,
    )
    programme = visit.programme.create(
        title_en="Tour", starts_at=visit.starts_at, ends_at=visit.ends_at
    )
    names = ["starts_at", "ends_at"]
    return [
        (build_post("wpis"), ["published_at"]),
        (build_page("strona"), ["published_at"]),
        (activity, ["published_at"]),
        (build_session(activity, timezone.now() + DAY), names),
        (
            visit,
            [
                "published_at",
                *names,
                "registration_opens_at",
                "registration_closes_at",
                "names_due_at",
                "edits_until",
            ],
        ),
        (programme, names),
        (build_part(visit), names),
        (block, ["expires_at"]),
        (build_registration(visit), ["edits_until"]),
    ]


@pytest.mark.once
@pytest.mark.django_db
def test_the_database_refuses_what_no_form_saw():
    build_centre()
    taken = []
    for thing, fields in every_typed_moment():
        for field in fields:
            for moment in FAR:
                rows = type(thing).objects.filter(pk=thing.pk)
                try:
                    with transaction.atomic():
                        rows.update(**{field: moment})
                except IntegrityError:
                    continue
                taken.append((thing, field, moment))
    assert taken == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_database_refuses_days_that_no_form_saw(day):
    build_centre()
    offer = build_activity("porady", standing=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingDay.objects.create(activity=offer, date=day)
    request_visit()
    for dates in ([day], [date(2027, 1, 1), day]):
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitRequest.objects.update(dates=dates)


# --- Forms ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "0026-11-28T10:00"])
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.once
def test_staff_read_at_the_field_what_is_wrong(client: Client, typed, language):
    build_centre()
    client.force_login(build_staff())
    post, visit = build_post("wpis"), build_visit()
    activity = build_activity("kurs")
    build_session(activity, timezone.now() + DAY)
    for kind, thing, fields in (
        ("news/post", post, ["published_at"]),
        (
            "events/studyvisit",
            visit,
            ["starts_at", "ends_at", "registration_opens_at", "names_due_at"],
        ),
        (
            "events/activity",
            activity,
            ["sessions-0-starts_at", "sessions-0-ends_at"],
        ),
    ):
        url = f"/{language}/admin/{kind}/{thing.pk}/change/"
        sent = filled(client.get(url)) | dict.fromkeys(fields, typed)
        answer = client.post(url, sent)
        assert answer.status_code == 200
        errors = errors_of(answer)
        assert [errors[field] for field in fields] == [[MESSAGES[language]]] * len(
            fields
        )


@pytest.mark.once
@pytest.mark.django_db
def test_the_last_minute_of_the_calendar_is_refused_too(client: Client):
    build_centre()
    client.force_login(build_staff())
    url = f"/en/admin/events/studyvisit/{build_visit().pk}/change/"
    typed = {
        "ends_at": "9999-12-31T23:59",
        "registration_closes_at": "9999-12-31T23:59",
    }
    answer = client.post(url, filled(client.get(url)) | typed)
    errors = errors_of(answer)
    assert [errors[name] for name in typed] == [[MESSAGES["en"]]] * 2


# --- Ways out -----


def hold(thing, rules, **fields):
    """Write what the rules of the database forbid, as older rows may have it."""
    table = thing._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for rule in rules:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    type(thing).objects.filter(pk=thing.pk).update(**fields)


PAGES = [
    "/{}/",
    "/{}/news/",
    "/{}/news/feed/",
    "/{}/news/wpis/",
    "/{}/activities/",
    "/{}/activities/kurs/",
    "/{}/activities/kurs/calendar.ics",
    "/{}/study-visits/",
    "/{}/study-visits/wizyta/",
    "/{}/study-visits/wizyta/calendar.ics",
]
DESK = [
    "/{}/admin/",
    "/{}/admin/news/post/",
    "/{}/admin/events/activity/",
    "/{}/admin/events/studyvisit/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize("moment", FAR)
@pytest.mark.once
def test_no_page_falls_over_an_old_row_out_of_bounds(client, moment, language):
    build_centre()
    staff = Client()
    staff.force_login(build_staff())
    starts, ends = (
        (moment - HOUR, moment) if moment.year > 9000 else (moment, moment + HOUR)
    )
    visit, activity = build_visit(), build_activity("kurs")
    session = build_session(activity, timezone.now() + DAY)
    times = {"starts_at": starts, "ends_at": ends}
    if moment.year < 2000:
        hold(build_post("wpis"), ["post_date_in_bounds"], published_at=moment)
    else:
        build_post("wpis")
        hold(session, ["session_dates_in_bounds"], **times)
    rules = ["visit_dates_in_bounds"]
    closing = dict.fromkeys(["registration_opens_at", "registration_closes_at"])
    hold(visit, rules, **times, **closing)
    paths = [path.format(language) for path in PAGES] + ["/sitemap.xml"]
    seen = {path: client.get(path).status_code for path in paths}
    seen |= {
        p.format(language): staff.get(p.format(language)).status_code for p in DESK
    }
    seen |= {
        f"desk {thing.pk}": staff.get(
            f"/{language}/admin/events/studyvisit/{thing.pk}/change/"
        ).status_code
        for thing in StudyVisit.objects.all()
    }
    seen |= {
        f"post {post.pk}": staff.get(
            f"/{language}/admin/news/post/{post.pk}/change/"
        ).status_code
        for post in Post.objects.all()
    }
    assert {path: code for path, code in seen.items() if code != 200} == {}
