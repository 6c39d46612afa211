"""A data set to train on, a run that was asked for, and a clock that tests move."""

import hashlib
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from scoring.core.dataset_file import dump
from scoring.models import DataSet, Run
from scoring.runs import actions, claims
from tests.support.foreign import Table

PREPARED = {"rows": 300, "splits": ["0-0", "0-1"]}
"""Facts of a finished part "prepare", as far as the number of later parts depends on them."""


class Hints(list):
    """Stands at the place of the broker: what was hinted, in order."""

    def __call__(self, run_id: int, names) -> bool:
        self.extend((run_id, name) for name in names)
        return True


@pytest.fixture(scope="session")
def content() -> bytes:
    return dump(Table().read())


def kept(content: bytes, name: str, *, label: str = "won") -> DataSet:
    """A data set as an import keeps it, without the second that its audit takes."""
    return DataSet.objects.create(
        name=name,
        series=name,
        file_sha256=hashlib.sha256(name.encode()).hexdigest(),
        mapping_sha256=hashlib.sha256(b"").hexdigest(),
        label=label,
        label_meaning=f"it {label}",
        filename="table.csv",
        questionnaire="v1",
        rows=400,
        successes=200,
        content=content,
        created_at=timezone.now(),
    )


@pytest.fixture
def dataset(db, content) -> DataSet:
    return kept(content, "rounds")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def run(dataset, steward, now) -> Run:
    """A training that was asked for just now."""
    return start(dataset, steward, now)[0]


def start(dataset, by, now, **changes) -> tuple[Run, bool]:
    asked = {"datasets": [dataset], "label": "won", "merge_labels": False, "seed": 1, **changes}
    return actions.start_training(**asked, by=by, now=now)


def claim(run: Run, name: str = "prepare", *, trainer: str = "t1", at: datetime) -> claims.Claim | None:
    return claims.claim_part(run_id=run.pk, name=name, trainer=trainer, now=at)


def later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def codes(run: Run) -> list[str]:
    """The run's log, by codes."""
    return list(run.lines.values_list("code", flat=True))
