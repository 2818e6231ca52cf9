"""Documents of the library: found, and used in one more place by who may see them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from centre.content.prepared import PreparedChange
from centre.documents.library import document_file_of
from centre.documents.storage import private_storage
from centre.documents.tasks import tidy_private_file
from centre.models import BinEntry, PreparedDocument
from centre.pictures.library import LibraryPicture, file_of
from news.models import PostDocument
from tests.builders import (
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_post,
    build_staff,
    build_visit,
)
from tests.centre.documents.samples import pdf, upload
from tests.desk import errors_of, filled, form_url, picture_file
from tests.markup import parse
from tests.preparing import in_form, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DOCUMENTS = "/en/admin/centre/librarypicture/documents/"
NOT_IN_LIBRARY = "This document is no longer in the library. Choose another one."
FOR_SOME = (
    "This document is only for those who came to a visit, so it can’t be offered to "
    "everybody here. Change that where it is now, or choose another one."
)


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


def role(key: str) -> User:
    user = User.objects.create_user(key, is_staff=True)
    user.groups.set(Group.objects.filter(role__key=key))
    return user


def offered(desk: Client, thing: Any, rows: str = "documents") -> list[str]:
    """Where "Use this one" leads, for each document that a thing's form may take."""
    named = f"{thing._meta.label_lower}:{thing.pk}:{rows}"
    page = parse(desk.get(f"{DOCUMENTS}?for={named}").text)
    return [str(a.get("href")) for a in page.iter("a") if a.get("class") == "button"]


def taking(thing: Any, document: Any) -> str:
    file = document_file_of(document.file.name)
    return f"{form_url(thing)}?documents-take={file}#documents-group"


def take(desk: Client, thing: Any, document: Any, **changes: Any) -> Any:
    """Open the form that one was chosen for, change some of it, and save it."""
    url = taking(thing, document)
    return desk.post(url, filled(desk.get(url)) | changes)


def row(taken: str, **fields: Any) -> dict[str, Any]:
    """What somebody sends who knows the name of a file."""
    values = {"taken": taken, "title_pl": "Plan", "language": "pl", "position": 0}
    named = {f"documents-0-{n}": v for n, v in (values | fields).items()}
    return {"documents-TOTAL_FORMS": 1, **named}


@pytest.mark.parametrize("number", [1, 3])
def test_documents_are_found_with_their_places(staff: Client, number: int) -> None:
    for each in range(number):
        post = build_post(f"wpis-{each}", title_en=f"Żółw {each}")
        build_document(post, title_pl="Regulamin", title_en="Rules")
    build_document(build_page("strona"), title_pl="Kot")
    address = f"{DOCUMENTS}?q=zolw+regulamin"
    staff.get(address)  # the session is renewed
    with CaptureQueriesContext(connection) as queries:
        page = staff.get(address).text
    assert page.count("<strong>Rules</strong>") == number
    assert page.count("/en/news/wpis-") == number
    others = {1: "In 1 more place", 3: "In 3 more places"}[number]
    assert page.count(f"{others}<") == number
    assert len(queries) == 6
    assert staff.get(address + "+nic").text.count("No documents.") == 1


def test_all_places_of_a_file_are_shown(staff: Client) -> None:
    document = build_document(build_post("wpis"))
    build_document(build_page("strona"), title_pl="Kopia")
    build_document(build_post("inny"), "Inny.pdf", title_pl="Inny")
    page = staff.get(f"{DOCUMENTS}?file={document_file_of(document.file.name)}").text
    shown = [page.count(f"<strong>{t}</strong>") for t in ("Plan", "Kopia", "Inny")]
    assert shown == [1, 1, 0]
    assert staff.get(f"{DOCUMENTS}?file=../x").text.count("<strong>Inny</strong>") == 1


def test_a_document_of_any_thing_is_chosen_for_any_other(staff: Client) -> None:
    things = [
        build_post("wpis"),
        build_page("strona"),
        build_activity("zajecia"),
        build_visit("wizyta"),
    ]
    source = build_document(
        things[0],
        "Żółty plan.pdf",
        title_en="Map",
        title_uk="Карта",
        language="uk",
        access="hard",
    )
    for thing in things[1:]:
        assert {*offered(staff, thing)} == {taking(thing, source)}
        assert take(staff, thing, source).status_code == 302
        (document,) = thing.documents.all()
        facts = ("file", "filename", "kind", "size", "language", "access")
        words = ("title_pl", "title_en", "title_uk")
        for name in (*facts, *words):
            assert (name, getattr(document, name)) == (name, getattr(source, name))
        source = document


def test_what_is_said_of_it_may_differ_in_each_place(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    shown = staff.get(taking(page, source)).text
    stored = f"/en/admin/files/news.postdocument/{source.pk}/file/"
    assert shown.count(f'<a href="{stored}">Plan wizyty.pdf</a>') == 1
    take(staff, page, source, **{"documents-0-title_pl": "Inaczej"})
    titles = [page.documents.get().title_pl, PostDocument.objects.get().title_pl]
    assert titles == ["Inaczej", "Plan"]


def test_a_refused_form_still_has_what_was_chosen(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    refused = take(staff, page, source, title_pl="", title_en="")
    shown = staff.get(refused.url) if refused.status_code == 302 else refused
    assert shown.text.count(">Plan wizyty.pdf</a>") == 1
    again = filled(shown) | {"title_pl": "Strona", "title_en": "Page"}
    staff.post(form_url(page), again)
    assert page.documents.get().file.name == source.file.name


def test_what_is_saved_is_not_taken_a_second_time(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    saved = take(staff, page, source, _continue="1")
    assert saved.url == form_url(page)
    staff.post(saved.url, filled(staff.get(saved.url)))
    assert page.documents.count() == 1


def test_an_upload_counts_more_than_what_was_chosen(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    take(staff, page, source, **{"documents-0-file": upload(pdf(b"/A 1"), "Nowy.pdf")})
    assert page.documents.get().filename == "Nowy.pdf"


def test_the_checks_are_those_of_an_upload(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    answer = take(staff, page, source, **{"documents-0-access": "tagged"})
    (text,) = errors_of(answer)["documents-0-access"]
    assert text.startswith("This PDF has no tags")


def test_each_place_goes_by_itself_and_the_file_with_the_last(staff: Client) -> None:
    source, page = build_document(build_post("wpis")), build_page("strona")
    name = source.file.name
    take(staff, page, source)
    url = form_url(source.post)
    staff.post(url, filled(staff.get(url)) | {"documents-0-DELETE": "on"})
    BinEntry.objects.all().delete()
    tidy_private_file.call(name)
    assert (page.documents.count(), private_storage().exists(name)) == (1, True)
    page.documents.all().delete()
    tidy_private_file.call(name)
    assert private_storage().exists(name) is False


@pytest.mark.parametrize("file", [f"{'0' * 24}.pdf", "../../etc/passwd", "x"])
def test_what_is_not_in_the_library_is_refused(staff: Client, file: str) -> None:
    url = form_url(build_page("strona"))
    answer = staff.post(url, filled(staff.get(url)) | row(file))
    assert errors_of(answer) == {"documents-0-file": [NOT_IN_LIBRARY]}


def test_what_is_in_the_bin_alone_or_waits_is_not_in_the_library(
    staff: Client,
) -> None:
    post, page = build_post("wpis"), build_page("strona")
    binned = build_document(post)
    url = form_url(post)
    staff.post(url, filled(staff.get(url)) | {"documents-0-DELETE": "on"})
    prepare(staff, post, **row("", file=_pdf("Tajne.pdf")))
    waiting = PreparedDocument.objects.get()
    assert (BinEntry.objects.count(), offered(staff, page)) == (1, [])
    for document in (binned, waiting):
        file = document_file_of(document.file.name)
        answer = staff.post(
            form_url(page), filled(staff.get(form_url(page))) | row(file)
        )
        assert errors_of(answer) == {"documents-0-file": [NOT_IN_LIBRARY]}


def test_who_may_not_see_a_document_can_not_take_it_by_its_name(
    client: Client,
) -> None:
    build_centre()
    post = build_post("wpis")
    documents = [
        build_document(build_visit("wizyta")),
        build_document(
            build_visit("inna"), "Lista.pdf", title_pl="Lista", for_participants=True
        ),
    ]
    client.force_login(role("editor"))
    assert client.get(DOCUMENTS).text.count("<li>No documents.</li>") == 1
    assert offered(client, post) == []
    url = form_url(post)
    for document in documents:
        assert client.get(taking(post, document)).text.count(document.filename) == 0
        sent = filled(client.get(url)) | row(document_file_of(document.file.name))
        answer = client.post(url, sent)
        assert errors_of(answer) == {"documents-0-file": [NOT_IN_LIBRARY]}
    assert PostDocument.objects.count() == 0


def test_what_is_for_those_who_came_stays_so(client: Client) -> None:
    build_centre()
    came = build_document(build_visit("wizyta"), for_participants=True)
    visit, post = build_visit("inna"), build_post("wpis")
    client.force_login(role("coordinator"))
    assert client.get(DOCUMENTS).text.count("· only for those who came") == 1
    assert offered(client, visit) == [taking(visit, came)]
    form = filled(client.get(taking(visit, came)))
    assert form.pop("documents-0-for_participants") == ["on"]
    answer = client.post(form_url(visit), form)
    assert errors_of(answer) == {"documents-0-file": [FOR_SOME]}
    take(client, visit, came)
    assert visit.documents.get().for_participants is True
    client.force_login(role("administrator"))
    assert offered(client, post) == []
    answer = take(client, post, came)
    assert errors_of(answer) == {"documents-0-file": [FOR_SOME]}
    build_document(build_visit("trzecia"))  # the same file, for everybody
    build_document(build_visit("czwarta"), for_participants=True)
    assert take(client, post, came).status_code == 302


def test_a_document_is_chosen_for_prepared_changes(staff: Client) -> None:
    source, post = build_document(build_page("strona")), build_post("wpis")
    came = build_document(build_visit("wizyta"), "Lista.pdf", for_participants=True)
    prepare(staff, post, title_pl="Przygotowany", title_en="Prepared")
    form = staff.get(form_url(post)[: -len("change/")] + "prepared/").text
    named = f"news.post%3A{post.pk}%3Adocuments"
    assert form.count(f'href="{DOCUMENTS}?for={named}"') == 1
    assert offered(staff, post) == [taking(post, source)]

    def sent(document: Any) -> Any:
        chosen = staff.get(taking(post, document))
        shown = filled(staff.get(chosen.url))
        assert shown["new_documents-TOTAL_FORMS"] == ["1"]
        return staff.post(chosen.url, shown)

    assert errors_of(sent(came)) == {"new_documents-0-file": [FOR_SOME]}
    assert sent(source).status_code == 302
    waiting = PreparedDocument.objects.get()
    assert (waiting.file.name, waiting.filename) == (
        source.file.name,
        "Plan wizyty.pdf",
    )
    assert post.documents.count() == 0
    address = form_url(post)[: -len("change/")] + "prepared/"
    staff.post(address, in_form(staff, post) | {"_publish_prepared": "1"})
    assert post.documents.get().file.name == source.file.name
    assert PreparedChange.objects.count() == 0


def test_what_is_chosen_in_the_public_form_can_wait_too(staff: Client) -> None:
    source, post = build_document(build_page("strona")), build_post("wpis")
    take(staff, post, source, _prepare="1")
    assert PreparedDocument.objects.get().file.name == source.file.name
    assert post.documents.count() == 0


def test_a_picture_is_chosen_for_prepared_changes(staff: Client) -> None:
    stored, post = LibraryPicture.objects.create(image=picture_file()), build_post("a")
    prepare(staff, post, title_pl="Przygotowany", title_en="Prepared")
    named = f"news.post:{post.pk}:pictures"
    page = staff.get(form_url(post)[: -len("change/")] + "prepared/").text
    library = "/en/admin/centre/librarypicture/"
    assert page.count(f'href="{library}?for={named.replace(":", "%3A")}"') == 1
    file = file_of(stored.image.name)
    url = staff.get(f"{form_url(post)}?pictures-take={file}").url
    shown = filled(staff.get(url))
    assert shown["new_pictures-0-taken"] == [file]
    assert staff.post(url, shown | {"new_pictures-0-decorative": "on"}).url
    assert PreparedChange.objects.get().new_pictures.get().image.name == (
        stored.image.name
    )


def _pdf(name: str) -> Any:
    return upload(pdf(b"/Size 77"), name)
