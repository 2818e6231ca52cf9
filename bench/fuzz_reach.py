"""What there is to reach, and what was: the part of `bench.fuzz` that follows links."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern
from django.utils import translation

from bench.fuzz_forms import forms_of, tree_of

MOST_PLACES = 3  # of one address, for one person
MOST_TRIES = 9
LINKS = ("href", "src", "action", "formaction", "data-url", "data-form", "data-left")
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Place:
    """Where an address was found: by whom, and the page whose form leads to it."""

    path: str
    session: str
    page: str = ""


@dataclass
class Reach:
    """How often each address was opened and sent a form, and what else was tried."""

    opened: Counter[str] = field(default_factory=Counter)
    posted: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    pages_with_forms: set[str] = field(default_factory=set)

    def note(self, method: str, path: str, answer: Any) -> None:
        """Count an answer for the address that it is of."""
        if not (name := name_of(path)):
            return
        self.asked[name] += 1
        if method == "POST" and answer.status_code not in {403, 404, 405}:
            self.posted[name] += 1
        if answer.status_code < 400 and "/login/" not in answer.get("Location", ""):
            self.opened[name] += 1

    def lines(self, names: Iterable[str], actions: Iterable[str]) -> Iterator[str]:
        """Yield what of the URLconf was not opened, and whose forms were not sent."""
        known = set(names)
        yield f"{len(known)} addresses, {len(known & {*self.opened})} opened"
        for kind, missed in (
            ("never asked for", known - {*self.asked}),
            ("never opened", known & {*self.asked} - {*self.opened}),
            ("whose form was never sent", set(actions) - {*self.posted}),
        ):
            if missed:
                yield f"{kind}: {', '.join(sorted(missed))}"


def routes(
    patterns: Any = None, prefix: str = "", outer: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each named address with its parameters and their kinds."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        with translation.override("en"):
            parameters = {**(outer or {}), **pattern.pattern.converters}
            named = pattern.pattern.regex.groupindex
        parameters = {**dict.fromkeys(named), **parameters}
        if isinstance(pattern, URLPattern):
            if pattern.name:
                kinds = {k: type(c).__name__.lower()[:3] for k, c in parameters.items()}
                yield f"{prefix}{pattern.name}", kinds
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner, parameters)


def name_of(path: str) -> str:
    """Return the name of the address that a path is of, or an empty one."""
    bare = path.partition("?")[0]
    language = translation.get_language_from_path(bare) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            return resolve(bare).view_name or ""
        except Resolver404:
            return ""


def find_places(
    starts: Iterable[str], sessions: Iterable[str]
) -> dict[str, list[Place]]:
    """Follow all links and forms from some addresses, for each session; send nothing.

    Return, for each name of an address, some places that open for somebody.
    """
    found: dict[str, list[Place]] = defaultdict(list)
    beginning = [*starts]
    for session in sessions:
        for place in places_of(session, beginning):
            found[name_of(place.path)].append(place)
    return dict(found)


def places_of(session: str, starts: Iterable[str]) -> Iterator[Place]:
    """Yield what one person finds, at most some of each address."""
    client, queue = browser(session), deque(starts)
    beginning = {*queue}
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    seen: set[str] = set()
    while queue:
        path = queue.popleft()
        name = name_of(path)
        enough = found[name] >= MOST_PLACES or tried[name] >= MOST_TRIES
        if path not in beginning and enough:
            continue
        if not name or path in seen or "logout" in path:
            continue
        seen.add(path)
        tried[name] += 1
        answer = client.get(path)
        if answer.streaming:  # a file, which is closed at its end
            answer.streamed = b"".join(answer.streaming_content)
        if answer.status_code in REDIRECTS:
            queue.append(urljoin(path, answer.headers["Location"]))
        if answer.status_code != 200:
            continue
        found[name] += 1
        yield Place(path, session)
        for form in forms_of(answer):
            if form.method == "POST" and found[to := name_of(form.action)] < 9:
                found[to] += 1
                yield Place(form.action, session, path)
        queue.extend(links_of(answer, path))


def links_of(answer: Any, path: str) -> Iterator[str]:
    """Yield the addresses of our own that a page names."""
    if (root := tree_of(answer)) is None:
        return
    for name in LINKS:
        for value in root.xpath(f"//@{name}"):
            try:
                parts = urlsplit(urljoin(path, value))
            except ValueError:
                continue
            if parts.scheme in {"", "http"} and parts.netloc in {"", "localhost"}:
                where = quote(parts.path, safe="/%")
                yield f"{where}?{parts.query}" if parts.query else where


def browser(session: str) -> Client:
    """Return the browser of a session of staff, or of somebody without an account."""
    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client
