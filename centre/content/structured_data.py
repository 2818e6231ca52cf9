"""What programs read of a page: schema.org's words in JSON-LD, without personal data.

Search engines ask for it (Event, NewsArticle, BreadcrumbList). A view says what its
page describes by `structured_data` in its context: a function of the Centre, which the
page has read anyway; the head of the page writes it.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Node = dict[str, Any]
# From the Centre to the nodes of a page.
Description = Callable[[Any], list[Node]]

# What might end the element or the line, and what HTML forbids in a page: everything
# that is not plainly a letter or a sign of our languages.
_ESCAPED = re.compile("[<>&]|[^\t\n -~\xa0-\u02ff\u0370-\u052f\u2010-\u2027\u20ac]")


def json_ld(nodes: Iterable[Node]) -> SafeString:
    """Return nodes as a data block, which no browser executes; "" for none.

    No text in it can end the block.
    """
    graph = [*nodes]
    if not graph:
        return mark_safe("")
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": graph},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(_ESCAPED.sub(_escaped, text)),  # noqa: S308 - escaped here
    )


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def known(**values: Any) -> Node:
    """Return a node of what has a value; `id`, `type` become `@id` and `@type`."""
    return {
        f"@{name}" if name in {"id", "type"} else name: value
        for name, value in values.items()
        if value not in (None, "", [], {})
    }


def organization(centre: Any) -> Node:
    """Return the house as an Organization; its `@id` is the same on every page."""
    house = centre.localized
    return known(
        type="Organization",
        id=f"{settings.SITE_URL}/#organization",
        name=house.name,
        url=f"{settings.SITE_URL}/",
        logo=settings.SITE_URL + static("img/apple-touch-icon.png"),
        slogan=house.tagline,
        description=house.lead,
        email=centre.email,
        telephone=centre.phone,
        address=_address(centre),
        sameAs=[profile.url for profile in centre.profile_links],
        location=_closed_place(centre),
    )


def _closed_place(centre: Any) -> Node | None:
    """Return the house as a Place with the days on which it is closed, if any come.

    A day that opens and closes at 0:00 is a closed one, as search engines read it.
    """
    closed = [
        known(
            type="OpeningHoursSpecification",
            validFrom=closure.first_day.isoformat(),
            validThrough=closure.last_day.isoformat(),
            opens="00:00",
            closes="00:00",
        )
        for closure in centre.closures
    ]
    return (
        place(centre) | {"specialOpeningHoursSpecification": closed} if closed else None
    )


def publisher(centre: Any) -> Node:
    """Return the house as whoever publishes or organises, in short."""
    whole = organization(centre)
    return {k: whole[k] for k in ("@type", "@id", "name", "url") if k in whole}


def place(centre: Any, room: str = "") -> Node:
    """Return a room of the house, or the house, as a Place with its address."""
    name = ", ".join(filter(None, [room, centre.localized.name]))
    return known(type="Place", name=name or centre.city, address=_address(centre))


def _address(centre: Any) -> Node:
    return known(
        type="PostalAddress",
        streetAddress=centre.street,
        postalCode=centre.postcode,
        addressLocality=centre.city,
        addressCountry="PL",
    )


def breadcrumbs(*trail: tuple[str, str]) -> Node:
    """Return the way from the home page: names and paths of what follows it."""
    whole = [(gettext("Home"), reverse("centre:home")), *trail]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": name,
                "item": settings.SITE_URL + path,
            }
            for number, (name, path) in enumerate(whole, 1)
        ],
    }


def picture_urls(pictures: Iterable[Any]) -> list[str]:
    """Return the addresses of pictures, as they were uploaded."""
    return [
        urljoin(settings.SITE_URL, default_storage.url(p.image.name)) for p in pictures
    ]
