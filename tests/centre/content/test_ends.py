"""What is published until a moment leaves the site at it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone, translation

from centre.content.ends import end_publications
from centre.staff.history import written
from tests.builders import (
    at_hour,
    build_activity,
    build_page,
    build_post,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled, form_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


KINDS = [build_page, build_post, build_activity, build_visit]


@pytest.mark.parametrize("build", KINDS)
def test_the_clock_makes_a_draft_of_what_has_ended(build: Any) -> None:
    ends = at_hour(8, in_days=3)
    thing, other = build("konczy-sie", published_until=ends), build("zostaje")
    records = thing.history.count()
    assert end_publications(ends - timedelta(seconds=1)) == 0
    assert [end_publications(ends), end_publications(ends)] == [1, 0]
    thing.refresh_from_db()
    assert (thing.published_at, thing.published_until) == (None, None)
    assert thing.history.count() == records + 1
    assert [*type(thing).objects.published()] == [other]


def test_a_draft_keeps_its_end_until_it_is_published() -> None:
    ends = at_hour(8, in_days=3)
    page = build_page("szkic", published_at=None, published_until=ends)
    assert end_publications(ends) == 0
    page.refresh_from_db()
    assert page.published_until == ends


@pytest.mark.parametrize("build", KINDS)
def test_the_database_refuses_an_end_before_the_beginning(build: Any) -> None:
    thing = build("strona")
    with pytest.raises(IntegrityError, match="ends_after_it_begins"):
        type(thing).objects.update(published_until=thing.published_at)


def test_staff_choose_the_end_and_are_told(client: Client) -> None:
    client.force_login(build_staff())
    page, ends = build_page("strona"), at_hour(8, in_days=3)
    url = form_url(page)
    early = {"published_until": "2020-01-01T08:00"}
    refused = client.post(url, filled(client.get(url)) | early)
    assert errors_of(refused) == {
        "published_until": [
            "This must be later than the moment from which it is published."
        ]
    }
    right = {"published_until": f"{timezone.localtime(ends):%Y-%m-%dT%H:%M}"}
    listed = client.post(url, filled(client.get(url)) | right, follow=True)
    page.refresh_from_db()
    assert page.published_until == ends
    with translation.override("en"):
        moment = written(ends)
    first = str(next(iter(listed.context["messages"])))
    assert first == f"It leaves the site on {moment}."
    assert f'<span class="scheduled">until {moment}</span>' in listed.text
