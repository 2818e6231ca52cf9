"""The materials of a visit: for who was there, and for nobody else."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from centre.documents.bundle import free_name, stream_zip
from events.links.tokens import delegate_token, link_hash
from events.models import Arrival, Delegate, Registration, StudyVisit
from tests.builders import DAY, build_document, build_visit, register

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Status = Registration.Status


@pytest.fixture
def past():
    """A visit that is over, with materials, and a delegation's link."""
    visit = build_visit()
    done = register(visit)
    register(visit, contact_email="other@example.org")
    StudyVisit.objects.update(
        starts_at=visit.starts_at - 40 * DAY,
        ends_at=visit.ends_at - 40 * DAY,
        registration_opens_at=None,
        registration_closes_at=None,
    )
    visit.refresh_from_db()
    build_document(visit, "dla wszystkich.pdf")
    for name in ("Прогулянка.pdf", "прогулянка.pdf"):
        build_document(visit, name, for_participants=True, title_en=f"Walk {name}")
    return visit, done


def addresses(visit, done):
    own = f"/en/registration/{done.token}/"
    document = visit.documents.for_who_came().first()
    return own, f"{own}materials/", f"{own}materials/{document.pk}/"


def answers(client, *paths):
    found = []
    for path in paths:
        response = client.get(path)
        found.append(response.status_code)
        b"".join(response)
    return found


def test_who_was_there_gets_each_and_all_as_one_file(client, past):
    page, package, single = addresses(*past)
    text = client.get(page).text
    assert (package in text, single in text, "dla-wszystkich" in text) == (
        True,
        True,
        False,
    )
    response = client.get(package)
    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="wizyta.zip"'
    )
    assert "no-store" in response.headers["Cache-Control"]
    with ZipFile(BytesIO(b"".join(response))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["Прогулянка.pdf", "прогулянка (2).pdf"]
    one = client.get(single)
    assert "no-store" in one.headers["Cache-Control"]
    assert b"".join(one).startswith(b"%PDF-")


def test_each_of_the_people_gets_them_on_a_page_of_their_own(client, past):
    visit, done = past
    person = Delegate.objects.create(registration=done.registration, full_name="Anna")
    Delegate.objects.update(token_hash=link_hash(delegate_token(person)))
    own = f"/en/person/{delegate_token(person)}/"
    number = visit.documents.for_who_came().first().pk
    package, single = f"{own}materials/", f"{own}materials/{number}/"
    text = client.get(own).text
    assert [package in text, single in text] == [True, True]
    assert answers(client, package, single) == [200, 200]
    Registration.objects.update(status=Status.NO_SHOW)
    assert answers(client, package, single) == [404, 404]
    assert "materials/" not in client.get(own).text


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"status": Status.ATTENDED}, 200),
        ({"status": Status.CONFIRMED}, 200),
        ({"status": Status.NO_SHOW}, 404),
        ({"status": Status.WITHDRAWN}, 404),
        ({"status": Status.WAITLISTED}, 404),
        ({"status": Status.CANCELLED}, 404),
    ],
)
def test_who_did_not_come_or_withdrew_gets_none(client, past, changes, found):
    Registration.objects.update(**changes)
    page, *files = addresses(*past)
    assert answers(client, *files) == [found, found]
    assert ("materials/" in client.get(page).text) is (found == 200)


def test_who_was_not_checked_in_where_others_were_gets_none(client, past):
    visit, done = past
    arrival = Arrival.objects.create(registration=done.registration, at=visit.starts_at)
    other = Registration.objects.exclude(pk=done.registration.pk).get()
    assert answers(client, addresses(visit, done)[1]) == [200]
    Arrival.objects.filter(pk=arrival.pk).update(registration=other)
    assert answers(client, addresses(visit, done)[1]) == [404]
    Arrival.objects.update(undone_at=timezone.now())
    assert answers(client, addresses(visit, done)[1]) == [200]


@pytest.mark.parametrize("changes", [{"ends_at": DAY}, {"state": "cancelled"}])
def test_before_a_visit_is_over_and_without_one_nobody_gets_any(client, past, changes):
    if "ends_at" in changes:
        changes = {"ends_at": timezone.now() + DAY}
    StudyVisit.objects.update(**changes)
    assert answers(client, *addresses(*past)[1:]) == [404, 404]


def test_documents_of_another_visit_and_those_for_all_are_not_behind_the_link(
    client, past
):
    visit, done = past
    others = build_document(build_visit("inna"), for_participants=True)
    open_to_all = visit.documents.for_everybody().get()
    own = f"/en/registration/{done.token}/materials/"
    paths = [f"{own}{document.pk}/" for document in (others, open_to_all)]
    assert answers(client, *paths) == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_a_package_costs_the_same_queries_however_many_documents(
    client, past, count, django_assert_num_queries
):
    visit, done = past
    for number in range(count):
        build_document(visit, f"{number}.pdf", for_participants=True)
    package = addresses(visit, done)[1]
    with django_assert_num_queries(3):
        assert answers(client, package) == [200]


def test_the_same_files_make_the_same_bytes_bit_by_bit(past):
    visit, _done = past
    large = build_document(
        visit, content=b"%PDF-1.7\n" + bytes(range(256)) * 4000 + b"%%EOF"
    )
    files = [("a.pdf", large.stored_at, large.file)]
    once, again = list(stream_zip(files)), list(stream_zip(files))
    assert b"".join(once) == b"".join(again)
    assert max(map(len, once)) < 100_000


def test_no_two_names_of_a_package_are_alike():
    used: set[str] = set()
    names = ["a.pdf", "A.pdf", "a (2).pdf", "a.pdf"]
    assert [free_name(name, used) for name in names] == [
        "a.pdf",
        "A (2).pdf",
        "a (2) (2).pdf",
        "a (3).pdf",
    ]
