"""What every jury promises, proven on each one before it may be registered. docs/promises.md tells it in words."""

from scoring.core.promises.proof import BrokenPromise, Check, Proof
from scoring.core.promises.proving import SHARES, join_shares, prove, prove_file, prove_share

__all__ = [
    "SHARES",
    "BrokenPromise",
    "Check",
    "Proof",
    "join_shares",
    "prove",
    "prove_file",
    "prove_share",
]
