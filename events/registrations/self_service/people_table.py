"""A table of people, pasted from a sheet or typed: a line for each person."""

import csv
import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from centre.text.cleaning import drop_unprintable
from centre.text.emails import fold_email
from centre.text.folding import fold
from events.registrations.rules.delegates import DelegateData, normalise_name
from events.registrations.self_service.forms import DelegateForm, ManageForm

COLUMNS = ("full_name", "email", "role")
# What the first line of a sheet may call the columns; a number of the line is left out.
HEADINGS = {
    "full_name": (
        "name", "full name", "names", "person", "imie i nazwisko", "nazwisko i imie",
        "imie nazwisko", "nazwisko", "osoba", "імя", "імя та прізвище", "прізвище",
        "прізвище та імя", "прізвище імя", "піб", "особа",
    ),
    "email": (
        "e-mail", "email", "mail", "e-mail address", "email address", "adres e-mail",
        "adres mailowy", "електронна пошта", "електронна адреса", "пошта", "ел. пошта",
        "e-mail (optional)", "e-mail (nieobowiazkowo)",
    ),
    "role": (
        "position", "role", "function", "job title", "title", "stanowisko", "funkcja",
        "rola", "посада", "роль", "функція",
    ),
    "": ("", "no", "no.", "nr", "#", "№", "lp", "lp.", "l.p.", "n", "п/п", "№ п/п"),
}  # fmt: skip
COLUMN_OF = {fold(word): name for name, words in HEADINGS.items() for word in words}
SHOWN_ERRORS = 20


class TableField(forms.CharField):
    """A text with its tabs and empty lines, so that lines keep their numbers."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text without what can't be stored; its cells are cleaned later."""
        typed = drop_unprintable(super().to_python(value) or "")
        text = unicodedata.normalize("NFC", typed)
        return text if text.strip() else ""


class PeopleTableForm(ManageForm):
    """All people of a delegation in one go."""

    table = TableField(
        strip=False,
        label=_("One person a line: name; e-mail; position"),
        max_length=8000,
        help_text=_(
            "Only the name is needed. You can paste the lines from a sheet. Whoever is "
            "on the list by the same name is not added again: e-mail and position are "
            "filled in."
        ),
        widget=forms.Textarea(
            attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}
        ),
        error_messages={"required": _("Enter at least one person")},
    )

    def clean_table(self) -> list[DelegateData]:
        """Return the people; say which lines are wrong, and what is wrong with them."""
        people, errors = [], []
        known: dict[tuple[str, str], int] = {}
        for line, cells in _rows(self.cleaned_data["table"]):
            form = DelegateForm(cells)
            if not form.is_valid():
                texts = (text for texts in form.errors.values() for text in texts)
                errors += [_at(line, str(text)) for text in texts]
                continue
            person = form.delegate_data()
            key = (normalise_name(person.full_name), fold_email(person.email))
            if (earlier := known.setdefault(key, line)) != line:
                text = gettext("This is the same person as in line %(line)d")
                errors.append(_at(line, text % {"line": earlier}))
            people.append(person)
        if errors:
            raise ValidationError(errors[:SHOWN_ERRORS])
        if not people:
            raise ValidationError(self.fields["table"].error_messages["required"])
        return people


def _at(line: int, text: str) -> str:
    return gettext("Line %(line)d: %(error)s") % {"line": line, "error": text}


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each line that says something, and its cells by column.

    Raises ValidationError where lines can't be taken apart.
    """
    columns: tuple[str, ...] = COLUMNS
    for number, (line, cells) in enumerate(_lines(text)):
        if number == 0 and (headings := _headings(line, cells)):
            columns = headings
            continue
        filled = [cell for cell in cells[len(columns) :] if cell.strip()]
        if filled:
            text = gettext(
                "There are more cells than columns: “%(cell)s”. Put a cell that has a "
                "comma or a semicolon into quotation marks"
            )
            raise ValidationError(_at(line, text % {"cell": filled[0][:60]}))
        yield line, dict(zip(columns, cells, strict=False))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line that is not empty, with the number at which it begins."""
    lines = text.splitlines(keepends=True)
    marks = (mark for mark in "\t;," if any(mark in line.strip() for line in lines))
    reader = csv.reader(lines, delimiter=next(marks, ";"), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            text = gettext("A quotation mark is missing, or one is too many")
            raise ValidationError(_at(line, text)) from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _headings(line: int, cells: list[str]) -> tuple[str, ...]:
    """Return the columns that a first line names; () where it is about a person.

    Raises ValidationError for a heading that is none of ours among some that are.
    """
    names = [COLUMN_OF.get(" ".join(fold(cell).split())) for cell in cells]
    if "full_name" not in names:
        return ()
    if None in names:
        text = gettext("We can’t use the column “%(column)s”. Leave it out")
        unknown = cells[names.index(None)].strip()[:60]
        raise ValidationError(_at(line, text % {"column": unknown}))
    return tuple(name or "" for name in names)
