"""The jury under proof, with the verdicts that several checks look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from scoring.core.features import Sheets
from scoring.core.jury import JuryModel, Verdict

Result = tuple[int, dict[str, float]]
"""What a check returns: how many cases it looked at, and what it measured on the way."""


@dataclass(frozen=True)
class Subject:
    """A jury under proof.

    Attributes
    ----------
    thorough : whether the samples are large.
    verdicts : of the sheets scored so far, by the sheet's bytes.
    """

    jury: JuryModel
    thorough: bool
    verdicts: dict[bytes, Verdict] = field(default_factory=dict)

    def verdict(self, sheet: Sheets) -> Verdict:
        """The live verdict on a sheet, (28,), computed once."""
        key = sheet.tobytes()
        if key not in self.verdicts:
            self.verdicts[key] = self.jury.score(sheet)
        return self.verdicts[key]
