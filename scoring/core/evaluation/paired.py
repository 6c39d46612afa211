"""A candidate beside the champion: both and the points rule on the same rows that a run never trains on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.core.dataset import DataSet
from scoring.core.evaluation.metrics import RESAMPLES, calibration_error_by_chance
from scoring.core.evaluation.paired_curves import reliability_bins, roc_points
from scoring.core.evaluation.paired_figures import CANDIDATE, CHAMPION, POINTS, paired_figures
from scoring.core.evaluation.paired_moves import Juries, Subject, finals, movers
from scoring.core.holdout import fingerprint
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
) -> dict[str, Any]:
    """Compare two juries. The same juries, rows and seed give the same result to the last bit.

    Parameters
    ----------
    rows : the hold-out, translated to the juries' questionnaire.
    finalists : of past shows, see `paired_moves.finals`.
    seen : by jury whether it learned from these rows; None where nobody knows.
    seed, resamples : of the bootstrap.

    Returns
    -------
    Plain values for JSON:

    * ``schema`` 1, ``rows``, ``successes``, ``holdout`` (fingerprint of the rows), ``seed``, ``resamples``, ``seen``;
    * ``figures``, see `paired_figures.paired_figures`;
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
    if juries.candidate.questionnaire != juries.champion.questionnaire:
        detail = "The two juries were trained on different questionnaires and cannot be compared row by row."
        raise Problem("other_questionnaire", detail)
    if not len(rows.outcomes):
        raise TooLittleData(
            "too_little_data", "None of the rows is held out, so there is nothing to compare on."
        )
    outcomes = rows.outcomes
    scores = {
        CANDIDATE: juries.candidate.score_many(rows.sheets),
        CHAMPION: juries.champion.score_many(rows.sheets),
        POINTS: points_rule(rows.sheets),
    }
    shares = {name: points / 100 for name, points in scores.items()}
    shows, contenders = finals(juries, finalists)
    told = zip(
        rows.sheets, outcomes.tolist(), scores[CANDIDATE].tolist(), scores[CHAMPION].tolist(), strict=True
    )
    subjects = [
        Subject(f"hold-out row {row}", row, outcome, sheet, new, old)
        for row, (sheet, outcome, new, old) in enumerate(told, start=1)
    ]
    return {
        "schema": SCHEMA,
        "rows": len(outcomes),
        "successes": int(outcomes.sum()),
        "holdout": fingerprint(rows),
        "seed": seed,
        "resamples": resamples,
        "seen": dict(seen),
        "figures": paired_figures(outcomes, shares, seed, resamples),
        "roc": {name: roc_points(outcomes, given) for name, given in shares.items()},
        "reliability": {
            **{name: reliability_bins(outcomes, shares[name]) for name in (CANDIDATE, CHAMPION)},
            "by_chance": {
                name: calibration_error_by_chance(shares[name], seed) for name in (CANDIDATE, CHAMPION)
            },
        },
        "movers": movers(juries, [*subjects, *contenders], seed),
        "finalists": shows,
    }
