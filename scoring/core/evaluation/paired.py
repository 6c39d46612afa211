"""A candidate beside the champion: both and the points rule on the same rows that a run never trains on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.core.dataset import DataSet
from scoring.core.evaluation.metrics import RESAMPLES, Outcomes, calibration_error_by_chance
from scoring.core.evaluation.paired_curves import reliability_bins, roc_points
from scoring.core.evaluation.paired_figures import CANDIDATE, CHAMPION, POINTS, paired_figures
from scoring.core.evaluation.paired_moves import Juries, Subject, finals, movers
from scoring.core.features import Floats
from scoring.core.holdout import fingerprint
from scoring.core.jury import JuryModel
from scoring.core.points import points_rule
from scoring.core.problems import Problem, TooLittleData

SCHEMA = 1


def compare_juries(
    juries: Juries,
    rows: DataSet,
    *,
    finalists: Sequence[Mapping[str, Any]] = (),
    seen: Mapping[str, bool | None],
    seed: int,
    resamples: int = RESAMPLES,
    stand_in: tuple[JuryModel, str] | None = None,
) -> dict[str, Any]:
    """Compare two juries. The same juries, rows and seed give the same result to the last bit.

    Parameters
    ----------
    rows : the hold-out, translated to the juries' questionnaire.
    finalists : of past shows, see `paired_moves.finals`.
    seen : by jury whether it learned from these rows; None where nobody knows.
    seed, resamples : of the bootstrap.
    stand_in : for a champion that knows the rows, see `stand_in.train_stand_in`.

    Returns
    -------
    Plain values for JSON:

    * ``schema`` 1, ``rows``, ``successes``, ``holdout`` (fingerprint of the rows), ``seed``, ``resamples``, ``seen``;
    * ``figures``, see `paired_figures.paired_figures`;
    * ``stand_in``: None, or ``made`` and the same ``figures`` with the stand-in in the champion's place;
    * ``roc`` by judge, see `paired_curves.roc_points`;
    * ``reliability`` by jury, see `paired_curves.reliability_bins`, and under ``by_chance`` the calibration error that
      each jury's shares would show on so many rows if they were perfect;
    * ``movers``, see `paired_moves.movers`: rows of the hold-out, counted from 1, and finalists;
    * ``finalists``, see `paired_moves.finals`.

    Raises
    ------
    TooLittleData : ``too_little_data``, no row is held out.
    Problem : ``other_questionnaire``, the juries ask different questions.
    """
    _check(juries, rows)
    outcomes, scores = rows.outcomes, _scores(juries, rows)
    shares = {name: points / 100 for name, points in scores.items()}
    shows, contenders = finals(juries, finalists)
    return {
        "schema": SCHEMA,
        "rows": len(outcomes),
        "successes": int(outcomes.sum()),
        "holdout": fingerprint(rows),
        "seed": seed,
        "resamples": resamples,
        "seen": dict(seen),
        "figures": paired_figures(outcomes, shares, seed, resamples),
        "stand_in": _beside(stand_in, rows, shares, seed, resamples),
        "roc": {name: roc_points(outcomes, given) for name, given in shares.items()},
        "reliability": _reliability(outcomes, {name: shares[name] for name in (CANDIDATE, CHAMPION)}, seed),
        "movers": movers(juries, [*_subjects(rows, scores), *contenders], seed),
        "finalists": shows,
    }


def _check(juries: Juries, rows: DataSet) -> None:
    if juries.candidate.questionnaire != juries.champion.questionnaire:
        detail = "The two juries were trained on different questionnaires and cannot be compared row by row."
        raise Problem("other_questionnaire", detail)
    if not len(rows.outcomes):
        detail = "None of the rows is held out, so there is nothing to compare on."
        raise TooLittleData("too_little_data", detail)


def _scores(juries: Juries, rows: DataSet) -> dict[str, Floats]:
    return {
        CANDIDATE: juries.candidate.score_many(rows.sheets),
        CHAMPION: juries.champion.score_many(rows.sheets),
        POINTS: points_rule(rows.sheets),
    }


def _beside(
    stand_in: tuple[JuryModel, str] | None,
    rows: DataSet,
    shares: Mapping[str, Floats],
    seed: int,
    resamples: int,
) -> dict[str, Any] | None:
    """The figures with the stand-in in the champion's place."""
    if stand_in is None:
        return None
    jury, made = stand_in
    others = {**shares, CHAMPION: jury.score_many(rows.sheets) / 100}
    return {"made": made, "figures": paired_figures(rows.outcomes, others, seed, resamples)}


def _reliability(outcomes: Outcomes, shares: Mapping[str, Floats], seed: int) -> dict[str, Any]:
    by_chance = {name: calibration_error_by_chance(given, seed) for name, given in shares.items()}
    return {name: reliability_bins(outcomes, given) for name, given in shares.items()} | {
        "by_chance": by_chance
    }


def _subjects(rows: DataSet, scores: Mapping[str, Floats]) -> list[Subject]:
    """The held-out startups, counted from 1."""
    told = zip(
        rows.sheets,
        rows.outcomes.tolist(),
        scores[CANDIDATE].tolist(),
        scores[CHAMPION].tolist(),
        strict=True,
    )
    return [
        Subject(f"hold-out row {row}", row, outcome, sheet, new, old)
        for row, (sheet, outcome, new, old) in enumerate(told, start=1)
    ]
