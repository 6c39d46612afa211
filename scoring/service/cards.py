"""What anybody may know about the champion: where it comes from, how good it is, and who made it the champion when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.models import JuryModel

STUDY = Path(__file__).resolve().parents[2] / "docs" / "model-card.json"
"""What `make card` measured about the built-in jury, which learned from invented startups, on real ones."""
CHANGES_TOLD = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """How good a jury is, and on what that was found.

    Attributes
    ----------
    on : ``trained_alike`` (juries trained in the same way, each company scored only by those that had not learned from
        it), ``kept_aside`` (this jury, on companies that it has not learned from), ``other_folds`` (of the training
        data, which for invented startups says nothing about real ones).
    startups, successes : of the data; 0 where that is not known.
    jury, points_rule : figures by name, with ``<name>_low`` and ``<name>_high`` where there is an interval.
    verdict : of the AUC against the rule of thumb: "better", "worse", "not distinguishable", or "".
    bins : ``predicted`` and ``observed`` share of successes, ``low`` and ``high``, in steps of the score.
    holds : share of final scores within the band after a few answers, see docs/model-card.md; may be empty.
    """

    on: str
    startups: int
    successes: int
    jury: dict[str, float | None]
    points_rule: dict[str, float | None]
    verdict: str = ""
    bins: tuple[dict[str, float], ...] = ()
    holds: tuple[dict[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """That a jury became the champion. `kind` is a `scoring.enums.Step`."""

    at: datetime
    kind: str
    version: str


@dataclass(frozen=True, slots=True)
class Card:
    """The public card of the champion.

    Attributes
    ----------
    sources : of each data set ``rows``, ``successes``, ``meaning``, ``licence``, ``provenance``, ``first``, ``last``.
    held_out : figures on companies that no jury trained here ever learns from; None where there are none.
    proven : how many promises were proven, in how many cases; (0, 0) before there were proofs.
    changes : the newest first.
    """

    version: str
    sha256: str
    trained_on: str
    synthetic: bool
    rows: int
    label_meaning: str
    sources: tuple[dict[str, Any], ...]
    measured: Measured | None
    held_out: Measured | None
    proven: tuple[int, int]
    changes: tuple[Change, ...]


def champion_card() -> Card | None:
    """The card of the champion; None where there is no champion."""
    from scoring import registry

    try:
        record = registry.find_champion()
    except registry.NoSuchModel:
        return None
    checks = record.proof.get("checks", []) if isinstance(record.proof, Mapping) else []
    return Card(
        version=record.version,
        sha256=record.sha256,
        trained_on=record.trained_on,
        synthetic=record.synthetic,
        rows=record.rows,
        label_meaning=record.label_meaning,
        sources=_sources(record),
        measured=_measured(record),
        held_out=_held_out(record.metrics),
        proven=(len(checks), sum(check.get("cases", 0) for check in checks)),
        changes=_changes(),
    )


def _sources(record: JuryModel) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "rows": each.rows,
            "successes": each.successes,
            "meaning": each.label_meaning,
            "licence": each.licence,
            "provenance": each.provenance,
            "first": each.first_date,
            "last": each.last_date,
        }
        for each in record.datasets.defer("content").order_by("pk")
    )


def _measured(record: JuryModel) -> Measured | None:
    """None where nothing was measured, or where the figures are not what this version reads."""
    metrics = record.metrics
    if crossed := metrics.get("cross_validated"):
        return _of_study(crossed)
    if study := _study_of(record):
        data = {"rows": study["data"]["startups"], "successes": study["data"]["successes"]}
        found = study["cross_validation"] | data | {"calibration": study["calibration"]}
        return _of_study(found, tuple(study["band_cross_validated"]))
    if not (judged := _both(metrics.get("model"), metrics.get("points_rule"))):
        return None
    return Measured("other_folds", 0, 0, *judged)


def _of_study(found: Any, holds: tuple[dict[str, float], ...] = ()) -> Measured | None:
    if not (apart := _kept(found, "trained_alike")):
        return None
    verdict = found.get("differences", {}).get("auc", {}).get("points_rule", {}).get("verdict", "")
    bins = tuple(found.get("calibration", {}).get("bins", ()))
    return replace(apart, verdict=verdict, bins=bins, holds=holds)


def _held_out(metrics: dict[str, Any]) -> Measured | None:
    return _kept(metrics.get("held_out"), "kept_aside")


def _kept(found: Any, on: str) -> Measured | None:
    """What a jury's metrics say of one kind of rows."""
    if not isinstance(found, Mapping) or not found.get("rows"):
        return None
    judges = found.get("judges", {})
    if not (judged := _both(judges.get("jury"), judges.get("points_rule"))):
        return None
    return Measured(on, int(found["rows"]), int(found.get("successes", 0)), *judged)


def _both(jury: Any, points_rule: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The figures of both, where both were judged: where all had one outcome there is no order to be right about."""
    if any(not isinstance(each, Mapping) or each.get("auc") is None for each in (jury, points_rule)):
        return None
    return dict(jury), dict(points_rule)


def _study_of(record: JuryModel) -> dict[str, Any] | None:
    """The committed study, where it is about this jury: the built-in one, whatever the last digits of its file."""
    study = _study()
    if study is None:
        return None
    told = study["jury"]
    same = all(
        told[name] == getattr(record, name) for name in ("trained_on", "seed", "questionnaire", "rows")
    )
    return study if same else None


@lru_cache
def _study() -> dict[str, Any] | None:
    try:
        return dict(json.loads(STUDY.read_text(encoding="utf-8")))
    except FileNotFoundError:  # an installation without the documents
        return None


def _changes() -> tuple[Change, ...]:
    from scoring.enums import Step
    from scoring.models import PromotionStep

    became = PromotionStep.objects.filter(kind__in=[Step.INSTALLED, Step.PROMOTED, Step.ROLLED_BACK])
    steps = became.order_by("-number").values_list("at", "kind", "jury__version")[:CHANGES_TOLD]
    return tuple(Change(*step) for step in steps)
