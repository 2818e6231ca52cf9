"""Files in the history: told of beside those of now, taken back, never if refused."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from centre.documents.uploads import clean_document
from centre.models import PagePicture
from centre.pictures.former import HISTORY_BEGINS
from centre.pictures.library import file_of
from centre.pictures.tasks import picture_models, tidy_picture
from centre.pictures.uploads import clean_picture
from centre.staff.bin import remove_picture_everywhere
from news.models import PostPicture
from tests.builders import (
    DAY,
    HOUR,
    build_activity,
    build_centre,
    build_document,
    build_page,
    build_post,
    build_staff,
    build_visit,
)
from tests.desk import errors_of, filled, form_url, picture_file
from tests.helpers import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# How a thing is built, the model of its pictures, and how a picture names its thing.
THINGS = [(build_post, PostPicture, "post"), (build_page, PagePicture, "page")]


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(colour: str) -> Any:
    return clean_picture(picture_file(colour=colour)).content


@pytest.fixture(params=THINGS, ids=lambda known: known[2])
def changed(request: Any) -> tuple[Any, int, dict[str, Any], dict[str, str]]:
    """A thing; since a version its pictures were replaced, moved, removed and added."""
    build, model, name_of_thing = request.param

    def picture_of(thing: Any, colour: str, **fields: Any) -> Any:
        owner = {name_of_thing: thing}
        return model.objects.create(image=picture(colour), **owner, **fields)

    start = timezone.now()
    with time_machine.travel(start - 2 * DAY, tick=False):
        thing = build("morze", published_at=None)
    with time_machine.travel(start - DAY, tick=False):
        rows = {
            "replaced": picture_of(thing, "red", alt_pl="Czerwone", position=1),
            "moved": picture_of(thing, "blue", alt_pl="Niebieskie", position=2),
            "gone": picture_of(
                thing, "green", alt_pl="Zielone", alt_en="Green", credit="Zofia"
            ),
        }
        files = {name: row.image.name for name, row in rows.items()}
        gone = rows["gone"].pk
        thing.save()
    with time_machine.travel(start - HOUR, tick=False):
        row = rows["replaced"]
        row.image = picture("white")
        row.alt_pl = "Białe"
        row.save()
        rows["moved"].position = 7
        rows["moved"].save()
        rows["gone"].delete()
        rows["gone"].pk = gone
        rows["added"] = picture_of(thing, "black", alt_pl="Czarne", position=5)
        thing.save()
    model.objects.update(rendered="320")
    version = thing.history.order_by("history_id")[1].pk
    return thing, version, rows, files


def history_url(thing: Any) -> str:
    return form_url(thing).replace("/change/", "/history/")


def compared(staff: Client, thing: Any, version: int) -> Any:
    return staff.get(f"{history_url(thing)}{version}/")


def named(row: Any) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def test_what_became_of_pictures_is_seen_with_their_descriptions(
    staff: Client, changed: Any
) -> None:
    thing, version, rows, files = changed
    page = compared(staff, thing, version)
    told = {
        row.title.split(" · ")[1]: (bool(row.take), [v.take for v in row.values])
        for row in page.context["rows_then"]
    }
    assert told == {
        "Czerwone": (True, ["image", "alt_pl"]),
        "Niebieskie": (True, ["position"]),
        "Green": (True, []),
        "Czarne": (False, []),
    }
    shown = page.content.decode()
    for name, words in [(files["replaced"], "Czerwone"), (files["gone"], "Green")]:
        url = default_storage.url(name)
        assert f'<img class="picture-then" src="{url}" alt="{words}"' in shown
    assert default_storage.url(rows["replaced"].image.name) in shown
    history = staff.get(history_url(thing))
    assert [t["record"].history_type for t in history.context["row_changes"]] == [
        *"+-~~+++"
    ]


def test_ticked_pictures_fill_the_form_and_the_rest_stays(
    staff: Client, changed: Any
) -> None:
    thing, version, rows, files = changed
    taken = [named(rows[name]) for name in ("replaced", "gone")]
    address = form_url(thing)
    page = staff.get(address, {"from_version": version, "live": "yes", "take": taken})
    assert default_storage.url(files["gone"]) in page.content.decode()
    form = filled(page)
    assert form["pictures-0-taken"] == [file_of(files["replaced"])]
    assert staff.post(address, form).status_code == 302
    saved = [
        (p.image.name, p.alt_pl, p.position) for p in thing.pictures.order_by("pk")
    ]
    assert saved == [
        (files["replaced"], "Czerwone", 1),
        (files["moved"], "Niebieskie", 7),
        (rows["added"].image.name, "Czarne", 5),
        (files["gone"], "Zielone", 0),
    ]
    # Of another file there are no sizes yet.
    sizes = {p.alt_pl: p.rendered for p in thing.pictures.all()}
    assert sizes == {
        "Czerwone": "",
        "Niebieskie": "320",
        "Czarne": "320",
        "Zielone": "",
    }


def test_a_moved_picture_comes_back_without_another_file(
    staff: Client, changed: Any
) -> None:
    thing, version, rows, files = changed
    assert [p.alt_pl for p in thing.pictures.all()] == ["Białe", "Czarne", "Niebieskie"]
    address = form_url(thing)
    query = {"from_version": version, "take": named(rows["moved"])}
    form = filled(staff.get(address, query))
    assert form["pictures-2-taken"] == [""]
    assert staff.post(address, form).status_code == 302
    assert [p.alt_pl for p in thing.pictures.all()] == ["Białe", "Niebieskie", "Czarne"]
    moved = thing.pictures.get(pk=rows["moved"].pk)
    assert (moved.position, moved.image.name, moved.rendered, moved.render_due_at) == (
        2,
        files["moved"],
        "320",
        None,
    )


def test_nothing_of_another_thing_fills_a_form(staff: Client, changed: Any) -> None:
    _thing, version, rows, _files = changed
    build = next(build for build, model, _n in THINGS if model is type(rows["gone"]))
    start = timezone.now()
    with time_machine.travel(start - 2 * DAY, tick=False):
        other = build("inne", published_at=None)
    with time_machine.travel(start - 2 * HOUR, tick=False):
        other.save()  # the version before is of when all those pictures were there
    plain = filled(staff.get(form_url(other)))
    take = [named(rows[name]) for name in ("gone", "moved")]
    for number in (version, other.history.earliest().pk):
        page = staff.get(form_url(other), {"from_version": number, "take": take})
        form = filled(page)
        names = [name for name in form if name.startswith("pictures-")]
        assert {n: form[n] for n in names} == {n: plain[n] for n in names}
        is_told = "filled from an older version" in page.content.decode()
        assert is_told is (number != version)


def test_a_former_file_stays_as_long_as_the_bin_keeps_things(changed: Any) -> None:
    _post, _version, _rows, files = changed
    later = timezone.now() + timedelta(days=31)
    for moment, is_there in [(timezone.now(), True), (later, False)]:
        with time_machine.travel(moment):
            tidy_picture.call(files["replaced"])
        assert default_storage.exists(files["replaced"]) is is_there


def test_the_history_says_that_a_file_is_gone_and_offers_none(
    staff: Client, changed: Any
) -> None:
    thing, version, rows, files = changed
    default_storage.delete(files["gone"])
    (row,) = [
        row
        for row in compared(staff, thing, version).context["rows_then"]
        if row.shown and not str(row.shown).startswith("<img")
    ]
    assert (row.take, row.shown) == ("", "its file is no longer kept")
    query = {"from_version": version, "take": named(rows["gone"])}
    form = filled(staff.get(form_url(thing), query))
    assert (form["pictures-3-taken"], form["pictures-3-alt_pl"]) == ([""], ["Zielone"])


def test_what_was_taken_down_everywhere_comes_back_by_no_history(
    staff: Client, changed: Any, django_capture_on_commit_callbacks: Any
) -> None:
    thing, version, rows, files = changed
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture_everywhere(files["gone"], picture_models())
    assert not default_storage.exists(files["gone"])
    former = type(rows["gone"]).history.filter(id=rows["gone"].pk)
    assert {*former.values_list("image", "alt_pl", "alt_en", "alt", "credit")} == {
        ("", None, None, "", "")
    }
    assert "Green" not in compared(staff, thing, version).content.decode()
    query = {"from_version": version, "take": named(rows["gone"])}
    address = form_url(thing)
    form = filled(staff.get(address, query))
    form["pictures-3-taken"] = file_of(files["gone"])
    assert "pictures-3-image" in errors_of(staff.post(address, form))
    assert thing.pictures.count() == 3


def test_of_pictures_older_than_their_history_no_version_says_that_they_came_later(
    staff: Client, changed: Any
) -> None:
    thing, version, rows, _files = changed
    own = type(rows["added"]).history.filter(id=rows["added"].pk)
    own.update(history_change_reason=HISTORY_BEGINS)
    told = compared(staff, thing, version).context["rows_then"]
    assert [bool(row.take) for row in told] == [True, True, True]


# --- Documents ------------------------------------------------------------------------


FILED = {
    "post": build_post,
    "page": build_page,
    "activity": build_activity,
    "visit": build_visit,
}


def filed(build: Any) -> tuple[Any, int, dict[str, Any]]:
    """A thing; since a version its documents were changed, removed and added."""
    start = timezone.now()
    with time_machine.travel(start - 2 * DAY, tick=False):
        thing = build("akta", published_at=None)
    with time_machine.travel(start - DAY, tick=False):
        rows = {
            "told": build_document(thing, "Told.pdf", title_en="Plan", position=1),
            "filed": build_document(thing, "Old.pdf", title_pl="Mapa", position=2),
            "gone": build_document(thing, "Gone.pdf", title_pl="Lista", position=3),
        }
        thing.save()
    with time_machine.travel(start - HOUR, tick=False):
        rows["told"].title_en = "Timetable"
        rows["told"].access, rows["told"].position = "scan", 5
        rows["told"].save()
        upload = SimpleUploadedFile("New.txt", b"Mapa")
        rows["filed"].describe(clean_document(upload), timezone.now())
        rows["filed"].file = upload
        rows["filed"].save()
        rows["gone"].delete()
        rows["added"] = build_document(thing, "Late.pdf", title_pl="Nowe")
        thing.save()
    return thing, thing.history.order_by("history_id")[1].pk, rows


def told_values(told: Any) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        return [(v.take, str(v.before), str(v.after)) for v in told]


@pytest.mark.parametrize("kind", FILED)
def test_what_became_of_documents_is_told_with_names_kinds_and_sizes_of_files(
    staff: Client, kind: str
) -> None:
    thing, version, _rows = filed(FILED[kind])
    words = [
        ("title_en", "Plan", "Timetable"),
        ("access", "", "a scan, pictures of pages; ask us for the text"),
        ("position", "1", "5"),
    ]
    file = [("", "Old.pdf (PDF, 36\xa0bytes)", "New.txt (TXT, 4\xa0bytes)")]
    page = compared(staff, thing, version)
    told = {
        row.title: (bool(row.take), str(row.shown), told_values(row.values))
        for row in page.context["rows_then"]
    }
    assert told == {
        "document · Plan": (True, "", words),
        "document · Mapa": (False, "", file),
        "document · Lista": (False, "Gone.pdf (PDF, 37\xa0bytes)", []),
        "document · Nowe": (False, "Late.pdf (PDF, 37\xa0bytes)", []),
    }
    # A choice is no text that could be compared word by word.
    values = [value for row in page.context["rows_then"] for value in row.values]
    assert [value.take for value in values if value.parts] == ["title_en"]
    changes = staff.get(history_url(thing)).context["row_changes"]
    told_changes = [
        (t["record"].history_type, t["row"].filename, told_values(t["values"]))
        for t in changes
    ]
    assert told_changes == [
        ("+", "Late.pdf", []),
        ("-", "Gone.pdf", []),
        ("~", "New.txt", file),
        ("~", "Told.pdf", words),
        ("+", "Gone.pdf", []),
        ("+", "Old.pdf", []),
        ("+", "Told.pdf", []),
    ]


def test_a_ticked_document_gets_its_words_and_order_back_and_keeps_its_file(
    staff: Client,
) -> None:
    thing, version, rows = filed(build_post)
    named_rows = [named(rows["told"]), named(rows["filed"])]
    query = {"from_version": version, "live": "yes", "take": named_rows}
    page = staff.get(form_url(thing), query)
    assert [name in page.text for name in ("New.txt", "Old.pdf")] == [True, False]
    assert staff.post(form_url(thing), filled(page)).status_code == 302
    saved = thing.documents.order_by("pk").values_list(
        "filename", "title_en", "access", "position"
    )
    assert [*saved] == [
        ("Told.pdf", "Plan", "", 1),
        ("New.txt", None, "", 2),
        ("Late.pdf", None, "", 0),
    ]
    record = rows["told"].history.latest()
    assert (record.history_type, record.history_user) == ("~", User.objects.get())


def test_the_same_file_by_another_name_is_told(staff: Client) -> None:
    thing, _version, rows = filed(build_post)
    rows["filed"].filename = "Map.txt"
    rows["filed"].save()
    newest, *_rest = staff.get(history_url(thing)).context["row_changes"]
    assert told_values(newest["values"]) == [
        ("", "New.txt (TXT, 4\xa0bytes)", "Map.txt (TXT, 4\xa0bytes)")
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_a_history_asks_the_same_of_one_document_and_of_three(
    staff: Client, number: int
) -> None:
    post = build_post("akta")
    documents = [build_document(post, f"{n}.pdf") for n in range(number)]
    version = post.history.get().pk
    post.save()
    for document in documents:
        document.title_pl = "Mapa"
        document.save()
    counts = [
        count_queries(staff, url)
        for url in (history_url(post), f"{history_url(post)}{version}/")
    ]
    assert counts == [8, 14]
