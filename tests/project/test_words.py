"""Words stay apart where no style sheet speaks: in text browsers and in copies."""

import re

import html5lib
import pytest
from django.test import Client

from tests.project.pages import PRIVATE_PAGES, PUBLIC_PAGES, build_site, page_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Elements that even a text browser puts on a line of their own.
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "body",
    "button",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "img",
    "input",
    "legend",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "section",
    "select",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
}
BREAK = "\n"
EDGE = "\0"


def flow(node):
    """The text of a page with a mark at each edge of an inline element."""
    if not isinstance(node.tag, str):
        return node.tail or ""
    edge = BREAK if node.tag in BLOCKS else EDGE
    inner = (node.text or "") + "".join(map(flow, node))
    return edge + inner + edge + (node.tail or "")


def joints(html):
    """Where two words of two elements run together, with what is around them."""
    text = flow(html5lib.parse(html, namespaceHTMLElements=False))
    return re.findall(rf"[\w.,!?)]+{EDGE}+\w+", text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><span>one</span><span>two</span></p>", ["one\0\0two"]),
        ("<p><span>one</span> <span>two</span></p>", []),
        ("<p>one</p><p>two</p>", []),
        ("<p><b>one</b>two</p>", ["one\0two"]),
    ],
)
def test_a_joint_is_found(html, expected):
    assert joints(html) == expected


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
@pytest.mark.parametrize("name", [*PUBLIC_PAGES, *PRIVATE_PAGES])
def test_no_words_run_together(name, language):
    build_site(2)
    kwargs = {**PUBLIC_PAGES, **PRIVATE_PAGES}[name]
    client = Client()
    assert joints(client.get(page_url(name, kwargs, language)).text) == []
