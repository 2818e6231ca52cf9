"""Sign somebody in, and print a page of the desk of each kind, as JSON.

`bench.memory` opens them in a worker, and runs this with the server's environment.
"""

import json
import re
import sys
from collections import deque
from collections.abc import Iterator
from html import unescape

import django
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from bench.desk import staff
from bench.site import HOST

LINK = re.compile(r'href="(/[^"#]+)"')
LANGUAGE = "pl"


def main() -> None:
    """Print the session's cookie, and the paths."""
    django.setup()
    # Its models can be imported only now.
    from centre.accounts.second_factor import note_shown

    client = Client(HTTP_HOST=HOST)
    client.force_login(staff())
    session = client.session
    note_shown(session)
    session.save()
    with override(LANGUAGE):
        first = reverse("admin:index")
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
    told = {"cookie": cookie, "paths": [*pages(client, first)]}
    sys.stdout.write(json.dumps(told))


def pages(client: Client, first: str) -> Iterator[str]:
    """Yield a page of each kind to which links lead from the first, one after another.

    A kind is what the URLconf has a name for; a page that leads on is none.
    """
    kinds, asked, waiting = set(), set(), deque([first])
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if path in asked or kind is None or kind in kinds:
            continue
        asked.add(path)
        response = client.get(path, secure=True)
        if response.status_code == 200:
            kinds.add(kind)
            yield path
            if not response.streaming:
                found = map(unescape, LINK.findall(response.content.decode("latin-1")))
                waiting += [link for link in found if link.startswith(first)]


def kind_of(path: str) -> str | None:
    """Return what the URLconf calls a page; None where there is none."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return None


if __name__ == "__main__":
    main()
