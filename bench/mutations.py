"""Small faults that a programmer could make, over a module's syntax tree.

Types, docstrings and texts stay as they are: no test is about them.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

OPPOSITES = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
# What a chain of calls may lose and still run.
LINKS = {"filter", "exclude", "order_by", "distinct", "strip", "lower", "casefold"}
LINKS |= {"select_for_update"}
# Calls in whose place their argument stands: what is unsafe stays so.
WRAPPERS = {"escape", "conditional_escape"}
LEFT_ALONE = {"annotation", "returns", "decorator_list"}
LOGGERS = {"logger", "logging"}
# A test is in a transaction of its own, where these change nothing.
UNSEEN = {"transaction.atomic", "transaction.atomic()"}

# What is replaced, and by what.
Change = tuple[ast.expr | ast.stmt, str]


@dataclass(frozen=True)
class Mutation:
    """A changed module: its whole source, and what was changed at which line.

    `lines` are those of the statement; None where it runs while the module loads.
    """

    source: str
    line: int
    before: str
    after: str
    lines: range | None


def mutations(source: str) -> Iterator[Mutation]:
    """Every small fault that a module could have."""
    # Python counts columns in bytes, and lines as they end in a file.
    whole = source.encode()
    starts = [0, *accumulate(map(len, whole.splitlines(keepends=True)))]
    for node, lines in _nodes(ast.parse(source), None):
        if isinstance(node, ast.FunctionDef):
            lines = range(node.lineno, node.end_lineno + 1)
        for target, text in CHANGES.get(type(node), _none)(node):
            start = starts[target.lineno - 1] + target.col_offset
            end = starts[target.end_lineno - 1] + target.end_col_offset
            yield Mutation(
                (whole[:start] + text.encode() + whole[end:]).decode(),
                target.lineno,
                " ".join(whole[start:end].decode().split()),
                text,
                lines,
            )


def _nodes(
    parent: ast.AST, lines: range | None
) -> Iterator[tuple[ast.AST, range | None]]:
    """What may change inside, with the lines of its statement if a call runs it."""
    yield parent, lines
    for name, value in ast.iter_fields(parent):
        called = lines or (name == "body" and isinstance(parent, ast.FunctionDef))
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _skipped(name, child):
                own = isinstance(child, ast.stmt) and called
                yield from _nodes(child, _own_lines(child) if own else lines)


def _skipped(name: str, child: ast.AST) -> bool:
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Call):
        return bool(LOGGERS & {n.id for n in ast.walk(child) if _is_name(n)})
    # Python 3.11 does not know where in a text its parts are.
    return name in LEFT_ALONE or isinstance(child, ast.JoinedStr)


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def _own_lines(statement: ast.AST) -> range:
    """The lines of a statement without those of its block."""
    block = getattr(statement, "body", None)
    last = block[0].lineno - 1 if block else statement.end_lineno
    return range(statement.lineno, max(statement.lineno, last) + 1)


def _with(node: ast.expr, **fields: object) -> Change:
    """The node with other fields, in brackets, so that nothing around takes a part."""
    changed = type(node)(**{**dict(ast.iter_fields(node)), **fields})
    return node, f"({ast.unparse(changed)})"


# --- One function for each kind of node -----------------------------------------------


def _none(node: ast.AST) -> Iterator[Change]:
    yield from ()


def _compared(node: ast.Compare) -> Iterator[Change]:
    for at, operator in enumerate(node.ops):
        opposite = OPPOSITES[type(operator)]()
        yield _with(node, ops=[*node.ops[:at], opposite, *node.ops[at + 1 :]])


def _joined(node: ast.BoolOp) -> Iterator[Change]:
    yield _with(node, op=OPPOSITES[type(node.op)]())
    for at in range(len(node.values)):
        yield _with(node, values=[*node.values[:at], *node.values[at + 1 :]])


def _reckoned(node: ast.BinOp) -> Iterator[Change]:
    if type(node.op) in OPPOSITES:
        yield _with(node, op=OPPOSITES[type(node.op)]())


def _denied(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, ast.Not):
        yield node, f"({ast.unparse(node.operand)})"


def _constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield node, str(not node.value)
    elif isinstance(node.value, int):
        yield node, str(node.value + 1)


def _called(node: ast.Call) -> Iterator[Change]:
    for at, keyword in enumerate(node.keywords):
        if keyword.arg:
            yield _with(node, keywords=[*node.keywords[:at], *node.keywords[at + 1 :]])
    if isinstance(node.func, ast.Attribute) and node.func.attr in LINKS:
        yield node, f"({ast.unparse(node.func.value)})"
    if isinstance(node.func, ast.Name) and node.func.id in WRAPPERS:
        yield node, f"({ast.unparse(node.args[0])})"


def _chosen(node: ast.If | ast.IfExp) -> Iterator[Change]:
    yield node.test, "True"
    yield node.test, "False"


def _collected(node: ast.GeneratorExp | ast.ListComp) -> Iterator[Change]:
    for at, generator in enumerate(node.generators):
        for condition in generator.ifs:
            yield condition, "True"
        if at == 0 and not generator.ifs:
            yield generator.iter, "()"


def _listed(node: ast.Tuple | ast.List | ast.Set) -> Iterator[Change]:
    """Forget one entry: a table of a purge, a field of what is erased."""
    if not isinstance(getattr(node, "ctx", None), ast.Store):
        for at in range(len(node.elts)):
            yield _with(node, elts=[*node.elts[:at], *node.elts[at + 1 :]])


def _repeated(node: ast.For) -> Iterator[Change]:
    yield node.iter, "()"


def _left_out(node: ast.stmt) -> Iterator[Change]:
    value = getattr(node, "value", None)
    named = isinstance(node, ast.Assign) and _is_name(node.targets[0])
    if not isinstance(value, ast.Constant) and not named:
        yield node, "pass"


def _returned(node: ast.Return) -> Iterator[Change]:
    if node.value and not (
        isinstance(node.value, ast.Constant) and node.value.value is None
    ):
        yield node.value, "None"


def _decorated(node: ast.FunctionDef) -> Iterator[Change]:
    for decorator in node.decorator_list:
        if ast.unparse(decorator) not in UNSEEN:
            yield decorator, "(lambda undecorated: undecorated)"


CHANGES: dict[type[ast.AST], Callable] = {
    ast.Compare: _compared,
    ast.BoolOp: _joined,
    ast.BinOp: _reckoned,
    ast.UnaryOp: _denied,
    ast.Constant: _constant,
    ast.Call: _called,
    ast.If: _chosen,
    ast.IfExp: _chosen,
    ast.Tuple: _listed,
    ast.List: _listed,
    ast.Set: _listed,
    ast.ListComp: _collected,
    ast.SetComp: _collected,
    ast.DictComp: _collected,
    ast.GeneratorExp: _collected,
    ast.For: _repeated,
    ast.Expr: _left_out,
    ast.Assign: _left_out,
    ast.AugAssign: _left_out,
    ast.Delete: _left_out,
    ast.Raise: _left_out,
    ast.Return: _returned,
    ast.FunctionDef: _decorated,
}
