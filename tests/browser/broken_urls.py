"""The site's addresses, and two beside them that fail, to see its error pages."""

from django.core.exceptions import PermissionDenied
from django.urls import path

from centre import urls

handler404 = urls.handler404
handler500 = urls.handler500


def forbidden(request, language):
    raise PermissionDenied


def broken(request, language):
    raise RuntimeError("This is what a test wanted.")


urlpatterns = [
    path("<slug:language>/forbidden/", forbidden),
    path("<slug:language>/broken/", broken),
    *urls.urlpatterns,
]
