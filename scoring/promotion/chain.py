"""What a step's hash covers: every column of it, and the hash of the step before. Loads no model."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""Stands where the first step has no step before it."""
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Content:
    """A step as its hash sees it. Juries stand in it by version, the step that it answers by number."""

    number: int
    kind: str
    jury: str
    before: str
    answers: int | None
    by_user: int | None
    by_name: str
    reason: str
    conditions: list[dict[str, Any]]
    figures: dict[str, Any]
    sha256: str
    before_sha256: str
    at: datetime


def step_hash(previous: str, content: Content) -> str:
    """SHA-256 (hex) over the hash before and the step, as canonical JSON: sorted keys, no spaces, UTC."""
    plain = {**asdict(content), "at": content.at.astimezone(UTC).isoformat(timespec="microseconds")}
    body = json.dumps([previous, plain], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(body.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A value as every database gives it back: floats to six places, whole ones as integers, none that is not finite.

    PostgreSQL keeps JSON numbers as decimals and knows no -0.0, and 1e16 comes back as an integer; a hash over what was
    sent would then not be the hash over what is there.
    """
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        rounded = round(value, DIGITS)
        return int(rounded) if rounded.is_integer() else rounded
    return value
