"""The three members of the jury. Each keeps the promise that a better answer never lowers its vote."""

from scoring.core.members.boosted import MonotoneBoosting
from scoring.core.members.forest import MOST_LEAVES, MonotoneForest
from scoring.core.members.linear import SignConstrainedLogisticRegression

__all__ = ["MOST_LEAVES", "MonotoneBoosting", "MonotoneForest", "SignConstrainedLogisticRegression"]
