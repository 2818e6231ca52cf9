"""A delegation's page at the desk."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.registrations.needs import NeedEntry
from events.registrations.rules.change_requests import refuse_change, request_change
from events.registrations.rules.consents import agree_to_pictures, withdraw_consent
from events.registrations.rules.delegates import DelegateData, add_delegate, save_needs
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.seats import change_seats
from tests.builders import (
    HOUR,
    build_part,
    build_registration,
    build_staff,
    build_visit,
)
from tests.helpers import DELEGATIONS, count_queries

pytestmark = pytest.mark.django_db


def page_of(registration):
    return f"{DELEGATIONS}{registration.pk}/change/"


def a_life(registration, visit, number):
    """One of everything that the page has rows of."""
    now = timezone.now()
    staff = build_staff(username=f"staff-{number}")
    person = DelegateData(full_name=f"Person {number}", email=f"p{number}@example.org")
    delegate = add_delegate(registration=registration, person=person, at=now)
    save_needs(
        registration=registration,
        delegate=delegate,
        needs=[NeedEntry("diet", "vegan")],
        consent=DisplayedText("I agree.", "en"),
        at=now,
    )
    agree_to_pictures(delegate=delegate, text=DisplayedText("Yes.", "en"), at=now)
    later = number * HOUR
    starts_at = visit.starts_at + later
    part = build_part(visit, starts_at=starts_at, ends_at=starts_at + HOUR)
    selections = [PartSelection(part=part.pk, seats=1)]
    select_parts(registration=registration, selections=selections, at=now, staff=staff)
    change = request_change(registration=registration, at=now, text="Later")
    refuse_change(change=change, at=now, staff=staff)
    change_seats(registration=registration, seats=4 + number % 2, at=now, staff=staff)


@pytest.fixture
def registration():
    visit = build_visit()
    registration = build_registration(visit, seats=3)
    a_life(registration, visit, 1)
    return registration


@pytest.mark.once
def test_the_page_asks_as_much_for_three_rows_of_each_as_for_one(client, registration):
    client.force_login(build_staff())
    counts = [count_queries(client, page_of(registration))]
    for number in (2, 3):
        a_life(registration, registration.visit, number)
    counts.append(count_queries(client, page_of(registration)))
    assert counts == [15, 15]


@pytest.mark.once
def test_consents_say_whose_they_are_and_whether_they_stand(client, registration):
    client.force_login(build_staff())
    person = registration.delegates.get()
    now = timezone.now()
    withdraw_consent(
        registration=registration, delegate=person, purpose="pictures", at=now
    )
    [rows] = [
        inline.formset.queryset
        for inline in client.get(page_of(registration)).context["inline_admin_formsets"]
        if inline.opts.model._meta.model_name == "consent"
    ]
    told = {
        (c.purpose, c.delegate and c.delegate.full_name, c.withdrawn_at) for c in rows
    }
    assert told == {("needs", "Person 1", None), ("pictures", "Person 1", now)}
    page = client.get(page_of(registration)).text
    assert len(re.findall(r"<th[^>]*>\s*Taken back", page)) == 1


def test_that_there_are_needs_is_only_for_who_may_see_needs(client, registration):
    user = build_staff(username="clerk")
    user.is_superuser = False
    user.save()
    names = ("view_registration", "view_consent")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    page = client.get(page_of(registration)).text
    assert page.count("agrees to published pictures of her") == 1
    assert page.count("agrees that we keep what the delegation needs") == 0


@pytest.mark.once
@pytest.mark.parametrize("name", ["registration", "staffmessage"])
def test_lists_read_no_text_of_the_visits_that_they_name(client, registration, name):
    client.force_login(build_staff())
    second = build_registration(build_visit("second")).visit_id
    build_visit("unused")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/en/admin/events/{name}/")
    chosen = re.compile(r'"events_studyvisit"\."description_?\w*", ')
    assert [q["sql"] for q in asked if chosen.search(q["sql"])] == []
    specs = page.context["cl"].filter_specs
    offered = [spec.lookup_choices for spec in specs if spec.field_path == "visit"]
    both = [(second, "Visit second"), (registration.visit_id, "Visit wizyta")]
    assert offered == {"registration": [both], "staffmessage": []}[name]


@pytest.mark.once
def test_the_list_says_how_many_come_and_from_where(client, registration):
    client.force_login(build_staff())
    page = client.get("/en/admin/events/registration/").text
    cells = re.findall(
        r'<td[^>]* class="field-(country_name|people)"[^>]*>([^<]+)', page
    )
    assert cells == [("country_name", "Norway"), ("people", "5 people")]


@pytest.mark.once
def test_the_history_names_who_of_staff_did_it_and_nobody_else(client, registration):
    client.force_login(build_staff())
    page = client.get(page_of(registration)).text
    cell = r'data-label="Member of staff"( data-empty)?>([^<]*)</td>'
    assert {*re.findall(cell, page)} == {("", "staff-1"), (" data-empty", "")}
