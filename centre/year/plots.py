"""Small plots of a table's columns, as numbers that a template draws as SVG."""

from dataclasses import dataclass

from django.utils.dates import MONTHS_3
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centre.year.tables import YearTable

# In units of a drawing, which is 348 wide: nearly the pixels of a phone.
STEP, BAR, HEIGHT = 29, 21, 56  # of the bars of months
ROW, LONGEST = 40, 292  # of the bars of countries
MOST_BARS = 10


@dataclass(frozen=True)
class PlotBar:
    """A bar: where it is, its number, and what stands beside it."""

    x: int
    y: int
    width: int
    height: int
    number: int
    name: str


@dataclass(frozen=True)
class Plot:
    """One drawing with its name and what it says in words."""

    key: str
    short: str
    name: str
    words: str
    height: int
    bars: list[PlotBar]
    is_monthly: bool = True


def plots_of(table: YearTable) -> list[Plot]:
    """Return the drawings of a table: one of each column of months, with one scale.

    A column without any number is not drawn; the table has it.
    """
    if table.key == "delegates":
        return _of_rows(table)
    most = max((row[n] for row in table.rows for n in table.plotted), default=0)
    drawn = [n for n in table.plotted if any(row[n] for row in table.rows)]
    return [_of_months(table, column, most) for column in drawn]


def _of_months(table: YearTable, column: int, most: int) -> Plot:
    bars = []
    for place, row in enumerate(table.rows):
        number = row[column]
        height = _scaled(number, most, HEIGHT)
        x, y = place * STEP + (STEP - BAR) // 2, 16 + HEIGHT - height
        name = capfirst(str(MONTHS_3[place + 1]))
        bars.append(PlotBar(x, y, BAR, height, number, name))
    largest = max(table.rows, key=lambda row: row[column])
    words = _("In all: %(total)d. Most: %(number)d, %(name)s.") % {
        "total": table.total[column],
        "number": largest[column],
        "name": largest[0],
    }
    short = table.columns[column]
    name = f"{table.heading}: {short}"
    return Plot(f"{table.key}-{column}", short, name, words, HEIGHT + 36, bars)


def _of_rows(table: YearTable) -> list[Plot]:
    """Return one drawing of the first column: the rows with the most."""
    rows = [row for row in table.rows if isinstance(row[1], int) and row[1]]
    rows = rows[:MOST_BARS]
    if not rows:
        return []
    most = max(row[1] for row in rows)
    bars = [
        PlotBar(0, n * ROW + 18, _scaled(row[1], most, LONGEST), 14, row[1], row[0])
        for n, row in enumerate(rows)
    ]
    words = ", ".join(f"{bar.name}: {bar.number}" for bar in bars)
    name = f"{table.heading}, {table.columns[1]}"
    key, height = f"{table.key}-1", len(bars) * ROW
    return [Plot(key, table.columns[1], name, words, height, bars, is_monthly=False)]


def _scaled(number: int, most: int, length: int) -> int:
    """Return the length of a bar; what is not nothing is to be seen."""
    return max(2, round(number / most * length)) if number else 0
