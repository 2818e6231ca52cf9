"""A visit's delegations and people as a table for Excel, in the reader's language.

Needs are health data: they come as numbers alone, and only for who may see them.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from operator import attrgetter, methodcaller
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from events.models import Need, StudyVisit
from events.onsite.checkin import EXPECTED
from events.onsite.lists import in_order
from events.registrations.needs import count_needs

A4 = 9  # a paper's number in the format
MAX_WIDTH = 220  # of a column, in pixels; longer texts take more lines

Row = list[str | int]
Table = tuple[str, list[Row]]
Column = tuple[str, Callable[[Any], str | int]]  # its heading, and how to read a cell

# What makes Excel take a text for a formula (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# What Excel takes for a number, and cuts: a zero in front, digits after the fifteenth.
CUT = re.compile(r"0[\d ]+|\d{16,}")
# Spaces and joiners that a text may begin with and nobody sees.
INVISIBLE = re.compile(
    r"^[ \u00a0\u00ad\u034f\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)


def tables(visit: StudyVisit, *, needs: bool) -> list[Table]:
    """The sheets, each a name and rows with the heading first."""
    found = visit.registrations.with_arrivals()
    delegations = in_order(found.prefetch_related(Prefetch("delegates")))
    people = [person for d in delegations for person in d.delegates.all()]
    sheets: list[Table] = [
        (_("Delegations"), _sheet(_of_delegations(), delegations)),
        (_("People"), _sheet(_of_people(), people)),
    ]
    if needs:
        sheets.append((_("Needs"), [[_("need"), _("people")], *needs_counted(visit)]))
    return sheets


def _sheet(columns: list[Column], things: Iterable[Any]) -> list[Row]:
    heading: Row = [heading for heading, _cell in columns]
    return [heading, *([cell(thing) for _heading, cell in columns] for thing in things)]


def _of_delegations() -> list[Column]:
    return [
        (_("reference"), attrgetter("reference")),
        (_("status"), methodcaller("get_status_display")),
        (_("organisation"), attrgetter("organisation")),
        (_("city"), attrgetter("city")),
        (_("country"), attrgetter("country.name")),
        (_("contact person"), attrgetter("contact_name")),
        (_("e-mail"), attrgetter("contact_email")),
        (_("phone"), attrgetter("contact_phone")),
        (
            _("language of the mails"),
            lambda d: settings.CENTRE_LANGUAGES.get(d.language, d.language),
        ),
        (_("number of people"), attrgetter("seats")),
        (_("Came"), attrgetter("came")),
    ]


def _of_people() -> list[Column]:
    return [
        (_("reference"), attrgetter("registration.reference")),
        (_("organisation"), attrgetter("registration.organisation")),
        (_("full name"), attrgetter("full_name")),
        (_("position"), attrgetter("role")),
    ]


def needs_counted(visit: StudyVisit) -> list[Row]:
    """How often each need is there among who comes: no names, no own words."""
    coming = visit.registrations.filter(status__in=EXPECTED)
    needs = Need.objects.filter(registration__in=coming).order_by("kind", "code")
    named = count_needs(needs)
    own = Counter(need.get_kind_display() for need in needs if not need.code)
    other = _("other")
    others = [(f"{kind}: {other}", number) for kind, number in own.items()]
    return [[name, number] for name, number in [*named, *others]]


def as_csv(sheets: list[Table]) -> bytes:
    """All sheets below each other; opens right in a Polish Excel: BOM, semicolons."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    for number, (name, rows) in enumerate(sheets):
        writer.writerows([[], [defused(name)]] if number else [])
        writer.writerows([defused(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def defused(cell: Any) -> Any:
    """A cell that Excel shows as it is instead of reckoning with it.

    A sign counts in any width and behind what nobody sees: some programs read the
    full-width "＝" as "=", others drop what has no width.
    """
    if not isinstance(cell, str):
        return cell
    seen = unicodedata.normalize("NFKC", INVISIBLE.sub("", cell))
    if seen.lstrip(" ").startswith(DANGEROUS) or CUT.fullmatch(seen):
        return f"'{cell}"
    return cell


def as_xlsx(sheets: list[Table]) -> bytes:
    """A workbook with a sheet for each table; texts stay texts."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, plain if number else bold)
            sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
            sheet.autofit(MAX_WIDTH)
            sheet.set_landscape()
            sheet.set_paper(A4)
            sheet.fit_to_pages(1, 0)  # as many below each other as it takes
            sheet.repeat_rows(0)
    return file.getvalue()
