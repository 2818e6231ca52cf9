from itertools import product
from xml.etree import ElementTree

import pytest

from centre.pictures.weave import COLOURS, DARK_SCHEME, PALETTES, weave, weave_svg

pytestmark = pytest.mark.once

SEEDS = [f"seed-{number}" for number in range(40)]
PINNED = (True, 0, 2, 4, "marigold")
PICTURES = list(product(SEEDS, PALETTES))
each_picture = pytest.mark.parametrize("palette", PALETTES)


def test_same_seed_gives_the_same_picture():
    assert weave_svg("polski-od-podstaw", "meeting") == weave_svg(
        "polski-od-podstaw", "meeting"
    )


def test_seed_and_palette_each_change_the_picture():
    pictures = {weave_svg(seed, palette) for seed, palette in PICTURES}
    assert len(pictures) == len(PICTURES)


def test_picture_is_pinned_to_its_version():
    # A change here changes every cover in the world: raise WEAVE_VERSION with it.
    first, *_ = weave("polski-od-podstaw", "meeting").threads
    assert (first.upright, first.line, first.first, first.last, first.colour) == PINNED


def test_unknown_palette_is_refused():
    with pytest.raises(KeyError):
        weave_svg("a", "rainbow")


@each_picture
def test_is_small_well_formed_svg_of_the_palettes_size(palette):
    for seed in SEEDS:
        text = weave_svg(seed, palette)
        root = ElementTree.fromstring(text)  # noqa: S314, our own text
        columns, rows = PALETTES[palette].columns, PALETTES[palette].rows
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox") == f"0 0 {columns * 32} {rows * 32}"
        assert len(text.encode()) <= 4096


@each_picture
def test_no_thread_ends_inside_a_crossing(palette):
    for seed in SEEDS:
        threads = weave(seed, palette).threads
        ends = [(thread, end) for thread in threads for end in thread.ends()]
        crossed = [
            (thread, other)
            for thread, end in ends
            for other in threads
            if other is not thread and other.covers(*end)
        ]
        assert crossed == []
        assert ends != []


@each_picture
def test_threads_side_by_side_differ_in_colour(palette):
    for seed in SEEDS:
        threads = weave(seed, palette).threads
        alike = [
            (one, other)
            for one, other in product(threads, threads)
            if one.upright == other.upright
            and other.line - one.line == 1
            and one.colour == other.colour
        ]
        assert alike == []


@pytest.mark.parametrize("palette", ["workshop", "meeting", "support", "grassroots"])
def test_a_types_own_colour_leads(palette):
    for seed in SEEDS:
        lengths = dict.fromkeys(PALETTES[palette].colours, 0)
        for thread in weave(seed, palette).threads:
            lengths[thread.colour] += thread.last - thread.first + 1
        assert max(lengths, key=lambda colour: lengths[colour]) == next(iter(lengths))


@each_picture
def test_some_threads_span_the_picture_and_some_ground_stays_free(palette):
    for seed in SEEDS:
        picture = weave(seed, palette)
        fringe = PALETTES[palette].fringe
        whole = [
            t
            for t in picture.threads
            if t.open_end and (t.open_start or (t.first < fringe and not t.upright))
        ]
        covered = {
            cell
            for cell in product(range(picture.columns), range(picture.rows))
            if any(thread.covers(*cell) for thread in picture.threads)
        }
        assert {thread.upright for thread in whole} == {True, False}
        assert len(whole) < len(picture.threads)
        assert len(covered) < picture.columns * picture.rows


@each_picture
@pytest.mark.parametrize(("scheme", "number"), [("", 0), (DARK_SCHEME, 1)])
def test_the_same_threads_have_the_colours_of_the_scheme(palette, scheme, number):
    svg = ElementTree.fromstring(weave_svg("a", palette + scheme))  # noqa: S314
    assert svg[0].text == "".join(
        f".{name}{{stroke:{COLOURS[name][number]}}}"
        for name in PALETTES[palette].colours
    )
    light = ElementTree.fromstring(weave_svg("a", palette))  # noqa: S314
    assert ElementTree.tostring(svg[1]) == ElementTree.tostring(light[1])


def test_at_a_fringe_level_threads_alone_end_round_each_at_its_own_place():
    ends = set()
    for seed in SEEDS:
        threads = weave(seed, "night").threads
        assert min(t.line for t in threads if t.upright) >= 2
        assert [t for t in threads if not t.upright and t.open_start] == []
        ends |= {t.first for t in threads if not t.upright}
    assert ends >= {0, 1}
