"""Figures and names as a card writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES: Mapping[str, str] = {
    "jury": "the jury",
    "model": "this jury",
    "vote": "the jury's vote",
    "base_rate": "base rate",
    "points_rule": "points rule",
    "logistic_regression": "logistic regression",
    "tree_of_depth_4": "tree of depth 4",
    "random_forest": "random forest",
    "extra_trees": "extra trees",
    "monotone_boosting": "monotone boosting",
    "monotone_boosting_reading_gaps": "monotone boosting that reads gaps",
    "auc": "AUC",
    "average_precision": "average precision",
    "brier": "Brier",
    "log_loss": "log loss",
    "ece": "calibration error",
    "calibration_slope": "calibration slope",
    "calibration_intercept": "calibration intercept",
    "precision_at_10": "precision at 10 %",
    "team": "team",
    "traction": "traction",
    "ip": "intellectual property",
    "investors": "investors",
}
NONE = "none"


def name(key: str) -> str:
    """How a judge, figure or section is called; a key without a name is code."""
    return NAMES.get(key, f"`{key}`")


def figure(value: float | None, digits: int = 3) -> str:
    """A figure, or a word where there is none."""
    return NONE if value is None else f"{value:.{digits}f}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share in percent."""
    return NONE if share is None else f"{100 * share:.{digits}f} %"


def between(low: float | None, high: float | None, digits: int = 3) -> str:
    """An interval in brackets, or nothing."""
    return "" if low is None or high is None else f"[{figure(low, digits)}, {figure(high, digits)}]"


def with_interval(judged: Mapping[str, Any], key: str, digits: int = 3) -> str:
    """A figure of `metrics.judge` with its interval where it has one."""
    told = between(judged.get(f"{key}_low"), judged.get(f"{key}_high"), digits)
    return f"{figure(judged[key], digits)} {told}".strip()


def signed(value: float, digits: int = 3) -> str:
    """A difference with its sign."""
    told = f"{value:+.{digits}f}"
    return told if float(told) else told[1:]


def chance(p: float, terms: Mapping[str, float]) -> str:
    """A p-value; a very small one is only said to be that."""
    smallest = terms["smallest_p"]
    return f"< {smallest:g}" if p < smallest else figure(p)
