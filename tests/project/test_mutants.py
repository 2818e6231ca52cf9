"""Which faults `bench.mutants` makes, and which of a module's parts it leaves alone."""

from textwrap import dedent

import pytest

from bench.mutants import PATHS, chosen
from bench.mutations import mutations

# It reads the whole code, which takes ten times as long while branches are counted.
pytestmark = [pytest.mark.once, pytest.mark.no_cover]


def faults(source):
    return [(m.before, m.after) for m in mutations(dedent(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", [("a < b", "(a <= b)")]),
        ("a <= b", [("a <= b", "(a < b)")]),
        ("a is None", [("a is None", "(a is not None)")]),
        ("a < b < c", [("a < b < c", "(a <= b < c)"), ("a < b < c", "(a < b <= c)")]),
        ("a or b", [("a or b", f"({one})") for one in ("a and b", "b", "a")]),
        ("not a", [("not a", "(a)")]),
        ("a + b", [("a + b", "(a - b)")]),
        ("a | b", [("a | b", "(a & b)")]),
        ("True", [("True", "False")]),
        ("47", [("47", "48")]),
        ("a if b else c", [("b", "True"), ("b", "False")]),
        ("[a for a in b if c]", [("c", "True")]),
        ("{a for a in b}", [("b", "()")]),
        ("a, b", [("a, b", "((b,))"), ("a, b", "((a,))")]),
        ("[a]", [("[a]", "([])")]),
        ("{a, b}", [("{a, b}", "({b})"), ("{a, b}", "({a})")]),
        ("escape(a)", [("escape(a)", "(a)")]),
        ("a.select_for_update()", [("a.select_for_update()", "(a)")]),
    ],
)
def test_an_expression_is_changed_in_these_ways(source, expected):
    assert faults(f"x = {source}") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("f(a, b=c)", [("f(a, b=c)", "pass"), ("f(a, b=c)", "(f(a))")]),
        ("f.filter(a)", [("f.filter(a)", "pass"), ("f.filter(a)", "(f)")]),
        ("a.b = c", [("a.b = c", "pass")]),
        ("a, b = c", [("a, b = c", "pass")]),
        ("del a", [("del a", "pass")]),
        ("raise A", [("raise A", "pass")]),
        ("if a: pass", [("a", "True"), ("a", "False")]),
        ("for a in b: pass", [("b", "()")]),
        ("def f(): return a", [("a", "None")]),
        ("@cache\ndef f(): pass", [("cache", "(lambda undecorated: undecorated)")]),
    ],
)
def test_a_statement_is_changed_in_these_ways(source, expected):
    assert faults(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        "text = 'a'",
        "def f(a: int | None) -> int | None: return",
        "a: int | None",
        "logger.info('a', b=c)",
        "text = f'{a + 1}'",
        "@transaction.atomic\ndef f(): pass",
        "@dataclass(frozen=True)\nclass A: pass",
    ],
)
def test_types_texts_and_what_no_test_could_notice_stay(source):
    assert faults(source) == []


def test_a_fault_has_the_lines_that_its_test_must_run():
    source = dedent('''\
        A = 1

        def f(ґ):
            """Їжак."""
            if ("Ґ", ґ) and (
                ґ
            ):
                return 2
    ''')
    assert [
        (m.line, m.lines and [*m.lines], m.after, m.source.count("Ґ"))
        for m in mutations(source)
    ] == [
        (1, None, "2", 1),
        (5, [5, 6, 7], "True", 0),
        (5, [5, 6, 7], "False", 0),
        (5, [5, 6, 7], "(('Ґ', ґ) or ґ)", 1),
        (5, [5, 6, 7], "(ґ)", 0),
        (5, [5, 6, 7], "(('Ґ', ґ))", 1),
        (5, [5, 6, 7], "((ґ,))", 0),
        (5, [5, 6, 7], "(('Ґ',))", 1),
        (8, [8], "None", 1),
        (8, [8], "3", 1),
    ]


def test_a_fault_leaves_a_module_that_can_be_read():
    for mutant in chosen(PATHS, 300, seed=1):
        compile(mutant.mutation.source, mutant.path, "exec")


def test_the_same_seed_chooses_the_same():
    once, again = (chosen(PATHS[:1], 9, seed=1) for _ in range(2))
    assert (len(once), once) == (9, again)
