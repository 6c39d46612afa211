"""A trained jury without a database, and the real startups."""

from typing import Any

import numpy as np
import pytest

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


def random_sheets(count: int, seed: int, answered: float | None = None) -> Sheets:
    """Sheets with random levels; each answers the given share of the questions, or a share of its own."""
    rng = np.random.default_rng(seed)
    sheets = np.column_stack([rng.integers(0, levels, count) for levels in level_counts()]).astype(np.int8)
    shares = rng.random((count, 1)) if answered is None else answered
    sheets[rng.random(sheets.shape) > shares] = -1
    return sheets
