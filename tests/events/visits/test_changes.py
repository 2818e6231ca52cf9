"""The programme of a visit changes: all who come hear of it, in one mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.text import capfirst

from centre.templatetags.centre import when
from centre.text.dates import format_short_day
from centre.text.typography import plain
from events.models import OutgoingEmail, ProgrammeItem, Registration, StudyVisit
from events.registrations.part_text import programme_lines
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.seats import change_seats
from events.visits.changes import Arrangements, announce_changes
from tests.builders import (
    HOUR,
    build_centre,
    build_registration,
    build_staff,
    build_visit,
)
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_mails")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit():
    build_centre()
    return build_visit()


@pytest.fixture
def item(visit):
    return ProgrammeItem.objects.create(
        visit=visit,
        title_pl="Panel",
        title_en="The panel",
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOUR,
    )


def told():
    mails = OutgoingEmail.objects.filter(kind="visit_changed").order_by("pk")
    return list(mails.values_list("recipient", flat=True))


def changed(visit, change, at=None):
    """Change something between a look before and after; how many are told."""
    before = Arrangements.of(visit)
    change()
    visit.refresh_from_db()
    return announce_changes(visit=visit, before=before, at=at or timezone.now())


def move(item, minutes):
    def act():
        item.starts_at += minutes * MINUTE
        item.save()

    return act


def test_an_item_at_another_time_is_told_to_all_with_the_programme(visit, item):
    one = build_registration(visit)
    build_registration(visit, contact_email="b@example.org", language="pl")
    assert changed(visit, move(item, 15)) == 2
    assert told() == ["contact@example.org", "b@example.org"]
    mail = OutgoingEmail.objects.get(kind="visit_changed", registration=one)
    with translation.override("en"):
        [line] = programme_lines(visit)
    assert line.endswith(" The panel")
    assert [mail.text.count(plain(line)), mail.html.count(plain(line))] == [1, 1]
    visit.refresh_from_db()
    assert visit.calendar_sequence == 1
    one.refresh_from_db()
    assert one.move_to_answer is None  # they come at the same time as before


def test_the_day_is_said_where_there_are_several(visit, item):
    with translation.override("en"):
        [of_one_day] = programme_lines(visit)
        visit.ends_at += timedelta(days=1)
        [of_two_days] = programme_lines(visit)
        day = capfirst(format_short_day(item.starts_at, "en"))
    assert of_two_days == f"{day}, {of_one_day}"


@pytest.mark.parametrize("change", ["new", "gone"])
def test_an_item_more_or_less_is_told(visit, item, change):
    build_registration(visit)

    def act():
        if change == "gone":
            return item.delete()
        times = {"starts_at": item.ends_at, "ends_at": item.ends_at + HOUR}
        return visit.programme.create(title_pl="Rozmowa", **times)

    assert (changed(visit, act), len(told())) == (1, 1)


def test_a_slip_in_a_title_is_told_to_nobody(visit, item):
    build_registration(visit)

    def act():
        item.title_en = "The panel discussion"
        item.save()

    assert (changed(visit, act), told()) == (0, [])


def test_a_programme_put_right_after_the_visit_is_told_to_nobody(visit, item):
    build_registration(visit)
    after = visit.ends_at + MINUTE
    assert (changed(visit, move(item, 15), after), told()) == (0, [])
    before_the_end = visit.ends_at - HOUR
    assert changed(visit, move(item, 15), before_the_end) == 1


def test_several_edits_are_one_mail_and_undone_ones_none(visit, item):
    build_registration(visit)
    at = timezone.now()
    for minutes in (15, 30):
        changed(visit, move(item, minutes), at)
        assert len(told()) == 1
    changed(visit, move(item, -45), at)
    assert told() == []


def test_hundreds_of_mails_read_the_programme_once(visit, item):
    for number in range(3):
        build_registration(visit, contact_email=f"c{number}@example.org", seats=1)
    with CaptureQueriesContext(connection) as asked:
        changed(visit, move(item, 15))
    read = [q for q in asked if 'FROM "events_programmeitem"' in q["sql"]]
    assert len(read) == 3  # before, after, and for the mails


def test_saving_the_form_shows_the_mail_before_it_goes(client, visit, item):
    build_registration(visit)
    client.force_login(build_staff())
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    sent = filled(client.get(url))
    later = timezone.localtime(item.ends_at + 30 * MINUTE)
    sent["programme-0-ends_at"] = f"{later:%Y-%m-%dT%H:%M}"
    page = client.post(url, sent)
    assert [mail.kind for mail in page.context["preview"].mails] == ["visit_changed"]
    assert told() == []
    client.post(url, {**sent, "confirmed": "yes"})
    assert told() == ["contact@example.org"]
    assert StudyVisit.objects.get().calendar_sequence == 1
    assert Registration.objects.get().move_to_answer is None


def test_a_programme_left_behind_by_its_visit_is_told(client, visit, item):
    client.force_login(build_staff())
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    said = []
    for hours in (0, 1):
        sent = filled(client.get(url))
        starts = timezone.localtime(visit.starts_at + hours * HOUR)
        sent["starts_at"] = f"{starts:%Y-%m-%dT%H:%M}"
        page = client.post(url, sent, follow=True)
        told = [str(message) for message in page.context["messages"]]
        said.append(sum(text.startswith("The programme has items") for text in told))
    assert said == [0, 1]


def postpone(visit, days):
    """The visit as staff move it by some days."""

    def act():
        visit.starts_at += timedelta(days=days)
        visit.ends_at += timedelta(days=days)
        visit.save()

    return act


def of_time(visit):
    with translation.override("en"):
        return f"Before, it was to be: {when(visit.starts_at, visit.ends_at)}."


def test_the_mail_of_a_visit_that_moved_says_when_it_was_to_be(visit):
    registration = build_registration(visit)
    person = DelegateData(full_name="Anna", email="anna@example.org", language="en")
    add_delegate(registration=registration, person=person, at=timezone.now())
    before = of_time(visit)
    changed(visit, postpone(visit, 1))
    changed(visit, postpone(visit, 1), timezone.now() + MINUTE)
    mails = OutgoingEmail.objects.filter(kind="visit_changed")
    assert {mail.recipient for mail in mails} == {
        "contact@example.org",
        "anna@example.org",
    }
    assert [mail.text.count(plain(before)) for mail in mails] == [1, 1]
    assert [mail.html.count(plain(before)) for mail in mails] == [1, 1]
    sentence = "The attached file brings the visit in your calendar up to date."
    assert [mail.text.count(sentence) for mail in mails] == [1, 1]


def test_a_later_move_says_the_time_that_was_told_last(visit):
    build_registration(visit)
    changed(visit, postpone(visit, 1))
    between = of_time(visit)
    changed(visit, postpone(visit, 1), timezone.now() + 2 * HOUR)
    last = OutgoingEmail.objects.filter(kind="visit_changed").order_by("pk").last()
    assert last.text.count(plain(between)) == 1


def test_where_the_time_is_the_same_none_is_said(visit, item):
    build_registration(visit)
    changed(visit, move(item, 15))
    mail = OutgoingEmail.objects.get(kind="visit_changed")
    assert "it was to be" not in mail.text


def test_what_waits_says_it_too_when_it_is_written_anew(visit):
    registration = build_registration(visit)
    before = of_time(visit)
    changed(visit, postpone(visit, 1))
    change_seats(registration=registration, seats=2, at=timezone.now())
    mail = OutgoingEmail.objects.get(kind="visit_changed")
    assert mail.text.count(plain(before)) == 1
