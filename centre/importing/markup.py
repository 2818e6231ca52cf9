"""Turn the HTML of other sites into what our editor offers, and say what was lost.

What comes out has gone through `clean_html`, as every text. Pictures never stand in a
text here: they are found, with their words, and stand beside it.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from centre.content.richtext import clean_html
from centre.importing.notes import Note, note
from centre.importing.texts import FoundPicture

LONGEST_TEXT = 200_000
MAX_OPEN = 100  # tags and comments that never end
MAX_NESTED = 12  # blocks in one another; the deeper ones are as if not there

_TAG = re.compile(r"<[^<>]*>")
_TAGS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_INLINE = {"strong", "em", "a"}
_TEXT_BLOCKS = {"p", "h2", "h3"}  # words stand in these alone
_BLOCKS = {*_TEXT_BLOCKS, "ul", "ol", "li", "blockquote"}
# Their edges end a paragraph; the tags themselves go.
_EDGES = {"div", "section", "article", "main", "header", "footer", "aside", "pre"}
_EDGES |= {"address", "dl", "dt", "dd", "details", "summary", "hr", "center", "nav"}
# What goes with all that is inside.
_GONE = {"script", "style", "object", "form", "svg", "canvas", "noscript", "template"}
_GONE |= {"select", "textarea", "button", "video", "audio", "math", "applet"}
# Where the address of a picture stands, also where it is shown by a script.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-orig-file")
_FETCHED = ("http://", "https://", "/")
_ADDRESS = re.compile(r"\s*(https?://[^\s<>\"]+)\s*")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_WORD = re.compile(r"\w+")

_CAPTION = re.compile(
    r"\[caption[^\]]{0,500}\](?P<img>(?:<a\b[^>]{0,1000}>)?\s*"
    r"<img\b[^>]{0,2000}>\s*(?:</a>)?)(?P<words>.{0,2000}?)\[/caption\]",
    re.DOTALL,
)
_GALLERY = re.compile(
    r"\[gallery\b[^\]]{0,300}?\bids=[\"']?(?P<ids>[\d,\s]{1,2000})[^\]]{0,300}\]"
)
_EMBED = re.compile(r"\[embed\b[^\]]{0,300}\](?P<url>[^\[<]{1,2000})\[/embed\]")
_OWN_CODES = {"gallery", "caption", "audio", "video", "playlist", "embed"}
# Plain words in brackets are text: only what has values, a dash or an end is a code.
_CODE = re.compile(r"\[(?P<name>[a-z][\w-]*)(?P<rest>\s[^\[\]]*|/)?\]")


@dataclass
class Converted:
    """A text as the site stores it, the pictures in it, and what differs."""

    html: str
    pictures: list[FoundPicture] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class UnreadableText(ValueError):
    """A text so long or so broken that reading it would take for ever."""


def convert_html(
    html: str, *, plain_newlines: bool = False, base: str = ""
) -> Converted:
    """Return a text of another site as our editor would have made it.

    Its links start from the address `base`.

    Raises UnreadableText.
    """
    _judge(html)
    html, codes = _without_shortcodes(html)
    reader = _Reader(plain_newlines and "<!-- wp:" not in html, base)
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    notes = []
    if lost := sorted({*reader.lost, *codes}):
        notes.append(note("blocks", names=", ".join(lost)))
    notes += [note(code) for code in sorted(reader.changed)]
    return Converted(clean_html("".join(reader.parts)), reader.pictures, notes)


def words_of_markup(html: str) -> int:
    """Return how many words a text has outside of its tags."""
    return len(_WORD.findall(without_tags(html)))


def without_tags(html: str) -> str:
    """Return the words of a text, in time that grows with its length alone."""
    return unescape(_TAG.sub(" ", html))


def _judge(html: str) -> None:
    """Refuse what the parser would look through once for each of its tags.

    Raises UnreadableText.
    """
    open_tags = html.count("<") - html.count(">")
    open_comments = html.count("<!--") - html.count("-->")
    if len(html) > LONGEST_TEXT or open_tags > MAX_OPEN or open_comments > MAX_OPEN:
        raise UnreadableText


def _without_shortcodes(html: str) -> tuple[str, set[str]]:
    """Return a text without WordPress's codes, and the names of those that are lost."""
    figure = r"<figure>\g<img><figcaption>\g<words></figcaption></figure>"
    html = _CAPTION.sub(figure, html)
    html = _GALLERY.sub(_gallery, html)
    html = _EMBED.sub(r"<p>\g<url></p>", html)
    names: set[str] = set()

    def drop(match: re.Match[str]) -> str:
        name, rest = match["name"], match["rest"] or ""
        is_code = rest == "/" or "=" in rest or {"-", "_"} & {*name}
        if not (is_code or name in _OWN_CODES or name in ended):
            return match[0]
        names.add(f"[{name}]")
        return ""

    ended = {*re.findall(r"\[/([a-z][\w-]*)\]", html)}
    html = _CODE.sub(drop, html)
    if ended:
        html = re.sub(r"\[/[a-z][\w-]*\]", "", html)
    return html, names


def _gallery(match: re.Match[str]) -> str:
    keys = re.findall(r"\d+", match["ids"])
    return "".join(f'<img data-id="{key}" src="">' for key in keys)


def _address_of_picture(attrs: dict[str, Any]) -> str:
    """Return the address of a picture, also of one that a script would have shown."""
    named = (attrs.get(name) or "" for name in _SOURCES)
    largest = (attrs.get(name) or "" for name in ("srcset", "data-srcset"))
    found = [*named, *map(_largest, largest)]
    addresses = (address.strip() for address in found)
    return next((a for a in addresses if a.startswith(_FETCHED)), "")


def _largest(srcset: str) -> str:
    """Return the address with the highest width, or density, in a `srcset`."""
    entries = [entry.split() for entry in srcset[:5000].split(", ")]
    sizes = {words[0].rstrip(","): _size(words[1:2]) for words in entries if words}
    return max(sizes, key=sizes.__getitem__, default="")


def _size(words: list[str]) -> float:
    digits = words[0].rstrip("wx,") if words else ""
    return float(digits) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", digits) else 0


class _Reader(HTMLParser):
    """Writes down in `parts` what is kept of a text; words only inside of blocks."""

    def __init__(self, newlines: bool, base: str) -> None:
        super().__init__()
        self.newlines, self.base = newlines, base
        self.parts: list[str] = []
        self.blocks: list[str] = []
        self.implied = False  # the innermost block is a paragraph that nobody wrote
        self.inline: list[str] = []
        self.gone = 0
        self.gone_tag = ""
        self.tables = 0
        self.cells = 0
        self.caption: list[str] | None = None
        self.figure: int | None = None  # how many pictures stand before the figure
        self.pictures: list[FoundPicture] = []
        self.lost: set[str] = set()
        self.changed: set[str] = set()

    # --- Tags -----------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        tag = _TAGS.get(tag, tag)
        if self.gone_tag:
            self.gone += tag == self.gone_tag
        elif tag in _GONE:
            self.gone_tag, self.gone = tag, 1
            self.lost.add(f"<{tag}>")
        elif tag == "img":
            self._add_picture(dict(attrs))
        elif tag in {"iframe", "embed"}:
            self._add_link(dict(attrs).get("src") or "")
        elif tag in {"figure", "figcaption"}:
            self._begin_figure(tag)
        elif tag in {"table", "tr", "td", "th"}:
            self._begin_table(tag)
        elif tag in _BLOCKS:
            self._begin_block(tag)
        elif tag in _EDGES:
            self.end_paragraph()
        elif tag == "br":
            self._say("<br>")
        elif tag in _INLINE:
            self._begin_inline(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        tag = _TAGS.get(tag, tag)
        if self.gone_tag:
            self.gone -= tag == self.gone_tag
            self.gone_tag = self.gone_tag if self.gone else ""
        elif tag in {"figure", "figcaption"}:
            self._end_figure(tag)
        elif tag in {"table", "tr"}:
            self._end_table(tag)
        elif tag in _BLOCKS and not (self.tables and tag in _TEXT_BLOCKS):
            self._end_block(tag)
        elif tag in _EDGES:
            self.end_paragraph()
        elif tag in self.inline:
            self._end_inline(tag)

    def handle_data(self, data: str) -> None:
        if self.gone_tag:
            return
        if self.caption is not None:
            self.caption.append(data)
            return
        address = _ADDRESS.fullmatch(data)
        if address and "a" not in self.inline:
            self._add_link(address[1])
        elif self.newlines and not self._is_in_block():
            self._say_with_newlines(data)
        elif data.strip() or self._is_in_text():
            self._say(escape(data.replace("\n", " ")))

    # --- Blocks ---------------------------------------------------------------------

    def _is_in_text(self) -> bool:
        return bool(self.blocks) and self.blocks[-1] in _TEXT_BLOCKS

    def _is_in_block(self) -> bool:
        return bool(self.blocks) and not (self.implied and len(self.blocks) == 1)

    def _begin_block(self, tag: str) -> None:
        if self.tables and tag in _TEXT_BLOCKS:
            return
        self.end_paragraph()
        if len(self.blocks) >= MAX_NESTED:
            return
        if self._is_in_text():  # a paragraph that was never closed
            self._end_block(self.blocks[-1])
        self.blocks.append(tag)
        self.parts.append(f"<{tag}>")

    def _end_block(self, tag: str) -> None:
        self.end_paragraph()
        if tag not in self.blocks:
            return
        self._end_inlines()
        while self.blocks:
            last = self.blocks.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                break

    def end_paragraph(self) -> None:
        """End the paragraph that words without one were put into."""
        if self.implied:
            self._end_inlines()
            self.parts.append(f"</{self.blocks.pop()}>")
            self.implied = False

    def _say(self, html: str) -> None:
        """Write down words, in a paragraph of their own where they stand in none."""
        if not self._is_in_text():
            self.blocks.append("p")
            self.parts.append("<p>")
            self.implied = True
        self.parts.append(html)

    def _say_with_newlines(self, data: str) -> None:
        first, *others = _PARAGRAPHS.split(data)
        for number, part in enumerate([first, *others]):
            if number:
                self.end_paragraph()
            if part.strip():
                text = part if self.implied else part.lstrip()
                self._say(escape(text).replace("\n", "<br>"))

    # --- Words with a meaning ---------------------------------------------------------

    def _begin_inline(self, tag: str, attrs: dict[str, Any]) -> None:
        if self.caption is not None or tag in self.inline:
            return
        if tag != "a":
            self._say(f"<{tag}>")
        elif href := self._whole(attrs.get("href") or ""):
            self._say(f'<a href="{escape(href)}">')
        else:
            return
        self.inline.append(tag)

    def _whole(self, href: str) -> str:
        """Return where a link leads; "" for nowhere, or a place in the same text."""
        href = href.strip()
        if href.startswith("#"):
            return ""
        try:
            whole = urljoin(self.base, href) if href else ""
            scheme = urlsplit(whole).scheme
        except ValueError:
            return ""
        return whole if scheme in {"http", "https", "mailto", "tel"} else ""

    def _end_inline(self, tag: str) -> None:
        while self.inline:
            last = self.inline.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                break

    def _end_inlines(self) -> None:
        while self.inline:
            self.parts.append(f"</{self.inline.pop()}>")

    def _add_link(self, url: str) -> None:
        if url.startswith(("https://", "http://")):
            self._say(f'<a href="{escape(url)}">{escape(url)}</a>')
            self.changed.add("embedded")
        else:
            self.lost.add("<iframe>")

    # --- Pictures and tables ----------------------------------------------------------

    def _add_picture(self, attrs: dict[str, Any]) -> None:
        key = attrs.get("data-id") or ""
        if found := re.search(r"\bwp-image-(\d+)", attrs.get("class") or ""):
            key = found[1]
        url = _address_of_picture(attrs)
        if key or url:
            alt = attrs.get("alt") or ""
            self.pictures.append(FoundPicture(url, alt, attachment=key))
        else:
            self.lost.add("<img>")

    def _begin_figure(self, tag: str) -> None:
        if tag == "figure":
            self.end_paragraph()
            self.figure = len(self.pictures)
        elif self.figure is not None and self.figure < len(self.pictures):
            self.caption = []

    def _end_figure(self, tag: str) -> None:
        if tag == "figcaption" and self.caption is not None:
            words = " ".join("".join(self.caption).split())
            self.pictures[-1].caption = words
            self.caption = None
        elif tag == "figure":
            self.end_paragraph()
            self.figure = self.caption = None

    def _begin_table(self, tag: str) -> None:
        if tag == "table":
            self.end_paragraph()
            self.tables += 1
            self._begin_block("ul")
            self.changed.add("table")
        elif self.tables and tag == "tr":
            self._begin_block("li")
            self.cells = 0
        elif self.tables:
            if self.cells:
                self._say(" – ")
            self.cells += 1

    def _end_table(self, tag: str) -> None:
        if self.tables and tag == "tr":
            self._end_block("li")
        elif self.tables:
            self._end_block("ul")
            self.tables -= 1
