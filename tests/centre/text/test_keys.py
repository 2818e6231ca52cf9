"""What may be a row's key: an address or a form with anything else asks for no row."""

import pytest
from django.test import Client

from centre.text.keys import is_row_key
from events.models import Registration
from news.models import Post
from tests.builders import build_staff, build_visit
from tests.desk import errors_of, typed_in

LONG = "9" * 5000  # more digits than Python reads


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("1", True),
        ("9" * 18, True),
        ("9" * 19, False),
        (LONG, False),
        ("", False),
        ("-1", False),
        (" 1", False),
        ("²", False),
        ("٣", False),
    ],
)
def test_a_key_has_so_many_digits(text: str, may: bool) -> None:
    assert is_row_key(text) is may


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("news/post/add/?unsaved=", 200),
        ("news/post/add/?visit=", 200),
        ("events/registration/act/approve/?id=", 404),
        ("events/registration/add/?visit=", 200),
    ],
)
def test_an_address_with_too_many_digits_asks_for_nothing(
    client: Client, path: str, status: int
) -> None:
    client.force_login(build_staff())
    build_visit()
    assert client.get(f"/en/admin/{path}{LONG}").status_code == status
    assert Registration.objects.count() == 0


@pytest.mark.django_db
def test_a_form_with_too_many_digits_is_refused_at_its_field(client: Client) -> None:
    client.force_login(build_staff())
    data = typed_in(client, "/en/admin/news/post/add/", title_en="A", visit=LONG)
    refused = client.post("/en/admin/news/post/add/", data)
    choice = "Select a valid choice. That choice is not one of the available choices."
    assert errors_of(refused) == {"visit": [choice]}
    assert Post.objects.count() == 0
