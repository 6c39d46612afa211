"""What startups plausibly answer: a Gaussian copula of the population, and draws of the unanswered questions from it.

Each question has a latent standard normal that is cut into the question's levels. A completed sheet keeps what was
answered and draws the rest, conditional on it.

The promise "a better answer never lowers a score" must hold for incomplete sheets too, and plain conditional draws
break it: where two questions are negatively coupled, a better answer to one makes a worse answer to the other
plausible. Here the draws are made isotone:

* the conditional mean of an unanswered directed question may only rise (seen in the good direction) with the level of
  an answered directed one: such regression coefficients are clipped at zero;
* an unanswered free question is predicted from answered free questions alone;
* everything else about a draw (the residual covariance, the random numbers) depends on *which* questions are
  answered and never on the answers.

So a better answer moves every draw of every directed question towards the better, or not at all, and leaves all
free ones where they are; with a monotone vote the score, the mean over draws, cannot fall. What it costs is measured in
docs/decisions/0004-model-file.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import qmc
from sklearn.base import BaseEstimator

from scoring.core.conditioning import Rules, blocks_of_one_size, complete, derive, fill_each
from scoring.core.correlation import pairwise_correlation, repaired_correlation
from scoring.core.features import Floats, Sheets

DRAWS = 128
REMEMBERED_PATTERNS = 512
FITTED = ("cuts_", "scores_", "correlation_", "directions_", "normals_")


@dataclass(frozen=True)
class Conditional:
    """How the unanswered questions follow from the answered ones, for one pattern of answers.

    Attributes
    ----------
    rules : of this pattern alone.
    noise : (1, unanswered, DRAWS), what is added to the conditional mean: the same for all sheets of this pattern.
    """

    rules: Rules
    noise: Floats


class Population(BaseEstimator):  # type: ignore[misc]
    """The Gaussian copula of what startups answer, and draws of what they have not.

    Parameters
    ----------
    directions : (n_questions,) in -1, 0, 1.
    level_counts : how many levels each question has.
    isotone : False only to measure what the promise costs.
    random_state : seed of the stored random numbers.

    Attributes
    ----------
    cuts_ : (28, most levels - 1) latent cut points, +inf beyond a question's last; a level is the number of cuts below.
    scores_ : (28, most levels) standardised mid-rank normal score of each level.
    correlation_ : (28, 28) of the latents.
    directions_ : (28,) as an array.
    normals_ : (DRAWS, 28) scrambled Sobol points as normals: the random numbers of every draw, stored with the model so
        that a score does not depend on a random number generator's version.

    Notes
    -----
    Each level's score is the normal quantile of its mid-rank, standardised; correlations are taken over the rows that
    answer both questions, then made positive definite. Hoff (2007), "Extending the rank likelihood for semiparametric
    copula estimation", gives the idea of such a copula for mixed levels.
    """

    def __init__(
        self,
        directions: ArrayLike | None = None,
        level_counts: Sequence[int] | None = None,
        isotone: bool = True,
        random_state: int = 0,
    ) -> None:
        self.directions = directions
        self.level_counts = level_counts
        self.isotone = isotone
        self.random_state = random_state

    def fit(self, X: Sheets, y: object = None) -> Population:
        """Estimate the copula from sheets X, (n, n_questions), in which questions may be unanswered (-1).

        Raises
        ------
        ValueError : the parameters and the sheets differ in the number of questions, or a level does not exist.
        """
        sheets = np.asarray(X)
        counts = [
            int(n) for n in (sheets.max(axis=0) + 1 if self.level_counts is None else self.level_counts)
        ]
        if sheets.ndim != 2 or sheets.shape[1] != len(counts):
            raise ValueError(f"{len(counts)} questions have levels, a sheet has {sheets.shape[-1]}.")
        if (sheets.max(axis=0, initial=-1) >= counts).any():
            raise ValueError("A sheet holds a level that its question does not have.")
        directions = np.zeros(len(counts)) if self.directions is None else self.directions
        self.directions_ = np.asarray(directions, dtype=np.int8)
        self.cuts_, self.scores_ = _levels_of(sheets, counts)
        self.correlation_ = repaired_correlation(pairwise_correlation(sheets, self.scores_))
        self.normals_ = _normals(len(counts), self.random_state)
        self._forget()
        return self

    @classmethod
    def of_parts(cls, parts: Mapping[str, NDArray[np.generic]], isotone: bool = True) -> Population:
        """The population with known fitted attributes, those of `FITTED`."""
        population = cls(isotone=isotone)
        for name in FITTED:
            setattr(population, name, parts[name])
        population._forget()
        return population

    def plain(self) -> Population:
        """The same population with draws that are not isotone."""
        return Population.of_parts({name: getattr(self, name) for name in FITTED}, isotone=False)

    def _forget(self) -> None:
        self._known: dict[bytes, Conditional] = {}
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("_known", "_lock")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()

    def conditional(self, answered_mask: NDArray[np.bool_]) -> Conditional:
        """How the rest follows from the questions in the mask, shape (28,); remembered for the patterns used last."""
        return self.conditionals(answered_mask[None])[0]

    def conditionals(self, masks: NDArray[np.bool_]) -> list[Conditional]:
        """The same for several patterns, (n, 28); those that are new are derived together, which is faster."""
        keys = [mask.tobytes() for mask in masks]
        found = {key: self._known.get(key) for key in keys}
        new = {key: number for number, key in enumerate(keys) if found[key] is None}
        if new:
            derived = dict(zip(new, self._derive(masks[list(new.values())]), strict=True))
            with self._lock:
                self._known.update(derived)
                while len(self._known) > REMEMBERED_PATTERNS:
                    self._known.pop(next(iter(self._known)))
            found.update(derived)
        return [rule for key in keys if (rule := found[key])]

    def draw(self, sheets: Sheets, draws: int = DRAWS) -> Sheets:
        """Completed sheets of one pattern.

        Parameters
        ----------
        sheets : (n, 28), all answering the same questions.
        draws : how many completions of each, at most DRAWS.

        Returns
        -------
        (n, draws, 28); a complete sheet has one completion only, itself: (n, 1, 28).

        Raises
        ------
        ValueError : the sheets do not answer the same questions.
        """
        mask = sheets[0] >= 0
        if ((sheets >= 0) != mask).any():
            raise ValueError("sheets drawn together must answer the same questions")
        if mask.all():
            return sheets[:, None, :].copy()
        rule = self.conditional(mask)
        which = np.zeros(len(sheets), dtype=np.intp)
        return complete(self, rule.rules, which, sheets, rule.noise[which, :, :draws]).transpose(0, 2, 1)

    def draw_randomly(self, sheets: Sheets, copies: int, rng: np.random.Generator) -> Sheets:
        """Completions with random numbers of their own for each row, for filling the gaps of training data.

        Sheets of any patterns, (n, 28), become (n, copies, 28).
        """
        return fill_each(self, sheets, copies, rng)

    def _derive(self, masks: NDArray[np.bool_]) -> list[Conditional]:
        derived: dict[int, Conditional] = {}
        for rows in blocks_of_one_size(masks):
            rules = derive(self.correlation_, self.directions_ if self.isotone else None, masks[rows])
            noise = rules.roots @ self.normals_.T[rules.unanswered]
            derived.update((row, Conditional(rules.of(n), noise[[n]])) for n, row in enumerate(rows))
        return [derived[row] for row in range(len(masks))]


def _levels_of(sheets: Sheets, counts: list[int]) -> tuple[Floats, Floats]:
    """Latent cut points and standardised scores of every question's levels."""
    size, most = len(counts), max(counts)
    cuts = np.full((size, most - 1), np.inf)
    scores = np.zeros((size, most))
    for question, count in enumerate(counts):
        seen = sheets[sheets[:, question] >= 0, question]
        # One company more in each level, so that no level is impossible.
        frequencies = (np.bincount(seen, minlength=count)[:count] + 1.0) / (len(seen) + count)
        upper = np.cumsum(frequencies)
        cuts[question, : count - 1] = ndtri(upper[:-1])
        middle = ndtri(upper - frequencies / 2)
        mean = frequencies @ middle
        scores[question, :count] = (middle - mean) / np.sqrt(frequencies @ (middle - mean) ** 2)
        scores[question, count:] = scores[question, count - 1]
    return cuts, scores


def _normals(size: int, seed: int) -> Floats:
    """Scrambled Sobol points (Owen 1998) as normals, (DRAWS, size): a smoother average than random ones."""
    points = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random(DRAWS)
    normals: Floats = ndtri(np.clip(points, 1e-9, 1 - 1e-9))
    return normals
