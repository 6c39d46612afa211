"""Proofs of trained juries, each made once for all test processes."""

from __future__ import annotations

import fcntl
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scoring.core.promises import Proof

KEPT = Path(__file__).resolve().parent.parent.parent / "var" / "tests"


def proof_file(data: bytes) -> Path:
    """Where the thorough proof of a model file is kept, made first where it is not."""
    from scoring.core.promises import prove_file

    kept = KEPT / f"proof-{hashlib.sha256(data).hexdigest()[:16]}.json"
    with (KEPT / "proof.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(prove_file(data).as_dict()))
    return kept


def proof_of(data: bytes) -> Proof:
    """The thorough proof of a model file."""
    from scoring.core.promises import Proof

    return Proof.from_dict(json.loads(proof_file(data).read_text()))
