"""What somebody who asked for a visit reads about it."""

import pytest
from django.utils import translation

from events.models import VisitRequest
from events.visit_requests.status_text import request_heading, request_next_step

Status = VisitRequest.Status
LAST_MAIL = "The newest link to your registration is in the last e-mail from us."
SAID = {
    Status.RECEIVED: (
        "We have your request",
        "We have not answered yet. When we do, you will get an e-mail.",
    ),
    Status.PROPOSED: (
        "We propose a visit to you",
        "Does it suit you? Take it, and your delegation is registered.",
    ),
    Status.UNSUITABLE: (
        "We are looking for another visit for you",
        "The visit we proposed does not suit you. When we have another one, you will "
        "get an e-mail.",
    ),
    Status.ACCEPTED: ("Your delegation is registered", LAST_MAIL),
    Status.DECLINED: (
        "We can’t receive you this time",
        "You are welcome to ask for other dates.",
    ),
    Status.WITHDRAWN: (
        "This request is withdrawn",
        "If that was a mistake, ask once more.",
    ),
}


@pytest.mark.parametrize("status", Status)
def test_each_status_says_how_it_is_and_what_comes_next(status):
    asked = VisitRequest(status=status)
    with translation.override("en"):
        said = (
            request_heading(asked),
            request_next_step(asked, registration_shown=False),
        )
    assert said == SAID[status]


@pytest.mark.parametrize("status", [s for s in Status if s != Status.ACCEPTED])
def test_a_registration_is_spoken_of_only_where_there_is_one(status):
    asked = VisitRequest(status=status)
    with translation.override("en"):
        text = request_next_step(asked, registration_shown=True)
    assert text == SAID[status][1]


def test_who_is_registered_is_led_to_the_registration():
    asked = VisitRequest(status=Status.ACCEPTED)
    with translation.override("en"):
        text = request_next_step(asked, registration_shown=True)
    assert text == "The registration has a page of its own."
