"""What is told of the packages: what changed in the locks, what production runs."""

import json
import runpy
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.project.test_tooling_repository import ROOT

pytestmark = pytest.mark.once


def test_each_change_of_a_lock_is_told_and_major_ones_are_marked():
    changes = runpy.run_path(str(ROOT / ".ci" / "lock-changes"))
    old = {"a": "1.2", "b": "1.9", "gone": "3", "same": "2"}
    new = {"a": "1.3", "b": "2.0", "new": "0.1", "same": "2"}
    assert changes["report"](old, new) == [
        "a 1.2 -> 1.3",
        "b 1.9 -> 2.0  MAJOR",
        "gone 3 -> gone",
        "new new -> 0.1",
    ]
    assert changes["where_told"]("django").startswith("https://")
    assert changes["versions"](ROOT)["django"].startswith("5.2.")


def test_the_bill_of_materials_names_each_package_with_its_licence(tmp_path):
    # An environment of one package, because each takes its time.
    venv.create(tmp_path / "env")
    (packages,) = (tmp_path / "env").glob("lib/*/site-packages")
    (django,) = Path(sysconfig.get_path("purelib")).glob("[Dd]jango-5.2.*.dist-info")
    (packages / django.name).symlink_to(django)
    file, python = tmp_path / "sbom.json", tmp_path / "env/bin/python"
    subprocess.run(["/bin/sh", ROOT / ".ci" / "sbom", file, python], check=True)
    bill = json.loads(file.read_text())
    parts = {part["name"].lower(): part for part in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "centre"
    assert parts["django"]["licenses"] == [
        {"license": {"acknowledgement": "declared", "id": "BSD-3-Clause"}}
    ]
    assert {"serialNumber", "timestamp"} & {*bill, *bill["metadata"]} == set()
