"""Two juries that need no training, startups with few answers, and a comparison in the database."""

import dataclasses
import gzip
from datetime import UTC, datetime

import numpy as np
import pytest

from scoring.core import artefact
from scoring.core.calibration import PlattCalibration
from scoring.core.cohort import sample_cohort
from scoring.core.dataset import DataSet
from scoring.core.evaluation.paired import compare_juries
from scoring.core.evaluation.paired_moves import Juries
from scoring.core.fileformat import FORMAT

NOW = datetime(2026, 5, 4, 20, 30, tzinfo=UTC)
FINALISTS = [
    {
        "edition": "valencia-2025",
        "title": "Valencia 2025",
        "show": 1,
        "key": f"finalist-{rank}",
        "company": company,
        "answers": {"team_founders": founders, "trac_employees": employees, "trac_b2b": 1.0},
        "score": 80.0 - rank,
        "rank": rank,
    }
    for rank, (company, founders, employees) in enumerate(
        [("Acequia", 1.0, 3.0), ("Boreal", 3.0, 60.0), ("Cargolux Labs", 2.0, 12.0)], start=1
    )
]


def changed(jury, slope):
    """The same jury with other votes behind its scores: bolder, or with a slope under zero upside down."""
    line = PlattCalibration.of_line(slope * jury.calibration.slope_, slope * jury.calibration.intercept_)
    return dataclasses.replace(jury, calibration=line)


def rows_with(sheets, outcomes):
    nothing = np.empty((len(outcomes), 0))
    return DataSet(sheets, outcomes, None, ("",) * len(outcomes), nothing, (), np.empty(0, dtype=np.int8))


@pytest.fixture(scope="session")
def model(trained_jury):
    return artefact.load(trained_jury, artefact.sha256(trained_jury))


@pytest.fixture(scope="session")
def few_answers():
    """Forty startups of the cohort with seven answers each, so that their reasons are quickly found."""
    sheets, outcomes = sample_cohort(3, rows=40)
    rng = np.random.default_rng(1)
    for sheet in sheets:
        sheet[rng.permutation(len(sheet))[7:]] = -1
    return rows_with(sheets, outcomes)


@pytest.fixture(scope="session")
def result(model, few_answers):
    """A bolder candidate beside the champion."""
    return compare_juries(
        Juries(candidate=changed(model, 2.0), champion=model),
        few_answers,
        finalists=FINALISTS,
        seen={"candidate": False, "champion": True},
        seed=1,
        resamples=60,
    )


@pytest.fixture
def candidate(db):
    """A jury that a run trained, as far as its record goes."""
    from scoring.models import JuryModel

    return JuryModel.objects.create(
        version="v1-data-0123456789",
        sha256="c" * 64,
        file=b"",
        questionnaire="v1",
        trained_on="contest-2024",
        synthetic=False,
        seed=1,
        rows=182,
        format=FORMAT,
        metrics={"held_out": {"rows": 46}},
    )


@pytest.fixture
def champion(jury):
    from scoring.models import JuryModel

    return JuryModel.objects.get(version=jury.version)


@pytest.fixture
def dataset(db):
    return new_dataset("contest-2024")


@pytest.fixture
def compared(candidate, champion, result):
    from scoring.models import Comparison

    return Comparison.objects.create(
        candidate=candidate, champion=champion, holdout=result["holdout"], result=result, created_at=NOW
    )


def named(company):
    """A data set of one row, of a company or of none."""
    return gzip.compress(f"company,outcome,team_founders\n{company},1,2\n".encode())


def new_dataset(name, file_sha256=""):
    from scoring.models import DataSet as Record

    return Record.objects.create(
        name=name,
        series=name,
        file_sha256=file_sha256 or name.ljust(64, "0"),
        mapping_sha256="0" * 64,
        label="contest",
        label_meaning="It won the contest.",
        filename=f"{name}.csv",
        mapping="",
        questionnaire="v1",
        rows=228,
        successes=114,
        content=named("a"),
        created_at=NOW,
    )
