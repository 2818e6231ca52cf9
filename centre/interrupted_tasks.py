"""Tasks whose worker was killed, or lost the database: they are done again."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from centre.pictures.tasks import render_picture

logger = logging.getLogger(__name__)

# Each of our tasks ends sooner, or goes on in a task of its own.
INTERRUPTED_AFTER = timedelta(minutes=10)
# One that ends its worker each time, within a day, is left to staff.
BEGUN_AT_MOST = 3
INTERRUPTIONS_COUNT_FOR = timedelta(days=1)
INTERRUPTED = "Interrupted"


@transaction.atomic
def resume_interrupted(at: datetime) -> int:
    """Queue again what was begun long ago and did not end; return how many tasks.

    Each of our tasks may run twice. What was begun stays as failed. Pictures are left
    to `render_again`, which counts how often each was begun.
    """
    begun = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=at - INTERRUPTED_AFTER
    )
    return sum(_resume(task, at) for task in begun.select_for_update(skip_locked=True))


def _resume(task: DBTaskResult, at: datetime) -> bool:
    task.status = TaskResultStatus.FAILED
    task.finished_at = at
    task.traceback = INTERRUPTED
    task.save(update_fields=["status", "finished_at", "traceback"])
    if task.task_path == render_picture.module_path:
        return False
    same = DBTaskResult.objects.filter(
        task_path=task.task_path, args_kwargs=task.args_kwargs
    )
    often = same.filter(
        traceback=INTERRUPTED, finished_at__gt=at - INTERRUPTIONS_COUNT_FOR
    )
    if often.count() >= BEGUN_AT_MOST:
        logger.error("The task %s was interrupted too often", task.task_path)
        return False
    if same.filter(status=TaskResultStatus.READY, run_after__lte=at).exists():
        return False
    try:
        again = task.task
    except (ImportError, SuspiciousOperation):  # an earlier release's
        return False
    again.enqueue(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    return True
