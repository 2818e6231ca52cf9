"""Each answer to a threat has a test, and the page names it rightly."""

import ast
import re

import pytest

from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once

PAGE = (ROOT / "docs" / "security.md").read_text()


def names_in(path):
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_each_named_test_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > 20
    assert [(p, name) for p, name in named if name not in names_in(p)] == []


def test_each_threat_names_a_test():
    rows = [line for line in PAGE.splitlines() if re.match(r"\| [a-z]+ \| ", line)]
    kinds = {row.split(" | ")[0].strip("| ") for row in rows} - {"kind"}
    assert kinds == {
        "spoofing",
        "tampering",
        "repudiation",
        "disclosure",
        "denial",
        "elevation",
    }
    without = [row for row in rows if "::test_" not in row]
    assert without == [row for row in rows if row.startswith("| kind |")]
