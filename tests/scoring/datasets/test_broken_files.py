"""Every kind of broken file has its own message, at once, and leaves nothing behind."""

import gzip
import os
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.importing import read_file
from scoring.core.mapping import File
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import Problem, TableProblem
from scoring.core.tablefile import read_raw_table
from scoring.management.problems import read_bytes
from tests.scoring.datasets.broken import CASES, FILES
from tests.scoring.datasets.tables import MAPPING, as_csv, as_xlsx, rows

LONGEST = 10.0


def everything_kept() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in apps.get_models(include_auto_created=True)}


def files_in(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


@pytest.fixture(scope="module")
def messages():
    """What was told of each case, as far as the tests have come."""
    return {}


@pytest.fixture
def refusal(run_import, messages):
    """The problem of a case."""

    def run(kind: str):
        case = CASES[kind]
        code, out, problem = run_import(case.data(), mapping=case.mapping, name=case.name)
        assert (code, out) == (2, "")
        messages[kind] = problem["detail"]
        return problem

    return run


def test_there_are_more_than_thirty_kinds():
    assert len(FILES) > 30


@pytest.mark.parametrize("kind", CASES)
def test_it_refuses_a_broken_file_at_once_and_leaves_no_trace(refusal, kind, tmp_path):
    case, before = CASES[kind], everything_kept()
    started = time.monotonic()

    problem = refusal(kind)

    assert time.monotonic() - started < LONGEST
    assert problem["type"] == case.code
    assert everything_kept() == before
    assert files_in(tmp_path) == sorted(str(tmp_path / name) for name in (case.name, "map.toml"))


@pytest.mark.parametrize("kind", [kind for kind, case in CASES.items() if case.row or case.column])
def test_it_names_row_and_column_where_there_is_one(refusal, kind):
    case, problem = CASES[kind], refusal(kind)

    if case.row:
        assert f"Row {case.row}" in problem["detail"]
    assert f"'{case.column}'" in problem["detail"] or not case.column
    assert case.column in problem["field"]


def test_their_messages_all_differ(refusal, messages):
    for kind in CASES:
        if kind not in messages:
            refusal(kind)

    same = {kind for kind in CASES if list(messages.values()).count(messages[kind]) > 1}
    # The same disease in two guises.
    assert same == {
        *("empty", "blank_lines_only"),
        *("utf_16", "utf_16_unmarked"),
        *("a_million_rows", "a_million_rows_xlsx"),
    }


def test_a_report_of_many_cells_is_cut_and_says_how_many_there_are(run_import):
    _code, _out, problem = run_import(CASES["garbage"].data())

    assert len(problem["cells"]) == 50
    assert problem["total"] > 1_000
    assert problem["detail"].endswith(f"{problem['total'] - 1:,} more cells cannot be taken.")
    assert [cell["row"] for cell in problem["cells"]] == sorted(cell["row"] for cell in problem["cells"])


@pytest.mark.parametrize(
    ("name", "told"), [("absent.csv", "No such file or directory"), ("folder", "Is a directory")]
)
def test_it_says_why_a_file_cannot_be_opened(run_import, tmp_path, capsys, name, told):
    (tmp_path / "folder").mkdir()
    (tmp_path / "map.toml").write_text("")

    with pytest.raises(SystemExit):
        call_command("import_dataset", str(tmp_path / name), "--map", "cax_raw", "--name", "startups")

    assert f"cannot be read: {told}." in capsys.readouterr().err


def test_it_says_that_a_file_may_not_be_read(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_bytes(as_csv(rows()))
    path.chmod(0)
    am = os.geteuid()
    os.seteuid(65_534 if am == 0 else am)  # root may read everything
    try:
        with pytest.raises(Problem, match="cannot be read: Permission denied"):
            read_bytes(str(path), "file")
    finally:
        os.seteuid(am)


def test_text_that_cannot_be_written_in_utf_8_is_in_the_wrong_encoding():
    """No encoding that a mapping may name gives half a sign today; a later Python's might."""
    file = File.model_construct(encoding="utf-7", delimiter=",")

    with pytest.raises(TableProblem) as problem:
        read_raw_table("a.csv", b"name,won\nAnn +2AA-,yes\n", file)

    assert problem.value.type == "wrong_encoding"


KINDS = {
    "startups.csv": as_csv(rows()),
    "startups.csv.gz": gzip.compress(as_csv(rows())),
    "a.xlsx": as_xlsx(rows()),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_whatever_the_bytes_it_reads_them_or_tells_a_problem(name, data):
    damaged = bytearray(KINDS[name])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=5)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))

    try:
        read_file(name, bytes(damaged[: cut or None]), parse_mapping(MAPPING))
    except Problem as problem:
        told = problem.detail
    else:
        told = "read."
    assert told.endswith(".")
