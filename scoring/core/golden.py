"""Golden rows: what sixteen fixed sheets score, to be compared after save, load, and in another process.

Run as ``python -m scoring.core.golden`` it is that other process: a model file on its standard input, the rows as
JSON on its standard output. It needs nothing but `scoring.core`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_WAIT = 120.0
"""Seconds; an idle machine needs three, most of them for importing scikit-learn."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NoAnswer(RuntimeError):
    """The other process failed or took too long."""


def golden_rows(jury: JuryModel) -> list[dict[str, Any]]:
    """For each golden sheet ``sheet``, ``score``, ``low`` and ``high``."""
    import numpy as np

    from scoring.core.promises.samples import golden_sheets

    verdicts = [(sheet, jury.score(np.array(sheet, dtype=np.int8))) for sheet in golden_sheets()]
    return [
        {"sheet": list(sheet), "score": verdict.score, "low": verdict.low, "high": verdict.high}
        for sheet, verdict in verdicts
    ]


class Elsewhere:
    """Another process that reads a model file and scores the golden sheets while this one does something else."""

    def __init__(self, data: bytes) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scoring.core.golden"],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                env={**os.environ, **ONE_THREAD},
            )

    def __enter__(self) -> Elsewhere:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def rows(self, timeout: float = LONGEST_WAIT) -> list[dict[str, Any]]:
        """As `golden_rows`, once the process has ended.

        Raises
        ------
        NoAnswer : it failed, or did not end in time (seconds).
        """
        try:
            output, errors = self._process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            raise NoAnswer(f"It did not answer within {timeout:g} seconds.") from error
        if self._process.returncode:
            last = errors.decode(errors="replace").strip().splitlines()[-1:]
            raise NoAnswer(f"It ended with code {self._process.returncode}: {''.join(last)}")
        return list(json.loads(output))


def main() -> None:
    data = sys.stdin.buffer.read()
    from scoring.core import artefact

    jury = artefact.load(data, artefact.sha256(data))
    sys.stdout.write(json.dumps(golden_rows(jury)))


if __name__ == "__main__":
    main()
