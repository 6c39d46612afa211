"""docs/datasets.md names every problem and every key of a mapping, and its example can be used."""

import ast
import re
from pathlib import Path

import pytest

from scoring.core import mapping as mapping_models
from scoring.core.mapping import Part
from scoring.core.mapping_file import parse_mapping, shipped
from tests.scoring.datasets.broken import CASES

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "datasets.md").read_text()
TABLE = PAGE[PAGE.index("## When it refuses") :]
SOURCES = [
    *(ROOT / "scoring" / "core").glob("importing*.py"),
    *(ROOT / "scoring" / "core").glob("table[fl]i*.py"),
    *(ROOT / "scoring" / "core").glob("mapping*.py"),
    ROOT / "scoring" / "datasets.py",
    ROOT / "scoring" / "management" / "commands" / "import_dataset.py",
]
TOLD_BY = {"TableProblem", "MappingProblem", "Problem", "BadCell"}
ELSEWHERE = {"unreadable_file", "wrong_type", "not_a_number", "out_of_range", "unknown_question"}
"""Codes of reading a file and of checking an answer, which the import passes on."""


def raised_codes() -> set[str]:
    """The first argument of each problem, and the code of each cell that is told of."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD_BY:
                found |= constants(node.args[0])
            if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                found |= constants(node.elts[1])
            if isinstance(node, ast.Assign) and [
                name.id for name in node.targets if isinstance(name, ast.Name)
            ] == ["code"]:
                found |= constants(node.value)
    return found


def constants(node: ast.AST) -> set[str]:
    """The codes that an expression may be, whatever it is chosen by."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return {
        value for value in parts if isinstance(value, str) and re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", value)
    }


def test_every_problem_of_an_import_is_in_the_table():
    told = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", TABLE))
    raised = raised_codes() | ELSEWHERE | {case.code for case in CASES.values()}

    assert len(raised) > 50
    assert raised - told == set()
    assert told - raised == set()


def test_every_key_of_a_mapping_is_on_the_page():
    parts = [
        each for each in vars(mapping_models).values() if isinstance(each, type) and issubclass(each, Part)
    ]
    keys = {key for part in parts for key in part.model_fields}

    assert len(keys) > 30
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", PAGE)] == []


def test_the_shipped_mappings_are_on_the_page():
    for name in shipped():
        assert f"**`{name}`**" in PAGE


def test_the_example_is_a_mapping():
    example = parse_mapping(PAGE.split("```toml\n")[1].split("```")[0])

    assert list(example.labels) == ["exit"]
    assert example.questions["inv_last_round"].multiply == pytest.approx(0.00108)
