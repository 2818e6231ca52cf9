"""What a change of a visit will mail is shown before, and written only after."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.links.tokens import TOKEN_PATTERN
from events.models import OutgoingEmail, ProgrammeItem
from events.registrations.rules.delegates import DelegateData, add_delegate
from events.registrations.rules.parts import PartSelection
from events.registrations.rules.register import DisplayedText
from events.visit_requests.rules import VisitRequestData, ask_for_visit, propose_visit
from tests.builders import (
    DAY,
    HOUR,
    at_hour,
    build_centre,
    build_part,
    build_staff,
    build_visit,
    register,
)
from tests.desk import filled

pytestmark = pytest.mark.django_db
VISITS = "/en/admin/events/studyvisit/"
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def user():
    build_centre()
    return build_staff()


@pytest.fixture
def staff(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def visit(user):
    """Three delegations, a person of one, a part, a programme, and a proposal."""
    starts = at_hour(10, in_days=30)
    visit = build_visit(starts_at=starts, ends_at=starts + 6 * HOUR, capacity=20)
    part = build_part(visit)
    wish = PartSelection(part=part.pk, seats=2)
    for name, language, parts in (
        ("a", "en", [wish]),
        ("b", "uk", []),
        ("c", "uk", []),
    ):
        one = register(
            visit, contact_email=f"{name}@example.org", language=language, parts=parts
        ).registration
    person = DelegateData(full_name="P", email="p@example.org", language="pl")
    add_delegate(registration=one, person=person, at=timezone.now())
    times = {"starts_at": starts, "ends_at": starts + HOUR}
    ProgrammeItem.objects.create(visit=visit, title_en="Welcome", **times)
    ProgrammeItem.objects.create(visit=visit, title_en="Panel", **times)
    propose(visit, user)
    return visit


def propose(visit, user):
    data = VisitRequestData(
        organisation="Region",
        city="Lviv",
        country="UA",
        contact_name="C",
        contact_email="region@example.org",
        language="uk",
        purpose="To see.",
        dates=(timezone.localdate() + 40 * DAY,),
        seats=3,
        languages=("uk",),
        notice=DisplayedText("<p>Data.</p>", "uk"),
    )
    now = timezone.now()
    asked = ask_for_visit(data=data, submission_key="k", at=now)
    propose_visit(request=asked.request, visit=visit, at=now, staff=user)


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def later(visit, sent):
    return {"starts_at": local(visit.starts_at + HOUR), "title_en": "A new name"}


def elsewhere(visit, sent):
    return {"venue_en": "The other house", "venue_uk": "Інший будинок"}


def postponed(visit, sent):
    return {"state": "postponed"}


def another_room(visit, sent):
    return {"parts-0-room_pl": "Attic", "parts-0-starts_at": local(visit.starts_at)}


def programme(visit, sent):
    """One item is gone, one is later, one is new."""
    new = {"starts_at": visit.starts_at + HOUR, "ends_at": visit.starts_at + 2 * HOUR}
    return {
        "programme-0-DELETE": "on",
        "programme-1-ends_at": local(visit.starts_at + 3 * HOUR),
        "programme-TOTAL_FORMS": "3",
        "programme-2-title_en": "Music",
        "programme-2-kind": sent["programme-0-kind"],
        **{f"programme-2-{name}": local(moment) for name, moment in new.items()},
    }


def shown(page):
    """(kind, language) -> how many mails, and the text of the example."""
    return {
        (example.mail.kind, example.mail.language): (example.count, example.text)
        for example in page.context["preview"].examples
    }


def written_after(newest):
    """The same of the mails that were written, with all their texts."""
    mails = list(OutgoingEmail.objects.filter(pk__gt=newest))
    texts = {}
    for mail in mails:
        plain = TOKEN_PATTERN.sub("…", mail.text)
        texts.setdefault((mail.kind, mail.language), set()).add(plain)
    return Counter((mail.kind, mail.language) for mail in mails), texts


def newest_mail():
    return OutgoingEmail.objects.latest("pk").pk


def assert_true(looked, newest):
    """What was shown is what was written: as many of each, one of its texts."""
    counts, texts = written_after(newest)
    assert {key: count for key, (count, _text) in looked.items()} == counts
    wrong = {key: text for key, (_n, text) in looked.items() if text not in texts[key]}
    assert wrong == {}


def writes(asked):
    """What is written, but what is kept of the form and its answer for who sent it."""
    kept = "centre_unsavedform", "centre_keptanswer"
    return [
        q["sql"]
        for q in asked
        if q["sql"].startswith(WRITES) and not any(name in q["sql"] for name in kept)
    ]


@pytest.mark.usefixtures("first_mails")
@pytest.mark.parametrize(
    ("change", "mails"),
    [(later, 5), (elsewhere, 5), (postponed, 5), (another_room, 1), (programme, 4)],
)
def test_what_is_shown_before_saving_is_what_goes_out(staff, visit, change, mails):
    url = f"{VISITS}{visit.pk}/change/"
    sent = filled(staff.get(url))
    sent |= change(visit, sent)
    newest = newest_mail()
    with CaptureQueriesContext(connection) as asked:
        page = staff.post(url, sent)
    assert (writes(asked), page.context["preview"].total) == ([], mails)
    asking = next(context for context in page.context if "preview" in context)
    assert asking["visit"].title_en == visit.title_en  # until then
    staff.post(url, filled(page) | {"confirmed": "yes"})
    assert_true(shown(page), newest)


@pytest.mark.usefixtures("first_mails")
def test_what_is_shown_before_cancelling_is_what_goes_out(staff, visit):
    url = f"{VISITS}{visit.pk}/cancel/"
    staff.get(url)
    newest = newest_mail()
    with CaptureQueriesContext(connection) as asked:
        page = staff.post(url, {"look": "yes", "reason": "Flood"})
    assert (writes(asked), page.context["preview"].total) == ([], 5)
    staff.post(url, {"confirmed": "yes", "reason": "Flood"})
    assert_true(shown(page), newest)


@pytest.mark.usefixtures("first_mails")
def test_what_is_undone_in_time_is_saved_without_asking(staff, visit):
    url = f"{VISITS}{visit.pk}/change/"
    before = filled(staff.get(url))
    moved = before | {"starts_at": local(visit.starts_at + HOUR)}
    staff.post(url, moved | {"confirmed": "yes"})
    again = filled(staff.get(url)) | {"starts_at": before["starts_at"]}
    assert staff.post(url, again).status_code == 302
    told = OutgoingEmail.objects.filter(kind="visit_changed")
    assert told.count() == 0


@pytest.mark.usefixtures("first_mails")
def test_places_for_who_waits_are_shown_beside_the_new_time(staff, user):
    visit = build_visit(waiting_list="fill", capacity=3, largest_group=3)
    register(visit)
    register(visit, may_wait=True, contact_email="b@example.org")
    url = f"{VISITS}{visit.pk}/change/"
    new = {"starts_at": local(visit.starts_at + timedelta(minutes=30)), "capacity": "9"}
    new |= {f"blocks-{n}-label": f"Partner {n}" for n in range(2)}
    new |= {f"blocks-{n}-seats": "1" for n in range(2)}
    new |= {f"blocks-{n}-expires_at": "2099-01-01T10:00" for n in range(2)}
    sent = filled(staff.get(url)) | new | {"blocks-TOTAL_FORMS": "2"}
    newest = newest_mail()
    page = staff.post(url, sent)
    visit.refresh_from_db()
    assert (visit.capacity, visit.blocks.count(), newest_mail()) == (3, 0, newest)
    staff.post(url, filled(page) | {"confirmed": "yes"})
    assert {key: count for key, (count, _text) in shown(page).items()} == {
        ("registration_offered", "en"): 1,
        ("visit_changed", "en"): 2,
    }
    assert_true(shown(page), newest)


@pytest.mark.once
def test_what_two_people_do_at_once_is_left_to_saving(staff, visit, monkeypatch):
    def collide(*args):
        raise IntegrityError

    monkeypatch.setattr("events.visits.save_preview.preview_saving", collide)
    url = f"{VISITS}{visit.pk}/change/"
    sent = filled(staff.get(url)) | {"title_en": "Renamed"}
    assert staff.post(url, sent).status_code == 302
    visit.refresh_from_db()
    assert visit.title_en == "Renamed"
