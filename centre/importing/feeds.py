"""Read a feed (RSS 2.0, Atom): its entries become posts."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from xml.etree import ElementTree as Tree

from centre.importing.elements import read_elements, text_of
from centre.importing.languages import known_language
from centre.importing.notes import SourceRefused
from centre.importing.texts import (
    FoundDocument,
    FoundPicture,
    SourceFile,
    SourceText,
    is_document,
)
from centre.importing.wordpress import host_of

MAX_POSTS = 2_000
_ENTRIES = {"item", "atom-entry"}
_CHANNEL = {"link", "atom-link", "language"}


def read_feed(file: BinaryIO, tell: Callable[[int], None]) -> SourceFile:
    """Return what a feed holds.

    Raises SourceRefused.
    """
    found = SourceFile()
    for number, element in enumerate(read_elements(file, _ENTRIES | _CHANNEL)):
        if number > MAX_POSTS:
            raise SourceRefused("too_many")
        tell(number)
        if element.tag in _ENTRIES:
            found.texts += filter(None, [_entry(element)])
        elif element.tag == "language":
            found.language = known_language(element.text or "")
        elif host := host_of(_address(element)):
            found.source = found.source or f"feed {host}"
            found.hosts.add(host)
    if not found.texts:
        raise SourceRefused("not_feed")
    found.hosts = found.hosts or {host_of(found.texts[0].url)}
    found.source = found.source or f"feed {min(found.hosts)}"
    return found


def _address(element: Any) -> str:
    return (element.get("href") or element.text or "").strip()


def _entry(element: Any) -> SourceText | None:
    """Return an entry as a text; None for one that nothing tells from others."""
    is_atom = element.tag == "atom-entry"
    url = _link(element) if is_atom else text_of(element, "link")
    key = text_of(element, "atom-id" if is_atom else "guid") or url
    if not key:
        return None
    html, excerpt = _texts(element, is_atom)
    names = ("category", "atom-category")
    terms = (row for name in names for row in element if row.tag == name)
    return SourceText(
        key=f"post:{key}"[:300],
        kind="post",
        title=text_of(element, "atom-title" if is_atom else "title"),
        excerpt=excerpt if html else "",
        html=html or excerpt,
        published_at=_published_at(element),
        is_public=True,
        url=url,
        topics=tuple(filter(None, (t.get("term") or t.text for t in terms))),
        pictures=[FoundPicture(u) for u in _enclosed(element, "image")],
        documents=[FoundDocument(u) for u in _documents(element)],
    )


def _link(element: Any) -> str:
    links = [row for row in element if row.tag == "atom-link"]
    own = [row for row in links if row.get("rel", "alternate") == "alternate"]
    return _address(own[0]) if own else ""


def _texts(element: Any, is_atom: bool) -> tuple[str, str]:
    """Return the whole text, and the short one."""
    if not is_atom:
        whole = text_of(element, "content-encoded")
        return whole, text_of(element, "description")
    return _atom_text(element, "atom-content"), _atom_text(element, "atom-summary")


def _atom_text(element: Any, name: str) -> str:
    part = next((row for row in element if row.tag == name), None)
    if part is None:
        return ""
    if part.get("type") == "xhtml":
        return "".join(Tree.tostring(row, encoding="unicode") for row in part)
    return (part.text or "").strip()


def _published_at(element: Any) -> datetime | None:
    dates = ("pubDate", "atom-published", "dc-date", "atom-updated")
    for text in filter(None, (text_of(element, name) for name in dates)):
        for read in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = read(text)
            except (TypeError, ValueError):
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _enclosed(element: Any, kind: str = "") -> list[str]:
    """Return the addresses of what comes with an entry, all or those of a kind."""
    rows = [r for r in element if r.tag in {"enclosure", "media-content"}]
    kinds = [str(r.get("type") or r.get("medium")) for r in rows]
    found = zip(rows, kinds, strict=True)
    return [r.get("url") or "" for r, its in found if its.startswith(kind)]


def _documents(element: Any) -> list[str]:
    """Return the addresses of documents that come with an entry, Atom's as well."""
    links = [row for row in element if row.tag == "atom-link"]
    enclosed = [_address(row) for row in links if row.get("rel") == "enclosure"]
    return [url for url in (*_enclosed(element), *enclosed) if is_document(url)]
