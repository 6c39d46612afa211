"""Whose score another jury would move most and why, and how past finals would have ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.core.explanation import explain
from scoring.core.features import Sheets, to_sheets
from scoring.core.questionnaire import load
from scoring.core.told import LEAST_TOLD

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

MOST_MOVED = 5
"""Each costs two exact explanations, some two seconds."""
MOST_REASONS = 4
EVERY_COALITION = 8_192
"""Enough that the reasons are exact: no questionnaire so far asks for more coalitions."""


@dataclass(frozen=True, slots=True)
class Juries:
    """The two that are compared, of one questionnaire."""

    candidate: JuryModel
    champion: JuryModel


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whom both juries scored.

    Attributes
    ----------
    who : in English; `row` counts from 1 in the hold-out and is None for a finalist, who is named.
    outcome : 1, 0, or None where nobody knows.
    sheet : (28,).
    candidate, champion : scores in points.
    """

    who: str
    row: int | None
    outcome: int | None
    sheet: Sheets
    candidate: float
    champion: float

    @property
    def move(self) -> float:
        return self.candidate - self.champion


def movers(juries: Juries, subjects: Sequence[Subject], seed: int) -> list[dict[str, Any]]:
    """Whose score moves most, the largest move first, five at most; moves too small to be spoken of are left out.

    Returns
    -------
    For each: ``who``, ``row``, ``outcome``, both scores, and why: the points of ``start`` (the juries begin at
    different bases), of up to four questions under ``why``, and of the ``rest`` of the questions. They add up to the
    move.
    """
    moved = sorted(subjects, key=lambda each: -abs(each.move))[:MOST_MOVED]
    return [
        {
            "who": each.who,
            "row": each.row,
            "outcome": each.outcome,
            "champion": each.champion,
            "candidate": each.candidate,
            **reasons(juries, each, seed),
        }
        for each in moved
        if abs(each.move) >= LEAST_TOLD
    ]


def reasons(juries: Juries, subject: Subject, seed: int) -> dict[str, Any]:
    """Why two juries disagree about one sheet: the differences of what each answer adds (Owen values, see
    `scoring.core.question_shapley`)."""
    new, old = (
        explain(jury, subject.sheet, seed, limit=EVERY_COALITION)
        for jury in (juries.candidate, juries.champion)
    )
    differences = {key: points - old.questions[key] for key, points in new.questions.items()}
    largest = sorted(differences, key=lambda key: -abs(differences[key]))[:MOST_REASONS]
    told = [key for key in largest if abs(differences[key]) >= LEAST_TOLD]
    start = new.base - old.base
    return {
        "start": start,
        "why": [{"question": key, "points": differences[key]} for key in told],
        "rest": subject.move - start - sum(differences[key] for key in told),
    }


def finals(
    juries: Juries, finalists: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[Subject]]:
    """How past finals would have ended under each jury, by the answers given on stage.

    Parameters
    ----------
    finalists : with ``edition``, ``title``, ``show``, ``key``, ``company``, ``answers`` in natural units, ``score`` and
        ``rank`` as revealed, in the order of their ranks.

    Returns
    -------
    By show its contenders, and everybody as subjects.
    """
    if not finalists:
        return [], []
    sheets = to_sheets((each["answers"] for each in finalists), load(juries.candidate.questionnaire))
    candidate = juries.candidate.score_many(sheets).tolist()
    champion = juries.champion.score_many(sheets).tolist()
    shows: dict[tuple[str, int], dict[str, Any]] = {}
    for each, new, old in zip(finalists, candidate, champion, strict=True):
        show = shows.setdefault(
            (each["edition"], each["show"]),
            {name: each[name] for name in ("edition", "title", "show")} | {"contenders": []},
        )
        show["contenders"].append(
            {
                "key": each["key"],
                "company": each["company"],
                "rank_then": each["rank"],
                "score_then": each["score"],
                "champion": old,
                "candidate": new,
            }
        )
    for show in shows.values():
        for judge in ("champion", "candidate"):
            _rank(show["contenders"], judge)
    named = zip(finalists, sheets, candidate, champion, strict=True)
    return list(shows.values()), [Subject(each["company"], None, None, *told) for each, *told in named]


def _rank(contenders: list[dict[str, Any]], judge: str) -> None:
    """Places by the score shown, two decimals; equal scores keep the order of then."""
    order = np.argsort([-round(each[judge], 2) for each in contenders], kind="stable")
    for rank, place in enumerate(order.tolist(), start=1):
        contenders[place][f"rank_{judge}"] = rank
