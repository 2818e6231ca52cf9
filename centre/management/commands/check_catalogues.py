"""`manage.py check_catalogues`: check that every text of the site is translated.

Exits with 1 and a line for each gap. It changes no catalogue: the texts are collected
in a copy of the project (by gettext's `xgettext`; `.ci/apt-install gettext` gets it).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

SOURCE_LANGUAGE = "en"
CODE = ("centre", "news", "events", "templates", "manage.py", "pyproject.toml")
PLURAL_FORMS = re.compile(r"nplurals=(\d+)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Command(BaseCommand):
    help = "Check that the catalogues hold every text, translated."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        problems = [
            f"{file.relative_to(settings.BASE_DIR)}: {problem}"
            for file in catalogues(settings.BASE_DIR)
            for problem in catalogue_problems(polib.pofile(str(file)))
        ]
        problems += missing_catalogues(settings.BASE_DIR)
        if shutil.which("xgettext"):
            problems += differences(settings.BASE_DIR)
        else:
            self.stderr.write("Not compared with the code: there is no xgettext here.")
            if os.environ.get("CI"):
                problems.append("CI has to compare the catalogues with the code")
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            sys.exit(1)


def catalogues(base_dir: Path) -> list[Path]:
    """Return every catalogue of the project."""
    return sorted(base_dir.glob("*/locale/*/LC_MESSAGES/*.po"))


def missing_catalogues(base_dir: Path) -> list[str]:
    """Return a line for each language of the site that has no catalogue."""
    present = {file.parts[-3] for file in catalogues(base_dir)}
    wanted = set(settings.CENTRE_LANGUAGES) - {SOURCE_LANGUAGE}
    return [f"{code}: there is no catalogue" for code in sorted(wanted - present)]


def catalogue_problems(catalogue: polib.POFile) -> Iterator[str]:
    """Yield a line for each entry of a catalogue that has something wrong."""
    forms = int(PLURAL_FORMS.findall(catalogue.metadata.get("Plural-Forms", ""))[0])
    for entry in catalogue:
        if entry.obsolete:
            continue
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not all(text.strip() for text in texts):
            yield f"empty: {entry.msgid!r}"
        elif entry.msgid_plural and len(texts) != forms:
            yield f"{len(texts)} plural forms instead of {forms}: {entry.msgid!r}"
        elif not all(_same_placeholders(entry, text) for text in texts):
            yield f"other placeholders: {entry.msgid!r}"


def _same_placeholders(entry: polib.POEntry, text: str) -> bool:
    """Return whether a translation has the placeholders of its entry.

    A plural form may leave one out ("one person"), but bring none of its own.
    """
    placeholders = sorted(PLACEHOLDER.findall(text))
    if entry.msgid_plural:
        return set(placeholders) <= set(PLACEHOLDER.findall(entry.msgid_plural))
    return placeholders == sorted(PLACEHOLDER.findall(entry.msgid))


def differences(base_dir: Path) -> list[str]:
    """Return a line for each text that only the code or only a catalogue has."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        collect_texts(base_dir, copy)
        for file in catalogues(base_dir):
            name = file.relative_to(base_dir)
            here, there = _texts(file), _texts(copy / name)
            problems += [f"{name}: missing: {text}" for text in sorted(there - here)]
            problems += [f"{name}: not used: {text}" for text in sorted(here - there)]
    return problems


def collect_texts(base_dir: Path, copy: Path) -> None:
    """Bring the catalogues up to date in a copy of the project."""
    for name in CODE:
        source, target = base_dir / name, copy / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    command = [sys.executable, "manage.py", "makemessages", "--all", "--no-obsolete"]
    subprocess.run(
        command,
        cwd=copy,
        env={**os.environ, "CENTRE_ENV": "test"},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _texts(file: Path) -> set[str]:
    return {
        " | ".join(filter(None, [entry.msgctxt, entry.msgid, entry.msgid_plural]))
        for entry in polib.pofile(str(file))
        if not entry.obsolete
    }
