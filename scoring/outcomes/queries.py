"""What the data steward sees before anything is added."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import datasets
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import Problem
from scoring.models import DataSet
from scoring.outcomes.selecting import LEAST_DAYS, MOST_DAYS, Choice, Row, alike, meanings, select
from scoring.outcomes.table import write_mapping, write_table
from scoring.past import PastContender, past_contenders
from scoring.uploads.words import problem_text

if TYPE_CHECKING:
    from scoring.core.audit import Finding
    from scoring.outcomes.changes import Changes, Recorded

FEWEST_ROWS = 10
"""With fewer an answer's share is told to 30 percentage points at best, and a company is almost told by its row."""
FILENAME = "outcomes.csv"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows of a choice and the very bytes that an import would read; `sentence` is what the label means."""

    choice: Choice
    sentence: str
    rows: list[Row]
    table: bytes
    mapping: str

    @property
    def taken(self) -> list[Row]:
        return [row for row in self.rows if row.taken]

    @property
    def successes(self) -> int:
        return sum(row.outcome is not None and row.outcome.success for row in self.taken)

    @property
    def sha256(self) -> str:
        """Of table and mapping: what was seen is what is added."""
        return hashlib.sha256(self.table + self.mapping.encode()).hexdigest()

    @property
    def refusal(self) -> Refused | None:
        """Why nothing can be learned from these rows alone, and what is needed."""
        taken, successes = len(self.taken), self.successes
        numbers = {"there": taken, "needed": FEWEST_ROWS, "missing": FEWEST_ROWS - taken}
        if taken < FEWEST_ROWS:
            message = _(
                "%(there)d of the %(needed)d contenders that are needed can be taken: %(missing)d more must have an "
                "outcome and be old enough."
            )
            return Refused("too_few_rows", message % numbers, http_status=422)
        if not successes:
            message = _(
                "None of the %(there)d outcomes is a yes; nothing can be learned before one is recorded."
            )
            return Refused("one_outcome", message % numbers, http_status=422)
        if successes == taken:
            message = _(
                "All of the %(there)d outcomes are a yes; nothing can be learned before a no is recorded."
            )
            return Refused("one_outcome", message % numbers, http_status=422)
        return None


@dataclass(frozen=True, slots=True)
class Preview:
    """Attributes
    ----------
    known : the data set that these very rows are already.
    refusal : why they cannot be added; then there are neither findings nor changes.
    """

    prepared: Prepared
    known: DataSet | None
    refusal: Refused | None
    recorded: Recorded
    findings: list[Finding]
    changes: Changes | None


def prepare(choice: Choice, now: datetime, past: Sequence[PastContender] | None = None) -> Prepared:
    """Raises
    ------
    Refused : ``minimum_age``, or ``no_meaning``.
    """
    if not LEAST_DAYS <= choice.days <= MOST_DAYS:
        message = _("The minimum age lies between %(least)s and %(most)s days.")
        edges = {"least": number_format(LEAST_DAYS), "most": number_format(MOST_DAYS, force_grouping=True)}
        raise Refused("minimum_age", message % edges, field="days", http_status=422)
    if not choice.meanings:
        raise Refused("no_meaning", _("Choose what counts as a yes."), field="meaning", http_status=422)
    past = past_contenders() if past is None else past
    sentence = _sentence(past, choice)
    rows = select(past, choice, now.date())
    return Prepared(choice, sentence, rows, write_table(rows), write_mapping(choice.label, sentence))


def preview(prepared: Prepared, now: datetime) -> Preview:
    """What adding these rows would do, found by reading them as the import does and keeping nothing."""
    # Imported here: reckoning loads the scientific libraries, which a web process need not do before it is asked.
    from scoring.outcomes.changes import changes, recorded

    told = recorded(prepared.rows)
    refusal = prepared.refusal
    if refusal:
        return Preview(prepared, None, refusal, told, [], None)
    from scoring.core.audit import audit
    from scoring.core.importing import read_file

    label = prepared.choice.label.value
    origin = datasets.Origin.of(prepared.table, prepared.mapping, label)
    known = datasets.find_same(origin)
    mapping = parse_mapping(prepared.mapping)
    try:
        imported = read_file(FILENAME, prepared.table, mapping, label=label, today=now.date())
    except Problem as problem:
        message = problem_text(problem.type, problem.detail)
        refusal = Refused(problem.type, message, http_status=422)
        return Preview(prepared, None, refusal, told, [], None)
    found = changes(imported.dataset, itself=known)
    return Preview(prepared, known, None, told, audit(imported), found)


def _sentence(past: Sequence[PastContender], choice: Choice) -> str:
    """Of the sentences chosen, the one that was recorded most often."""
    chosen = {alike(each) for each in choice.meanings}
    used = [each.sentence for each in meanings(past, choice.label) if alike(each.sentence) in chosen]
    return used[0] if used else choice.meanings[0]
