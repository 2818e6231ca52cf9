"""Translations leave as XLSX or XLIFF and come back as proposals."""

import html
import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from centre.models import Proposal
from centre.translating import spreadsheets
from centre.translating.lines import Line
from centre.translating.spreadsheets import Unreadable, read_workbook, write_workbook
from centre.translating.xliff import NAMESPACE, read_xliff, write_xliff
from news.models import Post
from tests.builders import build_post, build_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BOARD = "/en/admin/centre/outdatedtext/"
READ = {"xlsx": read_workbook, "xlf": read_xliff}


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def post() -> Post:
    return build_post("wpis", title_en="", lead_en="", body_en="")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(build_staff())
    return client


def exported(client: Client, kind: str) -> list[Line]:
    return [*READ[kind](client.get(f"{BOARD}export/en/{kind}/").content)]


def write(lines: list[Line], kind: str) -> bytes:
    return write_workbook(lines) if kind == "xlsx" else write_xliff(lines, "en")


def send(client: Client, data: bytes) -> Any:
    """Send a file; return the page that says what it would change."""
    file = SimpleUploadedFile("back.bin", data)
    return client.post(f"{BOARD}exchange/", {"file": file}, follow=True)


def finish(client: Client, page: Any, **pressed: str) -> None:
    carried = re.search(r'name="lines" value="([^"]*)"', page.text)
    lines = html.unescape(carried[1])
    client.post(f"{BOARD}exchange/", {"lines": lines, **pressed})


@pytest.mark.parametrize("kind", ["xlsx", "xlf"])
def test_what_lacks_leaves_and_comes_back_as_a_proposal(
    staff: Client, post: Post, kind: str
) -> None:
    Post.objects.update(title_pl="=1+1 & <b>", lead_en="Lead")
    build_post("gotowy")
    lines = exported(staff, kind)
    found = [(e.address, e.what, e.source, e.target) for e in lines]
    where = f"news.post/{post.pk}"
    assert found == [
        (f"{where}/title/en", "=1+1 &: Title", "=1+1 & <b>", ""),
        (f"{where}/body/en", "=1+1 &: Text", "<p>Treść wpis.</p>", ""),
    ]
    texts = ["=2", "<p onclick='x'>Body</p>"]
    back = [replace(e, target=t) for e, t in zip(lines, texts, strict=True)]
    page = send(staff, write(back, kind))
    assert Proposal.objects.count() == 0
    finish(staff, page, propose="yes")
    proposal = Proposal.objects.get()
    assert (proposal.language, proposal.texts) == (
        "en",
        {"title": "=2", "body": "<p>Body</p>"},
    )
    assert [proposal.made_from[n] for n in ("title", "body")] == [
        e.made_from for e in lines
    ]
    assert Post.objects.get(pk=post.pk).title_en == ""


def test_what_is_wrong_is_said_by_its_row(staff: Client, post: Post) -> None:
    first, *_others = exported(staff, "xlsx")
    bad = [
        replace(first, target="x" * 300),
        replace(first, target="Twice"),
        replace(first, address="=x", target="a"),
        replace(first, address=f"news.post/{post.pk}/slug/en", target="a"),
        replace(first, address="news.post/999/title/en", target="a"),
        replace(first, address="auth.user/1/title/en", target="a"),
        replace(first, address=f"news.post/{post.pk}/title/xx", target="a"),
        replace(first, address=f"news.post/{post.pk}/lead/en", target="Lead"),
    ]
    page = send(staff, write(bad, "xlsx")).text
    said = [f"Row {number}:" in page for number in range(2, 10)]
    assert said == [True] * 7 + [False]
    sent = json.dumps([["x"], 1]), "[1", "null", "x" * 10
    for odd in sent:
        answer = staff.post(f"{BOARD}exchange/", {"lines": odd})
        assert answer.status_code == 302
    assert Proposal.objects.count() == 0


def test_taken_over_at_once_by_who_may_and_if_nothing_changed(
    staff: Client, post: Post
) -> None:
    lines = exported(staff, "xlf")
    texts = {"title": "Title", "lead": "Lead", "body": "<p>Body</p>"}
    back = [replace(e, target=texts[e.place[2]]) for e in lines]
    page = send(staff, write(back, "xlf"))
    finish(staff, page, take_over="yes")
    post.refresh_from_db()
    assert (post.title_en, post.slug_en) == ("Title", "title")
    other = build_post("inny", title_en="")
    lines = exported(staff, "xlf")
    Post.objects.filter(pk=other.pk).update(title_pl="Zmieniony")
    page = send(staff, write([replace(e, target="Other") for e in lines], "xlf"))
    assert page.text.count("The source has changed since.") == 1
    finish(staff, page, take_over="yes")
    assert Post.objects.get(pk=other.pk).title_en == ""
    assert Proposal.objects.waiting().get().texts == {"title": "Other"}
    translator = User.objects.create_user("translator", is_staff=True)
    translator.groups.set(Group.objects.filter(role__key="translator"))
    client = Client()
    client.force_login(translator)
    # What is there already is no news.
    assert send(client, write(back, "xlf")).text.count("says nothing new") == 1
    lines = [replace(e, target="Third") for e in exported(client, "xlsx")]
    finish(client, send(client, write(lines, "xlsx")), take_over="yes")
    assert Post.objects.get(pk=other.pk).title_en == ""
    assert Proposal.objects.waiting().filter(made_by=translator).count() == 1


def test_bombs_and_what_is_no_file_are_refused(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "UNPACKED_AT_MOST", 10_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "a" * 20_000)
    entity = '<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>'
    for data, read in (
        (packed.getvalue(), read_workbook),
        (b"PK\x03\x04 no", read_workbook),
        (packed.getvalue()[:40], read_workbook),
        (entity.encode(), read_xliff),
        (entity.encode("utf-16"), read_xliff),
        (b"<xliff", read_xliff),
        (b"<x/>", read_xliff),
        (b"", read_xliff),
    ):
        with pytest.raises(Unreadable):
            [*read(data)]
    assert send(staff, b"<x/>").text.count("This is no XLIFF file") == 2
    assert [*read_xliff(f'<xliff xmlns="{NAMESPACE}"/>'.encode())] == []


def test_a_file_costs_the_same_for_one_thing_and_for_three(staff: Client) -> None:
    counts = []
    for slugs in ("a", "bc"):
        for slug in slugs:
            build_post(slug, title_en="")
        with CaptureQueriesContext(connection) as asked:
            exported(staff, "xlsx")
        counts.append(len(asked))
    assert counts == [9, 9]
