"""The parts of a training.

prepare → fit (cross-validation, bootstrap members, folds) → calibrate (the model file; beside it the figures of the
cross-validation, which need no model) → judge (the proof in shares, and the hold-out). Within a stage the longest parts
come first, so that several trainers end it together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from scoring.core import artefact, holdout
from scoring.core.dataset_file import restore
from scoring.core.parts import figures
from scoring.core.parts.material import (
    HoldOut,
    dump_fold,
    dump_prepared,
    dump_small_juries,
    load_fold,
    load_hold_out,
    load_material,
    load_small_juries,
)
from scoring.core.parts.order import Done, Order, Trained
from scoring.core.promises import SHARES, Proof, join_shares, prove_share
from scoring.core.questionnaire import load
from scoring.core.replicates import REPLICATES
from scoring.core.training_steps import FOLDS, assemble, fit_fold, fit_small_jury, fit_whole, prepare

Facts = Mapping[str, Mapping[str, Any]]
Inputs = Mapping[str, bytes]

PREPARE, CALIBRATE, EVALUATE, REGISTER = "prepare", "calibrate", "evaluate", "register"
AT_ONCE = 4
"""Bootstrap members in a part: one alone takes an eighth of a second."""
FOLD_PARTS = tuple(f"fold-{number}" for number in range(FOLDS))
SMALL_PARTS = tuple(f"replicate-{number}" for number in range(REPLICATES // AT_ONCE))
FIGURE_PARTS = tuple(f"figures-{judge}" for judge in figures.WITH_INTERVALS)
PROOF_PARTS = tuple(f"prove-{number}" for number in range(len(SHARES)))


def stage_parts(stage: str, facts: Facts) -> tuple[str, ...]:
    """See `scoring.core.parts.stage_parts`."""
    if stage == PREPARE:
        return (PREPARE,)
    if stage == "fit":
        return (*_cv_parts(facts), *SMALL_PARTS, *FOLD_PARTS)
    if stage == CALIBRATE:
        return (CALIBRATE, *(FIGURE_PARTS if _cv_parts(facts) else ()))
    return (*PROOF_PARTS, EVALUATE) if stage == "judge" else ()


def needs(order: Order, part: str, facts: Facts) -> tuple[str, ...]:
    """See `scoring.core.parts.needs`."""
    if part == PREPARE:
        return _files(order)
    if part == CALIBRATE:
        return (PREPARE, *FOLD_PARTS, *SMALL_PARTS)
    if part == EVALUATE:
        return (PREPARE, CALIBRATE, *_cv_parts(facts))
    if part == REGISTER:
        return (CALIBRATE, *PROOF_PARTS)
    if part in PROOF_PARTS:
        return (CALIBRATE,)
    return (PREPARE, *_cv_parts(facts)) if part in FIGURE_PARTS else (PREPARE,)


def run_part(order: Order, part: str, inputs: Inputs, facts: Facts) -> Done:
    """See `scoring.core.parts.run_part`."""
    kind, _, number = part.partition("-")
    doing: dict[str, Callable[[], Done]] = {
        PREPARE: lambda: _prepare(order, inputs),
        "fold": lambda: _fold(inputs, int(number)),
        "replicate": lambda: _small_juries(inputs, int(number)),
        "cv": lambda: figures.predict(load_material(inputs[PREPARE]), number),
        CALIBRATE: lambda: _calibrate(order, inputs, facts),
        "figures": lambda: figures.judged(load_material(inputs[PREPARE]), number, _predicted(inputs)),
        "prove": lambda: _prove(inputs, int(number)),
        EVALUATE: lambda: _evaluate(inputs, facts),
    }
    return doing[kind]()


def trained(inputs: Inputs, facts: Facts) -> Trained:
    """See `scoring.core.parts.trained`."""
    data = inputs[CALIBRATE]
    told = artefact.read_facts(data)
    told["metrics"] = {**told["metrics"], **facts[EVALUATE]}
    proof = join_shares([Proof.from_dict(json.loads(inputs[part])) for part in PROOF_PARTS])
    return Trained(data, told, told["questionnaire"], proof)


def _prepare(order: Order, inputs: Inputs) -> Done:
    """Read the data sets, set the frozen hold-out aside, and fill the gaps of the rest."""
    rows, told = holdout.combine([restore(inputs[name]) for name in _files(order)])
    chosen = holdout.held_out(rows)
    apart, kept = holdout.rows_of(rows, chosen), holdout.rows_of(rows, ~chosen)
    material = prepare(kept.sheets, kept.outcomes, order.seed)
    sha256 = holdout.fingerprint(apart)
    facts = {
        **told,
        "rows": len(kept.outcomes),
        "successes": int(kept.outcomes.sum()),
        "held_out": len(apart.outcomes),
        "held_out_successes": int(apart.outcomes.sum()),
        "held_out_sha256": sha256,
        "silent": [load().keys[position] for position in material.silent],
        "splits": figures.names_of_splits(kept.outcomes),
    }
    return Done(dump_prepared(material, HoldOut(apart.sheets, apart.outcomes, sha256)), facts)


def _fold(inputs: Inputs, number: int) -> Done:
    return Done(dump_fold(fit_fold(load_material(inputs[PREPARE]), number)))


def _small_juries(inputs: Inputs, number: int) -> Done:
    material = load_material(inputs[PREPARE])
    numbers = range(number * AT_ONCE, (number + 1) * AT_ONCE)
    return Done(dump_small_juries([fit_small_jury(material, each) for each in numbers]))


def _calibrate(order: Order, inputs: Inputs, facts: Facts) -> Done:
    """The model file. The jury's own members are trained here and not in a part of their own: in four tenths of a
    second, whereas a member that was written and read again is not the same to the last byte."""
    material = load_material(inputs[PREPARE])
    folds = [load_fold(inputs[part]) for part in FOLD_PARTS]
    small = [each for part in SMALL_PARTS for each in load_small_juries(inputs[part])]
    jury = assemble(material, folds, fit_whole(material), small, told_facts(order, facts[PREPARE]))
    data = artefact.dump(jury)
    return Done(data, {"sha256": artefact.sha256(data), "bytes": len(data)})


def told_facts(order: Order, prepared: Mapping[str, Any]) -> dict[str, Any]:
    """What the model file tells about its rows, beside what the training itself knows."""
    named = ", ".join(order.sources)
    sentence = f"{prepared['rows']} startups with known outcomes (data sets {named})"
    return {
        "trained_on": order.details.get("trained_on") or sentence,
        "synthetic": False,
        "label": order.label,
        "label_meaning": order.label_meaning,
        "held_out": {"rule": holdout.RULE, "rows": prepared["held_out"]},
    }


def _prove(inputs: Inputs, number: int) -> Done:
    proof = prove_share(inputs[CALIBRATE], number)
    facts = {"checks": len(proof.checks), "cases": proof.cases, "seconds": round(proof.seconds, 2)}
    return Done(json.dumps(proof.as_dict()).encode(), facts)


def _evaluate(inputs: Inputs, facts: Facts) -> Done:
    """The figures that the record of the jury shows, as facts: cross-validated, and on the hold-out."""
    data, material = inputs[CALIBRATE], load_material(inputs[PREPARE])
    jury = artefact.load(data, artefact.sha256(data))
    judges = {part.removeprefix("figures-"): dict(facts[part]) for part in FIGURE_PARTS if part in facts}
    return Done(
        facts={
            "cross_validated": figures.cross_validated(material, judges, _predicted(inputs)),
            "held_out": figures.held_out(jury, load_hold_out(inputs[PREPARE]), material.outcomes),
        }
    )


def _predicted(inputs: Inputs) -> list[bytes]:
    """What the parts of the cross-validation found, in the order of their numbers."""
    return [inputs[name] for name in sorted(inputs) if name.startswith("cv-")]


def _files(order: Order) -> tuple[str, ...]:
    return tuple(f"dataset:{name}" for name in order.sources)


def _cv_parts(facts: Facts) -> tuple[str, ...]:
    """The parts of the cross-validation."""
    return tuple(f"cv-{name}" for name in facts[PREPARE]["splits"])
