"""What a row is called, as staff read it in lists, histories and warnings."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils import translation

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
    VisitFigure,
)

MOMENT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # the next day in Kraków


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Arrival(registration_id=7, at=MOMENT), "7 00:30"),
        (ChangeRequest(registration_id=7), "7: waits for an answer"),
        (ClosingDay(date=date(2026, 12, 24)), "2026-12-24"),
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
