"""Letters of invitation and certificates as accessible PDF (PDF/UA-1).

What is typed in for a letter goes into the file and nowhere else. The texts are given
to typst as data, so nothing that somebody typed is ever read as its markup.
"""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django_countries import countries

from centre.content.languages import LocalizedView
from centre.models import Centre
from centre.pictures.weave import COLOURS
from centre.text.dates import format_date, format_date_range, last_day
from centre.text.typography import plain
from events.models import Registration, StudyVisit

LETTER = Path(__file__).parent / "letters" / "letter.typ"
THREADS = ("blue", "madder", "marigold", "green", "plum")


class Unprintable(Exception):
    """Letters that no typeface at hand has; PDF/UA allows no gaps in their place."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


@dataclass(frozen=True, kw_only=True)
class Guest:
    """What a consulate wants to read of a person; it is stored nowhere."""

    name: str
    born: date
    nationality: str  # a country's code
    passport: str
    stay_from: date
    stay_until: date


@dataclass(frozen=True, kw_only=True)
class PdfLetter:
    """A page: whom it is about, what it says, facts by name, more paragraphs."""

    person: str = ""
    says: str
    facts: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()


def invitation(
    registration: Registration,
    *,
    guest: Guest,
    more: str = "",
    signatory: str = "",
    language: str = "",
) -> bytes:
    """A letter for a visa, in a language or the delegation's; nothing of it is kept.

    It names what Polish consulates ask for: name, date of birth, nationality and
    passport of the guest, purpose and dates of the stay, who invites and who signs.
    Raises Unprintable.
    """
    with translation.override(language or registration.language):
        centre, visit = Centre.load().localized, registration.visit
        venue = f"{visit.localized.venue}, {_address(centre)}".removeprefix(", ")
        facts = (
            (_("Full name"), guest.name),
            (_("Date of birth"), _day(guest.born)),
            (_("Nationality"), countries.name(guest.nationality)),
            (_("Passport number"), guest.passport),
            (_("Delegation"), _delegation(registration)),
            (
                _("Purpose of the stay"),
                _("study visit “%(visit)s”, %(days)s") % _visit(visit),
            ),
            (
                _("Dates of the stay"),
                _days(guest.stay_from, guest.stay_until),
            ),
            (_("Where"), venue),
            (_("Reference"), registration.reference),
        )
        says = _("We invite the person named here to come to Kraków with a delegation.")
        paragraphs = tuple(line for line in more.splitlines() if line.strip())
        letter = PdfLetter(says=says, facts=facts, more=paragraphs)
        title = _("Letter of invitation")
        return _compiled(registration, title, [letter], signatory)


def certificate(
    registration: Registration,
    names: Iterable[str],
    *,
    signatory: str = "",
    language: str = "",
) -> bytes:
    """A page for each person who came, in a language or the delegation's.

    Raises Unprintable.
    """
    with translation.override(language or registration.language):
        says = _("took part in the study visit “%(visit)s” in Kraków, %(days)s.")
        facts = ((_("Delegation"), _delegation(registration)),)
        letters = [
            PdfLetter(person=name, says=says % _visit(registration.visit), facts=facts)
            for name in names
        ]
        title = _("Certificate of attendance")
        return _compiled(registration, title, letters, signatory)


def _delegation(registration: Registration) -> str:
    whence = f"{registration.city}, {registration.country.name}"
    return f"{registration.organisation} ({whence})"


def _visit(visit: StudyVisit) -> dict[str, str]:
    days = _days(visit.starts_at, last_day(visit.starts_at, visit.ends_at))
    return {"visit": visit.localized.title, "days": days}


def _day(day: date) -> str:
    return plain(format_date(day, translation.get_language() or ""))


def _days(first: date, last: date) -> str:
    return plain(format_date_range(first, last, translation.get_language() or ""))


def _address(centre: LocalizedView) -> str:
    parts = (centre.street, centre.floor, f"{centre.postcode} {centre.city}".strip())
    return ", ".join(part for part in parts if part)


def _compiled(
    registration: Registration, title: str, letters: list[PdfLetter], signatory: str
) -> bytes:
    """The file. Runs in memory: typst reads our template and writes nothing."""
    import typst

    centre = Centre.load().localized
    reached = ", ".join(part for part in (centre.phone, centre.email) if part)
    data = {
        "threads": [COLOURS[name][0] for name in THREADS],
        "title": title,
        "language": (translation.get_language() or "").partition("-")[0],
        "sender": [centre.name, _address(centre), reached],
        "dated": f"{centre.city}, {_day(timezone.localdate())}",
        "operator": " ".join(html.unescape(strip_tags(centre.operator)).split()),
        "letters": [asdict(letter) for letter in letters],
        "signatory": signatory,
        "signature": _("Signature and stamp"),
    }
    try:
        return typst.compile(
            str(LETTER),
            sys_inputs={"data": json.dumps(data)},
            pdf_standards="ua-1",
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        missing = re.search(r'the text `"(.+?)"` could not be displayed', str(error))
        if missing is None:
            raise
        raise Unprintable(missing[1]) from None
