"""What Prometheus reads."""

import re
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.db import OperationalError
from django.utils import timezone

from centre.watch import metrics
from events.models import ClockRun
from tests.builders import build_centre, build_registration, build_visit

pytestmark = pytest.mark.django_db
TOKEN = "watch-" * 6


def read(client, settings):
    settings.CENTRE_WATCH_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    lines = re.findall(r"^([a-z_]+(?:\{.*\})?) (\S+)$", answer.text, re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_requests_are_counted_by_name_and_status(client, settings):
    asked = 'centre_request_seconds_count{route="robots",status="200"}'
    before = read(client, settings).get(asked, 0)
    client.get("/robots.txt")
    client.get("/healthz")
    figures = read(client, settings)
    assert figures[asked] == before + 1
    bucket = 'centre_request_seconds_bucket{le="+Inf",route="robots",status="200"}'
    assert figures[bucket] == before + 1
    assert [name for name in figures if "healthz" in name] == []


@pytest.mark.usefixtures("first_mails")
def test_what_the_database_knows_is_told(client, settings):
    ClockRun.objects.create(at=timezone.now())
    build_centre()
    build_registration(build_visit(capacity=20), seats=3)
    figures = read(client, settings)
    told = {
        name: figures[name]
        for name in (
            *("centre_up", 'centre_fine{of="clock"}', 'centre_mails{state="queued"}'),
            *('centre_seats{state="all"}', 'centre_seats{state="taken"}'),
        )
    }
    assert [*told.values()] == [1, 1, 1, 20, 3]
    assert figures["centre_migrations"] == 0


@pytest.mark.usefixtures("first_mails")
def test_a_database_that_does_not_answer_is_a_figure(client, settings, monkeypatch):
    def fail(at):
        raise OperationalError

    monkeypatch.setattr(metrics, "read_all", fail)
    figures = read(client, settings)
    assert figures["centre_up"] == 0
    assert [name for name in figures if name.startswith("centre_mails")] == []


PROCESS = """
import sys
import django
django.setup()
from centre.watch import metrics
metrics._requests.labels("home", 200).observe(0.2)
sys.stdout.write(metrics.processes_text().decode())
"""


def test_the_processes_of_a_server_count_together(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    said = [
        subprocess.run(
            [sys.executable, "-c", PROCESS],
            cwd=site.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    counted = 'centre_request_seconds_count{route="home",status="200"}'
    assert [f"{counted} {n}.0" in text for n, text in enumerate(said, 1)] == [True] * 2
