"""The setting CONTENT_SECURITY_POLICY: what a page may load, and from where."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF


def security_policy(media_url: str) -> dict[str, Any]:
    """Return the policy of a site whose pictures are at `media_url`.

    'none' by default, no 'unsafe-*' anywhere. The nonce is written only by admin pages
    (the editor's import map), so public pages stay the same for everybody.
    """
    media = urlsplit(media_url)
    elsewhere = [f"{media.scheme}://{media.netloc}"] if media.netloc else []
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, NONCE],
            "style-src": [SELF],
            "img-src": [SELF, *elsewhere],
            "media-src": [SELF],
            "font-src": [SELF],
            "connect-src": [SELF],
            "manifest-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        }
    }
