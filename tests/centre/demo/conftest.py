"""The demo content, loaded once for each module that looks at it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django_tasks import default_task_backend

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the demo, roll it back at the module's end; the tasks that it queued."""
    # Django is set up after pytest has imported this file.
    from centre.demo.loader import load_demo

    with django_db_blocker.unblock():
        whole_module = transaction.atomic()
        whole_module.__enter__()
        default_task_backend.clear()
        with time_machine.travel(NOW, tick=False):
            load_demo(NOW)
    yield [*default_task_backend.results]
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole_module.__exit__(None, None, None)


@pytest.fixture
def demo(loaded, db):
    """The demo as it is on NOW."""
    with time_machine.travel(NOW, tick=False):
        yield
