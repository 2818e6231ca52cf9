"""One text in several languages, taken apart: title, lead and text of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape

from centre.text.recognising import recognise_language

WIDEST = 120  # no hard-wrapped text has longer lines

# What people write above a part to say its language.
_NAMES = {
    "pl": "pl|polski|po polsku|wersja polska|polish|polish version|польською",
    "en": "en|eng|english|in english|english version|po angielsku|wersja angielska"
    "|англійською",
    "uk": "uk|ua|ukr|українська|українською|українська версія|ukrainian"
    "|ukrainian version|po ukraińsku|wersja ukraińska",
}
_ALONE = {
    code: re.compile(rf"\W*(?:{names})(?: version)?\W*", re.I)
    for code, names in _NAMES.items()
}
_BEFORE = {
    code: re.compile(rf"\W*(?:{names})\s*:\s+", re.I) for code, names in _NAMES.items()
}
_BULLET = re.compile(r"\s*(?:[•●∙·▪■◦○‣➢✓]|[-–—*](?=\s))\s*")
_PARAGRAPH_END = re.compile(r"[.!?…:][)\"”’»]*$")
_SENTENCE_END = re.compile(r"[.!?…][)\"”’»]*$")


@dataclass
class Article:
    """A part in one language: plain lines, blank ones between paragraphs."""

    title: str = ""
    lead: str = ""
    body: str = ""


def take_apart(
    text: str, max_title: int = 160, max_lead: int = 400
) -> dict[str, Article]:
    """Return the title, lead and text of each language that a text is written in.

    What has no title of its own gets none. A first paragraph too long for a lead stays
    in the text.
    """
    parts: dict[str, list[str]] = {}
    for code, line in _by_language(text):
        parts.setdefault(code, []).append(line)
    return {
        code: _article(lines, max_title, max_lead)
        for code, lines in parts.items()
        if any(lines)
    }


def to_html(text: str) -> str:
    """Return plain lines as paragraphs and lists of HTML."""
    html, before = [], ""
    for block in _blocks(text.splitlines()):
        html.append(_block_html(block, is_list=_is_list(block, before)))
        before = block[-1]
    return re.sub(r"</ul><ul>", "", "".join(html))


def _by_language(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line with its language; one that says none goes with those before."""
    current, waiting, before = "", [], ""
    for raw in text.splitlines():
        line = " ".join(raw.split())
        marked = _marked(line)
        if marked:
            current, line = marked
            before = ""
        elif line:
            found = recognise_language(line)
            starts = not before or bool(_SENTENCE_END.search(before))
            if found and (not current or (found != current and starts)):
                current = found
        if not current:
            waiting.append(line)
            continue
        yield from ((current, early) for early in waiting)
        waiting = []
        if line or not marked:
            yield current, line
        before = line


def _marked(line: str) -> tuple[str, str] | None:
    """Return the language that a line names, and what else it says."""
    for code in _NAMES:
        if line and _ALONE[code].fullmatch(line):
            return code, ""
        if found := _BEFORE[code].match(line):
            return code, line[found.end() :]
    return None


def _article(lines: list[str], max_title: int, max_lead: int) -> Article:
    blocks = _blocks(lines)
    article = Article()
    if blocks and _is_title(blocks, max_title):
        article.title = blocks.pop(0)[0]
    if len(blocks) > 1 and len(lead := _joined(blocks[0])) <= max_lead:
        article.lead = lead
        blocks.pop(0)
    article.body = "\n\n".join("\n".join(block) for block in blocks)
    return article


def _is_title(blocks: list[list[str]], max_title: int) -> bool:
    first = blocks[0]
    short = len(first) == 1 and len(first[0]) <= max_title
    return short and len(blocks) > 1 and not re.search(r"[.,:;]$", first[0])


def _blocks(lines: list[str]) -> list[list[str]]:
    """Return groups of lines: by blank ones, or each where lines are whole."""
    whole = _are_whole(lines)
    blocks: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            blocks.append([])
        elif (whole and not _BULLET.match(line)) or _begins_list(line, blocks[-1]):
            blocks.append([line.strip()])
        else:
            blocks[-1].append(line.strip())
    return [block for block in blocks if block]


def _are_whole(lines: list[str]) -> bool:
    """Whether each line is a paragraph: they are long, or end as sentences do.

    The first one may be a title, if what follows begins anew.
    """
    if max((len(line) for line in lines), default=0) > WIDEST:
        return True
    written = [line.strip() for line in lines if line.strip()]
    first, *prose = [line for line in written if not _BULLET.match(line)] or [""]
    if len(prose) < 2 or not (_PARAGRAPH_END.search(first) or prose[0][0].isupper()):
        return False
    return all(_PARAGRAPH_END.search(line) for line in prose)


def _begins_list(line: str, block: list[str]) -> bool:
    return bool(block and _BULLET.match(line) and not _BULLET.match(block[0]))


def _is_list(block: list[str], before: str) -> bool:
    """Whether it has bullets, or follows a colon and its lines end in commas."""
    if _BULLET.match(block[0]):
        return True
    commas = all(line.endswith((",", ";")) for line in block[:-1])
    return before.endswith(":") and len(block) > 1 and commas


def _block_html(block: list[str], *, is_list: bool) -> str:
    if not is_list:
        return f"<p>{escape(_joined(block))}</p>"
    items: list[str] = []
    bullets = bool(_BULLET.match(block[0]))
    for line in block:
        if items and bullets and not _BULLET.match(line):
            items[-1] += " " + line  # the item goes on
        else:
            items.append(_BULLET.sub("", line, count=1) if bullets else line)
    return "<ul>" + "".join(f"<li><p>{escape(i)}</p></li>" for i in items) + "</ul>"


def _joined(block: list[str]) -> str:
    return " ".join(block)
