"""What the cells of a list say where there is no room for its columns."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()
# What stands in a cell of nothing.
EMPTY = re.compile(r"<td[^>]*>[-–]?</td>")
DASH = re.compile(r"[-–](?=</td>)")
ROLES = {"<td": "cell", "<th": "rowheader"}


@register.filter
def labelled(row: Any, headers: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a row's cells as the admin made them, each with the name of its column.

    The name of the thing itself and the box that chooses it need none. Each has a role,
    because browsers forget it where a row is a card; an empty one has no text.
    """
    nothing: dict[str, Any] = {}
    for cell, header in zip_longest(row, headers, fillvalue=nothing):
        if not cell:
            continue
        html, name = str(cell), header.get("text", "")
        tag = html[:3]
        begin = f'{tag} role="{ROLES[tag]}"'
        if tag == "<td" and "action-checkbox" not in html and name:
            begin += f' data-label="{escape(capfirst(name))}"'
            if EMPTY.fullmatch(html):
                begin += " data-empty"
                html = DASH.sub("", html)
        yield mark_safe(  # noqa: S308 - the admin's own cell, the name escaped
            begin + html.removeprefix(tag)
        )
