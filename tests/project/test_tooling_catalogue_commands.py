"""The commands that check and compile the catalogues, on a project of one text."""

import subprocess
from io import StringIO

import pytest
from django.core.management import call_command

from centre.management.commands import check_catalogues
from centre.management.commands.check_catalogues import CODE

pytestmark = pytest.mark.once

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
CATALOGUE = "centre/locale/pl/LC_MESSAGES/django.po"
# In the place of Django's command, which needs a whole project: it finds one text.
MANAGE = f"""
import sys
assert sys.argv[1:] == ["makemessages", "--all", "--no-obsolete"]
with open({CATALOGUE!r}, "w") as file:
    file.write({HEADER + 'msgid "News"' + chr(10) + 'msgstr ""' + chr(10)!r})
"""


@pytest.fixture
def project(tmp_path, settings, monkeypatch):
    for name in CODE:
        (tmp_path / name).write_text(MANAGE) if "." in name else (
            tmp_path / name
        ).mkdir()
    (tmp_path / CATALOGUE).parent.mkdir(parents=True)
    settings.BASE_DIR = tmp_path
    settings.CENTRE_LANGUAGES = {"pl": "Polski", "en": "English"}
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(check_catalogues.shutil, "which", lambda name: name)
    return tmp_path


def check():
    """The lines that the command says, and whether it failed."""
    said = StringIO()
    try:
        call_command("check_catalogues", stderr=said)
    except SystemExit as end:
        return said.getvalue().splitlines(), end.code
    return said.getvalue().splitlines(), 0


def write(project, *entries):
    texts = [f'msgid "{text}"\nmsgstr "{translated}"\n' for text, translated in entries]
    (project / CATALOGUE).write_text(HEADER + "\n".join(texts))


def test_a_whole_catalogue_passes(project):
    write(project, ("News", "Aktualności"))
    assert check() == ([], 0)


def test_every_gap_has_its_line(project, settings):
    settings.CENTRE_LANGUAGES = {"pl": "Polski", "uk": "Українська", "en": "English"}
    write(project, ("Old", ""))
    assert check() == (
        [
            f"{CATALOGUE}: empty: 'Old'",
            "uk: there is no catalogue",
            f"{CATALOGUE}: missing: News",
            f"{CATALOGUE}: not used: Old",
        ],
        1,
    )


@pytest.mark.parametrize(
    ("ci", "more", "status"),
    [("", [], 0), ("1", ["CI has to compare the catalogues with the code"], 1)],
)
def test_only_a_persons_machine_may_lack_gettext(
    project, monkeypatch, ci, more, status
):
    monkeypatch.setattr(check_catalogues.shutil, "which", lambda name: None)
    monkeypatch.setattr(subprocess, "run", None)
    monkeypatch.setenv("CI", ci)
    write(project, ("Old", "Stare"))
    first = "Not compared with the code: there is no xgettext here."
    assert check() == ([first, *more], status)


def test_what_was_compiled_is_named(project):
    write(project, ("News", "Aktualności"))
    said = StringIO()
    call_command("compile_catalogues", stdout=said)
    call_command("compile_catalogues", stdout=said)
    assert said.getvalue() == f"Compiled {CATALOGUE}\n"
