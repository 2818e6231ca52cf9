"""Read Atom feeds by the letter of RFC 4287, with nothing that writes them."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}
KNOWN = {
    "feed": {*ONCE, *AT_MOST_ONCE["feed"], "author", "category", "link", "entry"},
    "entry": {*ONCE, *AT_MOST_ONCE["entry"], "author", "category", "link"},
}
# RFC 3339, with capitals.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read_feed(content: bytes) -> Any:
    """Check a feed by the letter; return its root."""
    root = ElementTree.fromstring(content)  # noqa: S314 - our own answer
    assert root.tag == f"{ATOM}feed"
    assert root.findall(f"{ATOM}author") != []  # 4.1.1: for all its entries
    _check(root, "feed")
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _check(entry, "entry")
    ids = [text(node, "id") for node in [root, *entries]]
    assert len(set(ids)) == len(ids)
    return root


def text(node: Any, name: str) -> str:
    return node.findtext(f"{ATOM}{name}")


def link(node: Any, rel: str) -> str:
    (found,) = [x for x in node.findall(f"{ATOM}link") if x.get("rel") == rel]
    return found.get("href")


def _check(node: Any, kind: str) -> None:
    names = [child.tag.removeprefix(ATOM) for child in node]
    assert set(names) <= KNOWN[kind]
    assert [n for n in ONCE if names.count(n) != 1] == []
    assert [n for n in AT_MOST_ONCE[kind] if names.count(n) > 1] == []
    assert urlsplit(text(node, "id")).scheme
    for name in {"updated", "published"} & set(names):
        assert DATE.fullmatch(text(node, name))
        datetime.fromisoformat(text(node, name))
    for author in node.findall(f"{ATOM}author"):
        assert text(author, "name")
    assert [x for x in node.findall(f"{ATOM}link") if not x.get("href")] == []
    assert urlsplit(link(node, "alternate")).scheme
    if kind == "feed":
        assert urlsplit(link(node, "self")).scheme
