"""The documents that anybody may have, at addresses that name no language."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone

from centre.documents.models import Document, document_models
from centre.documents.recordings import POSTER_TYPES, VIDEO_TYPES
from centre.documents.uploads import CONTENT_TYPES
from centre.models import Page, Recording
from centre.web.caching import never_held, public
from centre.web.downloads import Download, send_file


@public
@never_held
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
        return HttpResponseRedirect(found.url, status=301)
    return send_document(request, found)


def send_document(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Answer with the file of a document, under its name.

    Raises Http404 where the store has no such file.
    """
    kind, at = CONTENT_TYPES[document.kind], document.stored_at
    return send_file(request, Download(document.file, kind, at, document.filename))


@public
@never_held
def recording(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """Serve a recording, its poster or its captions while its page is public.

    Raises Http404 for all others.
    """
    published = Page.objects.published(timezone.now())
    found = Recording.objects.filter(page__in=published, pk=pk).first()
    if found is None:
        raise Http404
    for file, types in ((found.video, VIDEO_TYPES), (found.poster, POSTER_TYPES)):
        kind = str(file.name).rpartition(".")[2]
        if part == f"{file.field.name}.{kind}":
            return send_file(request, Download(file, types[kind], found.stored_at))
    for language in found.captioned:
        if part == f"captions-{language['code']}.vtt":
            text = getattr(found, f"captions_{language['code']}")
            return HttpResponse(text + "\n", content_type="text/vtt; charset=utf-8")
    raise Http404
