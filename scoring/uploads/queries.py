"""What there is: unfinished uploads, data sets by series, and what rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from scoring.models import DataSet, Upload

KEPT_FOR = timedelta(days=7)
WITHOUT_DATA = Upload.objects.defer("data")


class NoSuchUpload(LookupError):
    """There is none, it is somebody else's, or it was deleted after a week."""


@dataclass(frozen=True, slots=True)
class Series:
    """Data sets that are versions of each other, newest first."""

    name: str
    versions: tuple[DataSet, ...]


def unfinished(owner: Any, now: datetime) -> QuerySet[Upload]:
    """A steward's own uploads, the last touched first, without their files."""
    return WITHOUT_DATA.filter(owner=owner, touched_at__gt=now - KEPT_FOR)


def find_upload(key: UUID, owner: Any, now: datetime) -> Upload:
    """An upload with its file, for its owner alone.

    Raises
    ------
    NoSuchUpload : nobody else learns that it is there.
    """
    found = Upload.objects.filter(key=key, owner=owner, touched_at__gt=now - KEPT_FOR).first()
    if found is None:
        raise NoSuchUpload(key)
    return found


def listed() -> QuerySet[DataSet]:
    """All data sets without their rows, with their juries and with `found`, `serious` and `open` findings counted."""
    grave = Q(findings__serious=True)
    return (
        DataSet.objects.defer("content", "mapping")
        .annotate(
            found=Count("findings", filter=~Q(findings__code="not_checked"), distinct=True),
            serious=Count("findings", filter=grave, distinct=True),
            open=Count("findings", filter=grave & Q(findings__overruled_at=None), distinct=True),
        )
        .prefetch_related("juries")
        .order_by("-created_at", "-pk")  # a query that counts forgets the model's own order
    )


def by_series() -> list[Series]:
    """Every series, the one with the newest version first."""
    found: dict[str, list[DataSet]] = {}
    for dataset in listed():
        found.setdefault(dataset.series, []).append(dataset)
    return [Series(name, tuple(versions)) for name, versions in found.items()]


def level_counts(dataset: DataSet) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """For each question how many startups have each level; they never change, so a process counts them once."""
    return _level_counts(dataset.file_sha256, dataset.mapping_sha256, dataset.label)


@lru_cache(maxsize=64)
def _level_counts(file: str, mapping: str, label: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    import numpy as np

    from scoring.core.questionnaire import load as questionnaire
    from scoring.datasets import load

    kept = DataSet.objects.defer("content").get(file_sha256=file, mapping_sha256=mapping, label=label)
    sheets, known = load(kept.name).sheets, questionnaire(kept.questionnaire)
    return tuple(
        (
            question.key,
            tuple(int(count) for count in np.bincount(column[column >= 0], minlength=len(question.levels))),
        )
        for question, column in zip(known.questions, sheets.T, strict=True)
    )
