"""A refused form of the desk names each fault at its top, as a link to its input."""

from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    at_hour,
    build_activity,
    build_post,
    build_session,
    build_staff,
)
from tests.desk import filled, picture_file
from tests.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def summary_of(response: Any) -> list[tuple[str, str]]:
    """Each line of the summary with where it leads; every such place must be there."""
    page = parse(response.content.decode())
    ids = {e.get("id") for e in page.iter() if e.get("id")}
    box = next(
        e for e in page.iter("div") if "error-summary" in e.get("class", "").split()
    )
    assert (box.get("tabindex"), box.get("autofocus")) == ("-1", "")
    lines = []
    for item in box.iter("li"):
        link = item.find("a")
        anchor = "" if link is None else link.get("href")[1:]
        assert anchor == "" or anchor in ids
        lines.append((" ".join("".join(item.itertext()).split()), anchor))
    return lines


def test_each_fault_is_a_link_to_its_input_rows_and_languages_too(
    staff: Client,
) -> None:
    post = build_post("wpis")
    url = f"/en/admin/news/post/{post.pk}/change/"
    data = filled(staff.get(url)) | {
        "published_at": "soon",
        "title_pl": "a" * 300,
        "pictures-TOTAL_FORMS": "1",
        "pictures-0-image": picture_file(),
        "pictures-0-focal_x": "101",
        "pictures-0-focal_y": "50",
        "pictures-0-position": "0",
    }
    refused = staff.post(url, data)
    assert summary_of(refused) == [
        (
            "Title, Polski: Ensure this value has at most 160 characters (it has 300).",
            "id_title_pl",
        ),
        ("Published from: Enter a valid date/time.", "id_published_at"),
        *(
            (
                f"Picture 1, Description ({language}): Describe the picture in this "
                "language, or mark it as decorative: this is published with it.",
                f"id_pictures-0-alt_{code}",
            )
            for code, language in [("pl", "Polski"), ("en", "English")]
        ),
        (
            "Picture 1, Centre of interest, from the left (%): Ensure this value is "
            "less than or equal to 100.",
            "id_pictures-0-focal_x",
        ),
    ]
    assert "Please correct the error" not in refused.content.decode()


def test_a_fault_of_the_whole_or_of_a_row_is_named_as_well(staff: Client) -> None:
    activity = build_activity("chor")
    build_session(activity, at_hour(10, in_days=2))
    url = f"/en/admin/events/activity/{activity.pk}/change/"
    data = filled(staff.get(url))
    ends = {"sessions-0-ends_at": data["sessions-0-starts_at"]}
    assert summary_of(staff.post(url, data | ends)) == [
        ("Session 1: The end must be after the start.", "sessions-0")
    ]
    taken = data | {"slug_en": build_activity("inny").slug_en}
    text = "Something else has this address already. Choose another one."
    assert summary_of(staff.post(url, taken)) == [
        (f"Address – English: {text}", "id_slug_en")
    ]


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("pl", "Trzeba coś poprawić"),
        ("en", "There is a problem"),
        ("uk", "Треба дещо виправити"),
    ],
)
def test_the_summary_is_in_the_readers_language(
    staff: Client, language: str, heading: str
) -> None:
    url = f"/{language}/admin/news/post/{build_post('wpis').pk}/change/"
    refused = staff.post(url, filled(staff.get(url)) | {"published_at": "soon"})
    assert heading in refused.content.decode()


def test_django_own_forms_do_so_too(staff: Client) -> None:
    lines = summary_of(staff.post("/en/admin/auth/group/add/", {"name": ""}))
    assert lines == [("Name: This field is required.", "id_name")]


def test_a_form_without_faults_has_no_summary(staff: Client) -> None:
    opened = staff.get("/en/admin/news/post/add/")
    assert "error-summary" not in opened.content.decode()
