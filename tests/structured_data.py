"""Read what a page says to programs, by parsers that made none of it."""

import json
from typing import Any

from tests.markup import parse

# What schema.org's types need before search engines take them, of those we use.
NEEDED = {
    "Organization": {"name", "url", "address"},
    "NewsArticle": {"headline", "datePublished", "dateModified", "author", "publisher"},
    "Event": {
        "name", "startDate", "endDate", "location", "eventStatus",
        "eventAttendanceMode", "organizer", "url",
    },
    "Place": {"name", "address"},
    "PostalAddress": {"addressLocality", "addressCountry"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Offer": {"url"},
    "Person": {"name"},
    "Audience": {"audienceType"},
    "OpeningHoursSpecification": {"opens", "closes"},
}  # fmt: skip
# Where a node names another one of the graph, which has the rest.
SHORT = {"author", "publisher", "organizer"}


def nodes_of(html: str) -> list[dict[str, Any]]:
    """The nodes of a page's one data block, each of a known type and whole."""
    document = parse(html)
    blocks = document.findall(".//script")
    assert [b.attrib for b in blocks] == [{"type": "application/ld+json"}]
    data = json.loads(blocks[0].text)
    assert data["@context"] == "https://schema.org"
    for node in data["@graph"]:
        check(node)
    return data["@graph"]


def check(node: dict[str, Any], role: str = "") -> None:
    """Hold a node, and all in it, against what its type needs."""
    needed = NEEDED[node["@type"]]
    assert (node["@type"], needed - set(node) if role not in SHORT else set()) == (
        node["@type"],
        set(),
    )
    for name, value in node.items():
        for inner in value if isinstance(value, list) else [value]:
            assert inner not in ("", None, [], {}), (node["@type"], name)
            if isinstance(inner, dict):
                check(inner, name)


def of_type(kind: str, html: str) -> list[dict[str, Any]]:
    return [node for node in nodes_of(html) if node["@type"] == kind]


def trail_of(html: str) -> list[tuple[str, str]]:
    """The names and addresses of a page's trail."""
    (trail,) = of_type("BreadcrumbList", html)
    items = trail["itemListElement"]
    assert [item["position"] for item in items] == [*range(1, len(items) + 1)]
    return [(item["name"], item["item"]) for item in items]
