"""The glossary names what exists, in the words that the interface uses."""

import importlib
import re

import polib
import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from events.models import Registration
from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if re.match(r"\| (?!English|---)", line)
]
CODE_NAME = re.compile(r"`((?:centre|events|news)(?:\.\w+)+)`")
CATALOGUES = {
    language: polib.pofile(
        str(ROOT / "centre" / "locale" / language / "LC_MESSAGES" / "django.po")
    )
    for language in ("pl", "uk")
}


def find(name):
    """Return what a dotted name leads to. A column counts, and so does a field."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            thing = _member(thing, part)
        return thing
    raise LookupError(name)


def _member(thing, name):
    if name in getattr(thing, "__annotations__", {}) and not hasattr(thing, name):
        return thing.__annotations__[name]
    if hasattr(thing, "_meta") and not hasattr(thing, name):
        return thing._meta.get_field(name)  # an abstract model has no descriptor
    return getattr(thing, name)


def as_pattern(term):
    """A pattern of the words of a term, whatever ending grammar gives them."""
    words = re.findall(r"[\w’]+", term)
    stems = (word[: max(3, len(word) - 2)] for word in words)
    return re.compile(r"\W+".join(rf"\b{re.escape(s)}[\w’]*" for s in stems), re.I)


def is_said(english, term, catalogue):
    """Whether the English words are translated with the other ones.

    A text that says just them decides alone; else any that has them in it.
    """
    texts = [
        (e.msgid, e.msgstr or " / ".join(e.msgstr_plural.values()))
        for e in catalogue
        if not e.obsolete
    ]
    alone = {
        theirs.lower() for ours, theirs in texts if ours.lower() == english.lower()
    }
    if alone:
        return term.lower() in alone
    ours, theirs = as_pattern(english), as_pattern(term)
    return any(ours.search(said) and theirs.search(text) for said, text in texts)


def test_every_row_has_all_its_cells():
    assert [row for row in ROWS if len(row) != 6 or not all(row[:5])] == []
    assert len(ROWS) > 100


def test_every_row_says_where_its_thing_is_in_the_code():
    without = [row[0] for row in ROWS if not CODE_NAME.fullmatch(row[3].split(",")[0])]
    assert without == []


@pytest.mark.parametrize("name", sorted(set(CODE_NAME.findall(GLOSSARY))))
def test_every_name_of_the_code_exists(name):
    find(name)


def test_a_name_that_does_not_exist_is_seen():
    for name in ("events.models.Registration.chairs", "events.chairs", "news.models.X"):
        with pytest.raises((AttributeError, FieldDoesNotExist)):
            find(name)


def test_a_word_that_the_interface_does_not_say_is_seen():
    polish = CATALOGUES["pl"]
    assert is_said("waiting list", "lista rezerwowa", polish)
    assert not is_said("waiting list", "listy rezerwowe", polish)
    assert is_said("registration", "zgłoszenie", polish)
    assert not is_said("registration", "rejestracja", polish)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_words_are_those_of_the_interface(row):
    """All three in italics where the interface lacks the English word, else none."""
    english = re.sub(r"\(.*\)", "", row[0]).strip()
    words = {"pl": row[1], "uk": row[2]}
    in_italics = [word.startswith("*") for word in (english, *words.values())]
    if all(in_italics):
        whole = re.compile(rf"\b{re.escape(english.strip('*'))}s?\b", re.I)
        said = [e.msgid for e in CATALOGUES["pl"] if whole.search(e.msgid)]
        assert said == []
    else:
        assert not any(in_italics)
        lacking = [
            f"{language}: {word}"
            for language, word in words.items()
            if not is_said(english, word, CATALOGUES[language])
        ]
        assert lacking == []


def test_every_model_and_every_status_has_a_line():
    named = {name for row in ROWS for name in CODE_NAME.findall(row[3])}
    models = {  # a package of models offers them all by its own name
        f"{re.sub(r'[.]models[.].*', '.models', model.__module__)}.{model.__name__}"
        for app in ("centre", "news", "events")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    statuses = {
        f"events.models.Registration.Status.{s.name}" for s in Registration.Status
    }
    assert sorted((models | statuses) - named) == []


def test_a_term_is_explained_once():
    terms = [row[0] for row in ROWS]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
