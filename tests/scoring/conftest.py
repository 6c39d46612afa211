"""A trained jury without a database, the real startups, and commands as people run them."""

import json
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from scoring.core import artefact
from scoring.core.features import Sheets, level_counts
from scoring.core.jury import JuryModel
from tests.support.cax import raw_rows


@pytest.fixture(scope="session")
def model(trained_jury: bytes) -> JuryModel:
    """The built-in jury, as read from its file."""
    return artefact.load(trained_jury, artefact.sha256(trained_jury))


@pytest.fixture(scope="session")
def real_startups(shared_data) -> list[dict[str, Any]]:
    """The 228 real companies: {"company", "label", "answers"}."""
    return raw_rows(shared_data / "cax_raw_228.csv.gz")


@pytest.fixture
def run_command(capsys):
    """(exit code, stdout, problem or None) of a command."""

    def run(*arguments: object) -> tuple[int, str, dict[str, Any] | None]:
        try:
            call_command(*map(str, arguments))
            code = 0
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, json.loads(told.err) if told.err else None

    return run


def random_sheets(count: int, seed: int, answered: float | None = None) -> Sheets:
    """Sheets with random levels; each answers the given share of the questions, or a share of its own."""
    rng = np.random.default_rng(seed)
    sheets = np.column_stack([rng.integers(0, levels, count) for levels in level_counts()]).astype(np.int8)
    shares = rng.random((count, 1)) if answered is None else answered
    sheets[rng.random(sheets.shape) > shares] = -1
    return sheets
