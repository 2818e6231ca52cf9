"""A document is given out while what it belongs to is public, and to nobody before."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.builders import (
    build_activity,
    build_document,
    build_page,
    build_post,
    build_staff,
    build_visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TYPE = "application/pdf"
PRIVATE = "private, no-store, max-age=0, no-cache, must-revalidate"
CACHED = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"


def stored(document):
    return Path(document.file.path).read_bytes()


def body(response):
    """What is sent. A file that nobody reads stays open, because no server ends it."""
    return b"".join(response) if response.streaming else response.content


def test_a_document_is_served_as_an_attachment_that_runs_nothing(client):
    document = build_document(build_post("wpis"), "План візиту.pdf")
    response = client.get(document.url)
    named = "%D0%9F%D0%BB%D0%B0%D0%BD%20%D0%B2%D1%96%D0%B7%D0%B8%D1%82%D1%83.pdf"
    wanted = {
        "Content-Type": TYPE,
        "Content-Disposition": (
            f"attachment; filename=\"plan-vizytu.pdf\"; filename*=utf-8''{named}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Length": str(document.size),
        "Cache-Control": CACHED,
    }
    assert response.status_code == 200
    assert {name: response.headers[name] for name in wanted} == wanted
    assert (dict(response.cookies), response.headers.get("Vary")) == ({}, None)
    assert body(response) == stored(document)


def test_it_lies_outside_what_the_web_server_gives_out(client):
    document = build_document(build_post("wpis", published_at=None))
    assert Path(document.file.path).is_relative_to(settings.PRIVATE_ROOT)
    assert not Path(document.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert client.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize("build", [build_post, build_activity, build_page, build_visit])
def test_a_document_is_public_with_what_it_belongs_to(client, build):
    thing = build("cos")
    address = build_document(thing).url
    later = timezone.now() + timedelta(hours=1)
    found = []
    for moment in (thing.published_at, None, later):
        type(thing).objects.filter(pk=thing.pk).update(published_at=moment)
        response = client.get(address)
        body(response)
        found.append(response.status_code)
    assert found == [200, 404, 404]


def test_what_is_for_those_who_came_is_public_at_no_address(client):
    visit = build_visit("wizyta")
    document = build_document(visit, for_participants=True)
    assert client.get(document.url).status_code == 404
    assert list(visit.documents.for_everybody()) == []


def test_the_address_stays_and_a_former_name_leads_on(client):
    document = build_document(build_post("wpis"), "Plan.pdf")
    old = document.url
    assert old == f"/documents/news/{document.pk}/plan.pdf"
    type(document).objects.filter(pk=document.pk).update(filename="Nowy plan.pdf")
    response = client.get(old)
    new = f"/documents/news/{document.pk}/nowy-plan.pdf"
    assert (response.status_code, response.url) == (301, new)


@pytest.mark.parametrize("section", ["news", "nothing"])
def test_what_is_not_there_is_not_found(client, section):
    document = build_document(build_post("wpis"))
    document.file.storage.delete(document.file.name)
    paths = [
        f"/documents/{section}/{pk}/plan-wizyty.pdf" for pk in (document.pk, 10**30)
    ]
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_what_has_not_changed_is_not_sent_again(client):
    address = build_document(build_post("wpis")).url
    first = client.head(address)
    body(first)
    for header, name in (
        ("If-None-Match", "ETag"),
        ("If-Modified-Since", "Last-Modified"),
    ):
        again = client.get(address, headers={header: first.headers[name]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "status", "part", "span"),
    [
        ("bytes=0-3", 206, slice(0, 4), "bytes 0-3/{size}"),
        ("bytes=4-", 206, slice(4, None), "bytes 4-{last}/{size}"),
        ("bytes=-5", 206, slice(-5, None), "bytes {tail}-{last}/{size}"),
        ("bytes=0-99999", 206, slice(0, None), "bytes 0-{last}/{size}"),
        ("bytes=9-3", 200, slice(0, None), None),
        ("bytes=0-1,4-5", 200, slice(0, None), None),
        ("bytes=99999-", 416, slice(0, 0), "bytes */{size}"),
        ("bytes=-0", 416, slice(0, 0), "bytes */{size}"),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(client, asked, status, part, span):
    document = build_document(build_post("wpis"))
    response = client.get(document.url, headers={"Range": asked})
    sent = body(response)
    size = document.size
    named = span and span.format(size=size, last=size - 1, tail=size - 5)
    assert (response.status_code, response.headers.get("Content-Range")) == (
        status,
        named,
    )
    if status != 416:
        assert sent == stored(document)[part]


def test_a_part_of_another_version_is_not_sent(client):
    address = build_document(build_post("wpis")).url
    headers = {"Range": "bytes=0-3", "If-Range": '"another"'}
    response = client.get(address, headers=headers)
    body(response)
    assert response.status_code == 200


def test_a_page_names_its_documents_with_kind_size_and_language(client):
    post = build_post("wpis")
    own = {"access": "scan", "language": "uk", "title_pl": "Regulamin"}
    size = build_document(post, **own).size
    text = " ".join(client.get(post.get_absolute_url()).text.split())
    assert f"<span>PDF, {size} bajty, po ukraińsku</span>" in text
    assert ">Regulamin</a>" in text


def test_staff_get_a_draft_s_document_and_it_is_kept_nowhere(client):
    document = build_document(build_post("szkic", published_at=None))
    assert client.get(document.file.url).status_code == 302
    client.force_login(build_staff())
    response = client.get(document.file.url)
    assert response.headers["Cache-Control"] == PRIVATE
    assert body(response) == stored(document)
    preview = client.get(f"/pl/admin/news/post/{document.post_id}/preview/")
    assert f'href="{document.file.url}"' in preview.text
    wrong = document.file.url.replace("postdocument", "post")
    assert client.get(wrong).status_code == 404
