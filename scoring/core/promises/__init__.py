"""What every jury promises, proven on each one before it may be registered. docs/promises.md tells it in words."""

from scoring.core.promises.proof import BrokenPromise, Check, Proof
from scoring.core.promises.proving import prove, prove_file

__all__ = ["BrokenPromise", "Check", "Proof", "prove", "prove_file"]
