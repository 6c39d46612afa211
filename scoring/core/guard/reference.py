"""What the guard knows about startups: how they answer, from the population of the jury that is shared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from scoring.core.features import Floats
from scoring.core.population import Population


@dataclass(frozen=True, slots=True)
class Reference:
    """How startups answer.

    Attributes
    ----------
    bits : (28,), how telling it is that two startups answer a question alike: -log2 of the probability of that.
    scores : (28, most levels), standardised score of each level.
    correlation : (28, 28) among the questions, with a diagonal of zeros.
    """

    bits: Floats
    scores: Floats
    correlation: Floats

    @classmethod
    def of(cls, population: Population) -> Reference:
        """What a jury's population tells."""
        ends = ndtr(population.cuts_)
        edges = np.hstack([np.zeros((len(ends), 1)), ends, np.ones((len(ends), 1))])
        alike = (np.diff(edges, axis=1) ** 2).sum(axis=1)
        correlation = population.correlation_.copy()
        np.fill_diagonal(correlation, 0.0)
        return cls(-np.log2(alike), population.scores_, correlation)
