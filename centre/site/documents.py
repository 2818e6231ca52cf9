"""The documents that anybody may have, at addresses that name no language."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from centre.documents.models import document_models
from centre.documents.uploads import CONTENT_TYPES
from centre.web.caching import public
from centre.web.downloads import Download, send_file


@public
def document(
    request: HttpRequest, section: str, pk: int, name: str
) -> HttpResponseBase:
    """Serve a document while what it belongs to is public; a former name leads on.

    Raises Http404 for all others, whether they are there or not.
    """
    models = {model.section: model for model in document_models()}
    if section not in models:
        raise Http404
    found = models[section].objects.public(timezone.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    if name != found.url_name:
        return HttpResponseRedirect(found.get_absolute_url(), status=301)
    return send_file(
        request,
        Download(
            found.file, CONTENT_TYPES[found.kind], found.stored_at, found.filename
        ),
    )
