"""Documents are prepared with the words, and nobody has one before it is published."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend

from centre.content.prepared import PreparedChange
from centre.content.preview_links import PreviewLink
from centre.documents.models import documents_on_page
from centre.documents.storage import private_storage
from centre.documents.tasks import tidy_private_file
from centre.models import BinEntry, PreparedDocument
from centre.staff.prepared_rules import publish_due
from news.models import PostDocument, PostPicture
from tests.builders import (
    HOUR,
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_post,
    build_staff,
    build_visit,
)
from tests.centre.documents.samples import pdf
from tests.desk import errors_of, filled, picture_file
from tests.preparing import form_url, in_form, prepare, prepare_again, stored

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


def file(name: str, size: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(b"/Size %d" % size))


def row(rows: str, number: int, **fields: Any) -> dict[str, Any]:
    """What a browser sends of one more row, which has these fields."""
    values = {"language": "pl", "position": number, "title_pl": "Plan", **fields}
    named = {f"{rows}-{number}-{name}": value for name, value in values.items()}
    return {f"{rows}-TOTAL_FORMS": str(number + 1), **named}


def publish(staff: Client, thing: Any, **changes: Any) -> Any:
    sent = in_form(staff, thing) | changes | {"_publish_prepared": "1"}
    return staff.post(form_url(thing, "prepared"), sent)


def names(thing: Any) -> list[str]:
    return [document.filename for document in thing.documents.all()]


def previewed(staff: Client, thing: Any) -> list[tuple[str, str]]:
    """What the preview of what is prepared offers: titles, files."""
    page = staff.get(form_url(thing, "preview") + "?prepared=yes")
    return [(str(d.title_pl), d.filename) for d in page.context["documents"]]


def test_new_documents_of_each_kind_wait_and_appear_with_the_words(
    staff: Client,
) -> None:
    for thing in (
        build_post("wpis"),
        build_page("strona"),
        build_activity("zajecia"),
        build_visit("wizyta"),
    ):
        prepare(staff, thing, **row("documents", 0, file=file("Raz.pdf")))
        sent = in_form(staff, thing) | row(
            "new_documents", 1, file=file("Dwa.pdf", 2), title_pl="Drugi"
        )
        sent["new_documents-0-position"] = "2"
        assert staff.post(form_url(thing, "prepared"), sent).status_code == 302
        assert names(thing) == []
        assert previewed(staff, thing) == [("Drugi", "Dwa.pdf"), ("Plan", "Raz.pdf")]
        assert publish(staff, thing).url == form_url(thing)
        assert names(thing) == ["Dwa.pdf", "Raz.pdf"]
        assert not PreparedDocument.objects.exists()
        (first, _second) = thing.documents.all()
        assert Client().get(first.url).getvalue() == file("Dwa.pdf", 2).read()


def test_what_waits_is_read_by_staff_and_by_the_preview_link_alone(
    staff: Client,
) -> None:
    post = build_post("wpis")
    present = build_document(post, "Jest.pdf", title_pl="Jest")
    prepare(staff, post, **row("documents", 1, file=file("Nowy.pdf")))
    PreparedDocument.objects.update(id=present.pk)  # one number, in two tables
    waiting = PreparedDocument.objects.get()
    for person in (Client(), staff):
        assert person.get(waiting.url).status_code == 404
    url = waiting.file.url
    assert Client().get(url).status_code == 302  # to sign in
    assert staff.get(url).getvalue() == file("Nowy.pdf").read()
    token = PreviewLink.make(post, days=1, at=timezone.now(), user=None)
    page = Client().get(f"/pl/preview/{token}/")
    own = f"/pl/preview/{token}/documents/"
    links = [f"{own}news/{present.pk}/", f"{own}prepared/{waiting.pk}/"]
    assert [link in page.text for link in links] == [True, True]
    got = Client().get(links[1])
    assert got.getvalue() == file("Nowy.pdf").read()
    assert got.headers["Cache-Control"] == "private, no-store"
    assert 'filename="nowy.pdf"' in got.headers["Content-Disposition"].lower()
    other = build_post("inny")
    theirs = build_document(other, "Obcy.pdf")
    for wrong in (
        f"{own}news/{theirs.pk}/",
        f"{own}prepared/{waiting.pk + 1}/",
        links[1].replace(token, "x" * len(token)),
    ):
        assert Client().get(wrong).status_code == 404
    PreviewLink.objects.all().delete()
    assert Client().get(links[1]).status_code == 404


def test_words_order_file_and_removal_wait_and_a_removed_one_is_in_the_bin(
    staff: Client,
) -> None:
    post = build_post("wpis")
    kept, replaced, removed = (
        build_document(post, f"{n}.pdf", title_pl=f"T{n}", position=n) for n in range(3)
    )
    old, address = replaced.file.name, replaced.url
    form = filled(staff.get(form_url(post))) | {
        "documents-0-title_pl": "Inny tytuł",
        "documents-1-file": file("Nowy plik.pdf"),
        "documents-1-position": "9",
        "documents-2-DELETE": "on",
        "_prepare": "1",
    }
    default_task_backend.clear()
    assert staff.post(form_url(post), form).url == form_url(post, "prepared")
    titles = post.documents.values_list("title_pl", "filename")
    assert [*titles] == [("T0", "0.pdf"), ("T1", "1.pdf"), ("T2", "2.pdf")]
    expected = [("Inny tytuł", "0.pdf"), ("T1", "Nowy plik.pdf")]
    assert previewed(staff, post) == expected
    shown = staff.get(form_url(post, "prepared"))
    assert "Nowy plik.pdf" in shown.text
    sent = filled(shown)
    assert (sent["documents-2-DELETE"], sent["documents-1-position"]) == (["on"], ["9"])
    assert staff.post(form_url(post, "prepared"), sent).status_code == 302
    assert previewed(staff, post) == expected  # kept again, as it was
    tidy_private_file.call(PreparedDocument.objects.get().file.name)
    assert Client().get(address).getvalue().endswith(b"\n1.pdf")
    publish(staff, post)
    assert [*post.documents.values_list("title_pl", "filename")] == expected
    replaced.refresh_from_db()
    assert replaced.url == address.replace("1.pdf", "nowy-plik.pdf")
    assert Client().get(replaced.url).getvalue() == file("Nowy plik.pdf").read()
    assert BinEntry.objects.get().object_key == str(removed.pk)
    tidied = {r.args[0] for r in default_task_backend.results if "tidy" in r.task.name}
    assert tidied == {old, removed.file.name}
    for name in tidied:
        tidy_private_file.call(name)
    exists = private_storage().exists
    assert (exists(old), exists(removed.file.name)) == (False, True)
    assert kept.pk == post.documents.first().pk


def test_a_file_that_waited_in_vain_goes(staff: Client) -> None:
    post = build_post("wpis")
    build_document(post, "Jest.pdf")
    sent = filled(staff.get(form_url(post))) | {"_prepare": "1"}
    staff.post(form_url(post), sent | {"documents-0-file": file("Raz.pdf")})
    once = PreparedDocument.objects.get().file.name
    default_task_backend.clear()
    sent = in_form(staff, post) | {"documents-0-file": file("Dwa.pdf", 2)}
    staff.post(form_url(post, "prepared"), sent)
    twice = PreparedDocument.objects.get().file.name
    staff.post(form_url(post, "prepared"), {"_discard": "yes"})
    assert not PreparedDocument.objects.exists()
    tidied = [r.args[0] for r in default_task_backend.results if "tidy" in r.task.name]
    assert tidied == [once, twice]
    assert names(post) == ["Jest.pdf"]


def test_a_file_that_was_replaced_on_the_page_meanwhile_is_asked_about(
    staff: Client,
) -> None:
    post = build_post("wpis")
    document = build_document(post, "Jest.pdf")
    live = f"{form_url(post)}?live=yes"
    sent = filled(staff.get(live)) | {"documents-0-file": file("Nasz.pdf")}
    staff.post(form_url(post), sent | {"_prepare": "1"})
    opened = in_form(staff, post)
    theirs = filled(staff.get(live)) | {"documents-0-file": file("Ich.pdf", 2)}
    staff.post(live, theirs)
    PreparedChange.objects.update(appears_at=timezone.now())
    assert publish_due(timezone.now()) == 0
    assert PreparedChange.objects.get().held == "changed"
    assert names(post) == ["Ich.pdf"]
    url = form_url(post, "prepared")
    asked = staff.post(url, opened | {"_publish_prepared": "1"})
    (text,) = errors_of(asked)["documents-0-file"]
    assert "Now it says: “Ich.pdf”" in text
    assert names(post) == ["Ich.pdf"]
    seen = filled(asked) | {"_publish_prepared": "1"}
    assert staff.post(url, seen).status_code == 302
    document.refresh_from_db()
    assert names(post) == ["Nasz.pdf"]
    assert not PreparedChange.objects.exists()


def test_a_document_that_is_taken_out_meanwhile_leaves_its_new_file_to_staff(
    staff: Client,
) -> None:
    post = build_post("wpis")
    first, second = (build_document(post, f"{n}.pdf", position=n) for n in range(2))
    sent = filled(staff.get(form_url(post))) | {"documents-0-file": file("Nowy.pdf")}
    sent |= {"documents-1-title_pl": "Zmieniony", "_prepare": "1"}
    staff.post(form_url(post), sent)
    PostDocument.objects.all().delete()
    PreparedChange.objects.update(appears_at=timezone.now())
    assert publish_due(timezone.now()) == 0
    assert PreparedChange.objects.get().held == "changed"
    assert previewed(staff, post) == [("Plan", "Nowy.pdf")]
    shown = in_form(staff, post)
    assert shown["new_documents-TOTAL_FORMS"] == ["1"]
    assert shown["documents-TOTAL_FORMS"] == ["0"]
    publish(staff, post)
    assert names(post) == ["Nowy.pdf"]
    assert not post.documents.filter(pk__in=[first.pk, second.pk]).exists()
    assert not PreparedChange.objects.exists()


def test_who_prepares_from_the_public_page_keeps_what_others_prepared(
    staff: Client,
) -> None:
    post = build_post("wpis")
    build_document(post, "Jest.pdf", language="pl")
    opened = filled(staff.get(form_url(post)))
    staff.post(
        form_url(post),
        opened | {"documents-0-title_pl": "Ich tytuł", "_prepare": "1"},
    )
    prepare_again(staff, post, **{"documents-0-language": "uk"})
    assert PreparedChange.objects.get().documents == {
        str(post.documents.get().pk): {
            "title_pl": ["Plan", "Ich tytuł"],
            "language": ["pl", "uk"],
        }
    }
    refused = prepare_again(staff, post, **{"documents-0-title_pl": "Nasz"})
    (text,) = errors_of(refused)["documents-0-title_pl"]
    assert text.startswith("Another text is prepared here already: “Ich tytuł”.")
    prepare_again(staff, post, **{"documents-0-file": file("Ich.pdf")})
    refused = prepare_again(staff, post, **{"documents-0-file": file("Nasz.pdf", 2)})
    (text,) = errors_of(refused)["documents-0-file"]
    assert "“Ich.pdf”" in text
    publish(staff, post)
    assert [*post.documents.values_list("title_pl", "language", "filename")] == [
        ("Ich tytuł", "uk", "Ich.pdf")
    ]


def test_who_may_have_a_document_can_not_wait(staff: Client) -> None:
    visit = build_visit("wizyta")
    build_document(visit, "Jest.pdf", title_pl="Jest")
    for number, more in (
        (0, {}),
        (1, row("documents", 1, file=file("Nowy.pdf"))),
    ):
        field = f"documents-{number}-for_participants"
        refused = prepare(staff, visit, **more, **{field: "on"})
        (text,) = errors_of(refused)[field]
        assert text.startswith("This can’t wait with the words")
    assert not PreparedChange.objects.exists()
    prepare(staff, visit, **{"documents-0-title_pl": "Inny"})
    assert not [n for n in in_form(staff, visit) if n.endswith("for_participants")]
    visit.documents.update(for_participants=True)
    assert previewed(staff, visit) == []
    publish(staff, visit)
    document = visit.documents.get()
    assert (document.title_pl, document.for_participants) == ("Inny", True)


def test_what_is_wrong_with_a_new_document_is_said_at_its_field(staff: Client) -> None:
    post = build_post("wpis")
    prepare(staff, post, title_pl="Inny")
    bad = SimpleUploadedFile("Plan.pdf", b"<html>")
    sent = in_form(staff, post) | row("new_documents", 0, file=bad, title_pl=" ")
    refused = staff.post(form_url(post, "prepared"), sent)
    fields = [f"new_documents-0-{name}" for name in ("file", "title_pl")]
    assert sorted(errors_of(refused)) == fields
    assert not PreparedDocument.objects.exists()


def test_what_waits_goes_into_the_bin_with_its_thing_and_comes_back(
    staff: Client,
) -> None:
    post = build_post("wpis")
    prepare(staff, post, **row("documents", 0, file=file("Nowy.pdf")))
    name = PreparedDocument.objects.get().file.name
    staff.post(form_url(post, "delete"), {"post": "yes"})
    assert not PreparedDocument.objects.exists()
    tidy_private_file.call(name)
    staff.post(f"/en/admin/bin/{BinEntry.objects.get().pk}/restore/")
    assert previewed(staff, post) == [("Plan", "Nowy.pdf")]
    publish(staff, post)
    assert Client().get(post.documents.get().url).getvalue() == file("x").read()


def test_the_public_page_offers_what_the_database_finds_for_everybody() -> None:
    visit = build_visit("wizyta")
    build_document(visit, "Dla wszystkich.pdf")
    build_document(visit, "Dla gości.pdf", for_participants=True)
    everybody = [*visit.documents.all().for_everybody()]
    assert documents_on_page(visit) == everybody
    assert [document.filename for document in everybody] == ["Dla wszystkich.pdf"]


@pytest.mark.parametrize("number", [1, 3])
def test_publishing_costs_the_same_for_what_stays(
    staff: Client, number: int, django_assert_num_queries: Any
) -> None:
    post = build_post("wpis")
    for n in range(number):
        build_document(post, f"{n}.pdf", position=n)
    prepare(staff, post, **{"documents-0-title_pl": "Inny"})
    PreparedChange.objects.update(appears_at=timezone.now() - HOUR)
    with django_assert_num_queries(45):
        assert publish_due(timezone.now()) == 1


def test_rows_that_somebody_took_out_meanwhile_are_out(staff: Client) -> None:
    post = build_post("wpis")
    build_document(post, "Jest.pdf")
    PostPicture.objects.create(
        post=post, image=picture_file(), alt_pl="Dom", alt_en="House"
    )
    prepare(staff, post, **row("documents", 1, file=file("Nowy.pdf")))
    url = form_url(post, "prepared")
    for address in (url, f"{form_url(post)}?live=yes"):
        opened = filled(staff.get(address)) | {"lead_pl": f"Zajawka {address}."}
        typed = opened | {"documents-0-title_pl": "Nasz"}
        kept = [*post.documents.all(), *post.pictures.all()]
        PostDocument.objects.all().delete()
        PostPicture.objects.all().delete()
        refused = staff.post(address, typed)
        (text,) = errors_of(refused)["documents-0-id"]
        assert text.startswith("Somebody else removed this while you were writing.")
        assert staff.post(address, opened).status_code == 302
        for gone in kept:
            gone.save()
    assert PreparedChange.objects.get().texts["lead_pl"][1] == f"Zajawka {url}."
    assert stored(post).lead_pl == f"Zajawka {form_url(post)}?live=yes."


def test_present_rows_take_no_new_ones_and_none_at_all_have_no_heading(
    staff: Client,
) -> None:
    post = build_post("wpis")
    prepare(staff, post, title_pl="Inny")
    url = form_url(post, "prepared")
    names = ("documents", "new_documents", "pictures", "new_pictures")
    groups = [f'id="{name}-group"' in staff.get(url).text for name in names]
    assert groups == [False, True, False, True]
    build_document(post)
    PostPicture.objects.create(post=post, image=picture_file(), decorative=True)
    page = staff.get(url).text
    assert [f'id="{name}-group"' in page for name in names] == [True] * 4
    assert [f'id="{name}-many"' in page for name in names[2:]] == [False, True]
