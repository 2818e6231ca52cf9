"""Two delegations become one: nobody, no seat and no consent is lost."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from events.exceptions import (
    NotOneVisit,
    PartsDiffer,
    StatusesDiffer,
    TransitionNotAllowed,
)
from events.links import tokens
from events.models import (
    Consent,
    Delegate,
    OutgoingEmail,
    Registration,
    SeatBlock,
    StudyVisit,
)
from events.onsite.checkin import check_in
from events.onsite.figures import write_figures
from events.privacy.data_subject import find_data_subject
from events.privacy.rules import RULES
from events.registrations.mail import contact_emails
from events.registrations.mail.calendar import registration_calendar
from events.registrations.needs import NeedEntry
from events.registrations.rules.change_requests import request_change
from events.registrations.rules.decisions import reopen_registration
from events.registrations.rules.delegates import (
    DelegateData,
    add_delegate,
    erase_needs,
    find_same_people,
    save_needs,
)
from events.registrations.rules.merge import merge_delegations
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import DisplayedText
from events.registrations.rules.seats import change_seats, withdraw_registration
from tests.builders import (
    DAY,
    HOUR,
    build_centre,
    build_part,
    build_registration,
    build_staff,
    build_visit,
    let_day_come,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OTHER = {
    "organisation": "Other Office",
    "contact_name": "Other Contact",
    "contact_email": "other@example.org",
    "language": "pl",
    "seats": 2,
}


@pytest.fixture
def staff(db):
    return build_staff()


@pytest.fixture
def visit(db):
    build_centre()
    return build_visit(waiting_list="fill")


def two(visit, **fields):
    """A delegation of three, and one of two in another language."""
    kept = build_registration(visit, **fields)
    return kept, build_registration(visit, **{**OTHER, **fields})


def merge(kept, joining, staff, at=None):
    done = merge_delegations(
        kept=kept, joining=joining, at=at or timezone.now(), staff=staff
    )
    assert done == kept
    for registration in (kept, joining):
        registration.refresh_from_db()


def add(registration, name, email=""):
    return add_delegate(
        registration=registration,
        person=DelegateData(full_name=name, email=email),
        at=timezone.now(),
    )


def tell(registration, *codes, delegate=None):
    save_needs(
        registration=registration,
        needs=[NeedEntry("diet", code) for code in codes],
        consent=DisplayedText("I agree", "en"),
        at=timezone.now(),
        delegate=delegate,
    )


def names(registration):
    return [*registration.delegates.values_list("full_name", flat=True)]


def mails(kind):
    rows = OutgoingEmail.objects.filter(kind=kind).order_by("pk")
    return [*rows.values_list("recipient", flat=True)]


def taken(visit):
    return StudyVisit.objects.get(pk=visit.pk).count_seats_taken()


# --- Seats and the row itself -------------------------------------------------------


def test_one_stays_with_all_people_and_the_other_ends(visit, staff):
    later, earlier = two(visit)
    Registration.objects.filter(pk=earlier.pk).update(queue_at=timezone.now() - DAY)
    earlier.refresh_from_db()
    before = (later.reference, later.token_hash, later.contact_email, later.language)
    merge(later, earlier, staff)
    assert (
        later.reference,
        later.token_hash,
        later.contact_email,
        later.language,
    ) == before
    assert (later.status, later.seats, later.wanted_seats, later.min_seats) == (
        "confirmed",
        5,
        5,
        5,
    )
    assert later.queue_at == earlier.queue_at
    assert (earlier.status, earlier.seats, earlier.joined_to) == ("joined", 2, later)
    assert (taken(visit), visit.registrations.active().count()) == (5, 1)


def test_the_histories_say_with_whom_in_the_houses_language(visit, staff):
    kept, joining = two(visit)
    with translation.override("en"):
        merge(kept, joining, staff)
    with translation.override(settings.LANGUAGE_CODE):
        said = [
            translation.gettext("Joined by %(reference)s")
            % {"reference": joining.reference},
            translation.gettext("Joined with %(reference)s")
            % {"reference": kept.reference},
        ]
    last = [r.history.last() for r in (kept, joining)]
    assert [(e.from_status, e.to_status, e.seats, e.staff) for e in last] == [
        ("confirmed", "confirmed", 5, staff),
        ("confirmed", "joined", 2, staff),
    ]
    assert [event.reason for event in last] == said


def test_the_largest_group_is_no_limit_and_it_may_still_become_smaller(visit, staff):
    kept, joining = two(visit)
    visit.largest_group = 3
    visit.save()
    merge(kept, joining, staff)
    change_seats(registration=kept, seats=4, at=timezone.now())
    kept.refresh_from_db()
    assert kept.seats == 4


@pytest.mark.usefixtures("first_mails")
def test_who_waits_keeps_the_earlier_place_and_nobody_is_offered_anything(staff):
    visit = build_visit(waiting_list="fill", capacity=12)
    build_registration(visit, seats=12, contact_email="all@example.org")
    wait = {"may_wait": True, "min_seats": 2}
    first, second = two(visit, **wait)
    third = build_registration(
        visit, contact_email="third@example.org", **wait | {"seats": 4}
    )
    Registration.objects.filter(pk=third.pk).update(passed_over=1)
    merge(third, first, staff)
    waiting = Registration.objects.filter(visit=visit).waiting()
    assert [*waiting.values_list("pk", "seats", "min_seats", "passed_over")] == [
        (third.pk, 7, 4, 1),
        (second.pk, 2, 2, 0),
    ]
    assert mails("registration_offered") == []


def test_two_offers_become_one_that_stands_as_long_as_the_later(visit, staff):
    kept, joining = two(visit)
    ends = timezone.now() + HOUR
    for registration, until in ((kept, ends), (joining, ends + HOUR)):
        Registration.objects.filter(pk=registration.pk).update(
            status="offered", offer_expires_at=until
        )
    merge(kept, joining, staff)
    assert (kept.status, kept.offer_expires_at) == ("offered", ends + HOUR)
    assert joining.offer_expires_at is None


def held(visit, label, seats):
    code = tokens.new_code()
    SeatBlock.objects.create(
        visit=visit,
        label=label,
        seats=seats,
        code_hash=tokens.code_hash(code),
        expires_at=visit.ends_at,
    )
    return code


def blocks(visit):
    return {
        block.label: block.left
        for block in SeatBlock.objects.filter(visit=visit).unused()
    }


@pytest.mark.parametrize(
    ("codes", "left"),
    [
        (("A", "A"), {"A": 1, "B": 4}),
        (("A", ""), {"A": 3, "B": 4}),
        (("", "B"), {"A": 6, "B": 2}),
        (("A", "B"), {"A": 3, "B": 2}),
    ],
)
def test_what_is_left_of_held_seats_stays_held(visit, staff, codes, left):
    code = {"A": held(visit, "A", 6), "B": held(visit, "B", 4), "": ""}
    kept = build_registration(visit, code=code[codes[0]])
    joining = build_registration(visit, **OTHER, code=code[codes[1]])
    before = taken(visit)
    assert blocks(visit) == left
    merge(kept, joining, staff)
    assert (blocks(visit), taken(visit)) == (left, before)
    withdraw_registration(registration=kept, at=timezone.now())
    assert taken(visit) <= before


def test_seats_that_one_delegation_has_used_up_are_not_held_again(visit, staff):
    kept = build_registration(visit, code=held(visit, "A", 2))
    joining = build_registration(visit, **OTHER)
    merge(kept, joining, staff)
    assert (blocks(visit), taken(visit), kept.block) == ({}, 5, None)


def test_the_visit_is_locked_before_anything_is_counted(visit, staff):
    kept, joining = two(visit)
    with CaptureQueriesContext(connection) as asked:
        merge(kept, joining, staff)
    reads = [q["sql"] for q in asked if q["sql"].startswith("SELECT")]
    assert ["FOR UPDATE" in sql for sql in reads[:2]] == [True, True]
    assert [
        f'FROM "events_{t}"' in sql
        for t, sql in zip(("studyvisit", "registration"), reads, strict=False)
    ] == [True, True]


# --- People, needs, consents --------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_everybody_keeps_her_link_her_needs_and_her_consent(visit, staff):
    kept, joining = two(visit)
    anna = add(kept, "Anna", "anna@example.org")
    olga = add(joining, "Olga", "olga@example.org")
    tell(joining, "vegan", delegate=olga)
    merge(kept, joining, staff)
    hash_before = olga.token_hash
    olga.refresh_from_db()
    assert names(kept) == ["Anna", "Olga"]
    assert (olga.registration, olga.token_hash) == (kept, hash_before)
    assert [need.registration for need in olga.needs.all()] == [kept]
    assert [consent.registration for consent in olga.consents.all()] == [kept]
    assert names(joining) == []
    assert anna.position < olga.position
    assert mails("delegate_told") == ["anna@example.org", "olga@example.org"]


@pytest.mark.usefixtures("first_mails")
def test_who_was_not_told_yet_is_told_now(visit, staff):
    kept, joining = two(visit)
    Registration.objects.filter(pk=joining.pk).update(
        proven_at=None, proof_due_at=timezone.now() + DAY
    )
    joining.refresh_from_db()
    add(joining, "Olga", "olga@example.org")
    assert mails("delegate_told") == []
    merge(kept, joining, staff)
    assert mails("delegate_told") == ["olga@example.org"]
    assert joining.proof_due_at is None


@pytest.mark.usefixtures("first_mails")
def test_a_former_contact_who_comes_herself_gets_a_link_of_her_own(visit, staff):
    """She had that of her delegation, which opens nothing of hers any more."""
    kept, joining = two(visit)
    add(joining, "Other Contact", "other@example.org")
    assert mails("delegate_told") == []
    merge(kept, joining, staff)
    assert mails("delegate_told") == ["other@example.org"]


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        # Capitals, accents and the order make no other name.
        (("Łucja Żak", ""), ("ZAK LUCJA", ""), 1),
        (("Anna", "a@example.org"), ("Anna", "A@example.org"), 1),
        (("Anna", ""), ("Anna", "a@example.org"), 1),
        # Two addresses are two people, one address of an office is not one person.
        (("Anna", "a@example.org"), ("Anna", "b@example.org"), 2),
        (("Anna", "a@example.org"), ("Olga", "a@example.org"), 2),
    ],
)
def test_the_same_person_is_one_and_frees_no_seat(visit, staff, one, other, left):
    kept, joining = two(visit)
    add(kept, *one)
    add(joining, *other)
    merge(kept, joining, staff)
    assert (kept.delegates.count(), kept.seats, find_same_people([visit])) == (
        left,
        5,
        {},
    )


def test_of_two_rows_the_one_stays_whose_link_she_has(visit, staff):
    kept, joining = two(visit)
    kept_row = add(kept, "Anna Nowak")
    Delegate.objects.filter(pk=kept_row.pk).update(role="Mayor")
    told = add(joining, "Nowak Anna", "anna@example.org")
    tell(joining, "vegan", delegate=told)
    merge(kept, joining, staff)
    [anna] = kept.delegates.all()
    assert (anna.pk, anna.role, anna.email) == (told.pk, "Mayor", "anna@example.org")
    assert [need.code for need in anna.needs.all()] == ["vegan"]


def test_her_needs_of_both_rows_are_hers_once_each(visit, staff):
    kept, joining = two(visit)
    one = add(kept, "Anna", "a@example.org")
    other = add(joining, "Anna", "a@example.org")
    tell(kept, "vegan", "halal", delegate=one)
    tell(joining, "vegan", "kosher", delegate=other)
    merge(kept, joining, staff)
    [anna] = kept.delegates.all()
    assert sorted(need.code for need in anna.needs.all()) == [
        "halal",
        "kosher",
        "vegan",
    ]
    assert anna.consents.count() == 1


def test_erased_people_are_not_taken_for_one_another(visit, staff):
    kept, joining = two(visit)
    for registration in (kept, joining):
        add(registration, "guest 1")
    Delegate.objects.update(anonymised_at=timezone.now())
    assert find_same_people([visit]) == {}
    merge(kept, joining, staff)
    assert names(kept) == ["guest 1", "guest 1"]


@pytest.mark.parametrize("first_too", [False, True])
def test_the_delegations_needs_add_up_under_a_consent(visit, staff, first_too):
    kept, joining = two(visit)
    if first_too:
        tell(kept, "vegan")
    tell(joining, "vegan", "halal")
    merge(kept, joining, staff)
    codes = sorted(need.code for need in kept.needs.all())
    assert codes == ["halal", "vegan", "vegan"][: 3 if first_too else 2]
    given = Consent.objects.filter(purpose="needs", withdrawn_at=None)
    assert given.filter(registration=kept).count() == 1
    erase_needs(registration=kept, at=timezone.now())
    assert (kept.needs.count(), given.count()) == (0, 0)


def test_a_consent_that_was_taken_back_does_not_cover_new_needs(visit, staff):
    kept, joining = two(visit)
    tell(kept, "vegan")
    erase_needs(registration=kept, at=timezone.now())
    tell(joining, "halal")
    merge(kept, joining, staff)
    [consent] = kept.consents.filter(purpose="needs")
    assert (consent.withdrawn_at, joining.consents.count()) == (None, 0)


def test_who_is_in_already_stays_in(visit, staff):
    kept, joining = two(visit)
    add(kept, "Anna")
    other = add(joining, "Anna")
    let_day_come(visit)
    at = timezone.now()
    check_in(registration=joining, delegates=[other.pk], at=at, staff=staff)
    check_in(registration=joining, unnamed=1, seen=1, at=at, staff=staff)
    merge(kept, joining, staff)
    [anna] = kept.delegates.all()
    present = kept.arrivals.filter(undone_at=None)
    assert [*present.values_list("delegate", flat=True)] == [anna.pk, None]


def test_who_is_in_with_both_delegations_is_in_once(visit, staff):
    kept, joining = two(visit)
    people = [add(registration, "Anna") for registration in (kept, joining)]
    let_day_come(visit)
    at = timezone.now()
    for registration, person in zip((kept, joining), people, strict=True):
        check_in(registration=registration, delegates=[person.pk], at=at, staff=staff)
    merge(kept, joining, staff)
    [anna] = kept.delegates.all()
    present = kept.arrivals.filter(undone_at=None, delegate=anna)
    assert present.count() == 1


# --- Parts --------------------------------------------------------------------------


def wish(part, seats, wait=False):
    return (PartSelection(part=part.pk, seats=seats, may_wait=wait),)


def test_parts_add_up_and_hold_as_many_people_as_before(visit, staff):
    tour = build_part(visit, capacity=4)
    start = visit.starts_at + 2 * HOUR
    panel = build_part(visit, "panel", starts_at=start, ends_at=start + HOUR)
    kept = build_registration(visit, parts=wish(tour, 2))
    joining = build_registration(
        visit, **OTHER, parts=(*wish(tour, 2), *wish(panel, 1))
    )
    merge(kept, joining, staff)
    choices = kept.part_choices.values_list("part", "seats", "waiting_since")
    assert {*choices} == {(tour.pk, 4, None), (panel.pk, 1, None)}
    assert joining.part_choices.count() == 0


def test_both_wait_for_a_part_since_the_earlier(visit, staff):
    tour = build_part(visit, capacity=1)
    parts = wish(tour, 2, wait=True)
    kept, joining = two(visit, parts=parts)
    earlier = timezone.now() - DAY
    joining.part_choices.update(waiting_since=earlier)
    merge(kept, joining, staff)
    [choice] = kept.part_choices.all()
    assert (choice.seats, choice.waiting_since) == (4, earlier)


def test_one_in_a_part_and_one_waiting_is_for_staff_to_sort_out(visit, staff):
    tour = build_part(visit, capacity=2)
    kept = build_registration(visit, parts=wish(tour, 2))
    joining = build_registration(visit, **OTHER, parts=wish(tour, 2, wait=True))
    with pytest.raises(PartsDiffer) as refused:
        merge(kept, joining, staff)
    assert refused.value.part == tour.pk
    kept.refresh_from_db()
    assert (kept.seats, joining.part_choices.count()) == (3, 1)


# --- What was asked for -------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "other", "seats", "text"),
    [
        ({"seats": 4, "text": "A"}, {"seats": 1, "text": "B"}, 5, "A\n\nB"),
        ({"seats": 4}, {"text": "B"}, 6, "B"),
        ({"text": "A"}, {"text": "B"}, None, "A\n\nB"),
        (None, {"seats": 1, "text": "B"}, 4, "B"),
        ({"seats": 4, "text": "A"}, None, 6, "A"),
    ],
)
def test_what_was_asked_for_becomes_one_question(visit, staff, own, other, seats, text):
    kept, joining = two(visit)
    for registration, asked in ((kept, own), (joining, other)):
        if asked:
            request_change(registration=registration, at=timezone.now(), **asked)
    merge(kept, joining, staff)
    [change] = kept.change_requests.all()
    assert (change.status, change.seats, change.text) == ("open", seats, text)
    assert joining.change_requests.count() == 0


# --- Refusals -----------------------------------------------------------------------


def test_delegations_of_two_visits_stay_two(visit, staff):
    kept = build_registration(visit)
    joining = build_registration(build_visit("druga"))
    for other in (joining, kept):
        with pytest.raises(NotOneVisit):
            merge(kept, other, staff)


def test_only_delegations_in_the_same_status_are_joined(visit, staff):
    kept, joining = two(visit)
    Registration.objects.filter(pk=joining.pk).update(status="requested")
    with pytest.raises(StatusesDiffer) as refused:
        merge(kept, joining, staff)
    assert refused.value.statuses == ("confirmed", "requested")


@pytest.mark.parametrize("which", [0, 1])
def test_what_has_ended_is_not_joined(visit, staff, which):
    pair = two(visit)
    withdraw_registration(registration=pair[which], at=timezone.now())
    with pytest.raises(TransitionNotAllowed) as refused:
        merge(*pair, staff)
    assert refused.value.from_status == "withdrawn"


def test_what_is_joined_never_comes_back(visit, staff):
    kept, joining = two(visit)
    merge(kept, joining, staff)
    again = {"registration": joining, "at": timezone.now()}
    with pytest.raises(TransitionNotAllowed):
        reopen_registration(**again, staff=staff)
    with pytest.raises(TransitionNotAllowed):
        withdraw_registration(**again)
    with pytest.raises(TransitionNotAllowed):
        merge(kept, joining, staff)


# --- Mail and calendars -------------------------------------------------------------


@pytest.mark.usefixtures("first_mails")
def test_each_contact_gets_one_mail_and_no_address_of_the_other(visit, staff):
    kept, joining = two(visit)
    OutgoingEmail.objects.all().delete()
    merge(kept, joining, staff)
    to_joining, to_kept = OutgoingEmail.objects.order_by("pk")
    assert [
        (m.kind, m.recipient, m.language, m.registration) for m in (to_joining, to_kept)
    ] == [
        ("registration_joined", "other@example.org", "pl", joining),
        ("registration_joined_by", "contact@example.org", "en", kept),
    ]
    assert to_joining.text.count("Contact Person (Example City Council)") == 1
    assert to_kept.text.count("Other Contact (Other Office)") == 1
    for mail, other in ((to_joining, kept), (to_kept, joining)):
        assert (mail.text + mail.html).count(other.contact_email) == 0
        assert (mail.text + mail.html).count(tokens.manage_token(other)) == 0
    assert to_kept.text.count(tokens.mailed_token(kept)) == 1
    assert to_joining.text.count(tokens.manage_token(joining)) == 0


def event(text):
    [found] = Calendar.from_ical(text).walk("VEVENT")
    return str(found["STATUS"]), found["SEQUENCE"]


@pytest.mark.usefixtures("first_mails")
def test_no_calendar_loses_the_visit_and_later_news_are_newer(visit, staff):
    """Its people go on with the entry they have: what comes later must be newer."""
    kept, joining = two(visit, language="en")
    for seats in (3, 4, 3, 2):
        change_seats(registration=joining, seats=seats, at=timezone.now())
    olga = add(joining, "Olga", "olga@example.org")
    had = event(registration_calendar(joining, at=timezone.now()))[1]
    merge(kept, joining, staff)
    sent = OutgoingEmail.objects.filter(kind__startswith="registration_joined")
    calendars = [mail.calendar for mail in sent]
    assert [event(text)[0] for text in calendars] == ["CONFIRMED"] * 2
    assert ["METHOD:CANCEL" in text for text in calendars] == [False] * 2
    said = "The attached file brings the visit in your calendar up to date."
    assert [mail.text.count(said) for mail in sent] == [1, 1]
    assert all(event(text)[1] > had for text in calendars)
    withdraw_registration(registration=kept, at=timezone.now())
    last = OutgoingEmail.objects.get(
        kind="registration_withdrawn", recipient=olga.email
    )
    assert event(last.calendar)[0] == "CANCELLED"
    assert event(last.calendar)[1] > max(event(text)[1] for text in calendars)


@pytest.mark.usefixtures("first_mails")
def test_news_that_wait_reach_the_people_who_came_over(visit, staff):
    kept, joining = two(visit)
    add(joining, "Olga", "olga@example.org")
    at = timezone.now()
    contact_emails.queue_visit_changed(joining, at=at, due_at=at + HOUR)
    merge(kept, joining, staff)
    assert sorted(mails("visit_changed")) == ["contact@example.org", "olga@example.org"]
    due = OutgoingEmail.objects.filter(kind="visit_changed", registration=kept)
    assert {*due.values_list("due_at", flat=True)} == {at + HOUR}


# --- Its old link, the door, figures, privacy ---------------------------------------


def test_the_old_link_says_that_it_is_part_of_another(client, visit, staff):
    kept, joining = two(visit)
    merge(kept, joining, staff)
    with translation.override("en"):
        link = {"token": tokens.manage_token(joining)}
        url = reverse("events:registration", kwargs=link)
    page = client.get(url)
    said = "Its contact person speaks for all of you."
    gone = ("Withdraw", "Needs", "names are written down")
    assert [page.text.count(text) for text in (said, *gone)] == [1, 0, 0, 0]
    assert client.post(f"{url}withdraw/").url == url


def test_the_code_that_was_mailed_opens_the_whole_one_at_the_door(client, visit, staff):
    first, second = two(visit)
    third = build_registration(visit, contact_email="third@example.org")
    merge(second, third, staff)
    merge(first, second, staff)
    client.force_login(staff)
    day = "/en/admin/events/studyvisit/day"
    for joined in (second, third):
        answer = client.get(f"{day}/{joined.reference}/")
        assert answer.headers["Location"] == f"{day}/{first.reference}/"


def test_figures_count_the_people_once(visit, staff):
    kept, joining = two(visit)
    merge(kept, joining, staff)
    [figure] = write_figures(visit)
    assert (figure.delegations, figure.seats) == (1, 5)


def test_the_former_contact_is_forgotten_after_the_visit(visit, staff):
    kept, joining = two(visit)
    merge(kept, joining, staff)
    rule = next(rule for rule in RULES if rule.name == "ended")
    ends = [visit.ends_at + (rule.days + late) * DAY for late in (-1, 0)]
    assert [[*rule.due(at)] for at in ends] == [[], [joining]]


def test_her_row_is_found_although_her_delegation_was_joined(visit, staff):
    kept, joining = two(visit)
    add(joining, "Other Contact")
    merge(kept, joining, staff)
    found = find_data_subject("other@example.org")
    assert [person.full_name for person in found.delegates] == ["Other Contact"]
    found.erase(timezone.now())
    assert names(kept) != ["Other Contact"]
