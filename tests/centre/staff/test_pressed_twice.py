"""A button that is pressed twice at once makes one link, and reads a file once."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from centre.models import ImportRun
from tests.builders import HOUR, build_page, build_staff, build_visit
from tests.centre.importing.samples import item, packed, photo, read, wxr
from tests.desk import filled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MINUTE = HOUR / 60


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(build_staff())
    return client


def address(kind: str) -> str:
    if kind == "door":
        return f"/en/admin/events/studyvisit/{build_visit().pk}/day/door/"
    page = build_page("strona", published_at=None)
    if kind == "preview":
        return f"/en/admin/centre/page/{page.pk}/links/"
    return f"/en/admin/centre/outdatedtext/links/centre.page/{page.pk}/uk/"


def chosen(staff: Client, url: str) -> dict[str, Any]:
    """Return what the button sends; a browser chooses what is offered first."""
    page = staff.get(url)
    fields = getattr(page.context.get("form"), "fields", {})
    first = {name: next(iter(field.choices))[0] for name, field in fields.items()}
    return filled(page) | first


def made(response: Any) -> tuple[list[str], int]:
    """Return the addresses of the link that was made, and how many links are valid."""
    shown = [url for _code, _name, url in response.context["made"]]
    return shown, len(response.context["links"])


@pytest.mark.parametrize("kind", ["door", "preview", "translation"])
def test_one_page_has_one_link_the_same_in_both_answers(
    staff: Client, kind: str
) -> None:
    url, start = address(kind), timezone.now().replace(second=30)
    data = chosen(staff, url)
    with time_machine.travel(start, tick=False) as clock:
        link, number = made(staff.post(url, data))
        assert (number, made(staff.post(url, data))) == (1, (link, 1))
        clock.shift(45)  # in the next minute, yet a moment later
        assert made(staff.post(url, data)) == (link, 1)
        other, number = made(staff.post(url, chosen(staff, url)))
        assert (other == link, number) == (False, 2)
        clock.shift(60)  # that is no double click
        later, number = made(staff.post(url, data))
        assert (later in (link, other), number) == (False, 3)


def test_a_link_that_was_ended_is_not_the_one_of_a_new_press(staff: Client) -> None:
    url = address("door")
    data = chosen(staff, url)
    with time_machine.travel(timezone.now(), tick=False):
        answer = staff.post(url, data)
        first, _number = made(answer)
        staff.post(url, {"end": answer.context["links"][0][0]})
        second, number = made(staff.post(url, data))
    assert (first == second, number) == (False, 1)


def test_the_same_file_is_one_import(
    staff: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    url = "/en/admin/centre/importrun/add/"
    data = filled(staff.get(url)) | {"kind": "wordpress"}

    def upload(title: str) -> str:
        file = SimpleUploadedFile("export.xml", wxr(item(1, title=title)))
        return str(staff.post(url, data | {"file": file})["location"])

    first = upload("One")
    assert (upload("One"), ImportRun.objects.count()) == (first, 1)
    assert upload("Two") != first
    ImportRun.objects.update(state="discarded")
    assert upload("One") != first
    with time_machine.travel(timezone.now() + HOUR):
        upload("One")
    assert ImportRun.objects.count() == 4


def test_an_upload_whose_first_one_is_over_at_that_moment_is_another(
    staff: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    url = "/en/admin/centre/importrun/add/"
    data = filled(staff.get(url)) | {"kind": "wordpress"}
    for number in (1, 2):
        sent = {"file": SimpleUploadedFile("export.xml", wxr(item(1)))}
        staff.post(url, data | sent)
        assert ImportRun.objects.count() == number
        run = ImportRun.objects.latest("pk")
        run.file.storage.delete(run.file.name)


def test_an_import_is_another_with_other_pictures_or_another_address(
    staff: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    url = "/en/admin/centre/importrun/add/"
    data = filled(staff.get(url))

    def upload(kind: str, zipped: bytes = b"", **fields: str) -> str:
        files = {"file": wxr(item(1))} if kind == "wordpress" else {}
        files |= {"pictures": zipped} if zipped else {}
        sent = {name: SimpleUploadedFile(name, files[name]) for name in files}
        answer = staff.post(url, data | {"kind": kind} | sent | fields)
        return str(answer["location"])

    archives = packed(a=photo()), packed(b=photo())
    ways: list[Any] = [("wordpress",), *(("wordpress", data) for data in archives)]
    runs = [upload(*way) for way in ways]
    runs.append(upload("wordpress", fetch_pictures="on"))
    runs += [upload("feed", address=f"https://example.org/{n}") for n in (1, 2)]
    assert (len({*runs}), ImportRun.objects.count()) == (6, 6)
    assert [upload(*way) for way in ways] == runs[:3]
    assert upload("feed", address="https://example.org/2") == runs[5]


def test_what_could_not_be_read_may_be_uploaded_again(
    staff: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    url = "/en/admin/centre/importrun/add/"
    data = filled(staff.get(url)) | {"kind": "wordpress"}

    def upload(content: bytes) -> str:
        file = SimpleUploadedFile("export.xml", content)
        return str(staff.post(url, data | {"file": file})["location"])

    first = upload(b"a letter")
    assert read(ImportRun.objects.get()).state == "failed"
    assert upload(b"a letter") != first
    assert ImportRun.objects.count() == 2
