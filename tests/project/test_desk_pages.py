"""The same demands on every page of the desk."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import django
import polib
import pytest
import simple_history
from django.conf import settings
from django.db import transaction
from django.db.models import CharField, TextField
from django.http import HttpResponse
from django.test import Client

from events.models import NoticeVersion, ProgrammeItem, VisitPart
from news.models import PostPicture
from tests.markup import parse
from tests.project.desk_pages import CLOSED, build_desk, desk_pages

# Without the mark nothing is set up where these run alone.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@dataclass
class Desk:
    """Every page of the desk in a language, as somebody who has signed in opens it."""

    language: str
    answers: dict[str, HttpResponse]
    typed: set[str]  # the words that somebody has typed

    @property
    def texts(self) -> dict[str, str]:
        """The HTML of every page that opens, by its name."""
        opened = self.answers.items()
        return {name: page.text for name, page in opened if page.status_code == 200}


@pytest.fixture(scope="module")
def desks(django_db_setup, django_db_blocker):
    """The desk in two languages, built and opened once for all that is asked of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        things = build_desk()
        opened = {language: open_desk(things, language) for language in ("pl", "uk")}
        transaction.set_rollback(True)
    return opened


def open_desk(things, language):
    """Open every page of the desk in a language, and leave nothing behind."""
    with transaction.atomic():
        client = Client()
        client.force_login(things["auth_user"])
        pages = desk_pages(things, language).items()
        answers = {name: client.get(address) for name, address in pages}
        typed = words_of_rows(things)
        transaction.set_rollback(True)
    return Desk(language, answers, typed)


@pytest.fixture(params=["pl", "uk"])
def desk(request, desks):
    return desks[request.param]


def test_every_page_of_the_desk_is_built_opens_and_is_in_no_frame(desk):
    answers = {name: answer.status_code for name, answer in desk.answers.items()}
    assert {name: s for name, s in answers.items() if s not in {200, 403}} == {}
    assert {name for name, status in answers.items() if status == 403} == CLOSED
    framed = {
        name
        for name, answer in desk.answers.items()
        if answer.headers["X-Frame-Options"] != "DENY"
        or "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]
    }
    # A preview stands beside the form.
    assert framed == {name for name in answers if name.endswith("_preview")}


def test_every_page_of_the_desk_has_an_icon_and_help_and_no_label_of_nothing(desk):
    """Without an icon a browser asks for one at an address where there is none."""
    found = {name: labels_of_nothing(html) for name, html in desk.texts.items()}
    assert {name: labels for name, labels in found.items() if labels} == {}
    assert [n for n, html in desk.texts.items() if '<link rel="icon"' not in html] == []
    # Firefox takes no import map after a module has begun to load.
    mapped = {n: h.partition('type="importmap"') for n, h in desk.texts.items()}
    late = [n for n, (before, it, _) in mapped.items() if it and "module" in before]
    assert (late, sum(1 for _b, it, _a in mapped.values() if it) > 5) == ([], True)
    framed = {name: html for name, html in desk.texts.items() if 'id="header"' in html}
    assert [n for n, html in framed.items() if 'class="desk-help"' not in html] == []


def labels_of_nothing(html):
    """The labels of a page that stand for no field that somebody could use."""
    page = parse(html)
    fields = {
        field.get("id")
        for tag in ("input", "select", "textarea")
        for field in page.iter(tag)
        if field.get("type") != "hidden"
    }
    named = [label.get("for") for label in page.iter("label") if label.get("for")]
    return [name for name in named if name not in fields]


def test_every_form_that_sends_has_the_token_without_which_it_is_refused(desk):
    """An include that sees only what it is given has to be given it."""
    refused = {
        name: bare
        for name, html in desk.texts.items()
        if (bare := [form.attrib for form in sending(html) if not has_token(form)])
    }
    assert refused == {}


def sending(html):
    """The forms of a page that change something."""
    forms = parse(html).iter("form")
    return [form for form in forms if form.get("method", "").lower() == "post"]


def has_token(form):
    """Return whether Django's token is among what a form sends."""
    return "csrfmiddlewaretoken" in {field.get("name") for field in form.iter("input")}


def test_no_script_of_ours_holds_a_page_of_the_desk_back(desk):
    """Who types before a script has come loses nothing; none is waited for."""
    held = {
        name: blocking
        for name, html in desk.texts.items()
        if (blocking := [*filter(is_blocking, parse(html).iter("script"))])
    }
    assert held == {}


def is_blocking(script):
    """Return whether a file of staff's is a script that stops the reading of a page."""
    is_late = script.get("type") == "module" or script.get("defer") is not None
    return "/staff/" in script.get("src", "") and not is_late


# --- The language of the desk ------------------------------------------------------

CATALOGUES = [
    *(
        Path(django.__file__).parent / f
        for f in ("conf", "contrib/admin", "contrib/auth")
    ),
    Path(simple_history.__file__).parent,
    settings.BASE_DIR / "centre",
]
WORD = re.compile(r"[^\W\d_]{3,}")
# Addresses of all kinds, paths of files.
ADDRESS = re.compile(r"\S*[/@]\S*")
# Names of somebody and somewhere, and the own names of languages.
NAMED = {"staff", "jan", *map(str.lower, settings.CENTRE_LANGUAGES.values())}


@cache
def entries(language):
    """What there is to say on the desk, and how a language says it."""
    return [
        entry
        for folder in CATALOGUES
        for entry in polib.pofile(folder / f"locale/{language}/LC_MESSAGES/django.po")
        if not entry.obsolete
    ]


def words_of(texts):
    plain = (ADDRESS.sub(" ", text) for text in texts)
    return {word.lower() for text in plain for word in WORD.findall(text)}


def own_words(language):
    """The words in which a language says what there is to say."""
    forms = ([e.msgstr, *e.msgstr_plural.values()] for e in entries(language))
    return words_of(text for texts in forms for text in texts)


def foreign_words(language):
    """The words of English and of the site's first language that a language has not.

    Django falls back on the first language where a catalogue has a gap.
    """
    english = words_of(e.msgid + e.msgid_plural for e in entries(language))
    return (english | own_words(settings.LANGUAGE_CODE)) - own_words(language) - NAMED


def said(element, language):
    """Every text that an element shows or names, in the page's language."""
    if element.tag in {"script", "style", "textarea", "code"}:
        return
    if element.get("lang", language) != language or not isinstance(element.tag, str):
        return
    yield from filter(None, [element.text, *map(element.get, NAMES)])
    if element.get("type") in {"submit", "button"}:
        yield element.get("value", "")
    for child in element:
        yield from said(child, language)
        yield child.tail or ""


NAMES = ("alt", "title", "aria-label", "placeholder")


# Rows of these show what somebody has typed, as the things do.
TYPED = {NoticeVersion, PostPicture, ProgrammeItem, VisitPart}


def words_of_rows(things):
    """The words that somebody has typed: of all rows, choices aside."""
    return words_of(
        str(getattr(row, field.attname))
        for model in {*map(type, things.values()), *TYPED}
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField) and not field.choices
    )


def test_no_page_of_the_desk_speaks_another_language(desk):
    foreign, found = foreign_words(desk.language) - desk.typed, {}
    for name, html in desk.texts.items():
        for text in said(parse(html), desk.language):
            if words := words_of([text]) & foreign:
                found.setdefault(" ".join(text.split())[:70], (name, sorted(words)))
    assert found == {}
