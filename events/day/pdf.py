"""Letters of invitation and certificates as accessible PDF (PDF/UA-1).

What is typed in for a letter goes into the file and nowhere else. The texts are given
to typst as data, so nothing that somebody typed is ever read as its markup.
"""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from centre.dates import format_date, format_date_range
from centre.models import Centre
from centre.typography import plain
from events.models import Registration

LETTER = Path(__file__).parent / "letters" / "letter.typ"


def invitation(
    registration: Registration, *, name: str, passport: str, born: date
) -> bytes:
    """A letter for a visa, in the delegation's language; nothing of it is kept."""
    with translation.override(registration.language):
        texts = [
            _("Date: %(day)s") % {"day": _day(timezone.localdate())},
            _(
                "We invite %(name)s, born on %(born)s, passport number %(passport)s, "
                "of %(organisation)s (%(city)s, %(country)s)."
            )
            % {
                "name": name,
                "born": _day(born),
                "passport": passport,
                **_delegation(registration),
            },
            _("The study visit “%(visit)s” takes place in Kraków, %(days)s.")
            % _visit(registration),
            _("Registration: %(reference)s.") % {"reference": registration.reference},
        ]
        return _compiled(registration, _("Letter of invitation"), [texts])


def certificate(registration: Registration, names: Iterable[str]) -> bytes:
    """A page for each person who came, in the delegation's language."""
    with translation.override(registration.language):
        says = _(
            "%(name)s of %(organisation)s (%(city)s, %(country)s) took part in the "
            "study visit “%(visit)s” in Kraków, %(days)s."
        )
        facts = _delegation(registration) | _visit(registration)
        letters = [[says % {"name": name, **facts}] for name in names]
        return _compiled(registration, _("Certificate of attendance"), letters)


def _delegation(registration: Registration) -> dict[str, str]:
    return {
        "organisation": registration.organisation,
        "city": registration.city,
        "country": registration.country.name,
    }


def _visit(registration: Registration) -> dict[str, str]:
    visit, language = registration.visit, registration.language
    days = format_date_range(visit.starts_at, visit.ends_at, language)
    return {"visit": visit.shown.title, "days": days}


def _day(day: date) -> str:
    return format_date(day, translation.get_language() or "")


def _compiled(
    registration: Registration, title: str, letters: list[list[str]]
) -> bytes:
    """The file. Runs in memory: typst reads our template and writes nothing."""
    centre = Centre.load().shown
    data = {
        "title": title,
        "language": registration.language.partition("-")[0],
        "sender": [line for line in (centre.name, centre.street, centre.email) if line],
        "letters": [[plain(text) for text in letter] for letter in letters],
        "signature": _("Signature and stamp: %(dots)s") % {"dots": "." * 40},
    }
    return typst.compile(
        str(LETTER),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
    )
