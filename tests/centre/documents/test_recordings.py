"""A recording in sign language: checked, captioned, public with its page."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation
from PIL import Image

from centre.documents import recordings
from centre.documents.recordings import check_recording, validate_captions
from centre.documents.refusals import FileRefused
from centre.models import Page, Recording
from tests.builders import build_page, build_staff
from tests.desk import errors_of, filled, picture_file

pytestmark = pytest.mark.once

CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:04.000\nDzień dobry"


def box(kind, content=b""):
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(index=b"avc1"):
    return box(b"ftyp", b"isom") + box(b"moov", index) + box(b"mdat", b"0" * 50)


def webm(size=b"\x9e", head=b""):
    """As browsers record one: a head that says "webm", then one element of 30 bytes."""
    start = b"\x1aE\xdf\xa3\x87B\x82\x84webm"
    return start + head + b"\x18\x53\x80\x67" + size + b"0" * 30


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (mp4(), "mp4"),
        (webm(), "webm"),
        (webm(size=b"\x01" + b"\xff" * 7), "webm"),
        (webm(size=b"\xff"), "webm"),
        (webm(head=b"\xec\x80"), "webm"),
        (webm()[:-1], "broken"),
        (webm(size=b"\x50\x00"), "broken"),
        (webm()[:12], "broken"),
        (mp4(b"hvc1"), "recording"),
        (mp4(b"avc1 \xa9xyz+50.06+19.94/"), "place"),
        (mp4()[:-10], "broken"),
        (box(b"ftyp", b"isom") + b"\0\0\0\1", "broken"),
        (b"<html>", "recording"),
    ],
)
def test_a_recording_is_what_every_browser_plays_and_says_no_position(content, found):
    try:
        answer = check_recording(SimpleUploadedFile("film.mov", content))
    except FileRefused as refused:
        answer = refused.code
    assert answer == found


def test_a_recording_that_is_too_large_is_not_read(settings):
    settings.CENTRE_LARGEST_RECORDING = 10
    with pytest.raises(FileRefused) as refused:
        check_recording(SimpleUploadedFile("film.mp4", mp4()))
    assert refused.value.code == "recording_heavy"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (CAPTIONS, ""),
        ("WEBVTT - Tytuł\n\n1\n01:00:01.000 --> 01:00:04.000 align:start\nA", ""),
        ("00:01.000 --> 00:04.000\nA", "begin with the line"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nA", "Line 3"),
        ("WEBVTT\n\n00:01,000 --> 00:04,000\nA", "Line 3"),
        (f"WEBVTT\n\n{'9' * 400}:00:01.000 --> {'9' * 401}:00:01.000\nA", "Line 3"),
        (f"WEBVTT\n\n00:01.000 --> {'9' * 5000}:00:01.000\nA", "Line 3"),
        ("WEBVTT", "no caption"),
    ],
)
def test_captions_are_webvtt_with_times_in_order(text, fault):
    try:
        validate_captions(text)
        said = ""
    except ValidationError as error:
        with translation.override("en"):
            (said,) = error.messages
    assert fault in said
    assert bool(fault) == bool(said)


@pytest.fixture
def desk(client, db):
    client.force_login(build_staff())
    return client


def send(desk, page, **changes):
    url = f"/en/admin/centre/page/{page.pk}/change/"
    values = {
        "recording-TOTAL_FORMS": 1,
        "recording-0-video": SimpleUploadedFile("film.mov", mp4()),
        "recording-0-poster": picture_file(),
        "recording-0-captions_pl": CAPTIONS,
    }
    return desk.post(url, filled(desk.get(url)) | values | changes)


def statuses(client, recording):
    paths = [recording.video_url, recording.poster_url]
    paths += [captions["url"] for captions in recording.captioned]
    found = []
    for path in [*paths, recording.part("captions-en.vtt"), recording.part("x")]:
        response = client.get(path)
        b"".join(response)
        found.append((response.status_code, response.headers["Content-Type"]))
    return found


def test_a_page_shows_its_recording_and_loads_nothing_of_it(desk):
    page = build_page("co-robimy")
    assert send(desk, page).status_code == 302
    recording = Recording.objects.get()
    text = desk.get("/pl/co-robimy/").text
    assert 'preload="none"' in text
    assert f'poster="{recording.poster_url}"' in text
    assert f'kind="captions" src="/recordings/{recording.pk}/captions-pl.vtt"' in text
    assert statuses(desk, recording)[:3] == [
        (200, "video/mp4"),
        (200, "image/jpeg"),
        (200, "text/vtt; charset=utf-8"),
    ]
    assert [status for status, _kind in statuses(desk, recording)[3:]] == [404, 404]
    part = desk.get(recording.video_url, headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part)) == (206, mp4()[:4])
    Page.objects.update(published_at=None)
    assert {status for status, _kind in statuses(desk, recording)} == {404}


def test_a_still_picture_with_transparency_is_given_out_as_it_is(desk):
    content = BytesIO()
    Image.new("RGBA", (640, 480)).save(content, "PNG")
    poster = SimpleUploadedFile("a.png", content.getvalue())
    assert send(desk, build_page("co-robimy"), **{"recording-0-poster": poster}).url
    answers = statuses(desk, Recording.objects.get())
    assert answers[:2] == [(200, "video/mp4"), (200, "image/png")]


def test_the_index_of_a_recording_is_read_to_its_limit(monkeypatch):
    """A file says itself how long its index is, and must not fill the memory by it."""
    monkeypatch.setattr(recordings, "MAX_INDEX", 20)
    file = mp4(b"0" * 8 + b"avc1")
    assert check_recording(SimpleUploadedFile("film.mp4", file)) == "mp4"
    with pytest.raises(FileRefused) as refused:
        check_recording(SimpleUploadedFile("film.mp4", mp4(b"0" * 9 + b"avc1")))
    assert refused.value.code == "recording"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recording-0-captions_pl": ""}, "captions_pl"),
        ({"recording-0-captions_pl": "Dzień dobry"}, "captions_pl"),
        ({"recording-0-video": SimpleUploadedFile("a.mp4", b"<html>")}, "video"),
        ({"recording-0-poster": SimpleUploadedFile("a.jpg", b"<html>")}, "poster"),
    ],
)
def test_what_is_wrong_with_a_recording_is_said_at_its_field(desk, changes, field):
    response = send(desk, build_page("co-robimy"), **changes)
    assert list(errors_of(response)) == [f"recording-0-{field}"]


@pytest.mark.django_db
def test_the_database_keeps_no_recording_without_captions():
    page = build_page("co-robimy")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.create(page=page, video="private/a.mp4", poster="b.jpg")
