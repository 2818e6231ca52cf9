"""Words stay apart where no style sheet speaks, and no heading ends a line in "w"."""

import re

import pytest

from centre.text.typography import typeset
from centre.web.errors import ERROR_TEMPLATES, error_page
from events.mail.kinds import MAIL_KINDS, Reader
from events.mail_wordings.examples import example
from events.models import VisitPart
from tests.helpers import STEP_ANSWERS, step_url
from tests.markup import parse
from tests.project.pages import PRIVATE_PAGES, PUBLIC_PAGES, build_site, page_url
from tests.project.personal_pages import build_links, personal_urls

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
# The kinds of mails that can be written without a delegation.
# Whose mails have an example; the others are staff's own words, or say who asks.
WITH_EXAMPLE = {Reader.CONTACT, Reader.DELEGATE, Reader.REQUESTER}
EXAMPLES = [kind for kind, row in MAIL_KINDS.items() if row.reader in WITH_EXAMPLE]
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
    text = flow(parse(html))
    return re.findall(rf"[\w.,!?)]+{EDGE}+\w+", text)


def loose_headings(html):
    """The headings in view that may end a line in a word of one letter."""
    found = []
    for heading in parse(html).xpath("//main//*[self::h1 or self::h2]"):
        text = re.sub(r"[ \n]+", " ", "".join(heading.itertext())).strip()
        language = heading.xpath("ancestor-or-self::*/@lang")[-1]
        if heading.get("class") != "hidden" and typeset(text, language) != text:
            found.append(text)
    return found


def test_a_loose_heading_is_found():
    page = "<html lang=pl><main><h1>%s</h1><h2 class=hidden>O nas</h2></main>"
    assert loose_headings(page % "Co robimy\n z danymi") == ["Co robimy z danymi"]
    assert loose_headings(page % "Co robimy\n z\u00a0danymi") == []
    assert loose_headings(page % "<i>Co</i>") == []


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


LANGUAGES = pytest.mark.parametrize("language", ["pl", "en", "uk"])


# What the calendar, which has most to say, is asked for.
ASKED = ["view=month", "when=7-days&held_in=pl&step_free=1", "held_in=ka&free=1"]


@LANGUAGES
def test_no_words_run_together(client, language):
    build_site(2)
    urls = [
        page_url(*page, language) for page in {**PUBLIC_PAGES, **PRIVATE_PAGES}.items()
    ]
    calendar = page_url("events:activity-list", {}, language)
    urls += [f"{calendar}?{query}" for query in ASKED]
    pages = {url: client.get(url).text for url in urls}
    assert {url: joints(page) for url, page in pages.items()} == {u: [] for u in urls}
    assert [text for page in pages.values() for text in loose_headings(page)] == []


def step_urls(language):
    steps = ["delegation", "contact", "people", "parts", "privacy", "check"]
    return {step: step_url(step, "wizyta-0", language) for step in [*steps, "done"]}


@LANGUAGES
def test_no_words_run_together_on_the_way_of_a_delegation(client, language):
    build_links()
    pages, urls = {}, step_urls(language)
    part = VisitPart.objects.get()
    contact = {**STEP_ANSWERS["contact"], "contact_email": "first@example.org"}
    parts = {f"part-{part.pk}": "2"}
    answers = {**STEP_ANSWERS, "contact": contact, "parts": parts}
    for step, url in urls.items():
        if step == "done":
            key = pages["check"].context["form"]["submission_key"].value()
            client.post(urls["check"], {"submission_key": key})
        pages[step] = client.get(url)
        if step in answers:
            pages[f"{step}, refused"] = client.post(url, {})
            client.post(url, answers[step])
    assert pages["done"].context["choices"]
    assert {
        name: joints(page.text) + loose_headings(page.text)
        for name, page in pages.items()
    } == {name: [] for name in pages}


def test_no_words_run_together_behind_a_link(client):
    found, links = {}, build_links()
    of_each = [[*personal_urls(links, code)] for code in ("pl", "en", "uk")]
    # Each page in one of the languages.
    for number, (name, _) in enumerate(of_each[0]):
        _, url = of_each[number % len(of_each)][number]
        for page in (client.get(url), client.post(url, {"seats": "x"})):
            if page.status_code == 200 and "html" in page.headers["Content-Type"]:
                wrong = joints(page.text) + loose_headings(page.text)
                found.setdefault(name, []).extend(wrong)
    assert len(found) > 25
    assert found == {name: [] for name in found}


@LANGUAGES
def test_no_words_run_together_in_a_mail(language):
    build_site()
    assert {kind: joints(example(kind, language).html) for kind in EXAMPLES} == {
        kind: [] for kind in EXAMPLES
    }


@LANGUAGES
@pytest.mark.parametrize("status", ERROR_TEMPLATES)
def test_no_words_run_together_on_the_page_of_an_error(rf, language, status):
    request = rf.get(f"/{language}/")
    request.LANGUAGE_CODE = language
    assert joints(error_page(request, status).text) == []
