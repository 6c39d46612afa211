"""What parts hand to each other, as bytes: plain arrays and nothing else, so that reading them runs no code."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Sheets
from scoring.core.population import FITTED, Population
from scoring.core.replicates import parts_of_arrays, parts_to_arrays
from scoring.core.training_steps import Fold, Material
from scoring.core.trees import Parts

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Rows that are kept from the training, and their fingerprint."""

    sheets: Sheets
    outcomes: NDArray[np.int8]
    sha256: str


def dump_prepared(material: Material, apart: HoldOut) -> bytes:
    """Everything that later parts of a training read of its rows."""
    arrays: Arrays = {
        "sheets": material.sheets,
        "outcomes": material.outcomes,
        "filled": material.filled,
        "silent": np.array(material.silent, dtype=np.int8),
        "seed": np.array(material.seed),
        "apart_sheets": apart.sheets,
        "apart_outcomes": apart.outcomes,
        "apart_sha256": np.array(apart.sha256),
    }
    return dump_arrays({**arrays, **{name: getattr(material.population, name) for name in FITTED}})


def load_material(data: bytes) -> Material:
    arrays = load_arrays(data)
    return Material(
        sheets=arrays["sheets"],
        outcomes=arrays["outcomes"],
        filled=arrays["filled"],
        population=Population.of_parts(arrays),
        silent=tuple(arrays["silent"].tolist()),
        companies=None,
        seed=int(arrays["seed"]),
    )


def load_hold_out(data: bytes) -> HoldOut:
    arrays = load_arrays(data)
    return HoldOut(arrays["apart_sheets"], arrays["apart_outcomes"], str(arrays["apart_sha256"]))


def dump_fold(fold: Fold) -> bytes:
    return dump_arrays({"votes": fold.votes, **parts_to_arrays([fold.members])})


def load_fold(data: bytes) -> Fold:
    arrays = load_arrays(data)
    return Fold(arrays["votes"], parts_of_arrays(arrays)[0])


def dump_small_juries(juries: Sequence[Parts]) -> bytes:
    return dump_arrays(parts_to_arrays(juries))


def load_small_juries(data: bytes) -> tuple[Parts, ...]:
    return parts_of_arrays(load_arrays(data))


def dump_arrays(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def load_arrays(data: bytes) -> Arrays:
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        return dict(file)
