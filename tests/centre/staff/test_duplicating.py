"""A copy begins with the words of its template, and with nothing that was only its."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centre.models import Page
from events.models import (
    Activity,
    ActivityPicture,
    OpeningHours,
    ProgrammeItem,
    SeatBlock,
    StudyVisit,
)
from news.models import Post, PostPicture
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_activity,
    build_page,
    build_part,
    build_post,
    build_registration,
    build_session,
    build_staff,
    build_topic,
    build_visit,
)
from tests.desk import filled, picture_file
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


def save_copy(staff, thing, **changes):
    """Press the button on a thing's form, and save the form that opens."""
    model = thing._meta
    base = f"/en/admin/{model.app_label}/{model.model_name}"
    (address,) = (
        url
        for url, _words in staff.get(f"{base}/{thing.pk}/change/").context[
            "object_links"
        ]
        if "copy_of=" in url
    )
    page = staff.get(address)
    assert not type(thing).objects.exclude(pk=thing.pk).exists()
    answer = staff.post(address, filled(page) | {"_save": "Save", **changes})
    assert answer.status_code == 302
    return type(thing).objects.exclude(pk=thing.pk).get()


def test_a_post_is_copied_with_words_topics_and_pictures(staff):
    post = build_post("festyn")
    post.topics.add(build_topic())
    picture = PostPicture.objects.create(
        post=post, image=picture_file(), alt_pl="Dom", alt_en="House", credit="A. B."
    )
    copy = save_copy(staff, post, title_en="The next fair", title_pl="Następny festyn")
    assert (copy.body_pl, copy.title_en, copy.published_at, copy.author.username) == (
        post.body_pl,
        "The next fair",
        None,
        "staff",
    )
    assert (copy.slug, copy.slug_en) == ("the-next-fair", "the-next-fair")
    assert [*copy.topics.all()] == [*post.topics.all()]
    shown = copy.pictures.get()
    assert (shown.image.name, shown.alt_en, shown.credit) == (
        picture.image.name,
        "House",
        "A. B.",
    )


def test_a_report_on_a_visit_keeps_its_pictures(staff):
    post = build_post("relacja", visit=build_visit())
    PostPicture.objects.create(post=post, image=picture_file(), alt_pl="Goście")
    copy = save_copy(staff, post)
    assert (copy.visit, copy.pictures.count()) == (None, 0)


def test_a_page_is_copied_without_its_role(staff):
    copy = save_copy(staff, build_page("prywatnosc", role="privacy", menu="main"))
    assert (copy.role, copy.menu, copy.slug) == ("", "main", "strona-prywatnosc")
    assert Page.objects.filter(role="privacy").count() == 1


def test_an_activity_is_copied_with_its_hours_and_without_sessions(staff):
    offer = build_activity("dyzur", standing=True)
    OpeningHours.objects.create(
        activity=offer, weekday=1, opens="10:00", closes="14:00"
    )
    build_session(offer, timezone.now())
    ActivityPicture.objects.create(activity=offer, image=picture_file(), alt_pl="Stół")
    copy = save_copy(staff, offer)
    assert [(h.weekday, h.opens.hour, h.closes.hour) for h in copy.hours.all()] == [
        (1, 10, 14)
    ]
    assert (copy.sessions.count(), copy.pictures.count(), copy.published_at) == (
        0,
        1,
        None,
    )


def test_a_past_visit_is_copied_with_its_programme_moved_by_whole_weeks(staff):
    starts = at_hour(10, in_days=30)
    visit = build_visit(starts_at=starts, ends_at=starts + 6 * HOUR, state="planned")
    times = {"starts_at": starts + HOUR, "ends_at": starts + 2 * HOUR}
    ProgrammeItem.objects.create(visit=visit, title_pl="Panel", **times)
    build_part(visit)
    SeatBlock.objects.create(
        visit=visit, label="P", seats=2, code_hash="x" * 64, expires_at=starts
    )
    build_registration(visit)
    back = timedelta(days=-63)
    for rows in (visit.programme, visit.parts, StudyVisit.objects.filter(pk=visit.pk)):
        for row in rows.all():
            rows.filter(pk=row.pk).update(
                starts_at=row.starts_at + back,
                ends_at=row.ends_at + back,
                **(
                    {"registration_closes_at": row.starts_at + back}
                    | {"registration_opens_at": row.starts_at + 2 * back}
                    if isinstance(row, StudyVisit)
                    else {}
                ),
            )
    visit.refresh_from_db()
    copy = save_copy(staff, visit, title_pl="Druga wizyta")
    local = timezone.localtime(copy.starts_at)
    before = timezone.localtime(visit.starts_at)
    assert (local.weekday(), local.hour) == (before.weekday(), before.hour)
    assert 28 * DAY <= copy.starts_at - timezone.now() <= 35 * DAY
    moved = local.date() - before.date()
    rows = [*copy.programme.all(), *copy.parts.all()]
    assert [timezone.localtime(r.starts_at).hour for r in rows] == [12, 11]
    assert {timezone.localtime(r.starts_at).date() for r in rows} == {local.date()}
    assert moved.days % 7 == 0
    assert (copy.blocks.count(), copy.registrations.count(), copy.published_at) == (
        0,
        0,
        None,
    )
    assert copy.registration_closes_at == copy.starts_at


def test_a_copy_of_nothing_is_not_found_and_one_not_seen_is_not_copied(staff):
    for key in ("0", "x", "99999999999999999999"):
        assert staff.get(f"/en/admin/news/post/add/?copy_of={key}").status_code == 404
    assert not Post.objects.exists()
    assert not Activity.objects.exists()


def test_a_copy_asks_as_much_for_three_rows_as_for_one(staff):
    visit = build_visit()
    address, asked = f"/en/admin/events/studyvisit/add/?copy_of={visit.pk}", []
    for number in range(3):
        times = {"starts_at": visit.starts_at, "ends_at": visit.ends_at}
        ProgrammeItem.objects.create(visit=visit, title_pl=str(number), **times)
        if number != 1:
            asked.append(count_queries(staff, address))
    assert asked == [8, 8]
