"""The gate: what a jury must show before a person may make it the champion. Why so: docs/decisions/0011.

Every condition is judged from what was measured and kept with the jury. One that cannot be judged, because nothing was
measured, has failed, and says what to do.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from scoring import registry
from scoring.core.fileformat import FORMAT
from scoring.models import Comparison, Finding, JuryModel
from scoring.promotion.chain import plain
from scoring.registry import NoSuchModel

BETTER, WORSE, SAME = "better", "worse", "not distinguishable"
LEVEL = 0.05
LOWER_IS_BETTER = ("brier", "log_loss", "ece")
JURY, POINTS = "jury", "points_rule"
GUARDED = ("auc", "brier", "log_loss")
"""The figures by which a candidate may not be worse than the champion."""
ECE_MARGIN = 0.03
"""Three points of score: so much more calibration error than chance gives is still let through."""
SLOPES = (0.8, 1.25)
"""A calibration line whose interval reaches into this is not known to be too bold or too timid."""
ECE_BINS = 10
FEWEST_ROWS = 20
"""With fewer held-out rows, or rows of one outcome, hardly anything could be called worse."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the gate as it stood. `params` are the figures, or under ``missing`` what there was not."""

    code: str
    passed: bool
    params: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return dict(plain(asdict(self)))


def conditions(jury: JuryModel) -> list[Condition]:
    """Every condition, in the order in which a page lists them."""
    return conditions_beside(jury, find_champion())


def conditions_beside(jury: JuryModel, champion: JuryModel | None) -> list[Condition]:
    """As `conditions`, for whoever knows already what `find_champion` says."""
    judges: Mapping[str, Callable[[], Condition]] = {
        "beats_points_rule": lambda: _beats_points_rule(jury.metrics),
        "no_worse_than_champion": lambda: _no_worse_than_champion(jury, champion),
        "calibration": lambda: _calibration(jury.metrics),
        "promises": lambda: _promises(jury),
        "leak_audit": lambda: _leak_audit(jury),
        "card_complete": lambda: _card_complete(jury),
    }
    return [_judged(code, judge) for code, judge in judges.items()]


def _judged(code: str, judge: Callable[[], Condition]) -> Condition:
    """A condition; one whose figures are not what this version reads has failed, and takes no page down with it."""
    try:
        return judge()
    except (KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError):
        return Condition(code, False, {"missing": "readable"})


def failed(judged: Sequence[Condition]) -> list[Condition]:
    """Those that are not met."""
    return [condition for condition in judged if not condition.passed]


def seal(jury: JuryModel, judged: Sequence[Condition]) -> str:
    """What a page saw of the gate, so that a press of its button can be refused when that has changed since."""
    champion = find_champion()
    seen = [champion.version if champion else "", jury.version, [condition.as_dict() for condition in judged]]
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:32]


def find_champion() -> JuryModel | None:
    """The champion that a candidate is held against; None where there is none that this program can read."""
    try:
        return registry.find_champion()
    except NoSuchModel:
        return None


def counted_comparisons(jury: JuryModel, champion: JuryModel) -> list[Comparison]:
    """The comparisons with this champion on exactly the data sets that the jury learned from, newest first.

    On others nobody decides anything: who chooses the rows could choose those on which nothing can be called worse.
    """
    own = sorted(jury.datasets.values_list("name", flat=True))
    made = Comparison.objects.filter(candidate=jury, champion=champion)
    return [each for each in made if own and sorted(each.result.get("sources", [])) == own]


def figures(jury: JuryModel) -> dict[str, Any]:
    """The figures that a step of the record keeps beside its conditions."""
    champion = find_champion()
    compared = next(iter(counted_comparisons(jury, champion)), None) if champion else None
    told: dict[str, Any] = {
        name: _short(jury.metrics.get(name))
        for name in ("cross_validated", "held_out")
        if jury.metrics.get(name)
    }
    if compared:
        told["comparison"] = {
            "champion": champion.version if champion else "",
            "holdout": compared.holdout,
            "rows": compared.result.get("rows"),
            "figures": compared.result.get("figures", []),
        }
    return told


# --- the conditions ------------------------------------------------------------------------------------------------
def _beats_points_rule(metrics: Mapping[str, Any]) -> Condition:
    """Better by the Brier score and not worse by the AUC on cross-validated rows; not plainly below on the hold-out.

    One figure decides, the same for every jury, so that there is no choosing among several afterwards.
    """
    code = "beats_points_rule"
    cross, held = metrics.get("cross_validated"), metrics.get("held_out")
    if not cross:
        return Condition(code, False, {"missing": "cross_validated"})
    if not held or not held["rows"]:
        return Condition(code, False, {"missing": "held_out"})
    differences = {name: cross["differences"][name][POINTS] for name in ("auc", "brier")}
    below = _below_on_hold_out(held["judges"])
    told = {
        name: {**{key: found[key] for key in ("difference", "low", "high", "p")}, "word": word(name, found)}
        for name, found in differences.items()
    }
    passed = told["brier"]["word"] == BETTER and told["auc"]["word"] != WORSE and not below
    return Condition(code, passed, {**told, "below_on_hold_out": below, "held_out_rows": held["rows"]})


def word(name: str, found: Mapping[str, Any]) -> str:
    """How a jury differs from the points rule by a figure, from the p of the corrected resampled t-test.

    The p is not adjusted for other rivals: the gate asks about this one alone. The model card, which shows the jury
    beside several, adjusts it, so that there the same difference may be called not distinguishable.
    """
    if not found["p"] < LEVEL:
        return SAME
    return BETTER if (found["difference"] < 0) == (name in LOWER_IS_BETTER) else WORSE


def _below_on_hold_out(judges: Mapping[str, Any]) -> list[str]:
    """The figures by which the jury's whole interval on the hold-out lies on the wrong side of the points rule."""
    jury, points = judges[JURY], judges[POINTS]
    below = []
    if (
        jury.get("auc_high") is not None
        and points.get("auc") is not None
        and jury["auc_high"] < points["auc"]
    ):
        below.append("auc")
    if jury.get("brier_low") is not None and jury["brier_low"] > points["brier"]:
        below.append("brier")
    return below


def _no_worse_than_champion(jury: JuryModel, champion: JuryModel | None) -> Condition:
    """No comparison that counts calls a figure of `GUARDED` worse, and there is one.

    A champion that knows these rows is flattered by them: in its place stands the jury that was made in the same way
    without them.
    """
    code = "no_worse_than_champion"
    if champion is None:
        return Condition(code, True, {"vacant": True})
    if champion.pk == jury.pk:
        return Condition(code, True, {"itself": True})
    told = {"champion": champion.version}
    if not jury.sources.exists():
        return Condition(code, False, {**told, "missing": "unseen_rows"})
    found = [_compared(each, told) for each in counted_comparisons(jury, champion)]
    if not found:
        return Condition(code, False, {**told, "missing": "comparison"})
    return next((each for each in found if not each.passed), found[0])


def _compared(compared: Comparison, champion: Mapping[str, Any]) -> Condition:
    """The condition as one comparison has it."""
    code, result = "no_worse_than_champion", compared.result
    told = {**champion, "holdout": compared.holdout, "rows": result["rows"]}
    if result["seen"]["candidate"] is not False:
        return Condition(code, False, {**told, "missing": "unseen_rows"})
    if result["rows"] < FEWEST_ROWS or result["successes"] in (0, result["rows"]):
        return Condition(code, False, {**told, "missing": "too_few_rows", "least": FEWEST_ROWS})
    stand_in = result.get("stand_in")
    judged = stand_in["figures"] if stand_in else result["figures"]
    told["stand_in"] = bool(stand_in)
    words = {each["name"]: each["difference"]["word"] for each in judged}
    if missing := [name for name in GUARDED if name not in words]:
        return Condition(code, False, {**told, "missing": "figures", "figures": missing})
    worse = [name for name in GUARDED if words[name] == WORSE]
    return Condition(
        code, not worse, {**told, "worse": worse, "words": {name: words[name] for name in GUARDED}}
    )


def _calibration(metrics: Mapping[str, Any]) -> Condition:
    """On cross-validated rows the calibration error is no more than `ECE_MARGIN` above what so many rows show where
    every share is right, and the calibration slope's interval reaches into `SLOPES`.
    """
    code, cross = "calibration", metrics.get("cross_validated")
    if not cross:
        return Condition(code, False, {"missing": "cross_validated"})
    judged = cross["judges"][JURY]
    chance = expected_by_chance(judged["brier"], cross["rows"])
    ends = {"slope": "", "low": "_low", "high": "_high"}
    slope = {name: judged.get(f"calibration_slope{end}") for name, end in ends.items()}
    steady = None not in slope.values() and slope["low"] <= SLOPES[1] and slope["high"] >= SLOPES[0]
    small = judged["ece"] <= chance + ECE_MARGIN
    told = {
        "ece": judged["ece"],
        "by_chance": chance,
        "margin": ECE_MARGIN,
        "small": small,
        "steady": steady,
        **slope,
    }
    return Condition(code, small and steady, told)


def expected_by_chance(brier: float, rows: int) -> float:
    """The calibration error that so many rows in ten bins show on average where every share is right.

    The mean absolute value of a normal error whose variance is that of a bin's share of successes; for calibrated
    shares the mean variance of an outcome is their Brier score.
    """
    return math.sqrt(2 / math.pi * ECE_BINS * brier / rows)


def _promises(jury: JuryModel) -> Condition:
    """A thorough proof, of this very file, in the format that this program reads."""
    proof, code = jury.proof, "promises"
    if not proof or not proof.get("checks"):
        return Condition(code, False, {"missing": "proof"})
    told = {"checks": len(proof["checks"]), "cases": sum(check["cases"] for check in proof["checks"])}
    own, thorough, current = proof["sha256"] == jury.sha256, bool(proof["thorough"]), jury.format == FORMAT
    return Condition(
        code, own and thorough and current, {**told, "own": own, "thorough": thorough, "current": current}
    )


def _leak_audit(jury: JuryModel) -> Condition:
    """It learned from data sets that were audited when they were imported, and no finding about them is serious.

    One that somebody explained is still serious: one person alone could otherwise let a leak through the gate. What
    was explained stands in the step that two persons take.
    """
    code, sources = "leak_audit", jury.datasets.count()
    if not sources:
        return Condition(code, False, {"missing": "datasets"})
    found = registry.serious_findings(jury)
    told = {
        "datasets": sources,
        "open": [_named(finding) for finding in found if finding.overruled_at is None],
        "overruled": [
            {**_named(finding), "by": finding.overruled_by, "reason": finding.overruled_reason}
            for finding in found
            if finding.overruled_at is not None
        ],
    }
    return Condition(code, not found, told)


def _named(finding: Finding) -> dict[str, str]:
    return {"dataset": finding.dataset.name, "code": finding.code, "column": finding.column}


def _card_complete(jury: JuryModel) -> Condition:
    """Whoever reads the public card learns what it learned from, under which licence, what counted as success, and how
    good it is.
    """
    missing: list[dict[str, str]] = []
    for name in ("trained_on", "label", "label_meaning"):
        if not getattr(jury, name).strip():
            missing.append({"what": name})
    sources = list(jury.datasets.values("name", "licence", "provenance"))
    if not sources:
        missing.append({"what": "datasets"})
    for source in sources:
        missing += [
            {"what": name, "dataset": source["name"]}
            for name in ("licence", "provenance")
            if not source[name].strip()
        ]
    for name in ("cross_validated", "held_out"):
        measured = jury.metrics.get(name)
        if not measured or not measured["rows"]:
            missing.append({"what": name})
    return Condition("card_complete", not missing, {"lacks": missing})


def _short(measured: Any) -> dict[str, Any]:
    """The figures of the jury and of the points rule, with their intervals; and the differences."""
    found = measured if isinstance(measured, Mapping) else {}
    judges = {name: found["judges"][name] for name in (JURY, POINTS) if name in found.get("judges", {})}
    kept = {
        name: found[name] for name in ("rows", "successes", "sha256", "repetitions", "folds") if name in found
    }
    differences = {
        name: {POINTS: rivals[POINTS]}
        for name, rivals in found.get("differences", {}).items()
        if POINTS in rivals
    }
    return {**kept, "judges": judges, **({"differences": differences} if differences else {})}
