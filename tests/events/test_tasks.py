"""What the last release has queued is still found by its dotted path."""

import pytest
from django_tasks_db.models import DBTaskResult

from centre.pictures.tasks import render_picture, tidy_picture
from events.mail.tasks import deliver_due_mail

FORMER = {
    "centre.tasks.render_picture": render_picture,
    "centre.tasks.tidy_picture": tidy_picture,
    "events.tasks.deliver_due_mail": deliver_due_mail,
}


@pytest.mark.parametrize("path", FORMER)
def test_a_row_of_the_last_release_names_its_task(path):
    row = DBTaskResult(task_path=path, backend_name="default", queue_name="default")
    assert row.task.func is FORMER[path].func
