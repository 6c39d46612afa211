"""A foreign table as startups with known outcomes: read, translated, checked, and only then anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.core import importing_schema as schema
from scoring.core.companies import company_hash
from scoring.core.dataset import DataSet, Dates, Imported, sheets_of
from scoring.core.features import Floats
from scoring.core.importing_cells import (
    BadCell,
    Column,
    answer_reader,
    label_reader,
    part_reader,
    read_days,
    rescale,
    translate,
)
from scoring.core.importing_columns import Plan, plan
from scoring.core.importing_report import Report
from scoring.core.mapping import Dated, Extra, Mapping, Source, word
from scoring.core.problems import ImportProblems, TableProblem
from scoring.core.questionnaire import Questionnaire, load
from scoring.core.tablefile import RawTable, read_raw_table


@dataclass(frozen=True)
class Translation:
    """A table in the questionnaire's terms, with what cannot be taken of it.

    Attributes
    ----------
    frame : (n, questions and extras) in natural units, NaN where unanswered or bad, and the columns of
        `importing_schema` for outcome, company and days.
    blanks : (n, m) whether a cell of the table says "unanswered".
    refused : places of the rows with a cell that cannot be taken.
    """

    table: RawTable
    mapping: Mapping
    label: str
    plan: Plan
    frame: pd.DataFrame
    blanks: NDArray[np.bool_]
    column_dates: dict[str, Dates]
    problems: ImportProblems | None
    refused: NDArray[np.intp]


def read_file(
    name: str, data: bytes, mapping: Mapping, *, label: str | None = None, today: date | None = None
) -> Imported:
    """Read a table by a mapping, the whole of it or nothing.

    Parameters
    ----------
    name : of the file.
    data : CSV, CSV.gz or XLSX.
    label : key of one of the mapping's labels; None for the first.
    today : no day in the file may lie after it; None where that is not to be checked.

    Raises
    ------
    TableProblem : the file, its header, or its outcomes as a whole.
    ImportProblems : cells, as a report.
    MappingProblem : the mapping does not fit.
    """
    return imported(translate_file(name, data, mapping, label=label, today=today))


def translate_file(
    name: str, data: bytes, mapping: Mapping, *, label: str | None = None, today: date | None = None
) -> Translation:
    """As `read_file`, but cells that cannot be taken are reported and not raised: for a preview."""
    chosen, outcome = mapping.label(label)
    table = read_raw_table(name, data, mapping.file)
    return _Translator(table, mapping, chosen, plan(mapping, outcome, table.header)).run(today)


def imported(translation: Translation) -> Imported:
    """What is kept of a translation without problems.

    Raises
    ------
    ImportProblems : there are some.
    TableProblem : ``one_outcome``.
    """
    if translation.problems:
        raise translation.problems
    frame, mapping = translation.frame, translation.mapping
    outcomes = frame[schema.OUTCOME].to_numpy().astype(np.int8)
    if outcomes.min() == outcomes.max():
        label = mapping.labels[translation.label].column
        detail = (
            f"All {len(outcomes)} rows have the same outcome in '{label}'; nothing can be learned from that."
        )
        raise TableProblem("one_outcome", detail, label)
    keys, extras = tuple(_in_order(mapping)), tuple(mapping.extras)
    values = frame[list(keys)].to_numpy(dtype=np.float64)
    dataset = DataSet(
        sheets=sheets_of(keys, values, load(mapping.questionnaire)),
        outcomes=outcomes,
        dates=_days(frame, schema.DATE),
        companies=tuple(frame[schema.COMPANY]),
        extras=frame[list(extras)].to_numpy(dtype=np.float64).reshape(len(frame), len(extras)),
        extra_names=extras,
        extra_directions=np.array([extra.direction for extra in mapping.extras.values()], dtype=np.int8),
    )
    return Imported(
        dataset=dataset,
        keys=keys,
        values=values,
        columns=translation.table.header,
        raw=translation.table.cells,
        blanks=translation.blanks,
        mapping=mapping,
        label=translation.label,
        sources=translation.plan.sources,
        set_aside=translation.plan.set_aside,
        outcome_date=_days(frame, schema.OUTCOME_DATE),
        column_dates=translation.column_dates,
    )


def _in_order(mapping: Mapping) -> list[str]:
    known = load(mapping.questionnaire)
    order = [*known.keys, *(question.key for question in known.application_only)]
    return [key for key in order if key in mapping.questions]


def _days(frame: pd.DataFrame, name: str) -> Dates | None:
    return frame[name].to_numpy().astype("datetime64[D]") if name in frame else None


class _Translator:
    """One table on its way; collects what cannot be taken."""

    def __init__(self, table: RawTable, mapping: Mapping, label: str, plan: Plan) -> None:
        self.table, self.mapping, self.label, self.plan = table, mapping, label, plan
        self.known: Questionnaire = load(mapping.questionnaire)
        self.report = Report(table.header)
        self.unanswered: dict[str, NDArray[np.bool_]] = {}
        self.column_dates: dict[str, Dates] = {}

    def run(self, today: date | None) -> Translation:
        frame = self._frame()
        for (column, check), rows in schema.failures(frame, self.known, today).items():
            self._report_failure(frame, column, check, rows)
        return Translation(
            table=self.table,
            mapping=self.mapping,
            label=self.label,
            plan=self.plan,
            frame=frame,
            blanks=self._blanks(),
            column_dates=self.column_dates,
            problems=self.report.problems(),
            refused=self.report.rows(),
        )

    def _frame(self) -> pd.DataFrame:
        columns: dict[str, NDArray[np.generic]] = {
            key: self._answers(key, source) for key, source in self.mapping.sources()
        }
        label = self.plan.label
        outcomes = translate(self.table.cells[label.column], label_reader(label))
        columns[schema.OUTCOME] = self._noted(label.column, outcomes)
        if self.mapping.company:
            names = self.table.cells[self.mapping.company.column]
            columns[schema.COMPANY] = names.map(
                {name: company_hash(name) for name in names.unique()}
            ).to_numpy()
        else:
            columns[schema.COMPANY] = np.full(len(self.table.cells), "", dtype=object)
        if self.mapping.date:
            columns[schema.DATE] = self._read_days(self.mapping.date, wanted=True).astype("datetime64[s]")
        if label.outcome_date:
            columns[schema.OUTCOME_DATE] = self._read_days(label.outcome_date).astype("datetime64[s]")
        for key, source in self.mapping.sources():
            if source.dated:
                self.column_dates[key] = self._read_days(source.dated)
        return pd.DataFrame(columns)

    def _answers(self, key: str, source: Source) -> Floats:
        names = self.plan.sources[key]
        if not source.combine:
            question = None if isinstance(source, Extra) else self.known.question(key)
            column = translate(self.table.cells[names[0]], answer_reader(self.mapping, source, question))
            return self._noted(names[0], column)
        read = part_reader(self.mapping, source)
        parts = [self._noted(name, translate(self.table.cells[name], read)) for name in names]
        total = np.sum(parts, axis=0)
        codes, different = pd.factorize(total)
        reasons: dict[int, BadCell] = {}
        scaled = np.full(len(different), np.nan)
        for place, value in enumerate(different):
            try:
                scaled[place] = rescale(source, float(value))
            except BadCell as problem:
                reasons[place] = problem
        self.report.add(
            np.isin(codes, list(reasons)),
            " + ".join(names),
            lambda row: (f"{total[row]:g}", reasons[codes[row]].code, reasons[codes[row]].reason),
        )
        return np.where(codes < 0, np.nan, scaled[codes])

    def _noted(self, name: str, column: Column) -> NDArray[Any]:
        """The values of a translated column; what is unanswered or bad in it is kept in mind."""
        self.unanswered[name] = column.unanswered

        def tell(row: int) -> tuple[str, str, str]:
            text = self._cell(name, row)
            return text, column.reasons[text].code, column.reasons[text].reason

        self.report.add(column.bad, name, tell)
        return column.values

    def _read_days(self, dated: Dated, *, wanted: bool = False) -> Dates:
        column = read_days(self.table.cells[dated.column], dated)
        if wanted:
            reason = "the day is blank; fill it in, or leave [date] out of the mapping"
            self.report.add(column.unanswered, dated.column, lambda row: ("", "blank_day", reason))
        days: Dates = self._noted(dated.column, column)
        return days

    def _cell(self, name: str, row: int) -> str:
        return str(self.table.cells[name].iat[row])

    def _report_failure(self, frame: pd.DataFrame, column: str, check: str, rows: NDArray[np.intp]) -> None:
        names = self._names(column)
        bad = np.zeros(len(frame), dtype=bool)
        bad[rows] = True
        first = schema.first_of_company(frame) if check == schema.AGREES else None

        def tell(row: int) -> tuple[str, str, str]:
            value = " + ".join(self._cell(name, row) for name in names)
            if check == schema.NOT_IN_FUTURE:
                return value, "day_in_future", "the day lies in the future"
            if check == schema.NOT_BEFORE_FACTS:
                return (
                    value,
                    "outcome_before_facts",
                    "the outcome is dated before the facts that shall predict it",
                )
            if first is not None:
                reason = f"row {first[row] + 1} has the same company with the opposite outcome"
                return value, "contradicting_outcomes", reason
            refused = schema.refusal(column, float(frame[column].to_numpy()[row]), self.known)
            code, reason = refused or (check, "it cannot be taken")
            return value, code, reason

        self.report.add(bad, " + ".join(names), tell)

    def _names(self, column: str) -> tuple[str, ...]:
        """The columns of the table behind one of the checked frame."""
        if column in self.plan.sources:
            return self.plan.sources[column]
        label, mapping = self.plan.label, self.mapping
        part = {
            schema.OUTCOME: label,
            schema.COMPANY: mapping.company,
            schema.DATE: mapping.date,
            schema.OUTCOME_DATE: label.outcome_date,
        }[column]
        return (part.column,) if part else ()

    def _blanks(self) -> NDArray[np.bool_]:
        none = frozenset(self.mapping.unanswered)
        found = []
        for name in self.table.header:
            if name in self.unanswered:
                found.append(self.unanswered[name])
                continue
            codes, texts = pd.factorize(self.table.cells[name].to_numpy())
            found.append(np.array([not text or word(text) in none for text in texts], dtype=bool)[codes])
        return np.column_stack(found)
