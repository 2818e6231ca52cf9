"""Sizes that a killed worker or a full disk left out are made again, within bounds."""

from datetime import timedelta
from os import utime
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db.models import DBTaskResult

from centre.content.bin import BinEntry
from centre.interrupted_tasks import resume_interrupted
from centre.pictures import tasks
from centre.pictures.tasks import (
    MAX_ATTEMPTS,
    given_up,
    render_again,
    render_picture,
    sweep_files,
)
from centre.pictures.uploads import clean_picture
from events.due import do_due_work
from news.models import PostPicture
from tests.builders import build_post, build_staff
from tests.centre.pictures.samples import rendition_names
from tests.desk import picture_file

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Files of other tests are old at some moments, and would be swept, too."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture():
    default_task_backend.clear()
    image = clean_picture(picture_file()).content
    return PostPicture.objects.create(post=build_post("z-obrazem"), image=image)


def queued():
    return [(r.task.name, *r.args) for r in default_task_backend.results]


def row(picture, status, task=render_picture, args=None, **fields):
    return DBTaskResult.objects.create(
        status=status,
        task_path=task.module_path,
        args_kwargs={"args": args or ["news.PostPicture", picture.pk], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        **fields,
    )


def test_sizes_of_a_killed_worker_are_made_again_once(picture):
    now = timezone.now()
    killed = row(picture, TaskResultStatus.RUNNING, started_at=now - 20 * MINUTE)
    PostPicture.objects.update(render_attempts=1, render_due_at=now - 15 * MINUTE)
    work = [do_due_work(now) for _ in range(2)]
    assert [done["interrupted"] + done["pictures"] for done in work] == [1, 0]
    pictures = [task for task in queued() if task[0] == "render_picture"]
    assert pictures == [("render_picture", "news.PostPicture", picture.pk)]
    killed.refresh_from_db()
    assert (killed.status, killed.finished_at) == (TaskResultStatus.FAILED, now)

    version = render_picture.call("news.PostPicture", picture.pk)
    picture.refresh_from_db()
    assert picture.rendered == version != ""
    assert (picture.render_attempts, picture.render_due_at) == (0, None)
    assert do_due_work(now + 60 * MINUTE)["pictures"] == 0


def test_what_still_waits_is_not_queued_again(picture):
    waits = row(picture, TaskResultStatus.READY)
    assert render_again(timezone.now() + 60 * MINUTE) == 0
    waits.delete()
    assert render_again(timezone.now() + 60 * MINUTE) == 1


def test_a_task_that_runs_is_left_alone(picture):
    now = timezone.now()
    runs = row(picture, TaskResultStatus.RUNNING, started_at=now - MINUTE)
    PostPicture.objects.update(render_attempts=1, render_due_at=now + 4 * MINUTE)
    assert render_again(now) == 0
    runs.refresh_from_db()
    assert runs.status == TaskResultStatus.RUNNING


def test_a_picture_that_can_not_be_cut_is_given_up(picture, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(tasks, "render_sizes", full)
    at = timezone.now()
    rounds = []
    for _ in range(MAX_ATTEMPTS + 3):
        at += 6 * MINUTE
        rounds.append(render_again(at))
        if rounds[-1]:
            with pytest.raises(OSError, match="No space"):
                render_picture.call("news.PostPicture", picture.pk)
    assert rounds == [1] * MAX_ATTEMPTS + [0] * 3


def test_a_moved_centre_of_interest_is_not_lost_either(picture):
    now = timezone.now()
    PostPicture.objects.update(rendered="old", render_due_at=now - MINUTE)
    assert render_again(now) == 1


def test_tidying_that_was_interrupted_is_done_again(picture):
    now = timezone.now()
    row(
        picture,
        TaskResultStatus.RUNNING,
        tasks.tidy_picture,
        ["pictures/gone.jpg"],
        started_at=now - 20 * MINUTE,
    )
    PostPicture.objects.update(rendered="done")
    resume_interrupted(now)
    resume_interrupted(now)
    assert queued() == [("tidy_picture", "pictures/gone.jpg")]


def test_a_file_goes_with_its_last_user(picture):
    name = picture.image.name
    other = PostPicture.objects.create(
        post=build_post("drugi"), image=clean_picture(picture_file()).content
    )
    assert other.image.name == name
    picture.delete()
    tasks.tidy_picture.call(name)
    assert default_storage.exists(name) is True
    other.delete()
    with time_machine.travel(timezone.now() + timedelta(days=31)):  # past its history
        tasks.tidy_picture.call(name)
    assert default_storage.exists(name) is False


# --- What a killed process left behind -----------------------------------------------


def store(name, *, age, now):
    """Store a file as it was so long ago, with its folder."""
    default_storage.delete(name)
    path = Path(default_storage.path(default_storage.save(name, ContentFile(b"x"))))
    for changed in (path, path.parent):
        utime(changed, ((now - age).timestamp(),) * 2)


def test_files_that_nothing_names_go_after_a_day(picture):
    now, day = timezone.now(), 24 * 60 * MINUTE
    version = render_picture.call("news.PostPicture", picture.pk)
    cut = rendition_names(picture.image.name, 640, 480, version)
    left = ["pictures/aa.jpg", "pictures/bb.png.0f.part", "sizes/cc/1/card-400.webp"]
    for name in left:
        store(name, age=day, now=now)
    utime(default_storage.path("sizes/cc"), ((now - day).timestamp(),) * 2)
    store("pictures/new.jpg", age=day - MINUTE, now=now)
    assert sweep_files(now) == 3
    assert sweep_files(now) == 0
    assert [name for name in left if default_storage.exists(name)] == []
    kept = [picture.image.name, *cut, "pictures/new.jpg"]
    assert [name for name in kept if not default_storage.exists(name)] == []


def test_files_of_what_is_in_the_bin_stay_with_their_sizes(picture):
    now, day = timezone.now(), 24 * 60 * MINUTE
    BinEntry.objects.create(files=["pictures/aa.jpg"], deleted_at=now)
    kept = ["pictures/aa.jpg", "sizes/aa/1/card-400.webp"]
    for name in kept:
        store(name, age=day, now=now)
    utime(default_storage.path("sizes/aa"), ((now - day).timestamp(),) * 2)
    assert sweep_files(now) == 0
    for name in ("pictures/aa.jpg", "sizes/aa"):
        tasks.tidy_picture.call(name)
    assert [name for name in kept if not default_storage.exists(name)] == []


def test_files_are_swept_once_a_day(picture):
    now = timezone.now()
    for hours, left in ((0, False), (1, True), (24, False)):
        store("pictures/aa.jpg", age=25 * 60 * MINUTE, now=now)
        do_due_work(now + hours * 60 * MINUTE)
        assert default_storage.exists("pictures/aa.jpg") is left


def test_no_folder_of_pictures_is_no_fault(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert sweep_files(timezone.now()) == 0


def test_the_first_page_names_what_has_a_picture_that_was_given_up(client, picture):
    client.force_login(build_staff())
    url = f"/en/admin/news/post/{picture.post_id}/change/"
    link = f'<a href="{url}">Post z-obrazem</a>'
    PostPicture.objects.update(render_attempts=MAX_ATTEMPTS - 1)
    assert client.get("/en/admin/").text.count(link) == 0
    PostPicture.objects.update(render_attempts=MAX_ATTEMPTS)
    assert client.get("/en/admin/").text.count(link) == 1
    client.force_login(User.objects.create_user("other", is_staff=True))
    assert client.get("/en/admin/").text.count(link) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_what_they_belong_to_is_read_by_one_query(
    picture, django_assert_num_queries, count
):
    """One tells which models have any, one reads the pictures, one their posts."""
    for number in range(1, count):
        post = build_post(f"wpis-{number}")
        PostPicture.objects.create(post=post, image=picture.image.name)
    PostPicture.objects.update(render_attempts=MAX_ATTEMPTS)
    with django_assert_num_queries(3):
        owners = [found.owner.slug for found in given_up()]
    expected = ["z-obrazem", *(f"wpis-{number}" for number in range(1, count))]
    assert sorted(owners) == sorted(expected)
