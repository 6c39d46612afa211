"""How good are scores? Each figure beside what it must beat.

`metrics` measures, `protocols` says what is trained and what is tested, `rivals` holds what is beaten or not, the other
modules ask one question each, and `study` asks them all and answers in one JSON object.
"""

from scoring.core.evaluation.judging import evaluate
from scoring.core.evaluation.metrics import (
    auc,
    auc_interval,
    average_precision,
    brier,
    calibration_error,
    calibration_line,
    judge,
    log_loss,
    precision_at_top,
)

__all__ = [
    "auc",
    "auc_interval",
    "average_precision",
    "brier",
    "calibration_error",
    "calibration_line",
    "evaluate",
    "judge",
    "log_loss",
    "precision_at_top",
]
