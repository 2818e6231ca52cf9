"""What is checked before the first request is answered."""

import logging
import runpy
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory

import centre
from centre import startup

WSGI = Path(centre.__file__).with_name("wsgi.py")


@pytest.mark.django_db
def test_the_application_answers_once_the_languages_are_checked():
    application = runpy.run_path(str(WSGI))["application"]
    statuses = []
    environ = RequestFactory().get("/robots.txt").environ
    application(environ, lambda status, headers, *rest: statuses.append(status))
    assert statuses == ["200 OK"]


def test_a_database_that_does_not_answer_is_not_checked(monkeypatch, caplog):
    def fail():
        raise OperationalError

    monkeypatch.setattr(startup, "missing_columns", fail)
    with caplog.at_level(logging.WARNING):
        startup.require_language_columns()
    assert caplog.messages == [
        "The database does not answer: its languages are not checked."
    ]
