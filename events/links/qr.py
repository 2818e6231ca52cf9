"""The QR code of a registration: who lets people in scans it to find the delegation."""

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events.models import Registration

# How an e-mail's HTML names the picture that comes with it (RFC 2392).
PICTURE_ID = "code-at-the-door"


def door_url(registration: Registration) -> str:
    """Return the absolute URL of the code, which leads each to a page of their own."""
    path = reverse("door-code", args=[registration.reference])
    return settings.SITE_URL + path


def qr_svg(registration: Registration) -> SafeString:
    """Return the code as SVG for a page, without styles: the CSP allows none."""
    svg = segno.make(door_url(registration), error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - made from our own URL alone


def qr_file(registration: Registration) -> bytes:
    """Return the code as an SVG file."""
    file = io.BytesIO()
    code = segno.make(door_url(registration), error="m", micro=False)
    code.save(file, kind="svg", border=4, scale=8, svgclass=None, lineclass=None)
    return file.getvalue()


def qr_png(registration: Registration) -> bytes:
    """Return the code as a PNG for an e-mail, because mail programs show no SVG."""
    file = io.BytesIO()
    code = segno.make(door_url(registration), error="m", micro=False)
    code.save(file, kind="png", border=4, scale=5)
    return file.getvalue()
