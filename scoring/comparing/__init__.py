"""A candidate beside the champion: on which rows, who may have seen them, and what came of it.

The comparison itself is computed in `scoring.core.evaluation.paired`, by a run.
"""

from scoring.comparing.choosing import (
    active_run,
    current_champion,
    default_datasets,
    last_run,
    newest,
    order_details,
    selectable_datasets,
    start,
)

__all__ = [
    "active_run",
    "current_champion",
    "default_datasets",
    "last_run",
    "newest",
    "order_details",
    "selectable_datasets",
    "start",
]
