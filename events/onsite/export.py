"""A visit's delegations and people as a table for Excel, in the reader's language.

Needs are health data: they come as numbers alone, and only for who may see them.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from events.models import Need, Registration, StudyVisit
from events.onsite.checkin import EXPECTED
from events.onsite.lists import in_order
from events.registrations.needs import count_needs

Row = list[str | int]
Table = tuple[str, list[Row]]

# What makes Excel take a text for a formula (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# What Excel takes for a number, and cuts: a zero in front, digits after the fifteenth.
CUT = re.compile(r"0[\d ]+|\d{16,}")


def tables(visit: StudyVisit, *, needs: bool) -> list[Table]:
    """The sheets, each a name and rows with the heading first."""
    people = Prefetch("delegates")
    delegations = in_order(visit.registrations.with_arrivals().prefetch_related(people))
    sheets: list[Table] = [
        (_("Delegations"), [*_delegations(delegations)]),
        (_("People"), [*_people(delegations)]),
    ]
    if needs:
        sheets.append((_("Needs"), [[_("need"), _("people")], *needs_counted(visit)]))
    return sheets


def _delegations(delegations: Iterable[Registration]) -> Iterator[Row]:
    yield [
        _("reference"),
        _("status"),
        _("organisation"),
        _("city"),
        _("country"),
        _("contact person"),
        _("e-mail"),
        _("phone"),
        _("language of the mails"),
        _("number of people"),
        _("Came"),
    ]
    for d in delegations:
        yield [
            d.reference,
            d.get_status_display(),
            d.organisation,
            d.city,
            d.country.name,
            d.contact_name,
            d.contact_email,
            d.contact_phone,
            settings.CENTRE_LANGUAGES.get(d.language, d.language),
            d.seats,
            d.came,
        ]


def _people(delegations: Iterable[Registration]) -> Iterator[Row]:
    yield [_("reference"), _("organisation"), _("full name"), _("position")]
    for d in delegations:
        for person in d.delegates.all():
            yield [d.reference, d.organisation, person.full_name, person.role]


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
    """A cell that Excel shows as it is instead of reckoning with it."""
    if isinstance(cell, str) and (
        cell.lstrip(" ").startswith(DANGEROUS) or CUT.fullmatch(cell)
    ):
        return f"'{cell}"
    return cell


def as_xlsx(sheets: list[Table]) -> bytes:
    """A workbook with a sheet for each table; texts stay texts."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, None if number else bold)
            sheet.autofit(400)
    return file.getvalue()
