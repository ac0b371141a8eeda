"""The lists of threats and requirements name tests that exist, and leave nothing empty."""

import ast
import csv
import re
from functools import cache

import pytest

from tests.core.builders import ROOT

LIST = ROOT / "docs" / "asvs-5.0-level-2.csv"
THREATS = ROOT / "docs" / "security.md"
SCANNERS = ROOT / "docs" / "security-scan.md"
STATES = {"shown", "documented", "deployment", "not built"}
REFERENCE = re.compile(r"tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+")


def rows():
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def functions_of(name):
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(reference):
    name, _, function = reference.partition("::")
    return not (ROOT / name).is_file() or function not in functions_of(name)


def test_every_requirement_has_an_answer():
    found = rows()
    assert len({row["requirement"] for row in found}) == len(found) > 200
    for row in found:
        assert row["state"] in STATES, row
        assert bool(row["test"]) == (row["state"] == "shown"), row
        assert row["test"] or row["why"], row
        assert row["level"] in ("1", "2"), row
        assert row["text"], row


def test_every_test_that_is_named_exists():
    named = [row["test"] for row in rows() if row["test"]]
    for page in (THREATS, SCANNERS):
        named += REFERENCE.findall(page.read_text(encoding="utf-8"))
    assert len(named) > 100
    assert [reference for reference in named if missing(reference)] == []
    assert missing("tests/web/test_access.py::test_that_is_not_there")


@pytest.mark.parametrize("number", [*range(1, 15), *range(20, 30), *range(30, 59), *range(60, 67)])
def test_every_threat_has_an_answer(number):
    lines = [
        line
        for line in THREATS.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| T-{number:02} |")
    ]
    assert len(lines) == 1
    held = lines[0].split("|")[3].strip()
    assert REFERENCE.search(held) or held.startswith(
        ("Later", "Open: ", "Deployment: ", "Not possible: ")
    )
