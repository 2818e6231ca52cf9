"""The pages on which delegations and staff choose the parts of a visit."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from centre.text.cleaning import clean_text
from events.models import PartChoice, Registration, VisitPart
from events.registrations.part_text import part_facts, time_of
from events.registrations.rules.part_selection import select_parts
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.seats import change_seats, withdraw_registration
from events.registrations.self_service import parts
from events.templatetags.parts import in_room
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_part,
    build_staff,
    build_visit,
    register,
)
from tests.desk import filled
from tests.helpers import STEP_ANSWERS, send_registration
from tests.helpers import step_url as step_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    build_centre()
    return build_visit(capacity=30, largest_group=8)


@pytest.fixture
def english(visit):
    return build_part(visit, title_en="Tour", title_pl="Spacer", room="Hall")


@pytest.fixture
def polish(visit):
    return build_part(
        visit, title_en="Tour", title_pl="Spacer", language="pl", capacity=9
    )


@pytest.mark.parametrize(
    ("rooms", "shown"),
    [
        ({"room_pl": "Sala 1", "room_en": "Room 1"}, ", <span>Room 1</span>"),
        ({"room_pl": "<1>"}, ', <span lang="pl" dir="ltr">&lt;1&gt;</span>'),
        ({}, ""),
    ],
)
def test_the_room_is_told_in_the_readers_language_or_in_another(visit, rooms, shown):
    part = build_part(visit, **rooms)
    with translation.override("en"):
        assert in_room(part) == shown


def seats(part):
    return f"part-{part.pk}"


def wait(part):
    return f"wait-{part.pk}"


def fill(part, people=6, email="full@example.org"):
    wish = PartSelection(part=part.pk, seats=people)
    return register(part.visit, seats=people, contact_email=email, parts=(wish,))


def answer(client, *steps, **changes):
    response = None
    for step in steps:
        answers = STEP_ANSWERS.get(step, {}) | changes.get(step, {})
        response = client.post(step_url(step), answers)
    return response


def errors(page):
    with translation.override("en"):  # they are put into words when they are read
        return {n: list(found) for n, found in page.context["form"].errors.items()}


def chosen(registration):
    rows = registration.part_choices.order_by("part")
    return [(c.part_id, c.seats, c.waiting_since is not None) for c in rows]


# --- While registering ---------------------------------------------------------------


def test_without_parts_nobody_is_asked(client, visit):
    assert answer(client, "delegation", "contact", "people").url == step_url("privacy")
    assert client.get(step_url("parts")).url == step_url("privacy")


def test_who_goes_where_is_asked_after_how_many_come(client, visit, english, polish):
    assert client.get(step_url("parts")).url == step_url("delegation")
    assert answer(client, "delegation", "contact", "people").url == step_url("parts")
    page = client.get(step_url("parts"))
    assert (page.context["number"], page.context["total"]) == (4, 6)
    response = client.post(step_url("parts"), {seats(english): "2", seats(polish): ""})
    assert response.url == step_url("privacy")
    assert answer(client, "privacy").url == step_url("check")
    groups = client.get(step_url("check")).context["groups"]
    rows = [row for group in groups for row in group.rows]
    shown = [(row.detail[-10:], row.value) for row in rows if row.label == "Tour"]
    assert shown == [("in English", "2 people"), (" in Polish", "Nobody")]
    done = client.get(send_registration(client).url)
    assert chosen(Registration.objects.get()) == [(english.pk, 2, False)]
    assert [choice.part for choice in done.context["choices"]] == [english]
    assert done.text.count("2 people") == 1


def of(part, message):
    """Return a message as it names its part, by what tells it from its namesakes."""
    with translation.override("en"):
        return f"{part_facts(part)}: {message}"


def test_a_part_says_when_where_in_which_language_and_how_full_it_is(
    client, visit, english
):
    fill(english, 4)
    answer(client, "delegation", "contact", "people")
    page = client.get(step_url("parts")).text
    [group] = re.findall(r'<fieldset class="part".*?</legend>', page, re.DOTALL)
    legend = " ".join(strip_tags(group).replace("\u2060", "").split())
    with translation.override("en"):
        time = time_of(english).replace("\u2060", "")
    assert legend == " ".join(f"Tour {time}in English, Hall".split())
    assert f'aria-describedby="places-{english.pk}"' in group
    left = f'<p class="places-last" id="places-{english.pk}">2 places left</p>'
    assert page.count(left) == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("a few", "Enter a whole number, like 6"),
        ("-1", "Enter a whole number, like 6"),
        ("4", "This is more than the number of people"),
    ],
)
def test_a_mistake_is_told_beside_its_number(client, visit, english, typed, message):
    answer(client, "delegation", "contact", "people")
    page = client.post(step_url("parts"), {seats(english): typed})
    assert errors(page) == {seats(english): [of(english, message)]}
    assert page.context["form"][seats(english)].value() == typed


@pytest.mark.parametrize(
    ("elsewhere", "message"),
    [
        ("2", "At most 1 person can be here, because others are elsewhere then"),
        ("3", "Nobody can be here, because all of you are elsewhere then"),
    ],
)
def test_nobody_can_be_in_two_places(
    client, visit, english, polish, elsewhere, message
):
    answer(client, "delegation", "contact", "people")
    typed = {seats(english): elsewhere, seats(polish): "2"}
    page = client.post(step_url("parts"), typed)
    assert errors(page) == {seats(polish): [of(polish, message)]}


@pytest.mark.once
def test_a_full_part_offers_the_other_language_first_and_then_its_list(
    client, visit, english, polish
):
    fill(english)
    answer(client, "delegation", "contact", "people")
    page = client.get(step_url("parts"))
    rows = [(row.part, row.instead) for row in page.context["form"].part_rows()]
    assert rows == [(english, [polish]), (polish, [])]
    assert page.text.count(f'href="#id_part-{polish.pk}"') == 1
    page = client.post(step_url("parts"), {seats(english): "3"})
    assert errors(page) == {
        seats(english): [of(english, "No place is left here")],
        wait(english): [of(english, "Tick this to wait for places")],
    }
    client.post(step_url("parts"), {seats(english): "3", wait(english): "on"})
    answer(client, "privacy")
    groups = client.get(step_url("check")).context["groups"]
    rows = [row for group in groups for row in group.rows]
    assert [row.value for row in rows if row.detail.endswith("in English")] == [
        "3 people, on the waiting list"
    ]
    send_registration(client)
    registration = Registration.objects.get(contact_email="contact@example.org")
    assert registration.status == "confirmed"
    assert chosen(registration) == [(english.pk, 3, True)]


def test_a_part_too_small_for_all_of_them_names_the_roomier_one(
    client, visit, english, polish
):
    build_part(visit, "panel")
    fill(english, 4)
    answer(client, "delegation", "contact", "people")
    form = client.get(step_url("parts")).context["form"]
    rows = [(row.part, row.instead, row.wait is None) for row in form.part_rows()]
    assert [(instead, fits) for _part, instead, fits in rows] == [
        ([polish], False),
        ([], True),
        ([], True),
    ]


@pytest.mark.once
def test_a_part_that_fills_up_meanwhile_asks_anew_and_loses_nothing(
    client, visit, english
):
    answer(client, "delegation", "contact", "people")
    client.post(step_url("parts"), {seats(english): "3"})
    answer(client, "privacy")
    fill(english, 5)
    assert send_registration(client).url == step_url("parts")
    page = client.get(step_url("parts"))
    assert errors(page) == {
        seats(english): [of(english, "Only 1 place is left here")],
        wait(english): [of(english, "Tick this to wait for places")],
    }
    assert page.context["form"][seats(english)].value() == "3"
    answered = client.post(step_url("parts"), {seats(english): "1"})
    assert answered.url == step_url("check")
    assert send_registration(client).url == step_url("done")


def test_another_number_of_people_asks_anew_who_goes_where(client, visit, english):
    answer(client, "delegation", "contact", "people")
    client.post(step_url("parts"), {seats(english): "3"})
    assert answer(client, "people").url == step_url("privacy")
    changed = answer(client, "people", people={"seats": "2", "names": ""})
    assert changed.url == step_url("parts")
    page = client.get(step_url("parts"))
    assert errors(page) == {
        seats(english): [of(english, "This is more than the number of people")]
    }


def test_a_part_that_is_gone_is_not_asked_for(client, visit, english, polish):
    answer(client, "delegation", "contact", "people")
    client.post(step_url("parts"), {seats(english): "3"})
    answer(client, "privacy")
    english.delete()
    assert send_registration(client).url == step_url("parts")
    page = client.post(step_url("parts"), {seats(polish): "1", seats(english): "3"})
    assert page.url == step_url("check")


@pytest.mark.once
@pytest.mark.parametrize("count", [1, 3])
def test_the_step_asks_the_database_as_often_for_any_number_of_parts(
    client, visit, django_assert_num_queries, count
):
    for number in range(count):
        fill(build_part(visit, str(number)), 1, f"{number}@example.org")
    answer(client, "delegation", "contact", "people")
    client.get(step_url("parts"))
    with django_assert_num_queries(6):
        client.get(step_url("parts"))


# --- Behind the link --------------------------------------------------------------


def link(registered, name="registration-parts"):
    with translation.override("en"):
        return reverse(f"events:{name}", args=[registered.token])


def test_a_delegation_changes_its_choice(client, visit, english, polish):
    registered = fill(english, 3)
    detail = client.get(link(registered, "registration"))
    assert detail.context["parts_open"]
    assert detail.text.count(link(registered)) == 1
    page = client.get(link(registered))
    form = page.context["form"]
    assert [form[seats(p)].value() for p in (english, polish)] == [3, None]
    response = client.post(link(registered), {seats(polish): "2"})
    assert response.url == link(registered, "registration")
    assert chosen(registered.registration) == [(polish.pk, 2, False)]


def test_a_refusal_stands_beside_the_number(client, visit, english):
    registered = fill(english, 2)
    fill(english, 3, "other@example.org")
    change_seats(registration=registered.registration, seats=5, at=timezone.now())
    page = client.post(link(registered), {seats(english): "4"})
    assert errors(page) == {
        seats(english): [of(english, "Only 3 places are left here")],
        wait(english): [of(english, "Tick this to wait for places")],
    }
    assert chosen(registered.registration) == [(english.pk, 2, False)]


def test_after_the_deadline_staff_are_asked(client, visit, english):
    registered = fill(english, 3)
    visit.edits_until = timezone.now() - DAY
    visit.save()
    assert client.get(link(registered)).url == link(registered, "registration-change")
    assert not client.get(link(registered, "registration")).context["parts_open"]


def test_a_choice_sent_after_the_deadline_is_kept_as_a_request(
    client, visit, english, polish
):
    registered = fill(english, 3)
    visit.edits_until = timezone.now() - DAY
    visit.save()
    response = client.post(link(registered), {seats(polish): "2"})
    assert response.url == link(registered, "registration")
    assert chosen(registered.registration) == [(english.pk, 3, False)]
    change = registered.registration.change_requests.get()
    with translation.override("en"):
        facts = f"{part_facts(english)}: 0 people\n{part_facts(polish)}: 2 people"
        assert change.text == clean_text(facts)
    assert (change.status, change.seats) == ("open", None)


def test_a_number_that_can_not_be_is_said_after_the_deadline_too(
    client, visit, english
):
    registered = fill(english, 3)
    visit.edits_until = timezone.now() - DAY
    visit.save()
    page = client.post(link(registered), {seats(english): "many"})
    message = of(english, "Enter a whole number, like 6")
    assert errors(page) == {seats(english): [message]}
    assert not registered.registration.change_requests.exists()


def meanwhile(monkeypatch, happens):
    """Let something happen while a delegation's selections are on their way."""

    def select(**given):
        happens()
        return select_parts(**given)

    monkeypatch.setattr(parts, "select_parts", select)


def test_a_part_that_goes_meanwhile_is_said_though_its_number_is_gone(
    client, visit, english, polish, monkeypatch
):
    registered = fill(english, 3)
    meanwhile(monkeypatch, lambda: VisitPart.objects.filter(pk=polish.pk).delete())
    page = client.post(link(registered), {seats(polish): "2"})
    message = of(polish, "One of the parts is no longer there")
    assert errors(page) == {"__all__": [message]}
    assert chosen(registered.registration) == [(english.pk, 3, False)]


def test_what_ends_meanwhile_leads_to_its_status(client, visit, english, monkeypatch):
    registered = fill(english, 3)
    row, now = registered.registration, timezone.now()
    meanwhile(monkeypatch, lambda: withdraw_registration(registration=row, at=now))
    response = client.post(link(registered), {seats(english): "1"})
    assert response.url == link(registered, "registration")
    assert not row.change_requests.exists()


def test_who_has_ended_asks_for_no_part(client, visit, english):
    registered = fill(english, 3)
    withdraw_registration(registration=registered.registration, at=timezone.now())
    response = client.post(link(registered), {seats(english): "1"})
    assert response.url == link(registered, "registration-change")
    assert not registered.registration.change_requests.exists()


def test_a_visit_without_parts_has_no_such_link(client, visit):
    registered = register(visit)
    detail = client.get(link(registered, "registration"))
    assert detail.text.count("Parts of the visit") == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_often_for_any_number_of_parts(
    client, visit, django_assert_num_queries, count
):
    wishes = []
    for number in range(count):
        start = visit.starts_at + number * HOUR
        part = build_part(visit, str(number), starts_at=start, ends_at=start + HOUR)
        wishes.append(PartSelection(part=part.pk, seats=1))
    registered = register(visit, parts=tuple(wishes))
    client.get(link(registered))
    with django_assert_num_queries(6):
        client.get(link(registered))
    with django_assert_num_queries(9):
        client.get(link(registered, "registration"))


# --- Staff ------------------------------------------------------------------------


@pytest.fixture
def staff(client):
    client.force_login(build_staff())
    return client


BY_HAND = {
    "organisation": "Example City Council",
    "city": "Exampletown",
    "country": "NO",
    "contact_name": "Contact Person",
    "contact_email": "contact@example.org",
    "language": "en",
    "seats": "3",
    "submission_key": "key",
}


def by_hand(staff, visit, **fields):
    url = f"/en/admin/events/registration/add/?visit={visit.pk}"
    return staff.post(url, BY_HAND | {"visit": visit.pk} | fields)


def test_staff_choose_parts_by_hand(staff, visit, english):
    page = staff.get(f"/en/admin/events/registration/add/?visit={visit.pk}")
    label = page.context["form"].fields[seats(english)].label
    assert label.endswith("Tour (in English), Hall: 6 places left")
    assert by_hand(staff, visit, **{seats(english): "2"}).status_code == 302
    assert chosen(Registration.objects.get()) == [(english.pk, 2, False)]


@pytest.mark.once
def test_by_hand_too_a_part_is_never_overfilled(staff, visit, english):
    fill(english, 5)
    page = by_hand(staff, visit, **{seats(english): "2"})
    assert errors(page) == {seats(english): ["Tour: Only 1 place is left here"]}
    assert Registration.objects.count() == 1
    by_hand(staff, visit, **{seats(english): "2", wait(english): "on"})
    registration = Registration.objects.get(contact_email="contact@example.org")
    assert chosen(registration) == [(english.pk, 2, True)]


@pytest.mark.once
@pytest.mark.parametrize("number", ["", "x", "99999999999", "0"])
def test_a_wrong_number_of_a_visit_asks_of_no_parts(staff, visit, english, number):
    page = staff.get(f"/en/admin/events/registration/add/?visit={number}")
    assert page.context["form"].parts == []


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_staff_change_parts_after_a_look_at_the_mail(staff, visit, english, polish):
    registration = fill(english, 3).registration
    url = f"/en/admin/events/registration/act/parts/?id={registration.pk}"
    number = {seats(polish): "2"}
    page = staff.post(url, number | {"look": "yes"})
    assert len(page.context["preview"].mails) == 1
    assert chosen(registration) == [(english.pk, 3, False)]
    staff.post(url, number | {"confirmed": "yes"})
    assert chosen(registration) == [(polish.pk, 2, False)]
    page = staff.get(f"/en/admin/events/registration/{registration.pk}/change/")
    assert [action.name for action in page.context["actions_now"]] == [
        "seats",
        "parts",
        "contact",
        "link",
        "withdraw",
    ]


def test_the_action_is_offered_only_where_there_are_parts(staff, visit):
    registration = register(visit).registration
    page = staff.get(f"/en/admin/events/registration/{registration.pk}/change/")
    assert "parts" not in [action.name for action in page.context["actions_now"]]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.once
def test_a_part_that_people_chose_can_not_be_deleted(staff, visit, english, polish):
    registration = fill(english, 3).registration
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    data = filled(staff.get(url))
    page = staff.post(url, data | {"parts-0-DELETE": "on"})
    assert page.status_code == 200
    assert page.text.count(
        "“Tour” can’t be deleted: 1 delegation has chosen it "
        f"({registration.reference}). Change its parts first."
    )
    assert VisitPart.objects.count() == 2
    act = f"/en/admin/events/registration/act/parts/?id={registration.pk}"
    Registration.objects.update(status="expired", proven_at=None)
    mails = registration.emails.count()
    staff.post(act, {seats(english): "", "confirmed": "yes"})
    assert registration.emails.count() == mails
    assert staff.post(url, data | {"parts-0-DELETE": "on"}).status_code == 302
    assert [*VisitPart.objects.all()] == [polish]


@pytest.mark.once
def test_less_room_than_people_drops_nobody(staff, visit, english):
    registration = fill(english, 5).registration
    url = f"/en/admin/events/studyvisit/{visit.pk}/change/"
    data = filled(staff.get(url)) | {"parts-0-capacity": "2"}
    assert staff.post(url, data).status_code == 302
    assert VisitPart.objects.get().capacity == 2
    assert chosen(registration) == [(english.pk, 5, False)]
    assert PartChoice.objects.queue().count() == 0
