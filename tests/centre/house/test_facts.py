"""What comes along with the Centre's row is bounded: nothing that is over."""

from datetime import date

import pytest
from django.utils import timezone

from centre.models import Centre, Emblem
from tests.builders import DAY, HOUR, build_centre, build_closure, build_notice
from tests.desk import picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_what_is_over_does_not_come_along():
    centre = build_centre()
    now, today = timezone.now(), timezone.localdate()
    for days in (-1, 0):
        last: date = today + days * DAY
        build_closure(last)
        build_notice(starts_at=now - 2 * DAY, ends_at=now + days * DAY + HOUR)
        Emblem.objects.create(
            centre=centre, name=str(days), image=picture_file(), shown_until=last
        )
    Emblem.objects.create(centre=centre, name="always", image=picture_file())
    house = Centre.load().house
    assert [row["last_day"] for row in house["closures"]] == [today.isoformat()]
    assert len(house["notices"]) == 1
    assert [row["name"] for row in house["emblems"]] == ["0", "always"]
