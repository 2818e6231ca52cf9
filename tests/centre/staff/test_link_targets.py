"""Pages that a text of the desk may link to, found by words."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from tests.builders import (
    build_activity,
    build_centre,
    build_page,
    build_post,
    build_staff,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/en/admin/link-targets/"


def found(client: Client, asked: str, language: str = "pl") -> list[tuple[Any, ...]]:
    answer = client.get(URL, {"q": asked, "in": language})
    assert "no-store" in answer["Cache-Control"]
    return [(t["kind"], t["url"], t["is_draft"]) for t in answer.json()["found"]]


def test_public_things_and_drafts_are_found_in_the_language_being_written(
    client: Client,
) -> None:
    build_centre()
    build_post("most", title_pl="Żółty most", title_en="Yellow bridge")
    later = timezone.now() + timedelta(days=1)
    build_post("most-jutro", title_pl="Most jutra", title_en="", published_at=later)
    build_page("most-a", title_pl="Strona mostu", title_en="", published_at=None)
    build_activity("most-b", title_pl="Spacer: most", title_en="", published_at=None)
    build_visit("most-c", title_pl="Wizyta: most", title_en="", published_at=None)
    staff = build_staff()
    client.force_login(staff)
    assert found(client, "zolty MOSTY") == [
        ("News", "/pl/aktualnosci/most/", False),
    ]
    assert found(client, "bridge", "en") == [("News", "/en/news/most/", False)]
    drafts = [
        ("News", "/pl/aktualnosci/most-jutro/", True),
        ("Activity", "/pl/wydarzenia/most-b/", True),
        ("Study visit", "/pl/wizyty-studyjne/most-c/", True),
        ("Page", "/pl/most-a/", True),
    ]
    assert found(client, "most") == [("News", "/pl/aktualnosci/most/", False), *drafts]
    assert found(client, "most jut", "xx")[-1:] == [
        ("News", "/en/news/most-jutro/", True)
    ]
    assert [found(client, asked) for asked in ("", " ", "%")] == [[]] * 3
    staff.is_superuser = False
    staff.save()
    staff.user_permissions.set(Permission.objects.filter(codename="view_page"))
    assert [each for each in found(client, "most") if each[2]] == drafts[-1:]


def test_only_staff_are_answered(client: Client) -> None:
    assert client.get(URL, {"q": "most"}).url.startswith("/en/admin/login/")
