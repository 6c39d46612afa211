"""What a proof says, and what is said when a promise is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from scoring.core.problems import Problem

ROUNDING = 1e-9
"""Scores may differ by this much, in points, where the same sum was taken in another order."""


class BrokenPromise(Problem):
    """A jury that does not keep what every jury promises; the code is ``broken_promise``.

    Parameters
    ----------
    check : name of the check that found it.
    detail : one English sentence.
    example : a case in which the promise is broken, in plain values.
    """

    def __init__(self, check: str, detail: str, example: Mapping[str, Any] | None = None) -> None:
        super().__init__("broken_promise", f"{detail} (check {check})", check)
        self.check = check
        self.example = dict(example or {})

    def as_dict(self) -> dict[str, Any]:
        return {**super().as_dict(), "example": self.example}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was proven.

    Attributes
    ----------
    name : stable, as in docs/promises.md.
    promise : which of the promises it belongs to, one English sentence.
    exhaustive : True if every case there is was looked at, False for a fixed sample.
    cases : how many were looked at.
    figures : what was measured on the way, such as the largest difference, in points unless named otherwise.
    seconds : how long it took.
    """

    name: str
    promise: str
    exhaustive: bool
    cases: int
    figures: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Golden:
    """What one fixed sheet scores, in points, to be compared after save, load, and in another process."""

    sheet: list[int]
    score: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proof:
    """That a jury keeps its promises.

    Attributes
    ----------
    sha256 : of the model file that the proof is about.
    thorough : False where the samples were small and no other process was asked.
    """

    sha256: str
    thorough: bool
    checks: tuple[Check, ...]
    golden: tuple[Golden, ...]

    @property
    def seconds(self) -> float:
        return sum(check.seconds for check in self.checks)

    @property
    def cases(self) -> int:
        return sum(check.cases for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """The proof in plain values, for JSON; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Proof:
        """The proof from what `as_dict` gave."""
        return cls(
            sha256=plain["sha256"],
            thorough=plain["thorough"],
            checks=tuple(Check(**{**check, "figures": dict(check["figures"])}) for check in plain["checks"]),
            golden=tuple(Golden(**row) for row in plain["golden"]),
        )
