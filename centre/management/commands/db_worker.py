"""`manage.py db_worker`: do what is queued, whatever happens to the database."""

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django_tasks.signals import task_finished, task_started
from django_tasks_db.management.commands import db_worker

from centre.database_limits import limit_database
from centre.startup import refuse_half_restored
from centre.web.request_ids import begin_request, request_id_of_task

logger = logging.getLogger(__name__)

# In seconds.
ASK_AGAIN_AFTER = 5


class Command(db_worker.Command):
    """The library's worker, which would end when the database does."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal ends it; wait while the database does not answer.

        Raises ImproperlyConfigured where it is only half restored: what is queued there
        may have been done, and mail for who was erased since must not go out.
        """
        limit_database("worker")
        task_started.connect(_name_request)
        task_finished.connect(_forget_request)
        while True:
            try:
                refuse_half_restored()
                return super().handle(*args, **options)
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database does not answer the worker: %s", error)
            begin_request("")
            connection.close()
            time.sleep(ASK_AGAIN_AFTER)


def _name_request(task_result: Any, **_signal: Any) -> None:
    begin_request(request_id_of_task(task_result.id))


def _forget_request(**_signal: Any) -> None:
    begin_request("")
