"""Plausible answers to unanswered questions: a Gaussian copula of the population, conditional on what was answered.

Each question has a latent normal; its levels are intervals of it. Given the answered levels, the latents of the
unanswered questions have a linear mean and a covariance (regression on the levels' mean scores, which allows for the
width of the intervals), and one draw of them gives one completed sheet.

The promise "a better answer never lowers a score" must hold for incomplete sheets too. A plain conditional mean breaks
it: where two qualities are negatively coupled, a better answer to one would make a worse answer to the other plausible.
So the mean is made isotone. Seen in the direction in which answers are better,

* the coefficient of an unanswered directed question on an answered directed one is never below zero,
* an unanswered question without direction does not move with an answered directed one at all,

and everything else a draw depends on (covariance, normals) is a function of *which* questions were answered, never of
how. Then, draw by draw, a better answer moves no completed answer to the worse, and a monotone vote cannot fall.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from scoring.core.cohort import nearest_correlation
from scoring.core.features import UNANSWERED, Floats, Levels

# Draws per score. A power of two, as Sobol points want.
DRAWS = 128
# Frequency of a level is kept away from zero so that its interval has a width.
SMALLEST_FREQUENCY = 1e-3
# Weak couplings are noise at the size of such data sets.
SMALLEST_CORRELATION = 0.05


@dataclass(frozen=True)
class Population:
    """A fitted population.

    Attributes
    ----------
    cuts : (q, widest - 1) upper latent bound of each level but the last; +inf beyond a question's levels.
    scores : (q, widest) mean latent within each level.
    correlation : (q, q) of the latents.
    directions : (q,) +1, -1 or 0.
    normals : (DRAWS, q) standard normals, the same for every sheet.
    """

    cuts: Floats
    scores: Floats
    correlation: Floats
    directions: npt.NDArray[np.int8]
    normals: Floats

    @classmethod
    def fit(cls, levels: Levels, counts: list[int], directions: npt.NDArray[np.int8], *, seed: int) -> Self:
        """Estimate from level indices (n, q), -1 where unanswered."""
        widest = max(counts)
        cuts = np.full((len(counts), widest - 1), np.inf)
        scores = np.zeros((len(counts), widest))
        for column, count in enumerate(counts):
            answered = levels[:, column][levels[:, column] != UNANSWERED]
            frequencies = np.maximum(np.bincount(answered, minlength=count) / max(1, len(answered)), SMALLEST_FREQUENCY)
            bounds = ndtri(np.concatenate([[0.0], np.cumsum(frequencies / frequencies.sum())[:-1], [1.0]]))
            cuts[column, : count - 1] = bounds[1:-1]
            density = np.exp(-0.5 * bounds**2) / np.sqrt(2 * np.pi)
            scores[column, :count] = (density[:-1] - density[1:]) / (frequencies / frequencies.sum())
            scores[column, count:] = scores[column, count - 1]
        sobol = qmc.Sobol(len(counts), scramble=True, rng=np.random.default_rng(seed)).random(DRAWS)
        normals = ndtri(np.clip(sobol, 1e-6, 1 - 1e-6))
        return cls(cuts, scores, _latent_correlation(levels, scores), directions, normals)

    def complete(self, sheet: Levels, draws: int = DRAWS) -> Levels:
        """Completed sheets (draws, q) for one sheet (q,) of level indices with -1 where unanswered."""
        unanswered = np.flatnonzero(sheet == UNANSWERED)
        answered = np.flatnonzero(sheet != UNANSWERED)
        out = np.tile(sheet, (draws, 1))
        if not len(unanswered):
            return out
        coefficients, root = self._conditional(answered, unanswered)
        mean = coefficients @ self.scores[answered, sheet[answered]]
        latents = mean + self.normals[:draws, unanswered] @ root.T
        out[:, unanswered] = (latents[:, :, None] >= self.cuts[unanswered][None]).sum(axis=2)
        return out

    def _conditional(self, answered: npt.NDArray[np.intp], unanswered: npt.NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Isotone coefficients (u, a) and the root of the residual covariance (u, u)."""
        within = self.correlation[np.ix_(unanswered, unanswered)]
        if not len(answered):
            return np.zeros((len(unanswered), 0)), np.linalg.cholesky(within)
        spread = self._score_variance()[answered]
        across = self.correlation[np.ix_(unanswered, answered)] * spread
        among = self.correlation[np.ix_(answered, answered)] * np.outer(spread, spread)
        np.fill_diagonal(among, spread)
        coefficients = np.linalg.solve(among, across.T).T
        residual = within - coefficients @ across.T
        return self._isotone(coefficients, answered, unanswered), np.linalg.cholesky(
            residual + 1e-6 * np.eye(len(unanswered))
        )

    def _isotone(self, coefficients: Floats, answered: npt.NDArray[np.intp], unanswered: npt.NDArray[np.intp]) -> Floats:
        by, of = self.directions[answered][None, :], self.directions[unanswered][:, None]
        same_way: Floats = np.where(of * by != 0, of * by * np.maximum(of * by * coefficients, 0.0), 0.0)
        return np.where(by == 0, coefficients, same_way)

    def _score_variance(self) -> Floats:
        bounds = np.concatenate(
            [np.zeros((len(self.cuts), 1)), ndtr(self.cuts), np.ones((len(self.cuts), 1))], axis=1
        )
        variance: Floats = (np.diff(bounds, axis=1) * self.scores**2).sum(axis=1)
        return variance


def _latent_correlation(levels: Levels, scores: Floats) -> Floats:
    """Correlation of the latents from pairs of level scores, undoing what the cut into levels took away.

    For a small correlation r the scores' covariance is r * v_i * v_j, with v the variance of a question's scores;
    see Olsson (1979), "Maximum likelihood estimation of the polychoric correlation coefficient", for the exact case.
    """
    known = levels != UNANSWERED
    values = np.where(known, scores[np.arange(levels.shape[1]), np.maximum(levels, 0)], 0.0)
    pairs = np.maximum(known.T.astype(float) @ known, 1.0)
    covariance = (values.T @ values) / pairs
    variance = np.maximum(np.diag(covariance), 1e-6)
    correlation = np.clip(covariance / np.outer(variance, variance), -0.9, 0.9)
    correlation[np.abs(correlation) < SMALLEST_CORRELATION] = 0.0
    np.fill_diagonal(correlation, 1.0)
    return nearest_correlation(correlation)
