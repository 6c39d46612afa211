"""What a run is to do, and what a part of it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.core.promises import Proof


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do, in plain values.

    Attributes
    ----------
    kind : "train" or "compare".
    seed : of everything random.
    label : key of the label, such as "contest".
    label_meaning : what counted as success.
    sources : names of the data sets, in their order.
    details : train: ``trained_on``, a sentence (None to have one made); compare: see `comparing`.
    """

    kind: str
    seed: int
    label: str
    label_meaning: str
    sources: tuple[str, ...]
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What a part gives.

    Attributes
    ----------
    data : for later parts.
    facts : small plain values for JSON, for the log and for what depends on them.
    """

    data: bytes = b""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trained:
    """A jury that may be registered.

    Attributes
    ----------
    data : the model file.
    facts : as the file holds them, with the figures of the evaluation beside its own under ``metrics``.
    questionnaire : its version.
    proof : of this very file, thorough.
    """

    data: bytes
    facts: dict[str, Any]
    questionnaire: str
    proof: Proof
