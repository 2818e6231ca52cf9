"""Each cell of a list on the desk says which column it is of, for a phone."""

import re

import pytest
from django.test import Client

from centre.people import StaffAction
from centre.staff.action_log import record_action
from tests.builders import build_centre, build_post, build_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CELL = re.compile(r'<td class="(?P<of>[^"]+)" data-label="(?P<label>[^"]*)">')


def cells(client: Client, address: str) -> list[tuple[str, str]]:
    return CELL.findall(client.get(address).text)


def test_each_cell_has_the_name_of_its_column(client: Client) -> None:
    build_centre()
    client.force_login(build_staff())
    build_post("wpis")
    assert cells(client, "/pl/admin/news/post/") == [
        ("field-publication", "Publikacja"),
        ("field-languages_written", "Języki"),
    ]


def test_a_cell_with_nothing_in_it_has_no_name(client: Client) -> None:
    staff = build_staff()
    client.force_login(staff)
    StaffAction.objects.all().delete()  # that of signing in
    record_action(staff, StaffAction.Kind.CHANGED, build_centre())
    assert cells(client, "/en/admin/centre/staffaction/") == [
        ("field-when", "When"),
        ("field-username", "Who"),
        ("field-kind", "What"),
        ("field-thing", "Thing"),
        ("field-more", ""),
    ]
