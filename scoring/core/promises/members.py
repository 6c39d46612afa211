"""Promises of the votes: proven of every coefficient and every leaf, so of every complete sheet there is."""

from __future__ import annotations

import numpy as np

from scoring.core.features import Floats, directions
from scoring.core.promises.boxes import every_sheet_once, find_fall, read_boxes
from scoring.core.promises.proof import BrokenPromise
from scoring.core.promises.samples import complete_sheets
from scoring.core.promises.subject import Result, Subject
from scoring.core.promises.voters import (
    Voter,
    calibration_numbers,
    calibration_slopes,
    replicates_votes_by_walking,
    voters,
    votes_by_scikit_learn,
)
from scoring.core.questionnaire import load

ROUNDING_OF_VOTES = 1e-12
"""By which a vote or a leaf may differ where the same numbers were added in another order."""
COMPARED_SHEETS = 4_000
COMPARED_OF_REPLICATES = 100


def numbers_are_finite(subject: Subject) -> Result:
    """Every number that a score is computed from is a number."""
    jury = subject.jury
    population = jury.population
    parts = {
        **{f"{name} of {voter.name}": values for voter in voters(jury) for name, values in _numbers(voter)},
        "calibration": calibration_numbers(jury),
        "population's level scores": population.scores_,
        "population's correlation": population.correlation_,
        "population's random numbers": population.normals_,
        # A cut of +inf stands for one that a question does not have.
        "population's cuts": np.where(np.isposinf(population.cuts_), 0.0, population.cuts_),
    }
    for name, values in parts.items():
        if not np.isfinite(values).all():
            where = [int(place) for place in np.argwhere(~np.isfinite(values))[0]]
            raise BrokenPromise(
                "numbers_finite", f"The {name} hold a number that is not finite.", {"where": where}
            )
    return sum(values.size for values in parts.values()), {}


def linear_signs(subject: Subject) -> Result:
    """No coefficient of a directed question has the wrong sign."""
    known = voters(subject.jury)
    for voter in known:
        wrong = np.flatnonzero(voter.coefficients * directions() < 0)
        if len(wrong):
            key, value = load().keys[wrong[0]], float(voter.coefficients[wrong[0]])
            detail = (
                f"The linear member of {voter.name} weighs '{key}' by {value:.3g}, against its direction."
            )
            raise BrokenPromise("linear_signs", detail, {"question": key, "coefficient": value})
    return len(known) * int((directions() != 0).sum()), {}


def boosted_trees(subject: Subject) -> Result:
    """No tree of a boosted member falls with a better answer. Cases are pairs of leaves."""
    return sum(_trees_rise(voter, "boosted") for voter in voters(subject.jury)), {}


def forest_trees(subject: Subject) -> Result:
    """No tree of a forest member falls with a better answer. Cases are pairs of leaves."""
    return sum(_trees_rise(voter, "forest") for voter in voters(subject.jury)), {}


def packed_members(subject: Subject) -> Result:
    """The packed predictor, which really scores, votes as scikit-learn's members do, and as the replicates' trees."""
    jury = subject.jury
    sheets = complete_sheets(COMPARED_SHEETS if subject.thorough else COMPARED_SHEETS // 8)
    few = sheets[:COMPARED_OF_REPLICATES]
    pairs = {
        "member": (sheets, jury.packed.votes(sheets), votes_by_scikit_learn(jury, sheets)),
        "replicate": (few, jury.replicates.packed.votes(few), replicates_votes_by_walking(jury, few)),
    }
    largest = 0.0
    for name, (rows, packed, plain) in pairs.items():
        gaps: Floats = np.abs(packed - plain)
        largest = max(largest, float(gaps.max()))
        if not gaps.max() <= ROUNDING_OF_VOTES:
            number, row = np.unravel_index(int(np.argmax(gaps)), gaps.shape)
            detail = f"The packed predictor differs from {name} {number + 1} by {gaps.max():.3g}."
            raise BrokenPromise("packed_members", detail, {"sheet": rows[row].tolist()})
    return sum(votes.size for _rows, votes, _plain in pairs.values()), {
        "largest_difference_of_votes": largest
    }


def calibration_rises(subject: Subject) -> Result:
    """No calibration's line falls with the vote, and the band's ends are quantiles in their order."""
    slopes = calibration_slopes(subject.jury)
    for name, slope in slopes.items():
        if slope < 0:
            detail = f"The calibration of {name} falls with the vote (slope {slope:.3g})."
            raise BrokenPromise("calibration_rises", detail, {"slope": float(slope)})
    tails = subject.jury.tails
    if not ((tails >= 0) & (tails <= 0.5)).all():
        raise BrokenPromise(
            "calibration_rises", "The ends of a band are turned around.", {"tails": tails.tolist()}
        )
    return len(slopes) + len(tails), {}


def _numbers(voter: Voter) -> list[tuple[str, Floats]]:
    return [
        ("coefficients", voter.coefficients),
        ("constants", voter.constants),
        ("leaves of the boosted trees", np.concatenate([tree.value for tree in voter.boosted])),
        ("leaves of the forest", np.concatenate([tree.value for tree in voter.forest])),
    ]


def _trees_rise(voter: Voter, kind: str) -> int:
    trees = voter.boosted if kind == "boosted" else voter.forest
    boxes = read_boxes(trees, single=kind == "forest")
    check = f"{kind}_trees"
    if not every_sheet_once(boxes):
        raise BrokenPromise(check, f"A {kind} tree of {voter.name} does not hold every sheet exactly once.")
    compared, fall = find_fall(boxes, directions(), ROUNDING_OF_VOTES)
    if fall is not None:
        key = load().keys[fall.question]
        detail = f"Tree {fall.tree + 1} of the {kind} member of {voter.name} falls with a better answer to '{key}'."
        example = {"tree": fall.tree, "question": key, "before": fall.before, "after": fall.after}
        raise BrokenPromise(check, detail, example)
    return compared
