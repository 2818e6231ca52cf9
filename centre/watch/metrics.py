"""Figures for Prometheus: what was asked for, what waits, how full the house is.

Requests are counted by each process; what the database knows is read when asked for.
With PROMETHEUS_MULTIPROC_DIR the processes of a web server count together, in files of
that folder; it has to be empty when the server starts.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from centre.watch.readings import asked_briefly, read_all
from centre.web.access_log import route_of
from centre.web.redirects import Handler
from events.models import OutgoingEmail, Registration, StudyVisit

# In seconds.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

_own = CollectorRegistry()
_requests = Histogram(
    "centre_request_seconds",
    "Answers by the name of their address and by their status.",
    ["route", "status"],
    buckets=BUCKETS,
    registry=_own,
)


def counted(get_response: Handler) -> Handler:
    """Count each request by the name of its address, its status and its time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        labels = route_of(request), response.status_code
        _requests.labels(*labels).observe(time.perf_counter() - began)
        return response

    return middleware


def metrics_text() -> tuple[bytes, str]:
    """Return all figures as Prometheus reads them, and the type of that text."""
    stored = CollectorRegistry()
    stored.register(StoredFigures())
    return processes_text() + generate_latest(stored), CONTENT_TYPE_LATEST


def processes_text() -> bytes:
    """Return the figures of this process, or of all of the server's together."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(_own)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)


class StoredFigures(Collector):
    """What the database and the disk tell; `centre_up` is 0 where they don't."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of this moment."""
        try:
            with asked_briefly():
                families = [*_readings(), *_queues(), _seats()]
        except (DatabaseError, InterfaceError):
            connection.close()
            families = []
        yield _gauge("centre_up", "Whether the database answers.", bool(families))
        yield from families


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=float(value))


def _readings() -> Iterator[GaugeMetricFamily]:
    readings = read_all(timezone.now())
    fine = GaugeMetricFamily(
        "centre_fine",
        "Whether a thing that is watched is as it should be.",
        labels=["of"],
    )
    ages = GaugeMetricFamily("centre_seconds", "Ages of what waits.", labels=["of"])
    for reading in readings:
        fine.add_metric([reading.name], float(reading.is_fine))
        if reading.unit == "seconds" and reading.value is not None:
            ages.add_metric([reading.name], reading.value)
        elif reading.value is not None:
            yield _gauge(f"centre_{reading.name}", reading.unit, reading.value)
    yield from (fine, ages)


def _queues() -> Iterator[GaugeMetricFamily]:
    """Yield how many mails and tasks there are in each state; old ones are deleted."""
    yield _by_state("centre_mails", "Mails.", OutgoingEmail.objects, "state")
    yield _by_state("centre_tasks", "Tasks.", DBTaskResult.objects, "status")


def _by_state(name: str, what: str, rows: Any, field: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=["state"])
    for row in rows.order_by().values(field).annotate(number=Count("pk")):
        family.add_metric([str(row[field]).lower()], row["number"])
    return family


def _seats() -> GaugeMetricFamily:
    """Return the places of the coming visits, and how many of them are taken."""
    coming = StudyVisit.objects.filter(
        starts_at__gt=timezone.now(), state=StudyVisit.State.PLANNED
    )
    taken = Registration.objects.filter(visit__in=coming).holding_seats().seats()
    family = GaugeMetricFamily(
        "centre_seats", "Places of coming study visits.", labels=["state"]
    )
    places = coming.aggregate(number=Sum("capacity"))["number"] or 0
    family.add_metric(["all"], places)
    family.add_metric(["taken"], taken)
    return family
