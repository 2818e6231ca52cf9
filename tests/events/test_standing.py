"""What a delegation reads about itself, as time passes."""

import pytest
from django.utils import translation

from events.standing import standing
from tests.builders import HOUR, build_registration, build_visit

pytestmark = pytest.mark.django_db


def test_after_the_visit_nobody_looks_forward_to_it():
    registration = build_registration(build_visit())
    ends_at = registration.visit.ends_at
    with translation.override("en"):
        said = [standing(registration, at) for at in (ends_at - HOUR, ends_at)]
    assert said == [
        ["Your delegation is registered. We look forward to your visit."],
        ["This visit has taken place"],
    ]
