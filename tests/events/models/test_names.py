"""What a row is called, as staff read it in lists, histories and warnings."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from centre.models import HouseClosure
from events.models import (
    Arrival,
    ChangeRequest,
    ClosingDay,
    Consent,
    ErasedAddress,
    Feedback,
    HandOver,
    Need,
    NoticeVersion,
    OpeningHours,
    PartChoice,
    RateWindow,
    RegistrationEvent,
    RetentionRun,
    Session,
    VisitFigure,
)

MOMENT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # the next day in Kraków


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Arrival(registration_id=7, at=MOMENT), "7 00:30"),
        (ChangeRequest(registration_id=7), "7: waits for an answer"),
        (ClosingDay(date=date(2026, 12, 24)), "24\xa0December 2026"),
        (Consent(purpose="invitations"), "wants invitations to later study visits"),
        (ErasedAddress(address_hash="0123456789", at=MOMENT), "2026-11-26 01234567"),
        (Feedback(visit_id=3, score=5), "3: 5"),
        (HandOver(registration_id=7, name="New Person"), "7: New Person"),
        (Need(kind="access"), "access"),
        (NoticeVersion(language="uk", digest="0123456789"), "uk 01234567"),
        (
            OpeningHours(weekday=0, opens=time(9), closes=time(17)),
            "Monday 9:00–\u206017:00",
        ),
        (PartChoice(part_id=4, seats=2), "4: 2"),
        (RateWindow(key="0123456789", count=2), "01234567 2"),
        (
            RegistrationEvent(from_status="requested", to_status="confirmed"),
            "requested > confirmed",
        ),
        (RetentionRun(at=MOMENT, rule="needs", erased=3), "2026-11-26 needs: 3"),
        (VisitFigure(city="Exampletown", seats=3), "Exampletown: 3"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_row_has_a_name(row, name):
    with translation.override("en"):
        assert str(row) == name


def plain(text):
    """Return a text without what holds its words together."""
    return text.replace("\xa0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("pl", ("5 grudnia 2026, 12:00", "6 stycznia 2027", "24–26 grudnia 2026")),
        ("en", ("5 December 2026, 12:00", "6 January 2027", "24–26 December 2026")),
        ("uk", ("5 грудня 2026 р., 12:00", "6 січня 2027 р.", "24–26 грудня 2026 р.")),
        (None, ("5 grudnia 2026, 12:00", "6 stycznia 2027", "24–26 grudnia 2026")),
    ],
)
def test_what_is_called_by_its_date_says_it_in_the_language_of_who_reads(
    language, names
):
    """Also where no language is active, as in some commands."""
    day = date(2026, 12, 24)
    things = (
        Session(starts_at=datetime(2026, 12, 5, 11, tzinfo=UTC)),
        ClosingDay(date=date(2027, 1, 6)),
        HouseClosure(first_day=day, last_day=day + timedelta(days=2)),
    )
    with translation.override(language):
        said = tuple(plain(str(thing)) for thing in things)
    assert said == names
