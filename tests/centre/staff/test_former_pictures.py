"""Pictures in the history: seen beside those of now, taken back, never if refused."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from centre.pictures.former import HISTORY_BEGINS
from centre.pictures.library import file_of
from centre.pictures.tasks import picture_models, tidy_picture
from centre.pictures.uploads import clean_picture
from centre.staff.bin import remove_picture_everywhere
from news.models import Post, PostPicture
from tests.builders import DAY, HOUR, build_centre, build_post, build_staff
from tests.desk import errors_of, filled, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROW = PostPicture._meta.label_lower


@pytest.fixture
def staff(client: Client) -> Client:
    build_centre()
    client.force_login(build_staff())
    return client


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture_of(post: Post, colour: str, **fields: Any) -> PostPicture:
    image = clean_picture(picture_file(colour=colour)).content
    return PostPicture.objects.create(post=post, image=image, **fields)


@pytest.fixture
def changed() -> tuple[Post, int, dict[str, PostPicture], dict[str, str]]:
    """A post whose pictures were replaced, moved, removed and added since a version."""
    start = timezone.now()
    with time_machine.travel(start - 2 * DAY, tick=False):
        post = build_post("morze", published_at=None)
    with time_machine.travel(start - DAY, tick=False):
        rows = {
            "replaced": picture_of(post, "red", alt_pl="Czerwone", position=1),
            "moved": picture_of(post, "blue", alt_pl="Niebieskie", position=2),
            "gone": picture_of(post, "green", alt_pl="Zielone", alt_en="Green"),
        }
        files = {name: row.image.name for name, row in rows.items()}
        gone = rows["gone"].pk
        post.save()
    with time_machine.travel(start - HOUR, tick=False):
        row = rows["replaced"]
        row.image = clean_picture(picture_file(colour="white")).content
        row.alt_pl = "Białe"
        row.save()
        rows["moved"].position = 7
        rows["moved"].save()
        rows["gone"].delete()
        rows["gone"].pk = gone
        rows["added"] = picture_of(post, "black", alt_pl="Czarne", position=9)
        post.save()
    version = post.history.order_by("history_id")[1].pk
    return post, version, rows, files


def compared(staff: Client, post: Post, version: int) -> Any:
    address = f"/en/admin/news/post/{post.pk}/history/{version}/"
    return staff.get(address)


def test_what_became_of_pictures_is_seen_with_their_descriptions(
    staff: Client, changed: Any
) -> None:
    post, version, rows, files = changed
    page = compared(staff, post, version)
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
    history = staff.get(f"/en/admin/news/post/{post.pk}/history/")
    assert [t["record"].history_type for t in history.context["row_changes"]] == [
        *"+-~~+++"
    ]


def test_ticked_pictures_fill_the_form_and_the_rest_stays(
    staff: Client, changed: Any
) -> None:
    post, version, rows, files = changed
    taken = [f"{ROW}:{rows[name].pk}" for name in ("replaced", "gone")]
    address = f"/en/admin/news/post/{post.pk}/change/"
    page = staff.get(address, {"from_version": version, "live": "yes", "take": taken})
    assert default_storage.url(files["gone"]) in page.content.decode()
    form = filled(page)
    assert form["pictures-0-taken"] == [file_of(files["replaced"])]
    assert staff.post(address, form).status_code == 302
    saved = [(p.image.name, p.alt_pl, p.position) for p in post.pictures.order_by("pk")]
    assert saved == [
        (files["replaced"], "Czerwone", 1),
        (files["moved"], "Niebieskie", 7),
        (rows["added"].image.name, "Czarne", 9),
        (files["gone"], "Zielone", 0),
    ]


def test_a_moved_picture_comes_back_without_another_file(
    staff: Client, changed: Any
) -> None:
    post, version, rows, _files = changed
    address = f"/en/admin/news/post/{post.pk}/change/"
    query = {"from_version": version, "take": f"{ROW}:{rows['moved'].pk}"}
    form = filled(staff.get(address, query))
    assert form["pictures-1-taken"] == [""]
    staff.post(address, form)
    assert PostPicture.objects.get(pk=rows["moved"].pk).position == 2


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
    post, version, _rows, files = changed
    default_storage.delete(files["gone"])
    (row,) = [
        row
        for row in compared(staff, post, version).context["rows_then"]
        if row.shown and not str(row.shown).startswith("<img")
    ]
    assert (row.take, row.shown) == ("", "its file is no longer kept")


def test_what_was_taken_down_everywhere_comes_back_by_no_history(
    staff: Client, changed: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post, version, rows, files = changed
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture_everywhere(files["gone"], picture_models())
    assert not default_storage.exists(files["gone"])
    former = PostPicture.history.filter(id=rows["gone"].pk)
    assert {*former.values_list("image", "alt_pl", "alt_en", "alt")} == {
        ("", None, None, "")
    }
    assert "Green" not in compared(staff, post, version).content.decode()
    query = {"from_version": version, "take": f"{ROW}:{rows['gone'].pk}"}
    address = f"/en/admin/news/post/{post.pk}/change/"
    form = filled(staff.get(address, query))
    form["pictures-3-taken"] = file_of(files["gone"])
    assert "pictures-3-image" in errors_of(staff.post(address, form))
    assert post.pictures.count() == 3


def test_of_pictures_older_than_their_history_no_version_says_that_they_came_later(
    staff: Client, changed: Any
) -> None:
    post, version, rows, _files = changed
    own = PostPicture.history.filter(id=rows["added"].pk)
    own.update(history_change_reason=HISTORY_BEGINS)
    told = compared(staff, post, version).context["rows_then"]
    assert [bool(row.take) for row in told] == [True, True, True]
