"""The worker outlives the database, and its lines name the request."""

import time
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django_tasks.signals import task_finished, task_started
from django_tasks_db.management.commands import db_worker

from centre.management.commands import db_worker as command
from centre.management.commands.db_worker import ASK_AGAIN_AFTER
from centre.web.request_ids import begin_request, current_request_id, new_task_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(settings):
    """The queue of production, for which alone there is a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_database_that_is_gone(monkeypatch, caplog):
    answers, waited = [OperationalError("gone"), OperationalError("gone"), None], []
    limited = []  # and not really: the connection would have the limits ever after

    def run(worker):
        answer = answers.pop(0)
        if answer:
            raise answer

    monkeypatch.setattr(db_worker.Worker, "run", run)
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(command, "limit_database", limited.append)
    call_command("db_worker", "--no-reload", "-v", "0")
    assert (answers, waited) == ([], [ASK_AGAIN_AFTER] * 2)
    assert limited == ["worker"]
    assert caplog.messages == ["The database does not answer the worker: gone"] * 2


def test_its_lines_name_the_request_that_queued_the_task(monkeypatch):
    seen = []
    begin_request("0123456789abcdef")
    task = SimpleNamespace(id=str(new_task_key()))
    begin_request("")

    def run(worker):
        for signal in (task_started, task_finished):
            signal.send_robust(sender=None, task_result=task)
            seen.append(current_request_id())

    monkeypatch.setattr(db_worker.Worker, "run", run)
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)
    call_command("db_worker", "--no-reload", "-v", "0")
    assert seen == ["0123456789abcdef", ""]
