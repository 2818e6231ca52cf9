"""Files of the former site are read within limits; no ZIP file is unpacked."""

import pytest

from centre.importing import pictures
from centre.importing.models import ImportRun
from centre.importing.pictures import PictureSource, open_pictures
from centre.pictures.uploads import MAX_BYTES
from news.models import PostPicture
from tests.centre.importing.samples import (
    brought_in,
    item,
    packed,
    photo,
    picture_item,
    read,
    told,
    upload,
    wxr,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
State = ImportRun.State


def test_pictures_are_fetched_from_the_former_site_alone(monkeypatch):
    asked = []

    def fetch(url, **limits):
        asked.append((url, limits))
        return photo()

    monkeypatch.setattr("centre.importing.pictures.fetch", fetch)
    source = PictureSource(hosts=["old.example.org"], fetches=True)
    url = "https://old.example.org/wp-content/uploads/a.jpg"
    clean, why = source.get(url)
    assert (clean is None, why) == (False, None)
    assert asked == [(url, {"largest": MAX_BYTES, "only_from": ["old.example.org"]})]


def test_a_zip_is_looked_into_and_never_unpacked():
    source = wxr(
        *(
            item(n, title=f"P{n}", text=f'<p>T.</p><img class="wp-image-{n}0">')
            for n in range(1, 5)
        ),
        picture_item(10, "../../../etc/passwd", "A"),
        picture_item(20, "swollen.jpg", "A"),
        picture_item(30, "heavy.jpg", "A"),
        picture_item(40, "text.jpg", "A"),
    )
    files = {
        "uploads/2019/05/swollen.jpg": b"\0" * 40_000_000,
        "uploads/2019/05/text.jpg": b"<svg onload=x>",
        "../../uploads/2019/05/heavy.jpg": b"x",
        "/etc/passwd": b"x",
    }
    run = brought_in(upload(source, pictures=packed(**files)))
    assert [codes for _title, _outcome, codes in told(run)] == [
        ["picture_missing"],
        ["picture_missing"],
        ["picture_refused"],
        ["picture_refused"],
    ]
    assert PostPicture.objects.count() == 0
    for data in (b"PK\5\6" + b"\xff" * 18, b"no zip", packed(a=b"a" * 99)[:-30]):
        run = read(upload(wxr(item(1)), pictures=data))
        assert (run.state, run.summary) == (State.FAILED, {"refused": ["zip", {}]})


def test_no_more_of_a_picture_is_read_than_tells_that_it_is_too_heavy(monkeypatch):
    sizes = []
    monkeypatch.setattr(pictures, "MAX_BYTES", 80)
    monkeypatch.setattr(pictures, "clean_picture", lambda file: sizes.append(file.size))
    files = {f"uploads/{size}.jpg": b"x" * size for size in (80, 200)}
    with open_pictures(upload(b"", pictures=packed(**files)), ()) as source:
        for name in files:
            source.get(f"https://old.example.org/{name}")
    assert sizes == [80, 81]


def test_a_zip_with_too_many_members_or_too_long_a_list_is_not_opened(monkeypatch):
    files = packed(a=b"a", b=b"b")
    for name, most, code in (("MAX_ZIPPED", 1, "too_many"), ("MAX_LIST", 9, "zip")):
        with monkeypatch.context() as patched:
            patched.setattr(pictures, name, most)
            run = read(upload(wxr(item(1)), pictures=files))
        assert run.summary == {"refused": [code, {}]}


def test_a_locked_member_of_a_zip_is_not_there():
    files = packed(**{"uploads/open.jpg": b"x", "uploads/shut.jpg": b"x"})
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        entry = files.rfind(signature)
        files = files[: entry + at] + b"\1" + files[entry + at + 1 :]
    with open_pictures(upload(b"", pictures=files), ()) as source:
        there = [
            source.is_there(f"https://old.example.org/wp-content/uploads/{name}.jpg")
            for name in ("open", "shut")
        ]
    assert there == [True, False]
