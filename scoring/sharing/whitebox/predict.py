"""Score startups with a downloaded jury, without the site it came from.

    python predict.py startups.json            # one object of answers, or a list of them
    python predict.py startups.csv             # one row a startup, one column a question
    python predict.py --scores-only many.csv   # no band: some forty times faster

or from Python:

    from predict import open_jury
    jury = open_jury()
    verdict = jury.score({"team_founders": 3, "trac_employees": 12})
    print(verdict.score, verdict.low, verdict.high)
"""

from __future__ import annotations

import os

# ruff: noqa: E402
# Before numpy is imported: with one thread, sums are added up in one order, and a score has the same last decimal.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scoring.core import artefact
from scoring.core.answers import clean_answers
from scoring.core.features import to_sheet
from scoring.core.jury import JuryModel, Verdict
from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import Questionnaire
from scoring.core.questionnaire import load as load_questionnaire

HERE = Path(__file__).resolve().parent


class Jury:
    """A jury read from a file, with the questionnaire that it was trained for.

    Attributes
    ----------
    version : its name at the site it came from.
    questionnaire : the questions, their answers and limits.
    """

    def __init__(self, version: str, model: JuryModel) -> None:
        self.version = version
        self.questionnaire: Questionnaire = load_questionnaire(model.questionnaire)
        self._model = model

    def score(self, answers: Mapping[str, Any]) -> Verdict:
        """Score, band from `low` to `high`, contributions of the sections. What is not answered is left out or None.

        Raises
        ------
        AnswerProblem : an answer cannot be taken; `type` is its code, `field` the question.
        """
        return self._model.score(self._sheet(answers))

    def score_only(self, answers: Mapping[str, Any]) -> float:
        """The score of `score` alone, some forty times faster.

        Raises
        ------
        AnswerProblem : as in `score`.
        """
        return float(self._model.score_many(self._sheet(answers)[None])[0])

    def _sheet(self, answers: Mapping[str, Any]) -> Any:
        if not isinstance(answers, Mapping):
            raise AnswerProblem(
                "not_an_object", "A set of answers is one object of question keys and values."
            )
        return to_sheet(clean_answers(answers, self.questionnaire), self.questionnaire)


def open_jury(folder: Path = HERE) -> Jury:
    """The jury in a folder as it was unpacked.

    Raises
    ------
    BadModelFile : the model file is not the one that card.json speaks of, or cannot be read by this program.
    """
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    model = artefact.load((folder / "model.skops").read_bytes(), card["sha256"])
    return Jury(card["version"], model)


def judged(jury: Jury, rows: Iterable[Mapping[str, Any]], *, scores_only: bool) -> list[dict[str, Any]]:
    """What the jury says of each row, or the `problem` with it, which stops no other."""
    told: list[dict[str, Any]] = []
    for answers in rows:
        try:
            verdict = {"score": jury.score_only(answers)} if scores_only else asdict(jury.score(answers))
            told.append(verdict)
        except AnswerProblem as problem:
            told.append({"problem": problem.as_dict()})
    return told


def answers_of(row: Mapping[str, str], jury: Jury) -> dict[str, Any]:
    """The cells of a CSV row that answer a question: a number where it reads as one, nothing where it is empty."""
    return {key: _value(row[key]) for key in jury.questionnaire.keys if (row.get(key) or "").strip()}


def _value(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell.strip()


def score_csv(jury: Jury, path: Path, *, scores_only: bool) -> int:
    """Print the file's other columns and the scores as CSV; how many rows have a problem."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="")
        rows = list(reader)
    copied = [name for name in reader.fieldnames or [] if name and name not in jury.questionnaire.keys]
    if copied:
        sys.stderr.write(f"not questions, copied as they are: {', '.join(copied)}\n")
    told = judged(jury, (answers_of(row, jury) for row in rows), scores_only=scores_only)
    names = ["score"] if scores_only else ["score", "low", "high"]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*copied, *names, "problem"])
    for row, verdict in zip(rows, told, strict=True):
        problem = verdict.get("problem", {}).get("detail", "")
        writer.writerow(
            [*(row[name] for name in copied), *(verdict.get(name, "") for name in names), problem]
        )
    return sum("problem" in verdict for verdict in told)


def score_json(jury: Jury, path: Path, *, scores_only: bool) -> int:
    """Print a list with what the jury says of each set of answers; how many have a problem."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = content if isinstance(content, list) else [content]
    told = judged(jury, rows, scores_only=scores_only)
    json.dump(told, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return sum("problem" in verdict for verdict in told)


def main(arguments: list[str] | None = None, folder: Path = HERE) -> int:
    """Exit code 0 where every row has a score, 1 where one has a problem, 2 where file or jury cannot be read."""
    parser = argparse.ArgumentParser(description="Score startups with the jury beside this program.")
    parser.add_argument("file", type=Path, help="a .json or .csv file of answers")
    parser.add_argument("--scores-only", action="store_true", help="no band and no sections; much faster")
    options = parser.parse_args(arguments)
    score = score_csv if options.file.suffix.lower() == ".csv" else score_json
    try:
        return 1 if score(open_jury(folder), options.file, scores_only=options.scores_only) else 0
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
