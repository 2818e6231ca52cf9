"""Lists of the desk on a phone, where each row is a card and has no columns."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# As the admin writes them: the head of a column with its words, and a cell of it. What
# names a row is no `td`, and "-" stands where there is nothing.
HEAD = re.compile(
    r'<th scope="col" class="[^"]*\bcolumn-(?P<column>\w+)[^"]*">.*?'
    r'<div class="text"><(?P<tag>\w+)[^>]*>(?P<words>.*?)</(?P=tag)>',
    re.DOTALL,
)
CELL = re.compile(r'<td class="field-(?P<column>\w+)[^"]*"(?=>(?P<empty>-</td>)?)')


@register.filter
def with_labels(table: SafeString) -> SafeString:
    """Return a list's table; each cell has the words of its column as `data-label`.

    An empty cell has "".
    """
    words = {head["column"]: head["words"] for head in HEAD.finditer(table)}

    def labelled(cell: re.Match[str]) -> str:
        label = "" if cell["empty"] else words.get(cell["column"], "")
        return f'{cell[0]} data-label="{label}"'

    return mark_safe(CELL.sub(labelled, table))  # noqa: S308 - the admin has escaped it
