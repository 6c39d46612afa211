"""The figures that a cohort is sampled from, and their file: small, versioned, without any company in it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from scoring.core.features import level_values
from scoring.core.problems import Problem
from scoring.core.questionnaire import load

FORMAT: Final = 1
LEVEL_DIGITS = 4
"""Levels stand in the file so that it explains itself; log(1 + x) of them needs no more digits to be told apart."""
MOST_ROUNDING = 0.02
"""Frequencies told to the thousandth may miss a sum of one by half a thousandth a level; more is another mistake."""
Pair = tuple[int, int, float]


class BadStatistics(Problem):
    """Statistics that cannot be sampled from: ``bad_statistics``, about the question or part that `field` names."""

    def __init__(self, detail: str, field: str = "") -> None:
        super().__init__("bad_statistics", detail, field)


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How careful the estimate was, as told in `scoring.core.cohort_estimate`; nothing is computed from it."""

    marginal_lambda: float
    corr: float
    corr_min: float


@dataclass(frozen=True, slots=True)
class OutcomeStatistics:
    """What is known about the startups of one outcome.

    Attributes
    ----------
    frequencies : for each question how often each level occurs; they add up to 1 but for rounding.
    pairs : (position, lower position, correlation) of the questions that go together; all others count as unrelated.
    """

    frequencies: tuple[tuple[float, ...], ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class CohortStatistics:
    """Aggregate statistics of startups with known outcomes, for one questionnaire (version 1).

    Attributes
    ----------
    n : how many real companies they were estimated on.
    base_rate : share of successes among them.
    fail, success : what is known about either outcome.
    """

    n: int
    base_rate: float
    shrink: Shrinkage
    fail: OutcomeStatistics
    success: OutcomeStatistics

    @property
    def silent(self) -> tuple[int, ...]:
        """Positions of the questions that nothing is told about: each level as likely as any, in both outcomes."""
        paired = {
            place for outcome in (self.fail, self.success) for pair in outcome.pairs for place in pair[:2]
        }
        both = zip(self.fail.frequencies, self.success.frequencies, strict=True)
        alike = [len(set(failed)) == 1 and failed == succeeded for failed, succeeded in both]
        return tuple(place for place, same in enumerate(alike) if same and place not in paired)

    @classmethod
    def from_json(cls, text: str) -> CohortStatistics:
        """Read and check the file.

        Raises
        ------
        BadStatistics : it is no such file, of another version, of another questionnaire, or its figures are impossible.
        """
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadStatistics(f"Not JSON that can be read: {error}.") from error
        if not isinstance(raw, dict) or raw.get("version") != FORMAT:
            raise BadStatistics(f"The file holds no cohort statistics of version {FORMAT}.", "version")
        n = raw.get("n")
        if not isinstance(n, int) or isinstance(n, bool) or n < 1:
            raise BadStatistics("'n' must be the whole number of companies behind the statistics.", "n")
        questions, corr = _part(raw, "questions"), _part(raw, "corr")
        _check_questions(questions)
        return cls(
            n=n,
            base_rate=_number(raw.get("base_rate"), "base_rate", 0.0, 1.0),
            shrink=Shrinkage(
                **{name: _number(_part(raw, "shrink").get(name), name, -1e-9, 1.0) for name in SHRINK}
            ),
            fail=_outcome(questions, corr, "fail"),
            success=_outcome(questions, corr, "success"),
        )

    def to_json(self) -> str:
        """The file. The same statistics give the same text; reading it gives the same statistics."""
        questions = {
            key: {
                "levels": [round(float(value), LEVEL_DIGITS) for value in values],
                "p_fail": list(self.fail.frequencies[place]),
                "p_success": list(self.success.frequencies[place]),
            }
            for place, (key, values) in enumerate(_levels())
        }
        content = {
            "version": FORMAT,
            "n": self.n,
            "base_rate": self.base_rate,
            "shrink": {name: getattr(self.shrink, name) for name in SHRINK},
            "questions": questions,
            "corr": {
                "fail": [list(pair) for pair in self.fail.pairs],
                "success": [list(pair) for pair in self.success.pairs],
            },
        }
        return json.dumps(content, separators=(",", ":"))


SHRINK = tuple(Shrinkage.__slots__)


def _levels() -> Iterator[tuple[str, Any]]:
    return zip(load().keys, level_values(), strict=True)


def _part(raw: dict[str, Any], name: str) -> dict[str, Any]:
    part = raw.get(name)
    if not isinstance(part, dict):
        raise BadStatistics(f"The statistics hold no '{name}'.", name)
    return part


def _number(value: Any, field: str, low: float, high: float, *, ends: bool = False) -> float:
    """A number between two others; these themselves only where `ends` says so."""
    number = not isinstance(value, bool) and isinstance(value, int | float)
    if not number or not low <= value <= high or (value in (low, high) and not ends):
        detail = f"'{field}' must hold numbers between {low:.0f} and {high:.0f}, not {str(value)[:40]}."
        raise BadStatistics(detail, field)
    return float(value)


def _check_questions(questions: dict[str, Any]) -> None:
    if list(questions) != list(load().keys):
        wrong = sorted(set(questions) ^ set(load().keys))
        detail = "The statistics are not about the questions of this questionnaire in their order"
        raise BadStatistics(f"{detail}: {', '.join(wrong[:5])}." if wrong else f"{detail}.", "questions")
    for key, values in _levels():
        entry = questions[key]
        levels = entry.get("levels") if isinstance(entry, dict) else None
        if not isinstance(levels, list) or len(levels) != len(values):
            raise BadStatistics(f"'{key}' has {len(values)} levels; the statistics tell others.", key)
        for told, value in zip(levels, values, strict=True):
            if not isinstance(told, int | float) or not math.isclose(told, value, abs_tol=1e-4):
                raise BadStatistics(f"'{key}' has no level {str(told)[:40]}.", key)


def _outcome(questions: dict[str, Any], corr: dict[str, Any], name: str) -> OutcomeStatistics:
    frequencies = tuple(_frequencies(key, entry, f"p_{name}") for key, entry in questions.items())
    told = corr.get(name)
    if not isinstance(told, list):
        raise BadStatistics(f"The statistics hold no correlations of '{name}'.", "corr")
    pairs = tuple(_pair(pair, len(frequencies)) for pair in told)
    if len({pair[:2] for pair in pairs}) < len(pairs):
        raise BadStatistics(f"A pair of questions is told twice in '{name}'.", "corr")
    return OutcomeStatistics(frequencies, pairs)


def _frequencies(key: str, entry: dict[str, Any], name: str) -> tuple[float, ...]:
    told = entry.get(name)
    if not isinstance(told, list) or len(told) != len(entry["levels"]):
        raise BadStatistics(f"'{key}' needs a frequency in '{name}' for each of its levels.", key)
    found = tuple(_number(value, key, 0.0, 1.0) for value in told)
    if abs(sum(found) - 1) > MOST_ROUNDING:
        raise BadStatistics(
            f"The frequencies '{name}' of '{key}' add up to {sum(found):.3f} and not to 1.", key
        )
    return found


def _pair(pair: Any, size: int) -> Pair:
    """Positions in descending order and a correlation."""
    if not isinstance(pair, list) or len(pair) != 3 or not all(type(place) is int for place in pair[:2]):
        raise BadStatistics("A correlation is told as [question, earlier question, value].", "corr")
    one, other, value = pair
    if not 0 <= other < one < size:
        raise BadStatistics(f"There is no pair of questions {one} and {other}.", "corr")
    return one, other, _number(value, "corr", -1.0, 1.0)
