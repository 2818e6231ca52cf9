"""The weave: a picture of crossing threads, drawn from a seed.

It is the cover of an object without a photograph. The same seed and palette give the
same picture for ever; a change to the drawing raises `WEAVE_VERSION`, which is part of
the picture's URL.

The rules, all on a square grid:

- a thread is 5/8 of its cell wide and has round ends;
- threads either span the picture or stop in a cell that nothing else crosses;
- at a crossing upright and level threads go over and under in turn, the lower one
  stopping short of the upper by a thin gap through which the ground shows;
- two threads side by side differ in colour;
- the palette's first colour leads, and some ground stays free;
- where a palette has a fringe, level threads end round in it, each at its own place:
  that side of the picture lies free on a surface.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise, product
from operator import itemgetter
from random import Random
from typing import NamedTuple

from centre.colours import DARK, LIGHT

WEAVE_VERSION = 3
DARK_SCHEME = "-dark"  # behind a palette's name
BAND_SHAPE = "-band"  # the same colours in a long low picture

CELL = 32
THREAD = 20
GAP = 3
TRIES = 200

# Name of a colour: (in the light scheme, in the dark scheme).
COLOURS = {
    "madder": (LIGHT["type-workshop"], DARK["type-workshop"]),
    "marigold": (LIGHT["type-meeting"], DARK["type-meeting"]),
    "green": (LIGHT["type-support"], DARK["type-support"]),
    "plum": (LIGHT["type-grassroots"], DARK["type-grassroots"]),
    "blue": (LIGHT["action"], "#6482e0"),
    "sand": ("#f0dcc0", "#453f4a"),
    "periwinkle": ("#8fa3f0", "#8fa3f0"),
    "mist": ("#cdd6fb", "#cdd6fb"),
    "sky": ("#3f5cc0", "#3f5cc0"),
}


class Palette(NamedTuple):
    """The colours of a weave, the leading one first, and its size in cells.

    `fringe` is how many of its columns, at the left, level threads alone reach into.
    """

    colours: tuple[str, ...]
    weights: tuple[int, ...]
    columns: int = 8
    rows: int = 5
    fringe: int = 0


_PALETTES = {
    "workshop": Palette(("madder", "sand", "blue"), (6, 4, 2)),
    "meeting": Palette(("marigold", "sand", "blue"), (6, 4, 2)),
    "support": Palette(("green", "sand", "blue"), (6, 4, 2)),
    "grassroots": Palette(("plum", "sand", "blue"), (6, 4, 2)),
    "centre": Palette(
        ("blue", "madder", "marigold", "green", "plum", "sand"), (3, 3, 3, 3, 3, 2)
    ),
    "hero": Palette(
        ("blue", "madder", "marigold", "green", "plum", "sand"),
        (3, 3, 3, 3, 3, 2),
        9,
        6,
    ),
    "night": Palette(
        ("periwinkle", "mist", "marigold", "madder", "sky"), (3, 3, 2, 2, 3), 7, 8, 2
    ),
}
PALETTES = _PALETTES | {
    name + BAND_SHAPE: palette._replace(columns=16, rows=4, fringe=0)
    for name, palette in _PALETTES.items()
    if name != "hero"
}


@dataclass(frozen=True)
class Thread:
    """A thread in column or row `line`, from cell `first` to cell `last`.

    `open_start` and `open_end` say that it runs out of the picture there;
    otherwise the end is round.
    """

    upright: bool
    line: int
    first: int
    last: int
    open_start: bool
    open_end: bool
    colour: str = ""

    def covers(self, column: int, row: int) -> bool:
        """Return whether the thread passes through a cell."""
        line, along = (column, row) if self.upright else (row, column)
        return line == self.line and self.first <= along <= self.last

    def ends(self) -> Iterator[tuple[int, int]]:
        """Yield the cells (column, row) of its round ends."""
        for along, is_open in (
            (self.first, self.open_start),
            (self.last, self.open_end),
        ):
            if not is_open:
                yield (self.line, along) if self.upright else (along, self.line)


class Weave(NamedTuple):
    """A woven picture: its size in cells and its threads, upright ones first."""

    columns: int
    rows: int
    threads: list[Thread]


def weave(seed: str, palette: str) -> Weave:
    """Weave the threads for a seed: the first try that breaks no rule.

    After `TRIES` it is the one that breaks fewest.
    """
    colours = PALETTES[palette]
    woven = colours._replace(columns=colours.columns - colours.fringe)
    digest = blake2b(f"{palette}:{seed}".encode(), digest_size=16).digest()
    # Only random() is promised to give the same numbers in every Python.
    rng = Random(int.from_bytes(digest))  # noqa: S311, a picture is no secret
    tries: list[tuple[int, Weave]] = []
    while len(tries) < TRIES:
        picture = _attempt(rng, woven)
        tries.append((_faults(picture, woven), picture))
        if not tries[-1][0]:
            break
    return _fringed(min(tries, key=itemgetter(0))[1], colours.fringe)


def weave_svg(seed: str, palette: str) -> str:
    """Draw the weave as an SVG document of at most 4 KB with a transparent ground.

    With `DARK_SCHEME` behind the palette's name the same threads have the colours of
    the dark. The page chooses: a picture can't ask for the scheme in every browser
    (WebKit until 2026).

    Raises KeyError where `palette` is no key of `PALETTES`.
    """
    name = palette.removesuffix(DARK_SCHEME)
    picture = weave(seed, name)
    colours = PALETTES[name].colours
    lines: dict[str, list[str]] = {colour: [] for colour in colours}
    caps: dict[str, list[str]] = {colour: [] for colour in colours}
    for thread, pieces in _pieces(picture):
        lines[thread.colour] += [_stroke(thread, *piece) for piece in pieces]
        caps[thread.colour] += [
            f"M{_middle(column)} {_middle(row)}h.01" for column, row in thread.ends()
        ]
    paths = "".join(
        f'<path class="{colour}"{cap} d="{"".join(marks[colour])}"/>'
        for cap, marks in (("", lines), (' stroke-linecap="round"', caps))
        for colour in colours
        if marks[colour]
    )
    width, height = picture.columns * CELL, picture.rows * CELL
    style = _style(colours, name != palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"><style>{style}</style>'
        f'<g fill="none" stroke-width="{THREAD}">{paths}</g></svg>'
    )


class Stroke(NamedTuple):
    """A visible stretch of a thread, by its middle; of a round end both are equal."""

    colour: str
    start: tuple[int, int]
    end: tuple[int, int]


def weave_strokes(seed: str, palette: str) -> tuple[tuple[int, int], list[Stroke]]:
    """Return a weave's size and strokes, for what draws no SVG, in the light scheme.

    Raises KeyError where `palette` is no key of `PALETTES`.
    """
    picture = weave(seed, palette)
    strokes = []
    for thread, pieces in _pieces(picture):
        colour, across = COLOURS[thread.colour][0], _middle(thread.line)
        ends = [(along, along) for along in map(_middle, _round_ends(thread))]
        for a, b in [*pieces, *ends]:
            points = ((across, a), (across, b)), ((a, across), (b, across))
            strokes.append(Stroke(colour, *points[not thread.upright]))
    return (picture.columns * CELL, picture.rows * CELL), strokes


def _round_ends(thread: Thread) -> list[int]:
    """Return how far along its line a thread's round ends are, in cells."""
    return [cell[thread.upright] for cell in thread.ends()]


@lru_cache(maxsize=2 * len(PALETTES))
def _style(colours: tuple[str, ...], dark: bool) -> str:
    return "".join(f".{name}{{stroke:{COLOURS[name][dark]}}}" for name in colours)


def _middle(cell: int) -> int:
    return cell * CELL + CELL // 2


def _stroke(thread: Thread, start: int, end: int) -> str:
    across = _middle(thread.line)
    return f"M{across} {start}V{end}" if thread.upright else f"M{start} {across}H{end}"


def _pieces(picture: Weave) -> Iterator[tuple[Thread, list[tuple[int, int]]]]:
    """Yield each thread with its stretches (from, to) that no other thread covers."""
    # Turns are counted over the columns and rows in use, so that over and under
    # still alternate where a line is left empty.
    columns = _ranks(t.line for t in picture.threads if t.upright)
    rows = _ranks(t.line for t in picture.threads if not t.upright)
    for thread in picture.threads:
        start = thread.first * CELL if thread.open_start else _middle(thread.first)
        end = (thread.last + 1) * CELL if thread.open_end else _middle(thread.last)
        pieces = []
        for other in picture.threads:
            if not _cross(thread, other):
                continue
            upright, level = (thread, other) if thread.upright else (other, thread)
            upright_is_over = (columns[upright.line] + rows[level.line]) % 2 == 0
            if upright_is_over != thread.upright:
                middle = _middle(other.line)
                pieces.append((start, middle - THREAD // 2 - GAP))
                start = middle + THREAD // 2 + GAP
        pieces.append((start, end))
        # A stretch no longer than the gap would only peep out at the edge.
        yield thread, [(a, b) for a, b in pieces if b - a > GAP]


def _fringed(picture: Weave, columns: int) -> Weave:
    """Return the picture with columns before it that level threads alone reach into."""
    if not columns:
        return picture
    threads = []
    for thread in picture.threads:
        if thread.upright:
            threads.append(replace(thread, line=thread.line + columns))
            continue
        free = 1 + thread.line % columns if thread.open_start else 0
        first, last = thread.first + columns - free, thread.last + columns
        threads.append(replace(thread, first=first, last=last, open_start=False))
    return Weave(picture.columns + columns, picture.rows, threads)


def _ranks(lines: Iterable[int]) -> dict[int, int]:
    return {line: rank for rank, line in enumerate(sorted(set(lines)))}


def _cross(a: Thread, b: Thread) -> bool:
    if a.upright == b.upright:
        return False
    return a.first <= b.line <= a.last and b.first <= a.line <= b.last


def _attempt(rng: Random, palette: Palette) -> Weave:
    """Weave once: threads across the picture first, then shorter ones that fit."""
    sizes = {True: palette.columns, False: palette.rows}
    threads: list[Thread] = []
    short: list[tuple[bool, int]] = []
    for upright, count in sizes.items():
        along = sizes[not upright]
        for line, kind in enumerate(_kinds(rng, count)):
            if kind == "whole":
                threads.append(Thread(upright, line, 0, along - 1, True, True))
            elif kind == "short":
                short.append((upright, line))
    for _, upright, line in sorted((rng.random(), *place) for place in short):
        candidates = _short_threads(upright, line, sizes[not upright])
        start = int(rng.random() * len(candidates))
        for candidate in candidates[start:] + candidates[:start]:
            if _fits(candidate, threads):
                threads.append(candidate)
                break
    threads.sort(key=lambda thread: (not thread.upright, thread.line))
    return Weave(palette.columns, palette.rows, _coloured(threads, rng, palette))


def _kinds(rng: Random, count: int) -> list[str]:
    """Draw for each line whole, short or none; never none twice in a row."""
    kinds: list[str] = []
    for _ in range(count):
        chance = rng.random()
        if chance < 0.5:
            kinds.append("whole")
        elif chance < 0.82 or (kinds and kinds[-1] == "none"):
            kinds.append("short")
        else:
            kinds.append("none")
    return kinds


@lru_cache
def _short_threads(upright: bool, line: int, along: int) -> list[Thread]:
    """Return every thread of two cells or more that does not span the picture."""
    threads = [
        Thread(upright, line, first, last, first == 0, last == along - 1)
        for first in range(along - 1)
        for last in range(first + 1, along)
        if (first, last) != (0, along - 1)
    ]
    # Any fixed order will do that does not put similar threads side by side.
    return sorted(threads, key=lambda thread: (thread.first * 5 + thread.last * 3) % 7)


def _fits(thread: Thread, threads: list[Thread]) -> bool:
    """Return whether a thread crosses another and no round end lies in a crossing."""
    others = [other for other in threads if other.upright != thread.upright]
    return (
        any(_cross(thread, other) for other in others)
        and not any(other.covers(*end) for end in thread.ends() for other in others)
        and not any(thread.covers(*end) for other in others for end in other.ends())
    )


def _coloured(threads: list[Thread], rng: Random, palette: Palette) -> list[Thread]:
    """Return the threads with colours, never the same on two side by side."""
    done: list[Thread] = []
    for thread in threads:
        beside = {
            other.colour
            for other in done
            if other.upright == thread.upright and thread.line - other.line == 1
        }
        colours = [
            colour
            for colour, weight in zip(palette.colours, palette.weights, strict=True)
            for _ in range(weight)
            if colour not in beside
        ]
        colour = colours[int(rng.random() * len(colours))]
        done.append(replace(thread, colour=colour))
    return done


def _faults(picture: Weave, palette: Palette) -> int:
    """Return how many of the rules about the whole picture it breaks."""
    threads = picture.threads
    lengths = Counter[str]()
    for thread in threads:
        lengths[thread.colour] += thread.last - thread.first + 1
    # One thread leads in the small palettes; the big ones only share fairly.
    leads = len(palette.colours) > 3 or all(
        lengths[palette.colours[0]] > lengths[other] for other in palette.colours[1:]
    )
    round_ends = sum(1 for thread in threads for _ in thread.ends())
    whole = Counter(t.upright for t in threads if t.open_start and t.open_end)
    cells = list(product(range(picture.columns), range(picture.rows)))
    bare = {c for c in cells if not any(thread.covers(*c) for thread in threads)}
    return sum(
        (
            not leads,
            len(lengths) < min(5, len(palette.colours)),
            not picture.columns // 3 <= round_ends <= picture.columns,
            not 2 <= whole[True] <= picture.columns * 2 // 3,
            not 2 <= whole[False] <= picture.rows * 2 // 3,
            not 0.06 <= len(bare) / len(cells) <= 0.2,
            any({(x + 1, y), (x, y + 1), (x + 1, y + 1)} <= bare for x, y in bare),
            _widest_gap(t.line for t in threads if t.upright) > 2,
            _widest_gap(t.line for t in threads if not t.upright) > 2,
        )
    )


def _widest_gap(lines: Iterable[int]) -> int:
    return max((b - a for a, b in pairwise(sorted(lines))), default=99)
