"""The desk's English dates are those of the public pages."""

from datetime import UTC, datetime

from django import forms
from django.utils import formats, timezone, translation

MOMENT = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)


def test_the_desk_writes_british_dates():
    with translation.override("en"):
        local = timezone.localtime(MOMENT)
        assert (
            formats.date_format(local, "DATETIME_FORMAT") == "28 November 2026, 23:30"
        )
        assert formats.date_format(local, "SHORT_DATE_FORMAT") == "28/11/2026"


def test_a_day_is_read_the_british_way_and_as_browsers_send_it():
    with translation.override("en"):
        field = forms.DateField()
        assert field.clean("03/02/2027") == field.clean("2027-02-03")
