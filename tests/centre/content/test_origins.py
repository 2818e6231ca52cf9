"""Sites of others: what counts as one, in a form, in the database, in a header."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from centre.content.origins import MOST_ORIGINS, origins_of
from centre.models import Centre
from tests.builders import build_centre
from tests.desk import errors_of, filled
from tests.form_client import FormClient

GOOD = {
    "https://example.org": "https://example.org",
    " HTTPS://WWW.Example.org/ ": "https://www.example.org",
    "http://localhost:8000": "http://localhost:8000",
    "https://a.org, https://b.org;https://a.org/": "https://a.org\nhttps://b.org",
    "https://a.org\r\n\r\n  https://b.org\n": "https://a.org\nhttps://b.org",
    "https://przykład.example.org": "https://xn--przykad-rjb.example.org",
    "": "",
}
BAD = [
    "example.org", "https://", "//example.org", "https://example.org/path",
    "https://example.org?x", "https://example.org#x", "https://user@example.org",
    "https://*.example.org", "*", "'self'", "'none'", "data:", "https://a..org",
    "https://-a.org", "ftp://example.org", "https://a.org:123456", "https:// a.org",
    "https://a.org\nx", "javascript:alert(1)", f"https://{'a' * 64}.org",
    "https://a.org:", "https://a_b.org", "https://[::1]",
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept"), GOOD.items())
@pytest.mark.django_db
def test_sites_are_kept_as_browsers_compare_them(typed, kept):
    centre = build_centre()
    centre.framed_by = typed
    centre.full_clean()
    centre.save()
    centre.refresh_from_db()
    assert centre.framed_by == kept
    assert "\n".join(origins_of(kept)) == kept


@pytest.mark.parametrize("typed", BAD)
def test_more_or_less_than_a_site_is_refused_at_its_field(typed):
    centre = Centre(framed_by=typed)
    with pytest.raises(ValidationError) as refused:
        centre.clean_fields(exclude={"city"})
    assert list(refused.value.message_dict) == ["framed_by"]


def test_there_are_not_too_many():
    many = [f"https://a{number}.org" for number in range(MOST_ORIGINS + 1)]
    with pytest.raises(ValidationError):
        Centre(framed_by="\n".join(many)).clean_fields()
    assert len(origins_of("\n".join(many))) == MOST_ORIGINS


@pytest.mark.django_db
def test_the_database_refuses_them_too():
    build_centre()
    for typed in [*BAD, "https://a.org ", "https://a.org\n", "\nhttps://a.org"]:
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE centre_centre SET framed_by = %s", [typed])
        assert typed not in origins_of(typed)


@pytest.mark.once
@pytest.mark.django_db
def test_staff_are_told_at_the_field_and_keep_what_they_typed(admin_client):
    build_centre()
    url = "/en/admin/centre/centre/1/change/"
    client = FormClient()
    client.cookies = admin_client.cookies
    data = filled(client.get(url))
    answer = client.post(url, data | {"framed_by": "https://a.org/x"})
    (told,) = errors_of(answer)["framed_by"]
    assert list(errors_of(answer)) == ["framed_by"]
    assert told.startswith("“https://a.org/x” is not the address of a site.")
    assert ">\nhttps://a.org/x</textarea>" in answer.text
    client.post(url, data | {"framed_by": "HTTPS://A.org/"})
    assert Centre.objects.get().framed_by == "https://a.org"
