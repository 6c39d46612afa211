"""The leak audit: what in a data set would make a jury look better, or judge worse, than it is.

Published results above .9 on startups that could be run again were leakage: totals known only later, and counts of
missing fields. So every data set is looked at before a jury learns from it. A serious finding stops the promotion of
such a jury until a person overrules it in writing (`scoring.registry`); the others are told and stop nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scoring.core.audit_leaks import FEWEST_OF_EACH, Evidence, blanks_alone, column_alone, enough, full_model
from scoring.core.cohort_estimate import MIN_COUNT, level_name
from scoring.core.dataset import Imported
from scoring.core.questionnaire import load

MISSINGNESS_TOLD = 0.6
"""Above what blanks reach by chance in 200 rows."""
MISSINGNESS_SERIOUS = 0.7
"""Blanks that tell as much as the points rule (.72 on real startups): who filled the table knew the outcome."""
COLUMN_TOO_GOOD = 0.9
"""No honest model of all questions together reaches it (.80 is the best that was measured); one column never does."""
JUMP_TOO_GOOD = 0.1
"""What the full model loses without one question. On the 228 real startups none takes more than .02."""
MODEL_TOO_GOOD = 0.8
"""What an honest model reaches at most. Below it one question may well carry most of a model that has few."""
LATE_SHARE = 0.01
"""Later dates than this share of the rows are no slips of the pen: the column was filled after the outcome."""
DUPLICATE_SHARE = 0.01
"""Companies that stand in several rows are on both sides of a fold: above this share the figures are too good."""
FEWEST_ANSWERS_OF_A_COPY = 10
"""Companies that answer less are alike by chance; with ten answers or more, 22 of 11,729 real first rounds are."""
BALANCE_SERIOUS = 0.1
"""With fewer than one in ten of an outcome, calibration rests on very few rows."""
BALANCE_TOLD = 0.2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the audit found.

    Attributes
    ----------
    code : ``missingness_tells_label``, ``column_too_good``, ``column_after_outcome``, ``duplicate_company``,
        ``unbalanced_label``, ``thin_level`` or ``not_checked``.
    column : of the file, or key of a question or extra, that it is about; of ``not_checked`` the code that could not be
        looked for; "" where it is about the rows.
    detail : one English sentence with its figures.
    serious : it stops a promotion until a person overrules it.
    """

    code: str
    column: str
    detail: str
    figures: dict[str, float] = field(default_factory=dict)
    serious: bool = False


def audit(imported: Imported, seed: int = 1) -> list[Finding]:
    """Everything that is suspicious about a data set, the serious findings first.

    The same data and seed give the same findings.

    Parameters
    ----------
    imported : the file as read by its mapping: leaks hide in columns that the mapping does not use, too.
    seed : of the folds, and of the rows looked at where there are more than 20,000.
    """
    # One thread: sums over threads would round differently from run to run.
    with threadpool_limits(limits=1):
        found = [
            *_balance(imported),
            *_leaks(imported, seed),
            *_late_columns(imported),
            *_duplicates(imported),
            *_thin_levels(imported),
        ]
    return sorted(found, key=lambda finding: not finding.serious)


def _balance(imported: Imported) -> Iterator[Finding]:
    outcomes = imported.dataset.outcomes
    share = float(outcomes.mean())
    rarer = min(share, 1 - share)
    if rarer < BALANCE_TOLD:
        figures: dict[str, float] = {"successes": int(outcomes.sum()), "rows": len(outcomes), "share": share}
        detail = f"{figures['successes']} of {figures['rows']} companies succeeded ({share:.1%})"
        yield Finding(
            "unbalanced_label",
            "",
            f"{detail}: few of one outcome to learn from.",
            figures,
            rarer < BALANCE_SERIOUS,
        )


def _leaks(imported: Imported, seed: int) -> Iterator[Finding]:
    evidence = Evidence.of(imported, seed)
    if enough(evidence.outcomes):
        yield from _missingness(evidence)
        yield from _good_columns(evidence)
        return
    reason = f"there are fewer than {FEWEST_OF_EACH} successes or failures"
    yield _not_checked("missingness_tells_label", reason)
    yield _not_checked("column_too_good", reason)


def _missingness(evidence: Evidence) -> Iterator[Finding]:
    number, which, single = blanks_alone(evidence)
    most = max(number, which)
    if most < MISSINGNESS_TOLD:
        return
    name = max(single, key=lambda column: single[column])
    detail = (
        f"Blanks alone tell the outcome: AUC {number:.2f} by how many there are in a row and {which:.2f} by where they "
        f"are, most of all in '{name}' ({single[name]:.2f})."
    )
    figures = {"auc_number": number, "auc_which": which, "auc_most_telling_column": single[name]}
    yield Finding("missingness_tells_label", "", detail, figures, most >= MISSINGNESS_SERIOUS)


def _good_columns(evidence: Evidence) -> Iterator[Finding]:
    """Columns, then questions and extras, that tell the outcome by themselves or carry the full model.

    A column that the mapping does not read cannot mislead a jury: it is told as a warning and stops nothing.
    """
    sources = evidence.imported.sources
    read = {column: key for key, columns in sources.items() for column in columns}
    named, thin = set(), []
    for place in evidence.facts:
        name = evidence.imported.columns[place]
        found = column_alone(evidence, place)
        if found is None:
            thin += [name] if name in read else []
        elif found > COLUMN_TOO_GOOD:
            used = f"and feeds '{read[name]}'" if name in read else "but is not read by the mapping"
            detail = f"'{name}' alone tells the outcome with an AUC of {found:.2f} {used}."
            yield Finding("column_too_good", name, detail, {"auc": found}, name in read)
            named.add(read.get(name))
    if thin:
        others = f" and {len(thin) - 1} other columns" if len(thin) > 1 else ""
        held = f"fewer than {FEWEST_OF_EACH} successes or failures hold '{thin[0]}'{others} that the mapping reads"
        yield _not_checked("column_too_good", held)
    everything, without = full_model(evidence)
    for key, left in without.items():
        if everything > MODEL_TOO_GOOD and everything - left > JUMP_TOO_GOOD and key not in named:
            fall = f"falls from {everything:.2f} to {left:.2f}"
            detail = f"Without '{key}' the AUC of all mapped columns together {fall}."
            yield Finding("column_too_good", key, detail, {"auc_with": everything, "auc_without": left}, True)


def _late_columns(imported: Imported) -> Iterator[Finding]:
    """Answers dated after the outcome. A whole row dated after it was never imported (``outcome_before_facts``)."""
    known = imported.outcome_date
    compared = 0
    if known is None or np.isnat(known).all():
        yield _not_checked("column_after_outcome", "no day of the outcome is given")
        return
    for name, dates in imported.column_dates.items():
        both = ~np.isnat(dates) & ~np.isnat(known)
        late, rows = int((dates[both] > known[both]).sum()), int(both.sum())
        compared += rows
        if late:
            detail = f"'{name}' is dated after the outcome in {late} of {rows} rows."
            figures: dict[str, float] = {"late": late, "rows": rows}
            yield Finding("column_after_outcome", name, detail, figures, late > LATE_SHARE * rows)
    if not compared and imported.dataset.dates is None:
        yield _not_checked("column_after_outcome", "neither a row nor an answer has a day")


def _duplicates(imported: Imported) -> Iterator[Finding]:
    """Companies that stand in several rows by their name, or by the same answers, day and outcome throughout."""
    again, figures = _named_again(imported)
    copies = _copied(imported) & ~again
    surplus = int((again | copies).sum())
    told = []
    if repeated := int(figures["companies"]):
        torn = int(figures["contradicting"])
        contradiction = f", {torn} of them with both outcomes" if torn else ""
        told.append(
            f"{repeated} companies stand in more than one row ({int(again.sum())} rows too many){contradiction}"
        )
    if copies.any():
        told.append(f"{int(copies.sum())} rows are copies of others in all that the mapping reads")
        figures["copies"] = int(copies.sum())
    if told:
        figures["surplus_rows"] = surplus
        serious = figures["contradicting"] > 0 or surplus > DUPLICATE_SHARE * len(again)
        yield Finding("duplicate_company", "", f"{'; '.join(told)}.", figures, serious)
    if not any(imported.dataset.companies):
        yield _not_checked("duplicate_company", "no row names its company, so only copied rows are seen")


def _named_again(imported: Imported) -> tuple[NDArray[np.bool_], dict[str, float]]:
    """Rows whose company stands in an earlier one; how many companies do, and with both outcomes."""
    companies, outcomes = pd.Series(imported.dataset.companies), imported.dataset.outcomes
    named = (companies != "").to_numpy()
    again: NDArray[np.bool_] = companies.duplicated().to_numpy() & named
    of_each = pd.Series(outcomes[named]).groupby(companies[named].to_numpy()).agg(["size", "nunique"])
    repeated, torn = int((of_each["size"] > 1).sum()), int((of_each["nunique"] > 1).sum())
    return again, {"companies": repeated, "contradicting": torn}


def _copied(imported: Imported) -> NDArray[np.bool_]:
    """Rows that equal an earlier one in every answer, extra, day and outcome, and answer enough for that to be no
    chance."""
    facts = np.column_stack([imported.values, imported.dataset.extras])
    frame = pd.DataFrame(facts).assign(outcome=imported.dataset.outcomes)
    if imported.dataset.dates is not None:
        frame["day"] = imported.dataset.dates.astype("datetime64[s]")
    answers = np.isfinite(facts).sum(axis=1)
    copied: NDArray[np.bool_] = frame.duplicated().to_numpy() & (answers >= FEWEST_ANSWERS_OF_A_COPY)
    return copied


def _not_checked(code: str, reason: str) -> Finding:
    """What the audit is silent about, so that its silence is not taken for a clean table."""
    return Finding("not_checked", code, f"'{code}' was not checked in full: {reason}.")


def _thin_levels(imported: Imported) -> Iterator[Finding]:
    """Levels that fewer companies have than a cohort may tell of; what the jury says about them is guessed."""
    for place, question in enumerate(load().questions):
        column = imported.dataset.sheets[:, place]
        counts = np.bincount(column[column >= 0], minlength=len(question.levels))
        thin = {
            level_name(question, level): int(counts[level])
            for level in np.flatnonzero(counts < MIN_COUNT).tolist()
        }
        if thin and counts.any():
            told = ", ".join(f"{level} ({count})" for level, count in thin.items())
            detail = f"'{question.key}' has levels with fewer than {MIN_COUNT} companies: {told}."
            yield Finding("thin_level", question.key, detail, {name: float(n) for name, n in thin.items()})
