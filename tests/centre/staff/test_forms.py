"""Fields of staff's forms."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from centre.staff.forms import MomentField


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first
        ("2026-10-25T03:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-07-01T10:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
    ],
)
def test_an_hour_is_one_in_krakow(typed, moment):
    assert MomentField().clean(typed) == moment


@pytest.mark.parametrize("typed", ["2027-03-28T02:30", "tomorrow"])
def test_an_hour_that_is_not_there_is_refused(typed):
    with pytest.raises(ValidationError):
        MomentField().clean(typed)
