"""How strict each reviewer is, and what the applications' means are without it.

The model is additive: score = application - severity of the reviewer + chance, fitted by least squares. That is the
two-way layout with unequal numbers (Yates, 1934, J. Amer. Stat. Assoc. 29:51-66), the plain-scale sister of the
many-facet Rasch model (Linacre, "Many-Facet Rasch Measurement", MESA Press, 1989). Applications are swept out, which
leaves one equation a reviewer; conjugate gradients solve those exactly in as many steps as there are reviewers
(Hestenes and Stiefel, 1952).

Only reviewers who are linked by common applications can be compared (Abowd, Creecy and Kramarz, 2002, on connected
groups). In each such group the severities of its reviewers sum to zero; so between two groups the corrected means are
comparable only as far as both groups are equally strict on average. Adding c to all scores of one reviewer
of a group of n lowers that severity by c - c/n, raises the others' by c/n, and raises every corrected mean of the
group by c/n: the order of its applications stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Steps end when the squared error has fallen by this much.
ENOUGH = 1e-24


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model's figures.

    Attributes
    ----------
    severity : by reviewer; positive is stricter than the others of the group.
    corrected : by application, its mean without the severities of its readers.
    group : by reviewer, the number of the group whose figures can be compared, from 0.
    """

    severity: dict[int, float]
    corrected: dict[int, float]
    group: dict[int, int]

    @property
    def groups(self) -> int:
        return len(set(self.group.values()))


def fit(scores: Iterable[tuple[int, int, float]]) -> Fitted:
    """Fit the additive model to (application, reviewer, score); each pair at most once."""
    by_application: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for application, reviewer, score in scores:
        by_application[application].append((reviewer, score))
    matrix, side = _equations(by_application)
    group = _groups(matrix)
    severity = dict.fromkeys(group, 0.0)
    for number in range(len(set(group.values()))):
        members = [reviewer for reviewer, its in group.items() if its == number]
        solved = _solve(matrix, side, members)
        middle = sum(solved.values()) / len(solved)
        severity.update({reviewer: middle - value for reviewer, value in solved.items()})
    corrected = {
        application: sum(score + severity[reviewer] for reviewer, score in reads) / len(reads)
        for application, reads in by_application.items()
    }
    return Fitted(severity, corrected, group)


Rows = dict[int, dict[int, float]]


def _equations(by_application: Mapping[int, list[tuple[int, float]]]) -> tuple[Rows, dict[int, float]]:
    """The normal equations of the reviewers' leanings, the applications swept out: a graph's Laplacian."""
    matrix: Rows = defaultdict(lambda: defaultdict(float))
    side: dict[int, float] = defaultdict(float)
    for reads in by_application.values():
        mean = sum(score for _reviewer, score in reads) / len(reads)
        share = 1 / len(reads)
        for reviewer, score in reads:
            side[reviewer] += score - mean
            matrix[reviewer][reviewer] += 1 - share
            for other, _score in reads:
                if other != reviewer:
                    matrix[reviewer][other] -= share
    return matrix, side


def _groups(matrix: Rows) -> dict[int, int]:
    """The connected groups of reviewers, numbered in the order of their first member's id."""
    group: dict[int, int] = {}
    number = 0
    for first in sorted(matrix):
        if first in group:
            continue
        waiting = [first]
        group[first] = number
        while waiting:
            for neighbour in matrix[waiting.pop()]:
                if neighbour not in group:
                    group[neighbour] = number
                    waiting.append(neighbour)
        number += 1
    return dict(sorted(group.items()))


def _solve(matrix: Rows, side: Mapping[int, float], members: list[int]) -> dict[int, float]:
    """One solution of the group's equations, which leave a constant open that the right side does not touch."""
    solution = dict.fromkeys(members, 0.0)
    rest = {reviewer: side[reviewer] for reviewer in members}
    step, error = dict(rest), _dot(rest, rest)
    goal = error * ENOUGH
    for _round in range(2 * len(members)):
        if error <= goal:
            break
        moved = {
            reviewer: sum(weight * step[other] for other, weight in matrix[reviewer].items())
            for reviewer in members
        }
        curve = _dot(step, moved)
        if curve <= 0:
            break
        length = error / curve
        for reviewer in members:
            solution[reviewer] += length * step[reviewer]
            rest[reviewer] -= length * moved[reviewer]
        before, error = error, _dot(rest, rest)
        for reviewer in members:
            step[reviewer] = rest[reviewer] + error / before * step[reviewer]
    return solution


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(value * other[name] for name, value in one.items())
