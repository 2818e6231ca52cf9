"""The catalogues are whole, and the command that says so sees what is wrong."""

import os
import re
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from centre.management.commands.check_catalogues import (
    catalogue_problems,
    catalogues,
    missing_catalogues,
)
from centre.management.commands.compile_catalogues import compile_catalogues
from events.links import throttling

pytestmark = pytest.mark.once

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def entry(text):
    return polib.pofile(HEADER + text)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ('msgid "News"\nmsgstr "Aktualności"', []),
        ('#, fuzzy\nmsgid "News"\nmsgstr "Nowości"', ["fuzzy: 'News'"]),
        ('msgid "News"\nmsgstr ""', ["empty: 'News'"]),
        ('msgid "News"\nmsgstr " "', ["empty: 'News'"]),
        ('msgid "By %(who)s"\nmsgstr "%(who)s"', []),
        (
            'msgid "By %(who)s"\nmsgstr "%(kto)s"',
            ["other placeholders: 'By %(who)s'"],
        ),
        ('msgid "{a} to {b}"\nmsgstr "{a}"', ["other placeholders: '{a} to {b}'"]),
        (
            'msgid "one seat"\nmsgid_plural "%(n)s seats"\n'
            'msgstr[0] "jedno"\nmsgstr[1] "%(n)s miejsc"',
            [],
        ),
        (
            'msgid "one seat"\nmsgid_plural "%(n)s seats"\n'
            'msgstr[0] "jedno"\nmsgstr[1] ""',
            ["empty: 'one seat'"],
        ),
        (
            'msgid "one seat"\nmsgid_plural "%(n)s seats"\nmsgstr[0] "jedno"',
            ["1 plural forms instead of 2: 'one seat'"],
        ),
        (
            'msgid "one seat"\nmsgid_plural "%(n)s seats"\n'
            'msgstr[0] "jedno"\nmsgstr[1] "%(m)s miejsc"',
            ["other placeholders: 'one seat'"],
        ),
        ('#~ msgid "Old"\n#~ msgstr ""', []),
    ],
)
def test_problems_of_an_entry(text, problems):
    assert list(catalogue_problems(entry(text))) == problems


def test_every_language_has_a_catalogue():
    assert missing_catalogues(settings.BASE_DIR) == []


each_catalogue = pytest.mark.parametrize(
    "file",
    catalogues(Path(settings.BASE_DIR)),
    ids=lambda file: f"{file.parts[-3]}-{file.stem}",
)


@each_catalogue
def test_a_catalogue_has_no_gap(file):
    assert list(catalogue_problems(polib.pofile(str(file)))) == []


# A number in a text stands for itself alone; ours are filled in from their constants.
UNIT = "minutes?|hours?|days?|weeks?|months?|years?"
NUMBER = re.compile(
    rf"\d|\b(half an?|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    rf"|twenty|thirty|hundred|thousand|two ({UNIT})|(this|an) hour|a (week|month|year)"
    rf"|(within|after|for) a day)\b",
    re.IGNORECASE,
)
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]")
EXAMPLE, HOUR = "an example", "tries are counted by the hour of the clock"
# The beginning of a text -> why a number may stand in it.
LAW = "the law's date or term"
WITH_A_NUMBER = {
    "Enter a whole number, like 6": EXAMPLE,
    "For example: room 2.": EXAMPLE,
    "For example: Cities Forum 2025.": EXAMPLE,
    "A table from Word or Excel, or lines such as “10:00": EXAMPLE,
    "Erasing keeps seats, counts and history": EXAMPLE,
    "GDPR, article 13.": "the number of an article",
    "Choose a month": "any of them",
    "Consulates take a letter": "the consulates' rule",
    "The largest group is at least 1": "nobody is no group",
    "A session can last a week": "the database's rule; a migration has the text",
    "how useful it was (1 to 5)": "the database's rule; a migration has the text",
    "We are sending a confirmation": "how long mail takes is not up to us",
    "If our e-mail does not come within": "how long mail takes is not up to us",
    "We have sent several codes already.": HOUR,
    "There were too many attempts.": HOUR,
    "There were too many registrations": HOUR,
    "Too many links from your network": HOUR,
    '<strong id="a11y-podmiot">': LAW,
    "Too many links were asked for from here": HOUR,
    "Type the six digits": "all apps show six",
    "The website is <strong>": LAW,
    "Tell us of any problem with the digital": LAW,
    "We answer as soon as possible": LAW,
    "Read it again and date the review": LAW,
    "Letters would be wrong in this text": "the name of an encoding",
    "This file is no recording": "the name of a format",
    "MP4 (H.264)": "the name of a format",
    "Line %(number)d has no right times": EXAMPLE,
    "An hour before the first one": "an hour of the clock",
    "Leave empty what nobody counted": "what is typed where nobody came",
    "A country from which fewer than": "one country of several",
    "No such weekday is between these two days.": "the first and the last one",
}


def has_a_number(text):
    return bool(NUMBER.search(PLACEHOLDERS.sub("", text)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is valid for half an hour.", True),
        ("It is valid for %(minutes)d minutes.", False),
        ("Up to 15 MB", True),
        ("Send them within a day", True),
        ("Choose a day and come.", False),
        ("The same person in two delegations", False),
        ("After two weeks", True),
        ("Half-filled forms", False),
    ],
)
def test_a_number_in_a_text_is_found(text, found):
    assert has_a_number(text) == found


def test_no_text_has_a_number_that_a_constant_could_fill_in():
    texts = {
        text
        for file in catalogues(Path(settings.BASE_DIR))
        for entry in polib.pofile(str(file))
        for text in (entry.msgid, entry.msgid_plural)
        if not entry.obsolete and has_a_number(text)
    }
    beginnings = tuple(WITH_A_NUMBER)
    assert sorted(text for text in texts if not text.startswith(beginnings)) == []
    unused = {b for b in beginnings if not any(text.startswith(b) for text in texts)}
    assert unused == set()


def test_the_hour_of_the_texts_is_that_of_the_limits():
    assert timedelta(hours=1) == throttling.WINDOW


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_optional_is_one_word(language):
    """The page of answers takes it off a label, so it ends every such label alike."""
    folder = Path(settings.BASE_DIR) / "centre" / "locale" / language / "LC_MESSAGES"
    catalogue = polib.pofile(str(folder / "django.po"))
    ending = catalogue.find(" (optional)").msgstr
    labels = [e for e in catalogue if e.msgid.endswith(" (optional)")]
    assert [e.msgid for e in labels if not e.msgstr.endswith(ending)] == []


def test_a_catalogue_is_compiled_when_it_changed(tmp_path):
    source = tmp_path / "app" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + 'msgid "News"\nmsgstr "Aktualności"\n')
    assert compile_catalogues(tmp_path) == [source]
    assert compile_catalogues(tmp_path) == []
    compiled = source.with_suffix(".mo")
    assert polib.mofile(str(compiled)).find("News").msgstr == "Aktualności"
    os.utime(compiled, (0, 0))
    assert compile_catalogues(tmp_path) == [source]
    assert sorted(f.name for f in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_what_is_compiled_late_is_read_at_once(tmp_path, settings):
    """In a new clone, `make run` compiles after Django's first look, then mails."""
    folder = tmp_path / "app" / "locale"
    source = folder / "pl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + 'msgid "A word"\nmsgstr "Słowo"\n')
    settings.LOCALE_PATHS = [str(folder)]
    with translation.override("pl"):
        assert translation.gettext("A word") == "A word"
    compile_catalogues(tmp_path)
    with translation.override("pl"):
        assert translation.gettext("A word") == "Słowo"


@each_catalogue
def test_a_catalogue_names_files_that_exist(file):
    """`make messages` writes where each text stands; a moved file is named anew."""
    entries = polib.pofile(str(file))
    named = {path for entry in entries for path, _line in entry.occurrences}
    ours = sorted(path for path in named if "/" in path)  # the others are packages
    assert [path for path in ours if not Path(settings.BASE_DIR, path).exists()] == []


# What visitors, delegations and people without an account read: there "mail" alone
# is what the postman brings.
PUBLIC = (
    "centre/accounts/",
    "events/mail/kinds.py",
    "events/registrations/form/",
    "events/registrations/self_service/",
    "templates/admin/accounts/",
    "templates/centre/",
    "templates/events/",
    "templates/includes/",
    "templates/mail/",
    "templates/news/",
)
POSTMAN = re.compile(r"(?<!-)\bmails?\b", re.IGNORECASE)


@each_catalogue
def test_a_mail_is_called_an_e_mail_where_the_public_reads(file):
    public = [
        entry.msgid
        for entry in polib.pofile(str(file))
        if any(where.startswith(PUBLIC) for where, _ in entry.occurrences)
    ]
    assert len(public) > 500 or "djangojs" in file.name
    assert [text for text in public if POSTMAN.search(text)] == []


@each_catalogue
def test_spam_is_looked_for_in_its_folder(file):
    texts = [entry.msgstr for entry in polib.pofile(str(file))]
    assert [
        t for t in texts if re.search(r"do spamu|Перевірте спам|перевірте спам", t)
    ] == []
