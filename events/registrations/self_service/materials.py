"""A visit's materials for those who were there: one by one, and all as one file."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from centre.documents.bundle import stream_zip
from centre.documents.uploads import CONTENT_TYPES
from centre.web.downloads import SANDBOX, Download, attachment, send_file
from events.models import Arrival, Delegate, Registration, StudyVisit, VisitDocument
from events.registrations.self_service.decorators import (
    delegate_from_token,
    registration_from_token,
)


def materials_of(registration: Registration, at: datetime) -> list[VisitDocument]:
    """Return the documents that a delegation may have because it was there.

    Before the visit is over, and for whoever did not come, these are none.
    """
    if not was_there(registration, at):
        return []
    return list(_own(registration))


def _own(registration: Registration) -> QuerySet[VisitDocument]:
    visit = registration.visit_id
    return VisitDocument.objects.filter(visit=visit).for_who_came()


def was_there(registration: Registration, at: datetime) -> bool:
    """Return whether a delegation has come to its visit, at a moment (aware).

    Where staff have not closed the day, whoever was confirmed has come; if anybody was
    checked in, only they have.
    """
    if registration.status == Registration.Status.ATTENDED:
        return True
    visit = registration.visit
    is_over = visit.state == StudyVisit.State.PLANNED and visit.ends_at <= at
    if registration.status != Registration.Status.CONFIRMED or not is_over:
        return False
    arrivals = Arrival.objects.filter(registration__visit=visit, undone_at=None)
    counts = arrivals.aggregate(
        all=Count("pk"), own=Count("pk", filter=Q(registration=registration))
    )
    return bool(counts["own"] or not counts["all"])


@registration_from_token
@require_safe
def material(
    request: HttpRequest, registration: Registration, token: str, number: int
) -> HttpResponseBase:
    """Serve one document of the visit to a delegation."""
    return _serve_one(request, registration, number)


@registration_from_token
@require_safe
def materials(
    request: HttpRequest, registration: Registration, token: str
) -> HttpResponseBase:
    """Serve all documents for those who came to a delegation, as one ZIP."""
    return _serve_all(registration)


@delegate_from_token
@require_safe
def own_material(
    request: HttpRequest, delegate: Delegate, token: str, number: int
) -> HttpResponseBase:
    """Serve one document of the visit to one of a delegation's people."""
    return _serve_one(request, delegate.registration, number)


@delegate_from_token
@require_safe
def own_materials(
    request: HttpRequest, delegate: Delegate, token: str
) -> HttpResponseBase:
    """Serve all documents for those who came to one of them, as one ZIP."""
    return _serve_all(delegate.registration)


def _serve_one(
    request: HttpRequest, registration: Registration, number: int
) -> HttpResponseBase:
    """Return one document.

    Raises Http404 where this delegation may not have it.
    """
    if not was_there(registration, timezone.now()):
        raise Http404
    found = get_object_or_404(_own(registration), pk=number)
    kind = CONTENT_TYPES[found.kind]
    return send_file(
        request, Download(found.file, kind, found.stored_at, found.filename)
    )


def _serve_all(registration: Registration) -> HttpResponseBase:
    """Return all documents as one ZIP.

    Raises Http404 where this delegation may have none.
    """
    found = [
        (document.filename, document.stored_at, document.file)
        for document in materials_of(registration, timezone.now())
        if document.file.storage.exists(str(document.file.name))
    ]
    if not found:
        raise Http404
    response = StreamingHttpResponse(stream_zip(found), content_type="application/zip")
    response.headers["Content-Disposition"] = attachment(
        f"{registration.visit.slug}.zip"
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
