"""The part of Markdown in which chapters are written, and the names of the interface.

Paragraphs, headings, lists and tables; **strong**, `code`, [a link](chapter) and
![a picture](file). {Publish now} is what the interface calls it, so that no name in the
guide drifts from the button's; {action|Approve} is one that has a context.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\{(?P<name>[^}]+)\}"
    r"|\[(?P<words>[^\]]+)\]\((?P<target>[^)]+)\)"
)
PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\((?P<file>[\w-]+)\)")
BLANK = re.compile(r"\n{2,}")
# What begins an item of a list.
ITEM = re.compile(r"^(?:-|\d+\.) ", re.MULTILINE)

Address = Callable[[str], str]


def render_markup(
    source: str, link: Address, picture: Address, level: int = 2
) -> SafeString:
    """Return the HTML of a text of the guide; a heading of it has that level.

    `link` returns the address of a chapter by its key, `picture` one of a file.
    """
    blocks = BLANK.split(source.strip())
    return _joined(_block(block, link, picture, level) for block in blocks)


def names_in(source: str) -> list[tuple[str | None, str]]:
    """Return each name of the interface in a text: its context or None, its source."""
    names = (match["name"] for match in INLINE.finditer(source))
    return [_split_name(name) for name in names if name]


def _block(block: str, link: Address, picture: Address, level: int) -> SafeString:
    if shown := PICTURE.fullmatch(block):
        return format_html(
            '<p class="guide-picture"><img src="{}" alt="{}" loading="lazy"></p>',
            picture(shown["file"]),
            shown["alt"],
        )
    if block.startswith("## "):
        return format_html("<h{0}>{1}</h{0}>", level, _inline(block[3:], link))
    if block.startswith("|"):
        return _table(block, link)
    if ITEM.match(block):
        items = ITEM.split(block)[1:]
        tag = "ul" if block.startswith("-") else "ol"
        return format_html(
            "<{0}>{1}</{0}>",
            tag,
            _joined(format_html("<li>{}</li>", _inline(item, link)) for item in items),
        )
    return format_html("<p>{}</p>", _inline(block, link))


def _table(block: str, link: Address) -> SafeString:
    """Return a table whose first row is its head; its second only draws a line."""
    head, _line, *rows = (row.strip("| ").split(" | ") for row in block.splitlines())
    return format_html(
        '<div class="guide-table"><table>{}{}</table></div>',
        format_html("<thead>{}</thead>", _row(head, "th", link)),
        format_html(
            "<tbody>{}</tbody>", _joined(_row(row, "td", link) for row in rows)
        ),
    )


def _row(cells: list[str], tag: str, link: Address) -> SafeString:
    tags = ((tag, _inline(cell, link)) for cell in cells)
    return format_html("<tr>{}</tr>", format_html_join("", "<{0}>{1}</{0}>", tags))


def _inline(text: str, link: Address) -> SafeString:
    """Return words with what is marked in them; their line breaks are spaces."""
    text, pieces, end = " ".join(text.split()), [], 0
    for match in INLINE.finditer(text):
        pieces += [format_html("{}", text[end : match.start()]), _marked(match, link)]
        end = match.end()
    return _joined([*pieces, format_html("{}", text[end:])])


def _marked(match: re.Match[str], link: Address) -> SafeString:
    if match["code"]:
        return format_html("<code>{}</code>", match["code"])
    if match["strong"]:
        return format_html("<strong>{}</strong>", match["strong"])
    if match["name"]:
        context, name = _split_name(match["name"])
        said = pgettext(context, name) if context else gettext(name)
        return format_html("<b>{}</b>", capfirst(said.rstrip(":")))
    return format_html(
        '<a href="{}">{}</a>', link(match["target"]), _inline(match["words"], link)
    )


def _split_name(name: str) -> tuple[str | None, str]:
    context, _, source = name.rpartition("|")
    return context or None, source


def _joined(pieces: Iterator[SafeString] | list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))
