"""What a killed worker had begun is done again, within bounds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db.models import DBTaskResult

from centre.interrupted_tasks import BEGUN_AT_MOST, resume_interrupted
from centre.search.tasks import look_up_words

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def begin(at, path=look_up_words.module_path, status=TaskResultStatus.RUNNING):
    return DBTaskResult.objects.create(
        status=status,
        task_path=path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=at,
        started_at=at,
    )


@pytest.mark.parametrize(("minutes", "number"), [(9, 0), (10, 1)])
def test_what_a_killed_worker_had_begun_is_queued_again(minutes, number):
    default_task_backend.clear()
    now = timezone.now()
    row = begin(now - minutes * MINUTE)
    assert (resume_interrupted(now), resume_interrupted(now)) == (number, 0)
    row.refresh_from_db()
    assert row.status == ("FAILED" if number else "RUNNING")
    assert len(default_task_backend.results) == number


def test_what_waits_already_is_not_queued_twice():
    now = timezone.now()
    begin(now - MINUTE, status=TaskResultStatus.READY)
    begin(now - 20 * MINUTE)
    assert resume_interrupted(now) == 0


def test_a_task_that_ends_its_worker_each_time_is_left_to_staff(caplog):
    at, resumed = timezone.now(), []
    for _ in range(BEGUN_AT_MOST + 1):
        begin(at)
        at += 20 * MINUTE
        resumed.append(resume_interrupted(at))
    assert resumed == [1, 1, 0, 0]
    said = f"The task {look_up_words.module_path} was interrupted too often"
    assert caplog.messages == [said, said]
    begin(at)
    assert resume_interrupted(at + timedelta(days=1)) == 1


def test_a_task_of_an_earlier_release_is_only_noted():
    row = begin(timezone.now() - 20 * MINUTE, "centre.gone.task")
    assert resume_interrupted(timezone.now()) == 0
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
