"""Juries, data sets and comparisons as rows: what the gate reads, without training anything."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from scoring import registry
from scoring.core.fileformat import FORMAT
from scoring.enums import Status
from scoring.models import Comparison, DataSet, JuryModel, TrainedOn
from scoring.promotion import actions
from scoring.promotion.record import Person

REASON = "It orders the startups of this year better."
SECOND_REASON = "I read the comparison and agree with it."
ANA, BO = Person("Ana", 1), Person("Bo", 2)


def judge(auc: float, brier: float, **more: Any) -> dict[str, Any]:
    told = {"auc": auc, "auc_low": auc - 0.05, "auc_high": auc + 0.05}
    told |= {"brier": brier, "brier_low": brier - 0.02, "brier_high": brier + 0.02}
    slope = {"calibration_slope": 1.05, "calibration_slope_low": 0.8, "calibration_slope_high": 1.4}
    return {**told, "ece": 0.05, **slope, **more}


def difference(word: str, name: str) -> dict[str, Any]:
    """Of the jury to the points rule by a figure, as far as the gate reads it."""
    size = 0.06 if name == "auc" else -0.03
    value = -size if word == "worse" else size
    p = 0.3 if word == "not distinguishable" else 0.03
    return {
        "difference": value,
        "low": value - 0.02,
        "high": value + 0.02,
        "p": p,
        "p_adjusted": 0.09,
        "verdict": "?",
    }


def good_metrics() -> dict[str, Any]:
    """Of a jury that an honest training gave: all that the gate asks for, passed."""
    return {
        "cross_validated": {
            "rows": 230,
            "repetitions": 5,
            "folds": 5,
            "judges": {"jury": judge(0.79, 0.187), "points_rule": judge(0.727, 0.217)},
            "differences": {
                "auc": {"points_rule": difference("not distinguishable", "auc")},
                "brier": {"points_rule": difference("better", "brier")},
            },
        },
        "held_out": {
            "rows": 46,
            "successes": 23,
            "sha256": "4" * 64,
            "judges": {"jury": judge(0.77, 0.19), "points_rule": judge(0.73, 0.22)},
        },
    }


def data_set(name: str = "rounds", **changed: Any) -> DataSet:
    facts = {
        "series": name,
        "file_sha256": hashlib.sha256(name.encode()).hexdigest(),
        "mapping_sha256": "2" * 64,
        "label": "won",
        "label_meaning": "it won the contest",
        "filename": "rounds.csv",
        "mapping": "version = 1",
        "licence": "CC BY 4.0",
        "provenance": "From the organisers of the contest.",
        "questionnaire": "v1",
        "rows": 276,
        "successes": 138,
        "content": b"",
        "created_at": timezone.now(),
    }
    return DataSet.objects.create(name=name, **{**facts, **changed})


def jury_of(version: str, *sources: DataSet, **changed: Any) -> JuryModel:
    """A candidate that passes every condition, given a data set and a comparison."""
    sha256 = hashlib.sha256(version.encode()).hexdigest()
    check = {"name": "base", "promise": "p", "exhaustive": True, "cases": 1200, "figures": {}, "seconds": 1.0}
    facts = {
        "file": version.encode(),
        "questionnaire": "v1",
        "trained_on": "230 startups with known outcomes",
        "synthetic": False,
        "seed": 1,
        "rows": 230,
        "format": FORMAT,
        "metrics": good_metrics(),
        "proof": {"sha256": sha256, "thorough": True, "checks": [check], "golden": []},
        "label": "won",
        "label_meaning": "it won the contest",
    }
    record = JuryModel.objects.create(version=version, sha256=sha256, **{**facts, **changed})
    TrainedOn.objects.bulk_create(TrainedOn(jury=record, dataset=source) for source in sources)
    return JuryModel.objects.defer("file").get(pk=record.pk)


def compare(
    candidate: JuryModel,
    champion: JuryModel,
    seen: bool | None = False,
    holdout: str = "4" * 64,
    on: Sequence[str] | None = None,
    rows: int = 46,
    successes: int = 23,
    **words: str,
) -> Comparison:
    """A comparison in which no figure differs beyond noise, but for those whose word is given.

    Parameters
    ----------
    on : names of the data sets; None for those that the candidate learned from.
    """
    figures = [
        {
            "name": name,
            "better": "higher" if name == "auc" else "lower",
            "candidate": {"value": 0.77, "low": 0.7, "high": 0.84},
            "champion": {"value": 0.75, "low": 0.68, "high": 0.82},
            "points_rule": {"value": 0.73, "low": 0.66, "high": 0.8},
            "difference": {
                "value": 0.02,
                "low": -0.03,
                "high": 0.07,
                "word": words.get(name, "not distinguishable"),
            },
            "against_points": {"value": 0.04, "low": -0.02, "high": 0.1, "word": "not distinguishable"},
        }
        for name in ("auc", "brier", "log_loss", "ece")
    ]
    result = {
        "schema": 1,
        "rows": rows,
        "successes": successes,
        "sources": list(candidate.datasets.values_list("name", flat=True)) if on is None else list(on),
        "seen": {"candidate": seen, "champion": None},
        "figures": figures,
    }
    return Comparison.objects.create(
        candidate=candidate, champion=champion, holdout=holdout, result=result, created_at=timezone.now()
    )


def install(jury: JuryModel) -> JuryModel:
    return registry.promote_if_vacant(record=jury, now=timezone.now())


def promote(jury: JuryModel, by: Person = ANA, **more: Any):
    return actions.promote(jury=jury, by=by, reason=REASON, now=timezone.now(), **more)


def request(jury: JuryModel, by: Person = ANA, **more: Any):
    return actions.request_overruling(jury=jury, by=by, reason=REASON, now=timezone.now(), **more)


def overrule(asked, by: Person = BO, **more: Any):
    return actions.overrule(request=asked, by=by, reason=SECOND_REASON, now=timezone.now(), **more)


def roll_back(by: Person = ANA, **more: Any):
    return actions.roll_back(by=by, now=timezone.now(), **more)


def champion() -> str | None:
    return JuryModel.objects.filter(status=Status.CHAMPION).values_list("version", flat=True).first()
